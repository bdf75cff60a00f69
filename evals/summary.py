"""Metrics over all cases: means over every row, none left out because it failed to be scored."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.measures import auroc
from evals.records import CaseResult, Metric, Score, Summary
from evals.statistics import auroc_of, bootstrap, interval

AUROC = Metric(
    "coverage_auroc", "deterministic", 0.5, False, "how well the coverage score tells answerable from uncovered cases"
)


def summarise(metrics: Sequence[Metric], results: Sequence[CaseResult]) -> tuple[Summary, ...]:
    """Return a summary of each metric that applies to some case, and the AUROC of coverage."""
    rows: dict[str, list[Score]] = {metric.name: [] for metric in metrics}
    for result in results:
        for score in result.scores:
            rows[score.metric].append(score)
    found = [_summary(metric, rows[metric.name]) for metric in metrics if rows[metric.name]]
    separation = coverage_auroc(results)
    return tuple([*found, separation] if separation else found)


def _summary(metric: Metric, rows: Sequence[Score]) -> Summary:
    values = [score.value or 0.0 for score in rows]
    low, high = interval(values)
    return Summary(
        metric=metric,
        mean=sum(values) / len(values),
        low=low,
        high=high,
        n=len(rows),
        scored=sum(score.outcome != "unscored" for score in rows),
        passed=sum(score.outcome == "pass" for score in rows),
        failed=sum(score.outcome == "fail" for score in rows),
    )


def coverage_auroc(results: Sequence[CaseResult]) -> Summary | None:
    """Return how well ``covered_score`` tells answerable from other cases; None without one of each.

    A case without a reply counts as told wrongly, and as unscored. Hand-offs are left out: they are decided apart from
    coverage.
    """
    rows = [result for result in results if not result.case.handoff]
    positive = [bool(result.case.expected) for result in rows]
    if len(set(positive)) < 2:
        return None
    scores = [
        told(result.response.covered_score, bool(result.response.error), bool(result.case.expected)) for result in rows
    ]
    low, high = bootstrap(len(rows), auroc_of(scores, positive))
    scored = sum(not result.response.error and math.isfinite(result.response.covered_score) for result in rows)
    return Summary(AUROC, auroc(scores, positive), low, high, len(rows), scored, passed=0, failed=0)


def told(covered_score: float, has_failed: bool, is_answerable: bool) -> float:
    """Return the score to rank a case by: without a reply, the worst there is for it; no number counts as no reply."""
    if has_failed or not math.isfinite(covered_score):
        return -1.0 if is_answerable else 2.0
    return covered_score
