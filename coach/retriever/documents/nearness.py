"""Which words of a corpus mean nearly the same: a question's "swamped" finds the page's "overwhelmed".

Every term is embedded by itself, once, when the index is built. A question's word counts for the terms nearest to it as
well, less the farther they are. This is what helped most of all that was tried (evals/README.md): document MRR over
four development sets 0.588 -> 0.623, BM25 alone 0.32 -> 0.37.

Source: the translation language model of Berger and Lafferty, "Information Retrieval as Statistical Translation"
(1999), with cosines of embeddings for the probabilities as in Zuccon et al., "Integrating and Evaluating Neural Word
Embeddings in Information Retrieval" (2015); the best match counts, not the sum, as in ColBERT's MaxSim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.retriever.documents.postings import Postings
from coach.retriever.documents.terms import term_of, tokens

Floats = npt.NDArray[np.float32]
NEAREST = 10  # terms, the word itself among them; 5 and 20 were 0.015 MRR lower
FLOOR = 0.4  # a cosine; 0.3, 0.35, 0.45, 0.5 differed by 0.015 MRR at most
COMMON = 0.05  # a term in more of the passages stands for no other word; without the bound 0.002 MRR lower and slower
MOST = 20_000  # terms embedded, the most frequent ones: 15 MB as 16-bit floats, and half a minute at 100,000 passages
_BLOCK = 1024


def train_nearness(vectors: Floats) -> dict[str, npt.NDArray[Any]]:
    """Return the terms nearest to each term, as arrays for ``Nearness``.

    Args:
        vectors: (v, d) float32, unit norm, of the embedded terms.
    """
    most = min(NEAREST, len(vectors))
    near = np.zeros((len(vectors), most), dtype=np.int32)
    cosines = np.zeros((len(vectors), most), dtype=np.float32)
    for start in range(0, len(vectors), _BLOCK):
        block = vectors[start : start + _BLOCK] @ vectors.T
        chosen = np.argpartition(-block, most - 1, axis=1)[:, :most] if len(vectors) > most else None
        part = np.arange(most)[None, :].repeat(len(block), axis=0) if chosen is None else chosen
        near[start : start + len(block)] = part
        cosines[start : start + len(block)] = np.take_along_axis(block, part, axis=1)
    return {"near_terms": near, "near_cosines": cosines, "near_vectors": vectors.astype(np.float16)}


class Nearness:
    """Terms near a word.

    Args:
        arrays: Hold what ``train_nearness`` returned, ``words_terms`` (every term) and ``near_numbers`` (the number of
            each embedded one).
        postings: Of the passages.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], postings: Postings) -> None:
        self._number = {str(term): number for number, term in enumerate(arrays["words_terms"].tolist())}
        self._numbers = arrays["near_numbers"]
        self._row = {int(number): row for row, number in enumerate(self._numbers.tolist())}
        self._near, self._cosines = arrays["near_terms"], arrays["near_cosines"]
        self._vectors = arrays["near_vectors"]
        self._wide: Floats | None = None
        self._postings = postings
        self._most = max(3.0, COMMON * postings.count)

    def terms_of(self, text: str) -> dict[str, int | None]:
        """Return the words of a question, one for each term, with the term's number; None where no text holds it."""
        found: dict[str, tuple[str, int | None]] = {}
        for token in tokens(text):
            term = term_of(token)
            found.setdefault(term, (token, self._number.get(term)))
        return dict(found.values())

    def unknown(self, terms: Mapping[str, int | None]) -> list[str]:
        """Return the words whose neighbours are not known, to be embedded for ``scores``."""
        return [word for word, number in terms.items() if number is None or number not in self._row]

    def scores(self, terms: Mapping[str, int | None], unknown: Sequence[str], vectors: Floats) -> Floats:
        """Return the score of every passage, (n,): the sum over the words of the best that it holds for each.

        Args:
            terms: From ``terms_of``.
            unknown: From ``unknown``.
            vectors: (w, d) of the unknown words.
        """
        near = {word: self._nearest_of(number) for word, number in terms.items() if word not in unknown}
        near |= dict(zip(unknown, self._nearest(vectors), strict=True))
        scores = np.zeros(self._postings.count, dtype=np.float32)
        best = np.zeros(self._postings.count, dtype=np.float32)
        for word, number in terms.items():
            best[:] = 0
            for term, weight in self._weighed(number, near[word]):
                texts, weights = self._postings.of(term)
                best[texts] = np.maximum(best[texts], weight * weights)
            scores += best
        return scores

    def _nearest_of(self, number: int | None) -> list[tuple[int, float]]:
        row = self._row[number] if number is not None else 0
        return list(zip(self._numbers[self._near[row]].tolist(), self._cosines[row].tolist(), strict=True))

    def _nearest(self, vectors: Floats) -> list[list[tuple[int, float]]]:
        if not len(vectors) or not len(self._vectors):
            return [[] for _ in vectors]
        if self._wide is None:
            self._wide = self._vectors.astype(np.float32)
        cosines = vectors @ self._wide.T
        most = min(NEAREST, cosines.shape[1])
        order = np.argpartition(-cosines, most - 1, axis=1)[:, :most]
        return [
            list(zip(self._numbers[chosen].tolist(), row[chosen].tolist(), strict=True))
            for chosen, row in zip(order, cosines, strict=True)
        ]

    def _weighed(self, own: int | None, near: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
        weighed = [] if own is None else [(own, 1.0)]
        return weighed + [
            (term, (cosine - FLOOR) / (1 - FLOOR))
            for term, cosine in near
            if term != own and cosine > FLOOR and self._postings.holders(term) <= self._most
        ]
