"""From a question to ranked documents with a sentence to quote from each, and whether they answer it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from coach import words
from coach.index import Index, VectorSource
from coach.records import Corpus, Coverage, Passage, Profile, Question, Ranked, Retrieval
from coach.retriever.asked import Asked
from coach.retriever.care import Care
from coach.retriever.documents import coverage
from coach.retriever.documents.evidence import Evidence, Gatherer
from coach.retriever.documents.languages import Languages
from coach.retriever.documents.quoting import Candidate, Quotable, best_sentences, first_sentence
from coach.retriever.documents.readings import read
from coach.retriever.language import other_language
from coach.retriever.neutral import neutral

MOST_RANKED = 50
SHOWN = 3  # documents whose sentences are read: an answer quotes so many at most
_READ_ON = 10  # documents of which a sentence is named; a chat model is given five at most
SPEAKS_TO = 0.2  # cosine of a follow-up to the sentence that answers it; unrelated ones have 0.0 to 0.15
# Where somebody works or goes is what the question is about ("work from Portugal"), not who they are.
_GOES = re.compile(
    r"\b(?:work|liv|mov|travel|fly|stay|relocat|trip|commut)\w*\s+(?:\w+\s+){0,2}?(?:from|in|to)\s+([A-Z]\w+)"
)
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
        self._number = {owner: number for number, owner in enumerate(self._gatherer.ids)}
        headings = {heading for passage in passages for heading in passage.headings}
        headed = {word for heading in headings for word in words.words(heading)}
        titled = {word for principle in corpus.principles for word in words.words(principle.title)}
        self._no_names = self._plain_words | headed | titled

    def neutral(self, asked: str) -> str:
        """Return the person-neutral form of a question; what pages are about, and where somebody goes, are no names."""
        places = {place.lower() for place in _GOES.findall(asked)}
        return neutral(asked, self._no_names | places if places else self._no_names) or asked

    def evidence(self, even: str) -> Evidence:
        """Return the evidence of a person-neutral question."""
        terms = self._gatherer.nearness.terms_of(even)
        found = read(even, self.encoder, self._gatherer.nearness.unknown(terms))
        return self._gatherer.gather(found, terms, self._languages.foreign(partial(self._is_english, even)))

    def _is_english(self, even: str) -> bool:
        # The words of a corpus in another language say nothing about whether a question is in English.
        return other_language(even, self._plain_words if self.corpus.language == "en" else ()) is None

    def _is_answered(self, evidence: Evidence) -> bool:
        return coverage.covered_score(evidence) >= coverage.PARTLY

    def _decide(self, evidence: Evidence, handoffs: Mapping[str, float], sign: str | None) -> Coverage:
        return coverage.decide(evidence, handoffs, sign)

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
        passages, sentences = self._sentences(numbers, passages, evidence)
        ranking = tuple(
            self._ranked(evidence, number, float(share), (passages.get(number), sentences.get(number, "")))
            for number, share in zip(numbers, shares.tolist(), strict=True)
        )
        return ranking, ()

    def _sentences(
        self, numbers: list[int], passages: dict[int, Passage], evidence: Evidence
    ) -> tuple[dict[int, Passage], dict[int, str]]:
        """Return of each document a passage and its sentence to quote.

        Of the first documents the sentence that speaks most to the question, in any of its best passages; of some more
        the first sentence of the best one.
        """
        shown = [number for number in numbers[:SHOWN] if number in passages]
        groups = [self._quotable.candidates(evidence, number) or [Candidate(passages[number], 0.0)] for number in shown]
        chosen = best_sentences(groups, evidence.vector, self.encoder)
        told = {number: one for number, one in zip(shown, chosen, strict=True) if one}
        passages = passages | {number: one.passage for number, one in told.items()}
        found = {number: one.sentence for number, one in told.items()}
        for number in numbers[:_READ_ON]:
            if number not in found:
                held = passages.get(number)
                text = held.text if held else self._text[self._gatherer.ids[number]]
                found[number] = first_sentence(text) if words.sentences(text) else ""
        return passages, found

    def _going_on(self, found: Retrieval, question: Question) -> Retrieval:
        """Return what was found, with other words of the same documents where a follow-up leads back to these."""
        said = words.canonical("\n".join(turn.content for turn in question.history if turn.role == "assistant"))
        again = [
            place
            for place, ranked in enumerate(found.ranking[:SHOWN])
            if ranked.sentence and words.canonical(ranked.sentence) in said
        ]
        before = words.stems(found.asked.removesuffix(question.text))
        says_more = set(words.stems(question.text)) - set(before)  # "and then?" names no other place
        if not (again and says_more) or found.refusal or found.asked == question.text:
            return found
        # What is new about the follow-up counts twice: the whole leads to the page, its own words to the place on it.
        own, whole = self.encoder.encode([self.neutral(question.text), self.neutral(found.asked)])
        vector = ((2 * own + whole) / np.linalg.norm(2 * own + whole)).astype(np.float32)
        groups = [self._quotable.nearest(self._number[found.ranking[place].principle], vector) for place in again]
        chosen = best_sentences(groups, vector, self.encoder, said)
        ranking = list(found.ranking)
        for place, one in zip(again, chosen, strict=True):
            if one and one.similarity >= SPEAKS_TO:
                ranking[place] = replace(ranking[place], sentence=one.sentence, passage=one.passage.id)
        return replace(found, ranking=tuple(ranking))

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
