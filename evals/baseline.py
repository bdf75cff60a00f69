"""A saved run to compare with: refused where the two cannot be compared, with the reason."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.errors import SettingsError
from evals.measures import auroc
from evals.records import Case, CaseChange, CaseResult, Comparison, MetricChange, Outcome, Score, Trend
from evals.statistics import auroc_of, bootstrap, paired_interval
from evals.summary import AUROC

SCHEMA = 1  # of the report that `--json` and `--save-baseline` write
# What must be the same for two runs to be comparable; corpus, cases and gates may change: that is what is compared.
SAME = {"corpus": "corpus", "answered_by": "answering system", "encoder": "encoder", "judge": "judge"}


@dataclass(frozen=True, slots=True)
class SavedCase:
    """A case as a saved run holds it."""

    question: str
    history: tuple[tuple[str, str], ...]
    is_answerable: bool
    is_handoff: bool
    has_error: bool
    covered_score: float
    scores: Mapping[str, tuple[float | None, Outcome]]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A saved run."""

    path: Path
    versions: Mapping[str, str]
    cases: Mapping[str, SavedCase]


def read_baseline(path: Path) -> Baseline:
    """Read a run that `--json` or `--save-baseline` wrote.

    Raises:
        SettingsError: the file is missing, damaged, or not such a run.
    """
    hint = "Save one with: coach eval --save-baseline FILE"
    try:
        found = json.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise SettingsError(f"The baseline {path} cannot be read: {error.strerror or error}", hint) from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"The baseline {path} is not JSON: {error}", hint) from error
    try:
        if found["schema"] != SCHEMA:
            raise SettingsError(f"The baseline {path} has schema {found['schema']}, not {SCHEMA}", hint)
        cases = {str(item["id"]): _saved(item) for item in found["cases"]}
        return Baseline(path, {str(name): str(value) for name, value in found["versions"].items()}, cases)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SettingsError(f"The baseline {path} is not a saved run ({error!r})", hint) from error


def _saved(item: Mapping[str, Any]) -> SavedCase:
    scores = item["scores"]
    return SavedCase(
        question=str(item["question"]),
        history=tuple((str(turn["role"]), str(turn["content"])) for turn in item["history"]),
        is_answerable=bool(item["expected"]),
        is_handoff=bool(item["handoff"]),
        has_error=bool(item["error"]),
        covered_score=float(item["covered_score"] or 0.0),  # null: the system gave no number
        scores={str(name): (scores[name]["value"], scores[name]["outcome"]) for name in scores},
    )


def compare(baseline: Baseline, versions: Mapping[str, str], results: Sequence[CaseResult]) -> Comparison:
    """Compare a run with a saved one, over the cases that both hold with the same text.

    Raises:
        SettingsError: they are of another corpus, model, encoder or judge, or share no case.
    """
    for key, name in SAME.items():
        before, now = baseline.versions.get(key, ""), versions.get(key, "")
        if before != now and (before or key != "judge"):
            raise SettingsError(
                f"The baseline {baseline.path} is of another {name}: {before or 'none'} there, {now or 'none'} here",
                "Compare like with like, or save a new baseline: coach eval --save-baseline FILE",
            )
    ours = {result.case.id: result for result in results}
    shared = [name for name in ours if name in baseline.cases]
    reworded = [name for name in shared if not _is_same(ours[name].case, baseline.cases[name])]
    kept = [name for name in shared if name not in reworded]
    if not kept:
        raise SettingsError(
            f"The baseline {baseline.path} shares no case with this run",
            "Save a new one: coach eval --save-baseline FILE",
        )
    pairs = [(baseline.cases[name], ours[name]) for name in kept]
    return Comparison(
        baseline=baseline.path.name,
        shared=len(kept),
        added=tuple(name for name in ours if name not in baseline.cases),
        removed=tuple(name for name in baseline.cases if name not in ours),
        reworded=tuple(reworded),
        metrics=tuple(_metric_changes(pairs)),
        cases=tuple(_case_changes(pairs)),
    )


def _is_same(case: Case, saved: SavedCase) -> bool:
    """Tell whether a case asks and expects what it did; another label would compare two different questions."""
    history = tuple((turn.role, turn.content) for turn in case.history)
    labels = (bool(case.expected), bool(case.handoff)) == (saved.is_answerable, saved.is_handoff)
    return (case.question, history) == (saved.question, saved.history) and labels


def _metric_changes(pairs: Sequence[tuple[SavedCase, CaseResult]]) -> list[MetricChange]:
    rows: dict[str, list[tuple[float, float]]] = {}
    for saved, result in pairs:
        for score in result.scores:
            if score.metric in saved.scores:
                value = saved.scores[score.metric][0]
                rows.setdefault(score.metric, []).append((value or 0.0, score.value or 0.0))
    found = []
    for metric, values in rows.items():
        before, now = [pair[0] for pair in values], [pair[1] for pair in values]
        found.append(
            _change(metric, (sum(before) / len(before), sum(now) / len(now)), len(values), paired_interval(before, now))
        )
    separation = _auroc_change(pairs)
    return [*found, separation] if separation else found


def _change(metric: str, means: tuple[float, float], n: int, bounds: tuple[float, float]) -> MetricChange:
    low, high = bounds
    trend: Trend = "regressed" if high < 0 else "improved" if low > 0 else "unchanged"
    return MetricChange(metric, n, *means, low, high, trend)


def _auroc_change(pairs: Sequence[tuple[SavedCase, CaseResult]]) -> MetricChange | None:
    kept = [
        (saved, result)
        for saved, result in pairs
        if not saved.is_handoff and not saved.has_error and not result.response.error
    ]
    positive = [saved.is_answerable for saved, _ in kept]
    if len(set(positive)) < 2:
        return None
    before = [saved.covered_score for saved, _ in kept]
    now = [result.response.covered_score for _, result in kept]
    was, is_now = auroc_of(before, positive), auroc_of(now, positive)
    bounds = bootstrap(len(kept), lambda rows: is_now(rows) - was(rows))
    return _change(AUROC.name, (auroc(before, positive), auroc(now, positive)), len(kept), bounds)


def _case_changes(pairs: Sequence[tuple[SavedCase, CaseResult]]) -> list[CaseChange]:
    def changed(saved: SavedCase, score: Score) -> bool:
        return score.metric in saved.scores and saved.scores[score.metric][1] != score.outcome

    return [
        CaseChange(result.case.id, score.metric, saved.scores[score.metric][1], score.outcome, score.reason)
        for saved, result in pairs
        for score in result.scores
        if changed(saved, score)
    ]
