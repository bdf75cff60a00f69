"""Intervals: how far a mean over these cases may lie from the truth, and whether a difference is more than chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
RESAMPLES = 2000
_SEED = 20  # the same cases give the same interval
_Z = 1.959964  # 95 %


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a mean: Wilson's for values of 0 and 1, else a percentile bootstrap; NaN for none.

    Wilson's interval stays honest where every case passed: 20 of 20 is not "certainly all".

    Source: Wilson (1927), "Probable inference"; Efron and Tibshirani (1993), chapter 13.
    """
    found = np.array(values, dtype=np.float64)
    if not len(found):
        return float("nan"), float("nan")
    if not np.isin(found, (0.0, 1.0)).all():
        return bootstrap(len(found), lambda rows: found[rows].mean(axis=1))
    n, p = len(found), float(found.mean())
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * np.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def paired_interval(before: Sequence[float], now: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the mean difference now - before, the same cases resampled in both.

    Source: Koehn (2004), "Statistical significance tests for machine translation evaluation" (paired bootstrap).
    """
    difference = np.array(now, dtype=np.float64) - np.array(before, dtype=np.float64)
    if not len(difference):
        return float("nan"), float("nan")
    return bootstrap(len(difference), lambda rows: difference[rows].mean(axis=1))


def bootstrap(n: int, statistic: Callable[[npt.NDArray[np.int64]], Floats]) -> tuple[float, float]:
    """Return the 95 % percentile interval of a statistic over resampled cases; resamples it cannot score are left out.

    Args:
        n: How many cases there are.
        statistic: Takes (``RESAMPLES``, n) row numbers, returns (``RESAMPLES``,) values.
    """
    rows = np.random.default_rng(_SEED).integers(n, size=(RESAMPLES, n))
    found = statistic(rows)
    found = found[np.isfinite(found)]
    if not len(found):
        return float("nan"), float("nan")
    low, high = np.percentile(found, (2.5, 97.5))
    return float(low), float(high)


def auroc_of(scores: Sequence[float], positive: Sequence[bool]) -> Callable[[npt.NDArray[np.int64]], Floats]:
    """Return the AUROC as a statistic of resampled cases, NaN where a resample has only one of the two kinds.

    Source: the Mann-Whitney statistic by mid-ranks, as ``measures.auroc``.
    """
    order = np.unique(np.array(scores, dtype=np.float64), return_inverse=True)[1]
    is_positive = np.array(positive, dtype=bool)
    levels = int(order.max()) + 1 if len(order) else 1

    def of(rows: npt.NDArray[np.int64]) -> Floats:
        values = np.full(len(rows), np.nan)
        for number, chosen in enumerate(rows):
            high = np.bincount(order[chosen][is_positive[chosen]], minlength=levels)
            low = np.bincount(order[chosen][~is_positive[chosen]], minlength=levels)
            pairs = high.sum() * low.sum()
            if pairs:
                below = np.cumsum(low) - low
                values[number] = float((high * (below + 0.5 * low)).sum() / pairs)
        return values

    return of
