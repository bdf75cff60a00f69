"""How a question is taken, whatever is searched: read with what it leans on, judged, refused or ranked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Generic, TypeVar

from coach.index import Index, VectorSource
from coach.records import Corpus, Coverage, Profile, Question, Ranked, Retrieval
from coach.retriever import turning_away
from coach.retriever.care import CRISIS, Care, open_care, tells_of
from coach.retriever.lately import Lately
from coach.retriever.neutral import neutral
from coach.retriever.question import announces_new_topic, check_question, standalone

E = TypeVar("E", bound=turning_away.Heard)


class Asked(ABC, Generic[E]):
    """Takes questions; what is found for one is an ``E``.

    Args:
        corpus: What answers.
        index: An index of this corpus.
        encoder: The encoder the index was built with.
        care: Hears whether somebody is in danger; with what the package knows of the encoder where none is given.
    """

    def __init__(self, corpus: Corpus, index: Index, encoder: VectorSource, care: Care | None = None) -> None:
        self.corpus = corpus
        self.index = index
        self.encoder = encoder if isinstance(encoder, Lately) else Lately(encoder)
        self._care = care or open_care(self.encoder)
        self._witnesses = turning_away.Witnesses(index)
        self._for_a_person = {turning_away.plain(line.text): line.handoff for line in corpus.beyond if line.handoff}
        self._plain_words = frozenset(map(str, index.extras["plain_words"]))

    def retrieve(self, question: Question) -> Retrieval:
        """Rank what the corpus holds for a question and decide on coverage.

        Args:
            question: With its history, which is read where the question leans on it, and the profile.

        Raises:
            QuestionError: it is not a question that can be read.
        """
        question = replace(question, text=check_question(question.text))
        return self._going_on(self._found(question), question)

    def _going_on(self, found: Retrieval, question: Question) -> Retrieval:
        """Return what a follow-up found; a retriever may quote other words where it leads back to the same."""
        return found

    def _found(self, question: Question) -> Retrieval:
        text = question.text
        asked = standalone(text, question.history)
        other = turning_away.strange_language(text, self.corpus.language, self._plain_words)
        # What is read of it below, in one batch, for the encoder keeps it (`coach.retriever.lately`): one by one short
        # questions took a twentieth longer.
        self.encoder.encode([self.neutral(asked), *([] if other else self._care.read(asked))])
        evidence, decided = self._read(asked)
        if asked == text and decided.status == "not_covered":
            asked, evidence, decided = self._in_view_of_before(text, question) or (asked, evidence, decided)
        ranking, remarks = self._rank(evidence, question.profile)
        heard = self._care.hear(asked, is_read=other is None)
        if heard == "sure":  # before coverage and refusals: whatever else is asked, somebody is in danger
            decided = Coverage("handoff", decided.score, CRISIS)
        elif not decided.handoff and (kind := tells_of(asked)):  # also where the corpus names nobody for it
            decided = Coverage("handoff", decided.score, kind if kind in self.corpus.handoffs else turning_away.UNCLEAR)
        elif heard == "hint" and decided.status == "partly" and not self.corpus.beyond:
            # advice that nothing was weighed against, to somebody who may be in danger
            decided = Coverage("not_covered", decided.score)
        elif other and turning_away.plain(text) not in self._for_a_person:  # what cannot be read decides nothing
            decided = Coverage("not_covered", 0.0)
        refusal = "" if decided.handoff else turning_away.refusal(text, asked, other)
        if refusal:
            decided = Coverage("not_covered", 0.0)
        return Retrieval(ranking, decided, asked, remarks, refusal, heard == "hint" and not decided.handoff)

    def neutral(self, asked: str) -> str:
        """Return the person-neutral form of a question."""
        return neutral(asked, self._plain_words) or asked

    @abstractmethod
    def evidence(self, even: str) -> E:
        """Return what a person-neutral question finds."""

    @abstractmethod
    def _is_answered(self, evidence: E) -> bool:
        """Tell whether the corpus seems to answer, in part at least."""

    @abstractmethod
    def _decide(self, evidence: E, handoffs: Mapping[str, float], sign: str | None) -> Coverage:
        """Decide whether the corpus answers, given the hand-offs that are seen and one that a phrase calls for."""

    @abstractmethod
    def _first(self, evidence: E) -> object:
        """Return what stands for the best of what was found."""

    @abstractmethod
    def _rank(self, evidence: E, profile: Profile) -> tuple[tuple[Ranked, ...], tuple[str, ...]]:
        """Return the ranking, best first, and remarks on it."""

    def _read(self, asked: str) -> tuple[E, Coverage]:
        evidence = self.evidence(self.neutral(asked))
        is_answered = self._is_answered(evidence)
        handoffs = turning_away.agreed_handoffs(asked, evidence, is_answered, self._witnesses, self.encoder)
        decided = self._decide(evidence, handoffs, turning_away.handoff_sign(asked, self.corpus.handoff_signs))
        line = turning_away.same_line(asked, evidence, self._for_a_person)
        return evidence, Coverage("handoff", decided.score, line) if line else decided

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
