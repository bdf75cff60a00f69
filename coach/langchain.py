"""Coach as LangChain sees it, its retriever and the whole chain; import it only where LangChain is used.

from coach.langchain import CoachChain, CoachRetriever
retriever = CoachRetriever.open(k=3)
retriever.invoke("My founder nods at my ideas and ignores them")

chain = CoachChain.open(model="openai:gpt-4o-mini")
chain.invoke("My founder nods at my ideas and ignores them").points
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from contextlib import closing
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.messages import BaseMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor
from pydantic import ConfigDict

from coach.coach import Coach, open_coach
from coach.composer import telling_words
from coach.errors import QuestionError
from coach.records import Answer, Point, Profile, Question, Turn
from coach.retriever import Retriever
from coach.settings import from_environment, keep_quiet, model_settings

Asked = str | Question | Mapping[str, Any]


class CoachRetriever(BaseRetriever):
    """Returns the principles that answer a question, best first, as documents.

    A document's text is the principle, word for word. Its metadata holds ``id``, ``title``, ``score`` (0-1), ``quote``
    (the words that speak most to the question), ``status`` and ``covered_score``, ``source`` and ``corpus_version``.

    Args:
        retriever: Coach's own.
        k: How many principles at most.
        only_covered: Return nothing where the corpus does not answer the question.
        profile: Who asks.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Any
    k: int = 3
    only_covered: bool = True
    profile: Profile = Profile()

    @classmethod
    def open(cls, corpus: str = "", **options: Any) -> CoachRetriever:
        """Open a corpus by name or folder; its index is built first where it has to be.

        Raises:
            CoachError: the corpus, the encoder or the index cannot be used.
        """
        keep_quiet()
        return cls(retriever=open_coach(from_environment(corpus)).retriever, **options)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        coach_retriever: Retriever = self.retriever
        found = coach_retriever.retrieve(Question(query, profile=self.profile))
        if self.only_covered and found.coverage.status not in ("covered", "partly"):
            return []
        documents = []
        for ranked in found.ranking[: self.k]:
            principle = coach_retriever.corpus.principle(ranked.principle)
            metadata = {
                "id": principle.id,
                "title": principle.title,
                "score": ranked.score,
                "quote": telling_words(principle.text, ranked.sentence),
                "status": found.coverage.status,
                "covered_score": round(found.coverage.score, 4),
                "source": principle.source,
                "corpus_version": coach_retriever.corpus.version,
            }
            documents.append(Document(page_content=principle.text, metadata=metadata, id=principle.id))
        return documents


class CoachChain(Runnable[Asked, Any]):
    """The whole chain: a question in, a verified `Answer` out.

    A question is a text, a `Question`, or ``{"question": ..., "history": [...], "profile": {...}}`` with turns as
    ``{"role": ..., "content": ...}`` or LangChain's messages. ``stream`` and ``astream`` yield each `Point` once
    it was verified, in order, and the whole `Answer` last. Callbacks given through ``config`` see the chain and,
    beneath it, every call to a chat model.

    Args:
        coach: An open Coach.
    """

    def __init__(self, coach: Coach) -> None:
        self.coach = coach

    @classmethod
    def open(cls, corpus: str = "", model: str = "", verify_with: str = "", base_url: str = "") -> CoachChain:
        """Open a corpus by name or folder, and a chat model; its index is built first where it has to be.

        Args:
            corpus: Empty for ``COACH_CORPUS``, else the bundled one.
            model: ``provider:model``; empty for ``COACH_MODEL``, else the composer answers.
            verify_with: Another model to verify with.
            base_url: Where the model is asked.

        Raises:
            CoachError: the corpus, the encoder, the index or the model cannot be used.
        """
        keep_quiet()
        settings, models = from_environment(corpus), model_settings(model, verify_with, base_url=base_url)
        if models is None:
            return cls(open_coach(settings))
        from coach.generation import open_personal

        return cls(open_coach(settings, personal=open_personal(models, settings.cache)))

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer a question.

        Raises:
            QuestionError: it is not a question that can be read.
        """
        answer: Answer = self._call_with_config(
            lambda asked: self.coach.ask(question_of(asked)), input, config, **kwargs
        )
        return answer

    def stream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Point | Answer]:
        """Yield the points of an answer as they are verified, and the answer; closing it ends the request."""

        def parts(asked: Iterator[Asked]) -> Iterator[Point | Answer]:
            yield from _parts(self.coach, question_of(next(asked)))

        yield from self._transform_stream_with_config(iter([input]), parts, config, **kwargs)

    async def astream(
        self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Point | Answer]:
        """Yield as ``stream`` does; a cancelled task ends the request with the next word of the model."""

        async def given() -> AsyncIterator[Asked]:
            yield input

        async def parts(asked: AsyncIterator[Asked]) -> AsyncIterator[Point | Answer]:
            async for question in asked:
                pulled = _Pulled(_parts(self.coach, question_of(question)))
                try:
                    while (part := await run_in_executor(None, pulled.next)) is not None:
                        yield part
                finally:
                    pulled.close_soon()

        async for part in self._atransform_stream_with_config(given(), parts, config, **kwargs):
            yield part


def question_of(asked: Asked) -> Question:
    """Return a question from any form in which a chain may get it.

    Raises:
        QuestionError: it is none of them.
    """
    if isinstance(asked, Question):
        return asked
    if isinstance(asked, str):
        return Question(asked)
    try:
        history = tuple(_turn(turn) for turn in asked.get("history") or ())
        return Question(str(asked["question"]), history, Profile(**asked.get("profile") or {}))
    except (AttributeError, KeyError, TypeError) as error:
        raise QuestionError(
            f"The question cannot be read ({type(error).__name__}: {error})",
            'Give a text, or {"question": ..., "history": [{"role": ..., "content": ...}], "profile": {"level": ...}}.',
        ) from error


def _turn(turn: Any) -> Turn:
    if isinstance(turn, Turn):
        return turn
    if isinstance(turn, BaseMessage):
        return Turn("assistant" if turn.type in ("ai", "AIMessageChunk") else "user", str(turn.text))
    return Turn("assistant" if turn["role"] == "assistant" else "user", str(turn["content"]))


def _parts(coach: Coach, question: Question) -> Generator[Point | Answer, None, None]:
    """Yield each point once it is final, and the answer."""
    from coach.generation import Answered, Explained, Quoted

    waiting: Point | None = None  # its reading may follow
    with closing(coach.stream(question)) as events:
        for event in events:
            if waiting and not isinstance(event, Explained):
                yield waiting
            waiting = event.point if isinstance(event, Quoted) else None
            if isinstance(event, Explained):
                yield event.point
            elif isinstance(event, Answered):
                yield event.answer


class _Pulled:
    """A generator that is pulled from other threads, one at a time, and closed when nobody pulls."""

    def __init__(self, parts: Generator[Point | Answer, None, None]) -> None:
        self._parts = parts
        self._lock = threading.Lock()

    def next(self) -> Point | Answer | None:
        with self._lock:
            return next(self._parts, None)

    def close_soon(self) -> None:
        threading.Thread(target=self._close, name="coach-close", daemon=True).start()

    def _close(self) -> None:
        with self._lock:
            self._parts.close()
