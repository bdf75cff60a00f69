"""The words of a document to quote: of its best passage that may be quoted, the sentence nearest to the question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from coach import words
from coach.index import VectorSource
from coach.records import Passage
from coach.retriever.documents.evidence import Evidence, Gatherer

Floats = npt.NDArray[np.float32]
SAYS_SOMETHING = 4  # words; a shorter sentence is quoted only where there is no longer one
_MOST = 40  # sentences of one passage that are read; a passage of the encoder's window has some ten


class Quotable:
    """The passages that may be quoted.

    Args:
        passages: All of the corpus, in the order of the index's rows.
        gatherer: Knows their documents.
    """

    def __init__(self, passages: Sequence[Passage], gatherer: Gatherer) -> None:
        self._passages = passages
        self._gatherer = gatherer
        self._may = np.array([not passage.no_advice for passage in passages], dtype=bool)

    def best(self, evidence: Evidence, documents: Sequence[int]) -> dict[int, Passage]:
        """Return for each document its passage to quote: the best of those read, else the nearest to the question.

        Documents of which nothing may be quoted are left out.
        """
        wanted = set(documents)
        found: dict[int, Passage] = {}
        for number in evidence.passages[self._may[evidence.passages]].tolist():
            document = int(self._gatherer.document_of[number])
            if document in wanted and document not in found:
                found[document] = self._passages[number]
        missing = [document for document in documents if document not in found]
        if missing:
            left = np.flatnonzero(self._may & np.isin(self._gatherer.document_of, missing))
            similar = self._gatherer.similarities(left, evidence.vector[None, :])[:, 0]
            for number in left[np.argsort(-similar, kind="stable")].tolist():
                found.setdefault(int(self._gatherer.document_of[number]), self._passages[number])
        return found


def best_sentences(texts: Sequence[str], vector: Floats, encoder: VectorSource) -> list[str]:
    """Return the sentence of each text that is nearest to a question; all are encoded in one call.

    Args:
        texts: Each holds a sentence at least.
        vector: (d,) of the question.
        encoder: Gives the sentences' vectors.
    """
    each = [_worth_quoting(text) for text in texts]
    flat = [sentence for found in each for sentence in found]
    if not flat:
        return []
    similar = encoder.encode(flat) @ vector
    chosen, start = [], 0
    for found in each:
        chosen.append(found[int(similar[start : start + len(found)].argmax())])
        start += len(found)
    return chosen


def first_sentence(text: str) -> str:
    """Return the first sentence of a text that says something."""
    return _worth_quoting(text)[0]


def _worth_quoting(text: str) -> list[str]:
    found = words.sentences(text)[:_MOST]
    telling = [sentence for sentence in found if len(words.words(sentence)) >= SAYS_SOMETHING]
    whole = [sentence for sentence in telling if not sentence.rstrip().endswith((":", "?"))]
    return whole or telling or found
