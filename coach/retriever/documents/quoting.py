"""The words of a document to quote: of its best passages that may be quoted, the sentence that speaks to the question.

The best passage alone is often the wrong section of the right page: what decides is the passage and its sentence
together. Of 45 documents that hold the words wanted by questions on a handbook, the passage was right in 20 instead of
17, what is quoted in 9 instead of 6; of 15 questions on a second, small one in 13 instead of 12.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coach import words
from coach.index import VectorSource
from coach.records import Passage
from coach.retriever.documents.evidence import Evidence, Gatherer, Ints
from coach.retriever.documents.telling import is_fragment, narrates

Floats = npt.NDArray[np.float32]
SAYS_SOMETHING = 4  # words; a shorter sentence is quoted only where there is no longer one
# Passages of a document whose sentences are read: so many, none by more than REACH behind the best one. Six of
# them, and any distance, chose the same at twice the time; a reach of 0.07 missed one.
PASSAGES, REACH = 4, 0.1
# A sentence's own similarity counts as much as its passage's score (0.7 and 1.3 missed one each). Each place further
# down costs PLACE: paragraphs begin with what they are about (0.01 and 0.03 missed one each).
PLACE, LAST_PLACE = 0.02, 5
# What a sentence loses that tells a story, or is none; between 0.03 and 0.1 (0.05) the same were right.
STORY, FRAGMENT = 0.05, 0.05
_MOST = 40  # sentences of one passage that are read; a passage of the encoder's window has some ten


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be quoted, and how well it speaks to the question."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence to quote, its passage, and its own similarity to the question."""

    passage: Passage
    sentence: str
    similarity: float


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

    def candidates(self, evidence: Evidence, document: int) -> list[Candidate]:
        """Return the best passages of a document of those that were read, best first; none where none was."""
        is_own = self._may[evidence.passages] & (self._gatherer.document_of[evidence.passages] == document)
        return self._within_reach(evidence.passages[is_own], evidence.passage_scores[is_own])

    def nearest(self, document: int, vector: Floats) -> list[Candidate]:
        """Return the passages of a document that are nearest to a vector (d,), best first."""
        own = np.flatnonzero(self._may & (self._gatherer.document_of == document))
        similar = self._gatherer.similarities(own, vector[None, :])[:, 0]
        order = np.argsort(-similar, kind="stable")
        return self._within_reach(own[order], similar[order])

    def _within_reach(self, numbers: Ints, scores: Floats) -> list[Candidate]:
        near = zip(numbers[:PASSAGES].tolist(), scores[:PASSAGES].tolist(), strict=True)
        return [Candidate(self._passages[number], score) for number, score in near if score >= scores[0] - REACH]

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


def best_sentences(
    groups: Sequence[Sequence[Candidate]], vector: Floats, encoder: VectorSource, said: str = ""
) -> list[Told | None]:
    """Return of each document the sentence that speaks most to a question, its passage, and its similarity.

    Args:
        groups: Of each document the passages to choose from.
        vector: (d,) of the question.
        encoder: Gives the sentences' vectors; all are encoded in one call.
        said: What was quoted before, as ``words.canonical`` has it: a sentence of it is not chosen again.
    """
    each = [[one for found in group for one in _sentences_of(found, said)] for group in groups]
    flat = [sentence for found in each for _, sentence, _ in found]
    if not flat:
        return [None for _ in each]
    similar = iter((encoder.encode(flat) @ vector).tolist())
    chosen: list[Told | None] = []
    for found in each:
        scored = [(score, next(similar), passage, sentence) for passage, sentence, score in found]
        best = max(scored, key=lambda one: one[0] + one[1], default=None)
        chosen.append(Told(best[2], best[3], best[1]) if best else None)
    return chosen


def _sentences_of(candidate: Candidate, said: str) -> list[tuple[Passage, str, float]]:
    """Return the sentences of a passage that may be chosen, each with all of its score but its own similarity."""
    return [
        (candidate.passage, sentence, candidate.score - _cost(place, sentence))
        for place, sentence in enumerate(_worth_quoting(candidate.passage.text))
        if not said or words.canonical(sentence) not in said
    ]


def _cost(place: int, sentence: str) -> float:
    return PLACE * min(place, LAST_PLACE) + STORY * narrates(sentence) + FRAGMENT * is_fragment(sentence)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text that says something; the others are not looked at."""
    found = words.sentences(text)[:_MOST]
    leads = _leads(text)
    telling = (sentence for sentence in found if _tells(sentence) and sentence not in leads)
    first = next(telling, found[0])
    return first if _is_whole(first) else next(filter(_is_whole, telling), first)


def _worth_quoting(text: str) -> list[str]:
    found = words.sentences(text)[:_MOST]
    leads = _leads(text)
    telling = [sentence for sentence in found if _tells(sentence) and sentence not in leads]
    return list(filter(_is_whole, telling)) or telling or found


def _leads(text: str) -> set[str]:
    """Return the lines that only introduce others, as the header of a table does: quoted with these, never alone."""
    parts = (part.split("\n") for part in text.split("\n\n"))
    return {lines[0] for lines in parts if len(lines) > 1 and is_fragment(lines[0])}


def _tells(sentence: str) -> bool:
    return len(words.words(sentence)) >= SAYS_SOMETHING


def _is_whole(sentence: str) -> bool:
    return not sentence.rstrip(" \"”’')*").endswith((":", "?", "…"))
