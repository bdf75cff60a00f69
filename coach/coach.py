"""The chain: a question, its history and a profile in; a verified answer out."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.composer import compose, is_about_the_answer, on_aside, unrepeated
from coach.corpus.find import find_corpus
from coach.corpus.read import read_corpus
from coach.encoder import open_encoder
from coach.index import VectorSource
from coach.places import Places
from coach.records import NOTE, Answer, Corpus, Question, Usage
from coach.retriever.question import check_question
from coach.retriever.retriever import AnyRetriever, open_retriever
from coach.settings import Settings
from coach.verify import verify

if TYPE_CHECKING:
    from coach.generation import Asking, Event, PersonalCoach


@dataclass(frozen=True, slots=True)
class Considered:
    """A question as far as it is answered without a chat model, and without any being asked.

    Attributes:
        composed: The composer's answer.
        asking: What a chat model is asked about it; None where none is.
        begun: When it was taken up, in seconds of ``time.perf_counter``.
    """

    composed: Answer
    asking: Asking | None
    begun: float


class Coach:
    """Answers questions from one corpus.

    Args:
        corpus: The corpus.
        retriever: Finds its principles.
        personal: Makes answers personal with a chat model; None leaves them to the composer.
    """

    def __init__(self, corpus: Corpus, retriever: AnyRetriever, personal: PersonalCoach | None = None) -> None:
        self.corpus = corpus
        self.retriever = retriever
        self.personal = personal
        self._places = Places(corpus.passages)

    @property
    def answered_by(self) -> str:
        """What writes the answers: ``composer``, or a chat model as ``provider:model``."""
        return self.personal.model.name if self.personal else "composer"

    def ask(self, question: Question) -> Answer:
        """Answer a question.

        Returns:
            An answer in which every quotation stands word for word in the principle it cites.

        Raises:
            QuestionError: it is not a question that can be read.
        """
        return self.complete(self.consider(question))

    def consider(self, question: Question) -> Considered:
        """Answer a question as far as that goes without a chat model.

        Raises:
            QuestionError: it is not a question that can be read.
        """
        begun = time.perf_counter()
        # The retriever checks it too, for it is asked without Coach as well; here the composer compares it with what
        # was asked before. A text that was cleaned once is cleaned into itself.
        asking, composed = self._compose(replace(question, text=check_question(question.text)))
        return Considered(composed, asking, begun)

    def complete(self, considered: Considered) -> Answer:
        """Ask the chat model, where there is one to be asked, and verify the answer."""
        composed = considered.composed
        if self.personal and considered.asking:
            composed = self.personal.answer(considered.asking, composed)
        return self._finish(composed, considered.begun)

    def stream(self, question: Question) -> Generator[Event, None, None]:
        """Yield what may be shown of an answer as soon as it may be, and the whole answer in the end.

        Closing the iterator ends the request to the model.

        Raises:
            QuestionError: it is not a question that can be read.
        """
        from coach.generation import Answered

        taken = self.consider(question)
        if not self.personal or not taken.asking:
            yield Answered(self._finish(taken.composed, taken.begun))
            return
        with closing(self.personal.stream(taken.asking, taken.composed)) as events:
            for event in events:
                yield (
                    self._placed(event, taken.composed)
                    if not isinstance(event, Answered)
                    else Answered(self._finish(event.answer, taken.begun))
                )

    def _compose(self, question: Question) -> tuple[Asking | None, Answer]:
        """Return the composer's answer, and what a chat model is asked; nothing where the corpus does not answer."""
        retrieval = self.retriever.retrieve(question)
        found = compose(retrieval, self.corpus)
        composed = on_aside(question, found, self.corpus) or unrepeated(question, found, self.corpus)
        if self.personal is None:
            return None, composed
        composed = replace(composed, usage=Usage())
        if not found.points or is_about_the_answer(question):
            return None, composed
        from coach.generation import Asking

        neutral = self.retriever.neutral(retrieval.asked)
        return Asking(question, retrieval, self.corpus, neutral), composed

    def _placed(self, event: Event, composed: Answer) -> Event:
        from coach.generation import Explained, Quoted

        if not isinstance(event, Quoted | Explained):
            return event
        return replace(event, point=self._places.placed(event.point, composed.retrieval.ranking))

    def _finish(self, answer: Answer, begun: float) -> Answer:
        answer = _with_caveat(verify(answer, self.corpus))
        answer = replace(
            answer, points=tuple(self._places.placed(one, answer.retrieval.ranking) for one in answer.points)
        )
        return replace(answer, elapsed_ms=round((time.perf_counter() - begun) * 1000, 1))


def _with_caveat(answer: Answer) -> Answer:
    """Say of quoted advice that may harm somebody that it is no more than quoted; it is not taken out."""
    if not answer.points:
        return answer
    from coach.harm.harmful import harms_in  # compiles its patterns, 0.05 s

    quoted = [(point.principle, point.quote) for point in answer.points]
    if answer.next_step:
        quoted.append((answer.next_step.principle, answer.next_step.text))
    found = dict.fromkeys(name for name, said in quoted if any(harms_in(said)))
    if not found:
        return answer
    told = f"{NOTE}what {', '.join(found)} asks for may harm somebody. It is quoted, not recommended: weigh it first."
    return replace(answer, remarks=(*answer.remarks, told))


def open_coach(
    settings: Settings,
    on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Callable[[int, int], None] | None = None,
    personal: PersonalCoach | None = None,
    encoder: VectorSource | None = None,
) -> Coach:
    """Open everything that answering needs; what is missing or out of date is built first.

    Args:
        settings: Names the corpus, the encoder and the cache.
        on_remark: Told in one sentence each about slow or unusual steps.
        on_progress: Called with (done, all) while texts are embedded.
        personal: Makes answers personal, see `coach.generation.open_personal`.
        encoder: The one that the settings name, where it is open already.

    Raises:
        CoachError: the corpus, the encoder or the index cannot be used.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:  # the encoder and Chroma load at the same time
        chroma = pool.submit(_import_chroma)
        corpus = read_corpus(find_corpus(settings.corpus))
        encoder = encoder or open_encoder(settings, on_remark)
        chroma.result()
    return Coach(corpus, open_retriever(corpus, encoder, settings, on_remark, on_progress), personal)


def _import_chroma() -> None:
    import chromadb  # noqa: F401
