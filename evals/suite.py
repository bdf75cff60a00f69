"""One run: cases through a system, replies through the checks, metrics through the gate."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import numpy as np

from coach import __version__
from coach.errors import SettingsError
from coach.records import Corpus
from evals.baseline import Baseline, compare
from evals.checks import Check
from evals.checks.retrieval import RAGAS_OWN
from evals.gate import judge_gates, must_answer, replied, reviewed
from evals.judged.names import JUDGED
from evals.records import (
    Case,
    CaseResult,
    Gate,
    JudgeAccuracy,
    Metric,
    Response,
    Run,
    Sample,
    Score,
    Timing,
    Verdict,
)
from evals.score import Progress, respond_all, samples_of, score, score_all
from evals.summary import AUROC, summarise
from evals.system import System


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judging model said: verdicts by case and metric, and how reliable judges are."""

    metrics: tuple[Metric, ...] = ()
    verdicts: Mapping[tuple[str, str], Verdict] | None = None
    accuracies: tuple[JudgeAccuracy, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Cases with their replies and samples, before anything is scored."""

    cases: tuple[Case, ...]
    responses: Mapping[str, Response]
    samples: Mapping[str, Sample]
    started: str
    begun: float


def choose(cases: Sequence[Case], pattern: str = "", limit: int | None = None) -> tuple[tuple[Case, ...], str]:
    """Return the cases asked for, and why they are not all, if so.

    Args:
        cases: All of them.
        pattern: A case is kept when its id, kind or attack matches it; ``*`` stands for anything.
        limit: Keep this many at most, the first ones.

    Raises:
        SettingsError: nothing is left.
    """
    kept = [
        case
        for case in cases
        if not pattern or any(fnmatch.fnmatchcase(text or "", pattern) for text in (case.id, case.kind, case.attack))
    ]
    kept = kept[:limit] if limit is not None else kept
    if not kept:
        raise SettingsError(
            f"No case is left of {len(cases)} (--filter {pattern!r}, --limit {limit})",
            "Filter by id, kind or attack, for instance: --filter 'handoff' or --filter 'a-p3-*'",
        )
    return tuple(kept), "" if len(kept) == len(cases) else f"{len(kept)} of {len(cases)} cases"


def ask(
    system: System, cases: Sequence[Case], corpus: Corpus, jobs: int = 1, on_progress: Progress | None = None
) -> Asked:
    """Put every case to the system."""
    begun, started = time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds")
    responses = respond_all(system, cases, jobs, on_progress)
    return Asked(tuple(cases), responses, samples_of(cases, responses, corpus), started, begun)


def evaluate(asked: Asked, checks: Sequence[Check], judged: Judged = Judged()) -> Run:
    """Score what was asked; the run has no gates yet."""
    scores = score_all(checks, asked.samples, asked.responses)
    results = tuple(
        CaseResult(case, asked.responses[case.id], (*scores[case.id], *_judged_scores(case.id, judged)))
        for case in asked.cases
    )
    return Run(
        versions={},
        results=results,
        summaries=summarise([*(check.metric for check in checks), *judged.metrics], results),
        gates=(),
        comparison=None,
        judges=judged.accuracies,
        remarks=(),
        partial="",
        timing=_timing(asked),
    )


def decide(
    run: Run,
    gates: Sequence[Gate],
    baseline: Baseline | None = None,
    judged: Sequence[str] | None = None,
    part: bool = False,
) -> Run:
    """Compare a run with its baseline and decide the gates.

    Args:
        run: A scored run.
        gates: The thresholds.
        baseline: A saved run to compare with, if any.
        judged: The judged metrics that were asked for; gates of the others are not run, never passed.
        part: Whether only some of the cases were asked; then gates that none of them concerns are not run.

    Raises:
        SettingsError: the baseline cannot be compared, or a gate names a metric that does not exist.
    """
    required = tuple(judged or ())
    skipped = [name for name in JUDGED if name not in required]
    comparison = compare(baseline, run) if baseline else None
    verdicts = judge_gates(must_answer(gates, required), run.summaries, comparison, skipped, part)
    others = (replied(run.results), reviewed([result.case for result in run.results]))
    return replace(run, comparison=comparison, gates=(*verdicts, *(verdict for verdict in others if verdict)))


def known_metrics(checks: Sequence[Check], judged: Sequence[str] = ()) -> set[str]:
    """Return the names of all metrics that a gate may name."""
    return {check.metric.name for check in checks} | {AUROC.name, *RAGAS_OWN} | set(judged)


def digest(items: object) -> str:
    """Return a short version of plain data: cases, gates, prompts."""
    text = json.dumps(items, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def versions(
    corpus: Corpus, encoder: str, answered_by: str, cases: Sequence[Case], gates: Sequence[Gate]
) -> dict[str, str]:
    """Return what this run depends on, by name; the judge is added where there is one."""
    return {
        "coach": __version__,
        "corpus": corpus.name,
        "corpus_version": corpus.version,
        "encoder": encoder,
        "answered_by": answered_by,
        "cases": digest([{**asdict(case), "line": ""} for case in cases]),
        "gates": digest([asdict(gate) for gate in gates]),
    }


def _judged_scores(case: str, judged: Judged) -> list[Score]:
    verdicts = judged.verdicts or {}
    return [
        score(case, metric, verdicts[case, metric.name]) for metric in judged.metrics if (case, metric.name) in verdicts
    ]


def _timing(asked: Asked) -> Timing:
    times = [response.elapsed_ms for response in asked.responses.values() if not response.error] or [0.0]
    p50, p95 = np.percentile(times, (50, 95))
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return Timing(
        asked.started, round(time.perf_counter() - asked.begun, 2), machine, round(float(p50), 1), round(float(p95), 1)
    )
