"""The coverage curve: what each threshold on the coverage score would answer, and what the system did answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evals.records import CaseResult, Run, Summary
from evals.report.findings import is_answered, summary_of
from evals.summary import AUROC


@dataclass(frozen=True, slots=True)
class Point:
    """Shares of the unanswerable and of the answerable cases that are answered."""

    unanswerable: float
    answerable: float


@dataclass(frozen=True, slots=True)
class CoverageCurve:
    """Every point from answering nothing to answering all, and where the system stands.

    Attributes:
        actual: What the system answered (status covered or partly); off the curve where more than the score decides.
        separation: The AUROC of the coverage score, as the run holds it.
        left_out: Cases without a reply or a score.
    """

    points: tuple[Point, ...]
    actual: Point
    separation: Summary | None
    answerable: int
    unanswerable: int
    left_out: int


def coverage_curve(run: Run) -> CoverageCurve | None:
    """Return the curve, or None where there are not both answerable and unanswerable cases.

    A case is answerable where principles are expected; hand-offs are left out, they are decided apart from coverage.
    """
    asked = [result for result in run.results if not result.case.handoff]
    usable = [item for item in asked if not item.response.error and math.isfinite(item.response.covered_score)]
    yes = [result for result in usable if result.case.expected]
    no = [result for result in usable if not result.case.expected]
    if not yes or not no:
        return None
    thresholds = sorted({result.response.covered_score for result in usable}, reverse=True)
    points = [Point(_share_from(no, least), _share_from(yes, least)) for least in thresholds]
    return CoverageCurve(
        points=(Point(0.0, 0.0), *points),
        actual=Point(_answered(no), _answered(yes)),
        separation=summary_of(run, AUROC.name),
        answerable=len(yes),
        unanswerable=len(no),
        left_out=len(asked) - len(usable),
    )


def _share_from(results: Sequence[CaseResult], least: float) -> float:
    return sum(result.response.covered_score >= least for result in results) / len(results)


def _answered(results: Sequence[CaseResult]) -> float:
    return sum(map(is_answered, results)) / len(results)
