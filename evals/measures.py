"""The measures, each over one question or one set, none of them averaging away what was not scored."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np


def hit_at_1(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1.0 where the first of the ranking is relevant, else 0.0."""
    return float(bool(ranking) and ranking[0] in relevant)


def recall_at(ranking: Sequence[str], relevant: Collection[str], k: int = 3) -> float:
    """Return the share of the relevant that stand among the first k, 0 to 1."""
    return len(set(ranking[:k]) & set(relevant)) / len(relevant)


def ndcg_at(ranking: Sequence[str], relevant: Collection[str], k: int = 5) -> float:
    """Return nDCG at k with binary gains, 0 to 1.

    Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002).
    """
    found = list(dict.fromkeys(ranking))[:k]  # an id that stands twice gains once
    gains = [1 / np.log2(place + 2) for place, item in enumerate(found) if item in relevant]
    ideal = [1 / np.log2(place + 2) for place in range(min(len(relevant), k))]
    return float(sum(gains) / sum(ideal))


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1 / the place of the first relevant one, 0 where there is none."""
    return next((1 / place for place, item in enumerate(ranking, start=1) if item in relevant), 0.0)


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Return the probability that a positive scores above a negative, ties counting half; NaN without one of each.

    Source: the Mann-Whitney statistic, Hanley and McNeil (1982).
    """
    high = np.array([score for score, is_positive in zip(scores, positive, strict=True) if is_positive])
    low = np.array([score for score, is_positive in zip(scores, positive, strict=True) if not is_positive])
    if not len(high) or not len(low):
        return float("nan")
    return float(np.mean((high[:, None] > low[None, :]) + 0.5 * (high[:, None] == low[None, :])))
