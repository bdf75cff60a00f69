"""What speaks for each document: its passages by meaning and by words, and its situations, if it has any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coach.index import Hit, Index
from coach.retriever.documents.languages import Flags, preferred
from coach.retriever.documents.nearness import Nearness
from coach.retriever.documents.postings import Postings
from coach.retriever.documents.readings import Read
from coach.retriever.evidence import first_by_owner

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
# Passages read: the nearest by meaning and the best by words. The ranking of all passages is the same within 0.002 MRR
# on four development sets from 200 and 100 on.
BY_MEANING, BY_WORDS = 300, 200
# A passage's score is its similarity + WORDS * sqrt(word score). The root keeps one long question from drowning meaning
# in words; 0.04 and 0.08 were 0.01 MRR lower.
WORDS = 0.06
# A document's score is the weighted mean of its best three passages: one alone 0.05 MRR lower, five 0.015.
BEST = np.array([1.0, 0.5, 0.25], dtype=np.float32)
# ... minus LENGTH * ln(1 + passages): whoever has many tickets wins the draw more often. 0 is 0.06 MRR lower, 0.01 and
# 0.03 0.035 and 0.01.
LENGTH = 0.02
# The second and third passage of a document that has none count as its best one minus SHORT; 0.1 to 0.2 made no
# difference on handbooks, where few pages are that short, and nothing at all buries the short ones of a small folder.
SHORT = 0.15
# What a document's situations add: for each 0.1 of cosine above the floor, half of that.
SITUATIONS, SITUATION_FLOOR, SITUATIONS_READ, NEAREST = 0.5, 0.3, 100, 3
# A question that was drafted or reviewed, asked in nearly the same words, leads to its document whatever the passages
# say: what a situation's cosine is above this counts whole. Questions that nobody wrote down reach 0.70 in one of a
# hundred (evals/development, 270 questions).
SAME_QUESTION = 0.7
AT_LEAST = 10  # documents are ranked where there are as many
AGREEING = 3  # best passages by words whose meaning is asked


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one question finds.

    Attributes:
        documents: (k,) numbers of documents, best first.
        scores: (k,) float32 of them.
        passages: (r,) numbers of the passages read, best first.
        passage_scores: (r,) of them.
        situations: The nearest situation by document id.
        beyond: The nearest questions that the corpus does not answer, best first.
        similarity: The best cosine of a passage to the whole question.
        agreement: By how much the best passages by words are nearer to the question than the average passage.
        word_score: The best BM25 score of a section, over the highest idf that its corpus could give.
        situation_similarity: Mean of the nearest situations of the best document by situations; None without any.
        nearest_situation: The best cosine of a situation; None without any.
        vector: (d,) of the whole question.
        terms: How many different content words the question has.
    """

    documents: Ints
    scores: Floats
    passages: Ints
    passage_scores: Floats
    situations: dict[str, Hit]
    beyond: tuple[Hit, ...]
    similarity: float
    agreement: float
    word_score: float
    situation_similarity: float | None
    nearest_situation: float | None
    vector: Floats
    terms: int


