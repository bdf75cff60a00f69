"""From a question to a ranking with evidence and coverage."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from coach import words
from coach.index import Facts, Home, Index, Plan, VectorSource, ensure_index, home_of
from coach.index.vectors import Progress
from coach.records import Corpus, Coverage, Profile, Question, Ranked, Retrieval
from coach.retriever import audience, coverage, fusion
from coach.retriever.evidence import Evidence, Gatherer
from coach.retriever.language import other_language
from coach.retriever.neutral import neutral
from coach.retriever.passages import CHUNKER, corpus_rows
from coach.retriever.question import (
    announces_new_topic,
    check_question,
    leans_back,
    says_too_little,
    standalone,
)
from coach.retriever.training import TRAINING, train
from coach.settings import Settings

Floats = npt.NDArray[np.float32]
SUSPICION = 0.1  # of any hand-off; below, reading the question as told found none more on evals/development
# A crisis that is missed weighs more than one seen in error, where no principle answers. Learnt from one author's
# stories and asked another's, 1.5 finds more of 260 than 1.0 (91 against 87); 2.5 finds 103, but sends more of those
# away who ask about something else.
URGENCY = {"crisis": 1.5}
# Of the three nearest beyond questions, how many must belong to a person; one where the probe is sure. With one always,
# the same 29 of 39 hand-offs were found on the development questions and cases, but 17 instead of 10 others sent away.
WITNESSES = 2
HANDOFF_STEMS = 4  # "I feel tired", "my boss ignores me": three were too few
PART_WORDS = 4  # a shorter sentence ("Help!") asks nothing by itself
# Above this share of the first principle its sentences are not read apart: 0.65 halved the time, and hit@1 stayed.
DECIDED = 0.65
MAX_PARTS = 16  # bounds the time a very long question takes


class Retriever:
    """Finds the principles that answer a question.

    Args:
        corpus: Its principles, in order, are what is ranked.
        index: An index of this corpus.
        encoder: The encoder the index was built with.
    """

    def __init__(self, corpus: Corpus, index: Index, encoder: VectorSource) -> None:
        self.corpus = corpus
        self.index = index
        self.encoder = encoder
        self._gatherer = Gatherer(index, [principle.id for principle in corpus.principles])
        self._plain_words = frozenset(map(str, index.extras["plain_words"]))

    def retrieve(self, question: Question) -> Retrieval:
        """Rank every principle for a question and decide on coverage.

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
        fused = fusion.fuse(evidence.features)
        remarks = self._lift(fused, question.profile)
        refusal = "" if decided.handoff else self._refusal(text, asked)
        if refusal:
            decided = Coverage("not_covered", 0.0)
        return Retrieval(self._ranking(evidence, fusion.share(fused)), decided, asked, remarks, refusal)

    def _read(self, asked: str) -> tuple[Evidence, Coverage]:
        evidence = self.evidence(self.neutral(asked))
        return evidence, coverage.decide(evidence, self._handoffs(evidence, asked), self._sign(asked))

    def _in_view_of_before(self, text: str, question: Question) -> tuple[str, Evidence, Coverage] | None:
        """Return a question that nothing answers alone, read together with the one before it, where that is covered.

        People go on in long sentences that do not look like follow-ups. The subject counts as the same when the two
        together lead to the principle that the earlier one led to.
        """
        before = next((turn.content for turn in reversed(question.history) if turn.role == "user"), "")
        if not before or announces_new_topic(text):
            return None
        together = f"{before}\n{text}"
        evidence, decided = self._read(together)
        if decided.status != "covered" or self._first(evidence) != self._first(self._read(before)[0]):
            return None
        return together, evidence, decided

    def _first(self, evidence: Evidence) -> int:
        return int(fusion.fuse(evidence.features).argmax())

    def evidence(self, even: str) -> Evidence:
        """Return the evidence of a person-neutral question; its sentences are read apart where there is doubt."""
        whole = self._gatherer.gather(self.encoder.encode([even])[0], even)
        parts = _parts(even)
        if not parts or fusion.share(fusion.fuse(whole.features)).max() >= DECIDED:
            return whole
        return self._gatherer.read_apart(whole, self.encoder.encode(parts))

    def neutral(self, asked: str) -> str:
        """Return the person-neutral form of a question."""
        return neutral(asked, self._plain_words) or asked

    def _handoffs(self, evidence: Evidence, asked: str) -> dict[str, float]:
        """Return the kinds of hand-off that two witnesses agree on, with their probability.

        Kinds count when the probe sees them and two of the nearest beyond questions are of some such kind (one
        where the probe is sure). Where no
        principle answers, who is concerned matters: a suspicious question is read again as it was told. Of a few
        words the embedding tells too little; there only signs decide.
        """
        if len(set(words.stems(asked))) < HANDOFF_STEMS:
            return {}
        probabilities, near = self._gatherer.handoffs(evidence.vector), evidence.beyond
        is_suspicious = sum(probabilities.values()) >= SUSPICION or any(hit.label for hit in near)
        urgency = {}
        if is_suspicious and coverage.covered_score(evidence) < coverage.PARTLY:
            told = self.encoder.encode([asked])[0]
            probabilities, near = self._gatherer.handoffs(told), self._gatherer.unanswered(told)
            urgency = URGENCY
        kinds = [hit.label for hit in near if hit.label]
        if len(kinds) < (1 if sum(probabilities.values()) >= coverage.SURE_HANDOFF else WITNESSES):
            return {}
        return {kind: p * (urgency.get(kind, 1.0) if kind in kinds else 1.0) for kind, p in probabilities.items()}

    def _sign(self, asked: str) -> str | None:
        """Return the kind of hand-off that a phrase of the question alone calls for, in the order of the corpus."""
        told = f" {' '.join(words.words(asked))} ".replace(" i'm ", " i am ").replace(" im ", " i am ")
        signs = self.corpus.handoff_signs
        return next((kind for kind, listed in signs.items() if any(f" {sign} " in told for sign in listed)), None)

    def _refusal(self, text: str, asked: str) -> str:
        """Say why a question cannot be answered whatever it resembles."""
        language = other_language(text, self._plain_words)
        if language and self.corpus.language == "en":
            return f"I can only read English so far, and this looks like {language}. Please ask again in English."
        if asked == text and (says_too_little(text) or (leans_back(text) and _says_nothing(text))):
            return "I cannot tell yet what this is about. Describe the situation at work in a sentence or two."
        return ""

    def _lift(self, fused: Floats, profile: Profile) -> tuple[str, ...]:
        """Move principles up whose audience fits the profile; say so where that changes who is first."""
        before = int(fused.argmax())
        said = {}
        for number, principle in enumerate(self.corpus.principles):
            lifted, fitting = audience.lift(principle, profile)
            fused[number] += lifted
            said[number] = fitting
        first = int(fused.argmax())
        if not said[first]:
            return ()
        name = self.corpus.principles[first].id
        if first == before:
            return (f"{name} names “{said[first]}”, as your profile does.",)
        return (f"Because of your profile, {name} comes first: it names “{said[first]}”.",)

    def _ranking(self, evidence: Evidence, shares: Floats) -> tuple[Ranked, ...]:
        order = sorted(range(len(shares)), key=lambda number: (-float(shares[number]), number))
        return tuple(self._ranked(evidence, number, float(shares[number])) for number in order)

    def _ranked(self, evidence: Evidence, number: int, score: float) -> Ranked:
        owner = evidence.owners[number]
        situation = evidence.best_situation.get(owner)
        passage = evidence.best_sentence.get(owner)
        return Ranked(
            principle=owner,
            score=round(score, 4),
            situation=situation.text if situation else "",
            situation_similarity=round(situation.similarity, 4) if situation else 0.0,
            sentence=passage.label if passage else "",
        )


