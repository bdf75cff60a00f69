"""From a question to ranked documents with a sentence to quote from each, and whether they answer it."""

from __future__ import annotations

import numpy as np

from coach import words
from coach.index import Hit, Index, VectorSource
from coach.records import Corpus, Coverage, Passage, Profile, Ranked
from coach.retriever.asked import Asked
from coach.retriever.care import Care
from coach.retriever.documents import coverage
from coach.retriever.documents.evidence import NEAREST, Evidence, Floats, Gatherer
from coach.retriever.documents.languages import Languages
from coach.retriever.documents.quoting import Quotable, best_sentences, first_sentence
from coach.retriever.documents.readings import read
from coach.retriever.language import other_language
from coach.retriever.probe import NONE, Probe
from coach.retriever.turning_away import Witnesses, agreed_handoffs, handoff_sign

MOST_RANKED = 50
SHOWN = 3  # documents whose sentences are read: an answer quotes so many at most
_READ_ON = 10  # documents of which a sentence is named; a chat model is given five at most
# The score of a document against the next one's is exp(difference / TEMPERATURE), as a share of all that are ranked.
TEMPERATURE = 0.05


class DocumentRetriever(Asked[Evidence]):
    """Finds the documents that answer a question.

    Args:
        corpus: Its passages are what is searched; its principles, one a document, are what is ranked.
        index: An index of this corpus.
        encoder: The encoder the index was built with.
        care: Hears whether somebody is in danger.
    """

    def __init__(self, corpus: Corpus, index: Index, encoder: VectorSource, care: Care | None = None) -> None:
        super().__init__(corpus, index, encoder, care)
        by_id = {passage.id: passage for passage in corpus.passages}
        passages = [by_id[row.label] for row in index.rows("passage")]
        self._languages = Languages(passages, corpus.language)
        self._gatherer = Gatherer(index)
        self._quotable = Quotable(passages, self._gatherer)
        self._text = {principle.id: principle.text for principle in corpus.principles}
        self._probe = Probe(index.extras, "handoff") if "handoff_classes" in index.extras else None

    def evidence(self, even: str) -> Evidence:
        """Return the evidence of a person-neutral question."""
        nearness = self._gatherer.nearness
        found = read(even, self.encoder, nearness.unknown(nearness.terms_of(even)))
        # The words of a corpus in another language say nothing about whether a question is in English.
        known = self._plain_words if self.corpus.language == "en" else frozenset[str]()
        is_english = other_language(even, known) is None
        return self._gatherer.gather(found, even, self._languages.foreign(is_english))

    def _decide(self, evidence: Evidence, asked: str) -> Coverage:
        is_answered = coverage.covered_score(evidence) >= coverage.PARTLY
        witnesses = Witnesses(self._handoffs, self._unanswered)
        handoffs = agreed_handoffs(asked, evidence, is_answered, witnesses, self.encoder)
        return coverage.decide(evidence, handoffs, handoff_sign(asked, self.corpus.handoff_signs))

    def _handoffs(self, vector: Floats) -> dict[str, float]:
        if self._probe is None:
            return {}
        found = np.exp(self._probe.log_probabilities(vector[None, :])[0]).tolist()
        return {kind: value for kind, value in zip(self._probe.classes, found, strict=True) if kind != NONE}

    def _unanswered(self, vector: Floats) -> tuple[Hit, ...]:
        return tuple(self.index.search("beyond", vector, NEAREST))

    def _first(self, evidence: Evidence) -> int:
        return int(evidence.documents[0])

    def _rank(self, evidence: Evidence, profile: Profile) -> tuple[tuple[Ranked, ...], tuple[str, ...]]:
        """Return the best documents; whom a document is for is not known, so the profile changes nothing."""
        numbers = [n for n in evidence.documents.tolist() if self._gatherer.ids[n] in self._text][:MOST_RANKED]
        scores = evidence.scores[: len(evidence.documents)]
        by_number = dict(zip(evidence.documents.tolist(), scores.tolist(), strict=True))
        kept = np.array([by_number[number] for number in numbers])
        shares = np.exp((kept - kept.max()) / TEMPERATURE)
        shares = shares / shares.sum()
        passages = self._quotable.best(evidence, numbers)
        sentences = self._sentences(numbers, passages, evidence.vector)
        ranking = tuple(
            self._ranked(evidence, number, float(share), (passages.get(number), sentences.get(number, "")))
            for number, share in zip(numbers, shares.tolist(), strict=True)
        )
        return ranking, ()

    def _sentences(self, numbers: list[int], passages: dict[int, Passage], vector: Floats) -> dict[int, str]:
        """Return a sentence of each document: of the first ones the nearest to the question, of some more the first."""
        shown = [number for number in numbers[:SHOWN] if number in passages]
        nearest = best_sentences([passages[number].text for number in shown], vector, self.encoder)
        found = dict(zip(shown, nearest, strict=True))
        for number in numbers[:_READ_ON]:
            if number not in found:
                held = passages.get(number)
                text = held.text if held else self._text[self._gatherer.ids[number]]
                found[number] = first_sentence(text) if words.sentences(text) else ""
        return found

    def _ranked(self, evidence: Evidence, number: int, share: float, quoted: tuple[Passage | None, str]) -> Ranked:
        owner = self._gatherer.ids[number]
        situation = evidence.situations.get(owner)
        passage, sentence = quoted
        return Ranked(
            principle=owner,
            score=round(share, 4),
            situation=situation.text if situation else "",
            situation_similarity=round(situation.similarity, 4) if situation else 0.0,
            sentence=sentence,
            passage=passage.id if passage else "",
        )
