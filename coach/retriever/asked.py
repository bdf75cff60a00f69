"""How a question is taken, whatever is searched: read with what it leans on, judged, refused or ranked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from coach.index import Index, VectorSource
from coach.records import Corpus, Coverage, Profile, Question, Ranked, Retrieval
from coach.retriever import turning_away
from coach.retriever.neutral import neutral
from coach.retriever.question import announces_new_topic, check_question, standalone

E = TypeVar("E")


class Asked(ABC, Generic[E]):
    """Takes questions; what is found for one is an ``E``.

    Args:
        corpus: What answers.
        index: An index of this corpus.
        encoder: The encoder the index was built with.
    """

    def __init__(self, corpus: Corpus, index: Index, encoder: VectorSource) -> None:
        self.corpus = corpus
        self.index = index
        self.encoder = encoder
        self._plain_words = frozenset(map(str, index.extras["plain_words"]))

    def retrieve(self, question: Question) -> Retrieval:
        """Rank what the corpus holds for a question and decide on coverage.

        Args:
            question: With its history, which is read where the question leans on it, and the profile.

        Raises:
            QuestionError: it is not a question that can be read.
        """
        text = check_question(question.text)
        asked = standalone(text, question.history)
        evidence, decided = self._read(asked)
        if asked == text and decided.status == "not_covered":
            asked, evidence, decided = self._in_view_of_before(text, question) or (asked, evidence, decided)
        ranking, remarks = self._rank(evidence, question.profile)
        language = self.corpus.language
        refusal = "" if decided.handoff else turning_away.refusal(text, asked, language, self._plain_words)
        if refusal:
            decided = Coverage("not_covered", 0.0)
        return Retrieval(ranking, decided, asked, remarks, refusal)

    def neutral(self, asked: str) -> str:
        """Return the person-neutral form of a question."""
        return neutral(asked, self._plain_words) or asked

    @abstractmethod
    def evidence(self, even: str) -> E:
        """Return what a person-neutral question finds."""

    @abstractmethod
    def _decide(self, evidence: E, asked: str) -> Coverage:
        """Decide whether the corpus answers a question, given as it was asked."""

    @abstractmethod
    def _first(self, evidence: E) -> object:
        """Return what stands for the best of what was found."""

    @abstractmethod
    def _rank(self, evidence: E, profile: Profile) -> tuple[tuple[Ranked, ...], tuple[str, ...]]:
        """Return the ranking, best first, and remarks on it."""

    def _read(self, asked: str) -> tuple[E, Coverage]:
        evidence = self.evidence(self.neutral(asked))
        return evidence, self._decide(evidence, asked)

    def _in_view_of_before(self, text: str, question: Question) -> tuple[str, E, Coverage] | None:
        """Return a question that nothing answers alone, read together with the one before it, where that is covered.

        People go on in long sentences that do not look like follow-ups. The subject counts as the same when the two
        together lead to what the earlier one led to.
        """
        before = next((turn.content for turn in reversed(question.history) if turn.role == "user"), "")
        if not before or announces_new_topic(text):
            return None
        together = f"{before}\n{text}"
        evidence, decided = self._read(together)
        if decided.status != "covered" or self._first(evidence) != self._first(self._read(before)[0]):
            return None
        return together, evidence, decided