def _says_nothing(text: str) -> bool:
    return len(set(words.stems(text))) <= 2


def _parts(text: str) -> list[str]:
    """Return the sentences that say something, neighbours joined where there are too many; none for one."""
    found = [sentence for sentence in words.sentences(text) if len(words.words(sentence)) >= PART_WORDS]
    if len(found) < 2:
        return []
    size = -(-len(found) // MAX_PARTS)
    return [" ".join(found[start : start + size]) for start in range(0, len(found), size)]


def open_retriever(
    corpus: Corpus,
    encoder: VectorSource,
    settings: Settings,
    on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Progress | None = None,
) -> Retriever:
    """Open the retriever of a corpus; its index is built first where it is missing, stale or damaged.

    Raises:
        CoachError: as ``ensure_index``.
    """
    home = index_home(corpus, encoder, settings)
    return Retriever(corpus, ensure_index(index_plan(corpus, encoder), encoder, home, on_remark, on_progress), encoder)


def index_plan(corpus: Corpus, encoder: VectorSource) -> Plan:
    """Return what the index of a corpus shall hold."""
    facts = Facts(corpus.name, corpus.version, encoder.identity, encoder.dimension, f"{CHUNKER}+{TRAINING}")
    return Plan(facts, lambda: corpus_rows(corpus), train)


def index_home(corpus: Corpus, encoder: VectorSource, settings: Settings) -> Home:
    """Return where the index of a corpus lives."""
    return home_of(settings.cache, corpus.name, corpus.folder, encoder.identity)