class Gatherer:
    """Gathers evidence from an open index.

    Args:
        index: Holds passages and what ``training.train_documents`` returned.
    """

    def __init__(self, index: Index) -> None:
        extras = index.extras
        self.ids: list[str] = [str(owner) for owner in extras["documents"].tolist()]
        self.document_of: npt.NDArray[np.int32] = extras["passage_document"]
        self._number = {row.label: number for number, row in enumerate(index.rows("passage"))}
        self._document = {owner: number for number, owner in enumerate(self.ids)}
        self._vectors, self._mean = extras["passage_vectors"], extras["passage_mean"]
        self._lengths = np.bincount(self.document_of, minlength=len(self.ids))
        self._length_cost = (LENGTH * np.log1p(self._lengths)).astype(np.float32)
        self._passages, self._sections = Postings(extras, "passages"), Postings(extras, "sections")
        self.nearness = Nearness(extras, self._passages)
        self._index = index

    def similarities(self, passages: Ints, vectors: Floats) -> Floats:
        """Return (r, k) products of the passages' vectors, by number, with k vectors (k, d)."""
        found: Floats = self._vectors[passages].astype(np.float32) @ vectors.T
        return found

    def gather(self, read: Read, terms: Mapping[str, int | None], is_foreign: Flags) -> Evidence:
        """Gather the evidence for a question.

        Args:
            read: Its vectors, and those of the words of ``nearness.unknown(terms)``.
            terms: Its words, from ``nearness.terms_of``.
            is_foreign: (n,) whether a passage is in another language than the question.
        """
        known = [number for number in terms.values() if number is not None]
        by_words = self.nearness.scores(terms, self.nearness.unknown(terms), read.words)
        plain = self._passages.scores(known)
        near = self._index.search("passage", _unit(read.together), BY_MEANING)
        agreeing = _highest(plain, AGREEING)
        chosen = np.union1d([self._number[hit.label] for hit in near], _highest(by_words, BY_WORDS)).astype(np.int64)
        chosen = np.union1d(chosen, agreeing)
        vectors = self._vectors[chosen].astype(np.float32)
        similar = vectors @ np.stack([read.together, read.whole]).T
        scores = (similar[:, 0] + WORDS * np.sqrt(by_words[chosen])).astype(np.float32)
        scores = preferred(scores, vectors, is_foreign[chosen])
        situations = self._index.search("situation", read.whole, SITUATIONS_READ)
        by_situation = self._by_situation(situations)
        documents, document_scores = self._documents(chosen, scores, by_situation, self._same_question(situations))
        order = np.argsort(-scores, kind="stable")
        return Evidence(
            documents=documents,
            scores=document_scores,
            passages=chosen[order],
            passage_scores=scores[order],
            situations=first_by_owner(situations),
            beyond=tuple(self._index.search("beyond", read.whole, NEAREST)),
            similarity=float(similar[:, 1].max()),
            agreement=float(similar[np.isin(chosen, agreeing), 1].mean() - self._mean @ read.whole),
            word_score=float(self._sections.scores(known).max()) / float(np.log(1 + 2 * self._sections.count)),
            situation_similarity=max(by_situation.values()) if by_situation else None,
            nearest_situation=max((hit.similarity for hit in situations if hit.owner in self._document), default=None),
            vector=read.whole,
            terms=len(terms),
        )

    def _documents(
        self, chosen: Ints, scores: Floats, by_situation: dict[int, float], same: dict[int, float]
    ) -> tuple[Ints, Floats]:
        """Return documents with their scores, best first: those of the chosen passages or with near situations."""
        floor = float(np.median(scores))  # stands for what was not read
        owners, table = _best_of_each(self.document_of[chosen], scores, floor)
        is_none = np.arange(len(BEST)) >= self._lengths[owners][:, None]
        table = np.where(is_none, np.maximum(floor, table[:, :1] - SHORT), table)
        every = np.full(len(self.ids), -np.inf, dtype=np.float32)
        every[owners] = table @ BEST / BEST.sum()
        if len(owners) < AT_LEAST:
            every[np.flatnonzero(np.isinf(every))[: AT_LEAST - len(owners)]] = floor
        for number, similarity in by_situation.items():
            every[number] = max(floor, every[number]) + SITUATIONS * max(0.0, similarity - SITUATION_FLOOR)
        for number, above in same.items():
            every[number] += above
        every -= self._length_cost
        numbers = np.flatnonzero(np.isfinite(every))
        best = numbers[np.argsort(-every[numbers], kind="stable")]
        return best, every[best]

    def _by_situation(self, hits: Sequence[Hit]) -> dict[int, float]:
        """Return the mean similarity of each document's nearest situations; missing ones count as the farthest hit."""
        near: dict[int, list[float]] = {}
        for hit in hits:
            if hit.owner in self._document:
                near.setdefault(self._document[hit.owner], []).append(hit.similarity)
        return {
            number: sum((found + [hits[-1].similarity] * NEAREST)[:NEAREST]) / NEAREST for number, found in near.items()
        }

    def _same_question(self, hits: Sequence[Hit]) -> dict[int, float]:
        """Return by how much the nearest situation of each document is above ``SAME_QUESTION``."""
        found: dict[int, float] = {}
        for hit in hits:
            if hit.owner in self._document and hit.similarity > SAME_QUESTION:
                found.setdefault(self._document[hit.owner], hit.similarity - SAME_QUESTION)
        return found


def _best_of_each(owners: npt.NDArray[np.int32], scores: Floats, fill: float) -> tuple[Ints, Floats]:
    """Return each owner once, and its best scores, (k, 3), best first; what is missing is ``fill``."""
    order = np.lexsort((-scores, owners))
    owners, scores = owners[order], scores[order]
    firsts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    row = np.cumsum(np.r_[True, owners[1:] != owners[:-1]]) - 1
    place = np.arange(len(owners)) - firsts[row]
    table = np.full((len(firsts), len(BEST)), fill, dtype=np.float32)
    is_kept = place < len(BEST)
    table[row[is_kept], place[is_kept]] = scores[is_kept]
    return owners[firsts].astype(np.int64), table


def _unit(vector: Floats) -> Floats:
    unit: Floats = (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32)
    return unit


def _highest(scores: Floats, most: int) -> Ints:
    """Return the numbers of the highest scores above 0, at most ``most``; the first one where there is none."""
    most = min(most, len(scores))
    found = np.argpartition(-scores, most - 1)[:most]
    found = found[scores[found] > 0]
    return found if len(found) else np.zeros(1, dtype=np.int64)
