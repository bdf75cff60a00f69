"""Metrics over all cases: means over every row, none left out because it failed to be scored."""

from __future__ import annotations

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

    Cases without a reply count as rows, and as unscored; hand-offs are left out: they are decided apart from coverage.
    """
    rows = [result for result in results if not result.case.handoff]
    scored = [result for result in rows if not result.response.error]
    scores = [result.response.covered_score for result in scored]
    positive = [bool(result.case.expected) for result in scored]
    if len(set(positive)) < 2:
        return None
    low, high = bootstrap(len(scored), auroc_of(scores, positive))
    return Summary(AUROC, auroc(scores, positive), low, high, len(rows), len(scored), passed=0, failed=0)
