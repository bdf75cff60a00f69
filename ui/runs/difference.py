"""Two runs side by side: what moved, over the cases that both hold with the same text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ui.runs.read import Kept
from ui.runs.records import Case, Score

Trend = Literal["got worse", "got better", "changed"]


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """A metric before and now, as each run has it, and the difference over the cases that both hold.

    Attributes:
        before: The mean over all cases of the earlier run; None where it was not measured.
        now: The same of the later run.
        difference: Of the means over the shared cases; None where there is none.
        n: How many of those there are.
        better: How many of them pass now and did not before.
        worse: How many of them passed before and do not now.
    """

    name: str
    before: float | None
    now: float | None
    difference: float | None
    n: int
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class CaseDifference:
    """A case whose outcome is another one, and the deciding metrics in which it is."""

    before: Case
    now: Case
    trend: Trend
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What lies between two runs.

    Attributes:
        shared: How many cases both hold with the same question, history and expectation.
        only_before: Ids of cases that only the earlier one holds.
        only_now: Ids of cases that only the later one holds.
        reworded: Ids of cases that ask or expect something else.
        versions: What the two runs used, where it differs: name, before, now.
        metrics: In the order of the later run.
        cases: Those that got worse first.
    """

    shared: int
    only_before: tuple[str, ...]
    only_now: tuple[str, ...]
    reworded: tuple[str, ...]
    versions: tuple[tuple[str, str, str], ...]
    metrics: tuple[MetricDifference, ...]
    cases: tuple[CaseDifference, ...]


_ORDER: tuple[Trend, ...] = ("got worse", "got better", "changed")


def compare(before: Kept, cases_before: Sequence[Case], now: Kept, cases_now: Sequence[Case]) -> Difference:
    """Compare two runs.

    Args:
        before: The earlier run, or the one to compare with.
        cases_before: Its cases.
        now: The later run.
        cases_now: Its cases.
    """
    ours, theirs = ({case.id: case for case in cases} for cases in (cases_now, cases_before))
    both = [name for name in ours if name in theirs]
    pairs = [(theirs[name], ours[name]) for name in both if _is_same(theirs[name], ours[name])]
    deciding = [metric.name for metric in now.overview.metrics if metric.decides]
    names = [metric.name for metric in now.overview.metrics]
    names += [metric.name for metric in before.overview.metrics if metric.name not in names]
    versions = dict.fromkeys([*before.overview.versions, *now.overview.versions])
    changed = [found for one, other in pairs if (found := _case(one, other, deciding))]
    return Difference(
        shared=len(pairs),
        only_before=tuple(name for name in theirs if name not in ours),
        only_now=tuple(name for name in ours if name not in theirs),
        reworded=tuple(name for name in both if not _is_same(theirs[name], ours[name])),
        versions=tuple(
            (name, was, is_now)
            for name in versions
            if (was := before.overview.versions.get(name, "")) != (is_now := now.overview.versions.get(name, ""))
        ),
        metrics=tuple(_metric(name, before, now, pairs) for name in names),
        cases=tuple(sorted(changed, key=lambda found: _ORDER.index(found.trend))),
    )


def _is_same(one: Case, other: Case) -> bool:
    """Tell whether a case asks and expects what it did; another label would compare two different questions."""
    asked = [(case.question, case.history, case.expected, case.handoff, case.tension, case.must_not_say)
             for case in (one, other)]  # fmt: skip
    return asked[0] == asked[1]


def _metric(name: str, before: Kept, now: Kept, pairs: Sequence[tuple[Case, Case]]) -> MetricDifference:
    scores = [
        (one.scores[name], other.scores[name]) for one, other in pairs if name in one.scores and name in other.scores
    ]
    moved = [_value(is_now) - _value(was) for was, is_now in scores]
    was, is_now = before.overview.metric(name), now.overview.metric(name)
    return MetricDifference(
        name=name,
        before=was.mean if was else None,
        now=is_now.mean if is_now else None,
        difference=sum(moved) / len(moved) if moved else None,
        n=len(moved),
        better=sum(one.outcome != "pass" and other.outcome == "pass" for one, other in scores),
        worse=sum(one.outcome == "pass" and other.outcome != "pass" for one, other in scores),
    )


def _value(score: Score) -> float:
    """Return the value that counts: what was not scored counts as 0, as in the means."""
    return score.value or 0.0


def _case(before: Case, now: Case, deciding: Sequence[str]) -> CaseDifference | None:
    metrics = tuple(
        name
        for name in deciding
        if name in before.scores and name in now.scores and before.scores[name].outcome != now.scores[name].outcome
    )
    if before.outcome == now.outcome and not metrics:
        return None
    trend: Trend = "changed"
    if before.outcome == "pass" and now.outcome != "pass":
        trend = "got worse"
    elif now.outcome == "pass" and before.outcome != "pass":
        trend = "got better"
    return CaseDifference(before, now, trend, metrics)
