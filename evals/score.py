"""Cases through a system and its replies through the checks: every row passes, fails or is unscored with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from coach.records import Corpus
from evals.checks import Check
from evals.records import Case, Metric, Response, Sample, Score, Verdict
from evals.sample import sample_of
from evals.system import System

_RIGHT = "“…” [P1]"  # the form of a right reply to an answerable case: it quotes and cites
Progress = Callable[[int, int], None]


def respond_all(
    system: System, cases: Sequence[Case], jobs: int = 1, on_progress: Progress | None = None
) -> dict[str, Response]:
    """Return the reply to every case, by id, in the order of the cases.

    Args:
        system: What answers.
        cases: The cases.
        jobs: How many are asked at the same time, at least 1.
        on_progress: Called with (done, all).
    """
    found: dict[str, Response] = {}
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for case, response in zip(cases, pool.map(system.respond, cases), strict=True):
            found[case.id] = response
            if on_progress:
                on_progress(len(found), len(cases))
    return found


def samples_of(cases: Sequence[Case], responses: Mapping[str, Response], corpus: Corpus) -> dict[str, Sample]:
    """Return the sample of every case, with the replies to the others of its group."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        if case.pair:
            groups.setdefault(case.pair, []).append(case)
    return {
        case.id: sample_of(
            case,
            responses[case.id],
            corpus,
            [responses[other.id] for other in groups.get(case.pair or "", []) if other.id != case.id],
        )
        for case in cases
    }


def score_all(
    checks: Sequence[Check], samples: Mapping[str, Sample], responses: Mapping[str, Response]
) -> dict[str, tuple[Score, ...]]:
    """Return the scores of every case, by id.

    Runs in a thread of its own: ragas' loop is no trouble to a loop that already runs.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(
            lambda: {name: _scores(name, checks, sample, responses[name]) for name, sample in samples.items()}
        ).result()


def _scores(name: str, checks: Sequence[Check], sample: Sample, response: Response) -> tuple[Score, ...]:
    if response.error:  # the rows that a right reply would have had are unscored
        right = replace(sample, response=_RIGHT if sample.reference_context_ids else "")
        rows = [check.metric.name for check in checks if check.applies(right)]
        return tuple(Score(name, metric, None, "unscored", response.error) for metric in rows)
    return tuple(score(name, check.metric, check.measure(sample)) for check in checks if check.applies(sample))


def score(case: str, metric: Metric, verdict: Verdict) -> Score:
    """Return a verdict as a pass, a failure or an unscored row."""
    if verdict.value is None or verdict.value != verdict.value:  # NaN
        return Score(case, metric.name, None, "unscored", verdict.reason or "no value, and no reason was given")
    value = round(verdict.value, 6)
    return Score(case, metric.name, value, "pass" if value >= metric.passes_at else "fail", verdict.reason)
