"""Words as evidence: BM25 over the index's rows, kept as arrays beside the vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coach import words

K1, B = 1.2, 0.5  # b 0.5: situations run from 4 to 200 words on purpose; 0.75 preferred the short ones
Floats = npt.NDArray[np.float32]


class WordIndex:
    """BM25 postings of the rows of an index.

    Args:
        arrays: What ``train_words`` returned.

    Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
        non-negative idf of Lucene, ln(1 + (N - n + 0.5) / (n + 0.5)).
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self.terms: dict[str, int] = {str(term): number for number, term in enumerate(arrays["terms"])}
        self._starts = arrays["postings_starts"]
        self._rows = arrays["postings_rows"]
        self._weights = arrays["postings_weights"]
        self._row_count = int(arrays["row_count"])

    def scores(self, text: str) -> Floats:
        """Return the BM25 score of every row, (n,) float32, at least 0; each word of the text counts once."""
        scores = np.zeros(self._row_count, dtype=np.float32)
        for term in set(words.stems(text)):
            number = self.terms.get(term)
            if number is not None:
                part = slice(self._starts[number], self._starts[number + 1])
                scores[self._rows[part]] += self._weights[part]
        return scores


def train_words(texts: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Return the BM25 postings of n texts as arrays, for ``WordIndex``."""
    counted = [Counter(words.stems(text)) for text in texts]
    lengths = np.array([sum(count.values()) for count in counted], dtype=np.float32)
    average = max(float(lengths.mean()), 1.0)
    postings: dict[str, list[tuple[int, int]]] = {}
    for row, count in enumerate(counted):
        for term, times in count.items():
            postings.setdefault(term, []).append((row, times))
    starts, rows, weights = [0], [], []
    for term in sorted(postings):
        found = np.array(postings[term])
        idf = np.log(1 + (len(texts) - len(found) + 0.5) / (len(found) + 0.5))
        times = found[:, 1].astype(np.float32)
        norm = K1 * (1 - B + B * lengths[found[:, 0]] / average)
        rows.append(found[:, 0].astype(np.int32))
        weights.append((idf * times * (K1 + 1) / (times + norm)).astype(np.float32))
        starts.append(starts[-1] + len(found))
    return {
        "terms": np.array(sorted(postings), dtype=np.str_),
        "postings_starts": np.array(starts, dtype=np.int64),
        "postings_rows": np.concatenate(rows) if rows else np.zeros(0, np.int32),
        "postings_weights": np.concatenate(weights) if weights else np.zeros(0, np.float32),
        "row_count": np.array(len(texts)),
    }
