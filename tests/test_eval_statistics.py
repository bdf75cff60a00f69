"""Intervals that a person can look up, and the same ones again tomorrow."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from eval_parts import metric, result

from evals.measures import auroc
from evals.records import CaseResult, Response
from evals.statistics import RESAMPLES, auroc_of, bootstrap, interval, paired_interval
from evals.summary import AUROC, coverage_auroc, summarise


@pytest.mark.parametrize(
    ("passed", "n", "low", "high"),
    [  # Wilson's 95 % interval, as tables of it have it
        (20, 20, 0.8389, 1.0),
        (0, 20, 0.0, 0.1611),
        (8, 10, 0.4902, 0.9433),
        (1, 1, 0.2065, 1.0),
        (5, 10, 0.2366, 0.7634),
        (90, 100, 0.8256, 0.9448),
    ],
)
def test_a_rate_has_wilsons_interval(passed: int, n: int, low: float, high: float) -> None:
    assert interval([1.0] * passed + [0.0] * (n - passed)) == pytest.approx((low, high), abs=5e-5)


def test_twenty_of_twenty_is_not_certainly_all() -> None:
    low, high = interval([1.0] * 20)
    assert low < 0.85 and high == 1.0


def test_graded_values_have_a_bootstrap_interval_around_their_mean() -> None:
    values = [0.0, 0.25, 0.5, 0.75, 1.0] * 20  # mean 0.5, standard error 0.0354: 0.431 to 0.569
    assert interval(values) == pytest.approx((0.431, 0.569), abs=0.01)


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.1, 0.4, 0.9, 0.5]
    assert interval(values) == interval(values)
    assert paired_interval(values, values[::-1]) == paired_interval(values, values[::-1])


def test_the_interval_of_nothing_is_unknown() -> None:
    assert all(map(math.isnan, interval([])))
    assert all(map(math.isnan, paired_interval([], [])))


def test_a_single_value_between_0_and_1_is_its_own_interval() -> None:
    assert interval([0.5]) == (0.5, 0.5)


# ------------------------------------------------------------------------------------------ two runs


def flipped(n: int, worse: int, better: int = 0) -> tuple[list[float], list[float]]:
    """Return a run of n cases before and now: some got worse, some got better, the others pass in both."""
    before = [1.0] * (n - better) + [0.0] * better
    now = [0.0] * worse + [1.0] * (n - worse)
    return before, now


@pytest.mark.parametrize(
    ("worse", "better", "expected"),
    [
        pytest.param(0, 0, (0.0, 0.0), id="all the same"),
        pytest.param(50, 0, (-1.0, -1.0), id="all worse"),
        pytest.param(0, 50, (1.0, 1.0), id="all better"),
    ],
)
def test_a_difference_that_all_cases_share_has_no_width(worse: int, better: int, expected: tuple[float, float]) -> None:
    assert paired_interval(*flipped(50, worse, better)) == expected


@pytest.mark.parametrize("n", [20, 100, 300])
def test_one_case_of_many_that_got_worse_may_be_chance(n: int) -> None:
    # The case is in none of the resamples with probability 0.37, so the upper end of the interval is nought.
    low, high = paired_interval(*flipped(n, worse=1))
    assert low < 0 and high == 0


@pytest.mark.parametrize("n", [20, 100, 300])
def test_six_cases_that_got_worse_and_none_better_are_more_than_chance(n: int) -> None:
    assert paired_interval(*flipped(n, worse=6))[1] < 0  # in none of the resamples with probability 0.0025


def test_six_worse_and_five_better_may_be_chance() -> None:
    low, high = paired_interval(*flipped(100, worse=6, better=5))
    assert low < 0 < high


def test_pairs_are_kept_together() -> None:
    # Each case got 0.1 worse: certain, although the values themselves spread from 0 to 1.
    before = [step / 10 for step in range(1, 11)]
    assert paired_interval(before, [value - 0.1 for value in before]) == pytest.approx((-0.1, -0.1))


# ------------------------------------------------------------------------------------------ AUROC


@pytest.mark.parametrize(
    ("scores", "positive", "expected"),
    [
        pytest.param([0.9, 0.8, 0.2, 0.1], [True, True, False, False], 1.0, id="apart"),
        pytest.param([0.1, 0.2, 0.8, 0.9], [True, True, False, False], 0.0, id="upside down"),
        pytest.param([0.5, 0.5, 0.5, 0.5], [True, False, True, False], 0.5, id="all tied"),
        pytest.param([0.9, 0.5, 0.5, 0.1], [True, True, False, False], 0.875, id="one tie of four pairs"),
        pytest.param([0.9, 0.4, 0.6, 0.1], [True, True, False, False], 0.75, id="one pair of four wrong"),
    ],
)
def test_auroc_counts_pairs_and_ties_half(scores: list[float], positive: list[bool], expected: float) -> None:
    every_row = np.arange(len(scores))[None, :]
    assert auroc_of(scores, positive)(every_row)[0] == pytest.approx(expected)
    assert auroc(scores, positive) == pytest.approx(expected)


def test_auroc_of_resamples_is_the_auroc_of_each() -> None:
    generator = np.random.default_rng(1)
    scores: Sequence[float] = generator.integers(8, size=40) / 8  # many ties
    positive = generator.random(40) < 0.4
    rows = generator.integers(40, size=(50, 40))
    expected = [auroc([scores[row] for row in chosen], [bool(positive[row]) for row in chosen]) for chosen in rows]
    assert auroc_of(scores, list(positive))(rows) == pytest.approx(expected)


def test_a_resample_of_one_kind_only_has_no_auroc_and_is_left_out_of_the_interval() -> None:
    statistic = auroc_of([0.9, 0.1], [True, False])
    assert np.isnan(statistic(np.array([[0, 0], [1, 1]]))).all()
    assert bootstrap(2, statistic) == (1.0, 1.0)


def test_a_bootstrap_that_cannot_score_any_resample_is_unknown() -> None:
    assert all(map(math.isnan, bootstrap(3, lambda rows: np.full(len(rows), np.nan))))


def test_a_bootstrap_asks_for_all_resamples_at_once_and_draws_every_row() -> None:
    seen: list[tuple[int, ...]] = []

    def mean(rows: np.ndarray) -> np.ndarray:
        seen.append(rows.shape)
        assert set(rows.flatten()) == {0, 1, 2}
        return rows.mean(axis=1)

    bootstrap(3, mean)
    assert seen == [(RESAMPLES, 3)]


# ------------------------------------------------------------------------------------------ summaries


def test_an_unscored_row_counts_as_nought_and_is_shown() -> None:
    rows = [result("a", {"m": 1.0}), result("b", {"m": None}), result("c", {"m": None})]
    found = summarise([metric("m")], rows)[0]
    assert found.mean == pytest.approx(1 / 3)
    assert (found.n, found.scored, found.passed, found.failed, found.unscored) == (3, 1, 1, 0, 2)
    assert (found.low, found.high) == pytest.approx((0.0615, 0.7923), abs=5e-4)  # Wilson of 1 of 3


def test_a_metric_without_rows_has_no_summary() -> None:
    assert [found.metric.name for found in summarise([metric("m"), metric("other")], [result("a", {"m": 1.0})])] == [
        "m"
    ]


def asked(name: str, covered: bool, score: float, error: str = "", handoff: str | None = None) -> CaseResult:
    found = result(name, {}, score, expected=("P1",) if covered else (), handoff=handoff)
    if not error:
        return found
    return CaseResult(found.case, Response("", "not_covered", (), 0.0, error=error), ())


def test_the_coverage_score_is_measured_over_answerable_and_uncovered_cases() -> None:
    rows = [asked("a", True, 0.9), asked("b", True, 0.4), asked("c", False, 0.6), asked("d", False, 0.1)]
    found = coverage_auroc([*rows, asked("h", False, 0.99, handoff="legal")])
    assert found is not None
    assert (found.metric, found.mean, found.n, found.scored) == (AUROC, 0.75, 4, 4)


def test_a_case_without_a_reply_is_an_unscored_row_of_the_coverage_score() -> None:
    found = coverage_auroc([asked("a", True, 0.9), asked("b", False, 0.1), asked("c", True, 0, error="timed out")])
    assert found is not None
    assert (found.n, found.scored, found.unscored) == (3, 2, 1)


def test_a_case_without_a_reply_does_not_make_the_coverage_score_better() -> None:
    replied = coverage_auroc([asked("a", True, 0.9), asked("b", True, 0.2), asked("c", False, 0.5)])
    silent = coverage_auroc([asked("a", True, 0.9), asked("b", True, 0, error="timed out"), asked("c", False, 0.5)])
    assert replied is not None and silent is not None
    assert replied.mean == 0.5 and silent.mean <= replied.mean


@pytest.mark.parametrize(
    ("silent", "expected"),
    [  # four pairs; the silent case loses both of its own, the other two are told rightly
        pytest.param({"a"}, 0.5, id="an answerable case"),
        pytest.param({"d"}, 0.5, id="an uncovered case"),
        pytest.param({"a", "d"}, 0.25, id="one of each"),
        pytest.param({"a", "b", "c", "d"}, 0.0, id="all"),
    ],
)
def test_a_case_without_a_reply_is_told_wrongly(silent: set[str], expected: float) -> None:
    rows = [
        asked(name, name in "ab", 0.9 if name in "ab" else 0.1, error="timed out" if name in silent else "")
        for name in "abcd"
    ]
    found = coverage_auroc(rows)
    assert found is not None
    assert (found.mean, found.n, found.scored) == (expected, 4, 4 - len(silent))


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_a_coverage_score_that_is_no_number_is_told_wrongly(score: float) -> None:
    found = coverage_auroc([asked("a", True, score), asked("b", True, 0.9), asked("c", False, 0.1)])
    assert found is not None and found.mean == 0.5


def test_the_coverage_score_needs_both_kinds_of_cases() -> None:
    assert coverage_auroc([asked("a", True, 0.9), asked("h", False, 0.1, handoff="legal")]) is None
