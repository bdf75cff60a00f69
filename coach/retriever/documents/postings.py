"""BM25 over many texts, trained and asked in whole arrays: no Python object a word or text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
K1, B = 1.2, 0.75  # the usual values


class Postings:
    """The BM25 weights of the terms in n texts, by term.

    Args:
        arrays: Hold what ``train_postings`` returned.
        name: The name it was given there.

    Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
        non-negative idf of Lucene, ln(1 + (N - n + 0.5) / (n + 0.5)).
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], name: str) -> None:
        self._starts = arrays[f"{name}_starts"]
        self._texts = arrays[f"{name}_texts"]
        self._weights = arrays[f"{name}_weights"]
        self.count = int(arrays[f"{name}_count"])

    def of(self, term: int) -> tuple[Ints, Floats]:
        """Return the texts that hold a term, by number, and its weight in each."""
        part = slice(self._starts[term], self._starts[term + 1])
        return self._texts[part], self._weights[part]

    def holders(self, term: int) -> int:
        """Return how many texts hold a term."""
        return int(self._starts[term + 1] - self._starts[term])

    def scores(self, terms: Iterable[int]) -> Floats:
        """Return the BM25 score of every text, (n,), for a question of these terms."""
        scores = np.zeros(self.count, dtype=np.float32)
        for term in terms:
            texts, weights = self.of(term)
            scores[texts] += weights
        return scores


def train_postings(name: str, count: int, terms: int, counted: tuple[Ints, Ints, Ints]) -> dict[str, npt.NDArray[Any]]:
    """Return the postings of texts as arrays for ``Postings``, their names starting with ``name``.

    Args:
        name: Of the arrays.
        count: How many texts there are.
        terms: How many terms there are.
        counted: (m,) each: numbers of texts and terms, sorted by term, and how often the one holds the other.
    """
    texts, numbers, times = counted
    lengths = np.bincount(texts, weights=times, minlength=count).astype(np.float32)
    average = max(float(lengths.mean()) if count else 0.0, 1.0)
    holders = np.bincount(numbers, minlength=terms)
    idf = np.log(1 + (count - holders + 0.5) / (holders + 0.5)).astype(np.float32)
    norm = (K1 * (1 - B + B * lengths / average)).astype(np.float32)
    often = times.astype(np.float32)
    return {
        f"{name}_starts": np.concatenate([[0], np.cumsum(holders)]).astype(np.int64),
        f"{name}_texts": texts,
        f"{name}_weights": (idf[numbers] * often * (K1 + 1) / (often + norm[texts])).astype(np.float32),
        f"{name}_count": np.array(count),
    }
