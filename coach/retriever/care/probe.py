"""A probe for messages of somebody in danger: a logistic regression on the embedding and on the words.

The embedding alone found 0.21 of the crisis lines at one false alarm in 200 of the other lines, with the words 0.34
(four folds over the bundled lines, whole messages). Most of these lines are told sideways; the plain ones are signs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
_WORD = re.compile(r"[a-z']+")


def terms_of(text: str) -> list[str]:
    """Return the words of a text and its pairs of neighbouring words."""
    found = _WORD.findall(text.lower().replace("’", "'"))
    return [*found, *(f"{one} {two}" for one, two in pairwise(found))]


class Terms:
    """Texts as weighted terms: sublinear term frequency times inverse document frequency, unit norm.

    Source: Salton and Buckley, "Term-weighting approaches in automatic text retrieval" (1988).

    Args:
        terms: (t,) the terms known.
        idf: (t,) inverse document frequency of each.
    """

    def __init__(self, terms: Sequence[str], idf: Floats) -> None:
        self._place = {term: number for number, term in enumerate(terms)}
        self._idf = idf

    def weights(self, text: str) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return the numbers of the terms that a text holds, and their weights."""
        numbers = [self._place[term] for term in terms_of(text) if term in self._place]
        places, times = np.unique(np.array(numbers, dtype=np.int64), return_counts=True)
        weighted = (1 + np.log(times)) * self._idf[places]
        norm = float(np.linalg.norm(weighted)) if len(weighted) else 1.0
        return places, (weighted / norm).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned, as it is kept in a file.

    Attributes:
        dense: (d,) for the embedding.
        bias: The intercept.
        terms: (t,) words and pairs of words.
        idf: (t,) of the terms.
        lexical: (t,) for the terms.
    """

    dense: Floats
    bias: float
    terms: tuple[str, ...]
    idf: Floats
    lexical: Floats

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the weights as arrays for ``numpy.savez``."""
        return {
            "dense": self.dense.astype(np.float32),
            "bias": np.array([self.bias], dtype=np.float32),
            "terms": np.array(self.terms, dtype=np.str_),
            "idf": self.idf.astype(np.float32),
            "lexical": self.lexical.astype(np.float32),
        }


def weights_of(arrays: Mapping[str, npt.NDArray[Any]]) -> Weights:
    """Return the weights that ``Weights.arrays`` returned."""
    return Weights(
        dense=arrays["dense"].astype(np.float32),
        bias=float(arrays["bias"][0]),
        terms=tuple(map(str, arrays["terms"].tolist())),
        idf=arrays["idf"].astype(np.float32),
        lexical=arrays["lexical"].astype(np.float32),
    )


class CareProbe:
    """Tells how likely texts are those of somebody in danger, or of somebody who tells of one.

    Args:
        weights: What was learned.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._terms = Terms(weights.terms, weights.idf)

    def log_odds(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """Return (n,) float32 log-odds for n texts.

        Args:
            texts: The texts.
            vectors: (n, d) float32, unit norm, of the texts.
        """
        lexical = np.zeros(len(texts), dtype=np.float32)
        for number, text in enumerate(texts):
            places, weighted = self._terms.weights(text)
            lexical[number] = float(weighted @ self._weights.lexical[places])
        result: Floats = (vectors @ self._weights.dense + lexical + self._weights.bias).astype(np.float32)
        return result
