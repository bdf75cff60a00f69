"""Words as evidence: BM25 over texts, kept as arrays beside the vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coach import words

K1 = 1.2
ROW_B = 0.5  # situations run from 4 to 200 words on purpose; 0.75 preferred the short ones
BAG_B = 0.75  # the usual value; a principle's situations together are of like length
Floats = npt.NDArray[np.float32]


class WordIndex:
    """BM25 postings of texts.

    Args:
        arrays: Hold what ``train_words`` returned.
        name: The name it was given there.

    Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
        non-negative idf of Lucene, ln(1 + (N - n + 0.5) / (n + 0.5)).
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], name: str) -> None:
        self._number = {str(term): number for number, term in enumerate(arrays[f"{name}_terms"].tolist())}
        self._starts = arrays[f"{name}_starts"]
        self._texts = arrays[f"{name}_texts"]
        self._weights = arrays[f"{name}_weights"]
        self._count = int(arrays[f"{name}_count"])

    def scores(self, text: str) -> Floats:
        """Return the BM25 score of every text, (n,) float32, at least 0; each word of the question counts once."""
        scores = np.zeros(self._count, dtype=np.float32)
        for term in sorted(set(words.stems(text)) & self._number.keys()):
            number = self._number[term]
            part = slice(self._starts[number], self._starts[number + 1])
            scores[self._texts[part]] += self._weights[part]
        return scores


def train_words(name: str, texts: Sequence[str], b: float) -> dict[str, npt.NDArray[Any]]:
    """Return the BM25 postings of n texts as arrays for ``WordIndex``, their names starting with ``name``."""
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
        often = found[:, 1].astype(np.float32)
        norm = K1 * (1 - b + b * lengths[found[:, 0]] / average)
        rows.append(found[:, 0].astype(np.int32))
        weights.append((idf * often * (K1 + 1) / (often + norm)).astype(np.float32))
        starts.append(starts[-1] + len(found))
    return {
        f"{name}_terms": np.array(sorted(postings), dtype=np.str_),
        f"{name}_starts": np.array(starts, dtype=np.int64),
        f"{name}_texts": np.concatenate(rows) if rows else np.zeros(0, np.int32),
        f"{name}_weights": np.concatenate(weights) if weights else np.zeros(0, np.float32),
        f"{name}_count": np.array(len(texts)),
    }
