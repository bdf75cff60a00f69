"""From a question to a ranking with evidence and coverage."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from coach.corpus.passages import CHUNKER, corpus_rows
from coach.index import Facts, Index, Plan, VectorSource, ensure_index, home_of
from coach.index.vectors import Progress
from coach.records import Corpus, Coverage, Profile, Question, Ranked, Retrieval
from coach.retriever import audience, coverage, fusion
from coach.retriever.evidence import Evidence, Gatherer
from coach.retriever.neutral import neutral
from coach.retriever.question import check_question, leans_back, other_language, standalone
from coach.retriever.training import TRAINING, train
from coach.settings import Settings

Floats = npt.NDArray[np.float32]


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
        self._encoder = encoder
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
        even, told = self.evidence(asked)
        fused = fusion.fuse(even.features)
        remarks = self._lift(fused, question.profile)
        decided = coverage.decide(even, told, asked)
        refusal = self._refusal(text, asked, question)
        if refusal:
            decided = Coverage("not_covered", 0.0)
        return Retrieval(self._ranking(even, fusion.share(fused)), decided, asked, (*refusal, *remarks))

    def evidence(self, asked: str) -> tuple[Evidence, Evidence]:
        """Return the evidence of the person-neutral question and of the question as told (the same where equal)."""
        even = neutral(asked, self._plain_words) or asked
        texts = [even] if even == asked else [even, asked]
        found = [self._gatherer.gather(vector, text) for vector, text in zip(self._encoder.encode(texts), texts, strict=True)]
        return found[0], found[-1]

    def _refusal(self, text: str, asked: str, question: Question) -> tuple[str, ...]:
        """Say why a question cannot be answered whatever it resembles."""
        language = other_language(text, self._plain_words)
        if language and self.corpus.language == "en":
            return (f"I can only read English so far, and this looks like another language ({language}).",)
        if asked == text and leans_back(text) and not question.history and _says_nothing(text):
            return ("I cannot tell what this refers to. Tell me the situation in a sentence or two.",)
        return ()

    def _lift(self, fused: Floats, profile: Profile) -> tuple[str, ...]:
        """Move principles up whose audience fits the profile; say so where that changes who is first."""
        before = int(fused.argmax())
        said = {}
        for number, principle in enumerate(self.corpus.principles):
            lifted, fitting = audience.lift(principle, profile)
            fused[number] += lifted
            said[number] = fitting
        first = int(fused.argmax())
        if first == before or not said[first]:
            return ()
        return (f"Because of your profile, {self.corpus.principles[first].id} comes first: it names “{said[first]}”.",)

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
    from coach.words import stems

    return len(set(stems(text))) <= 2


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
    facts = Facts(corpus.name, corpus.version, encoder.identity, encoder.dimension, f"{CHUNKER}+{TRAINING}")
    plan = Plan(facts, lambda: corpus_rows(corpus), train)
    home = home_of(settings.cache, corpus.name, corpus.folder, encoder.identity)
    return Retriever(corpus, ensure_index(plan, encoder, home, on_remark, on_progress), encoder)
