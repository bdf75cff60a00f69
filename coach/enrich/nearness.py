"""Which principle a text leads to, by the plain similarity of the encoder over the corpus's own passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from coach.index import Home
from coach.index.rows import Row, Vectors, VectorSource
from coach.index.vectors import known_vectors, vectors_of
from coach.records import Corpus
from coach.retriever.passages import corpus_rows
from coach.retriever.retriever import index_home, index_plan
from coach.settings import Settings

# An answer has three points at most. The check is strict: of 800 situations of any documents, asked of other ones
# (a handbook of 240), it let 11 through. It costs good ones that share few words with their text: of 30 questions that
# people would ask of that handbook 16 pass (first five: 18, first ten: 23), of the 1,494 bundled situations 58 %.
_AMONG = 3


@dataclass(frozen=True, slots=True)
class Nearest:
    """The principle that a text is nearest to, and how near (-1 to 1)."""

    principle: str
    similarity: float


class Nearness:
    """Compares texts with the passages of a corpus; its situations play no part.

    Args:
        rows: The passages.
        vectors: Theirs, (n, d) float32, unit norm.
        encoder: For the texts.
    """

    def __init__(self, rows: Sequence[Row], vectors: Vectors, encoder: VectorSource) -> None:
        owners = np.array([row.owner for row in rows])
        order = np.argsort(owners, kind="stable")
        found, self._starts = np.unique(owners[order], return_index=True)
        self.principles = [str(one) for one in found]
        self._place = {principle: place for place, principle in enumerate(self.principles)}
        self._vectors = vectors[order]
        self._encoder = encoder

    @property
    def among(self) -> int:
        """How far down a principle may be to count as found: the first three, or the first third of very few."""
        return min(_AMONG, max(1, len(self.principles) // 3))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, d) vectors of n texts, in one call."""
        return self._encoder.encode(list(texts))

    def finds(self, vector: Vectors, principle: str) -> bool:
        """Tell whether a text (d,) leads to a principle: fewer than ``among`` others are nearer."""
        return self.before(vector, principle) < self.among

    def before(self, vector: Vectors, principle: str) -> int:
        """Return how many others a text (d,) is nearer to than to a principle."""
        scores = self._scores(vector)
        return int((scores > scores[self._place[principle]]).sum())

    def nearest(self, vector: Vectors) -> Nearest:
        """Return the principle nearest to a text (d,)."""
        scores = self._scores(vector)
        best = int(scores.argmax())
        return Nearest(self.principles[best], float(scores[best]))

    def _scores(self, vector: Vectors) -> Vectors:
        """Return for each principle the similarity of its nearest passage, (p,)."""
        found: Vectors = np.maximum.reduceat(self._vectors @ vector, self._starts)
        return found


def nearness_of(
    corpus: Corpus, encoder: VectorSource, settings: Settings, on_progress: Callable[[int, int], None] | None = None
) -> Nearness:
    """Return the nearness of a corpus; passages that its index in the cache knows are not embedded again."""
    rows = [row for row in corpus_rows(corpus) if row.kind == "passage"]
    home = index_home(corpus, encoder, settings)
    known = known_vectors(home, index_plan(corpus, encoder).facts) if isinstance(home, Home) else {}
    return Nearness(rows, vectors_of(rows, encoder, known, on_progress), encoder)
