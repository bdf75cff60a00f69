"""The whole chain as a `Runnable`: a question in, a verified answer out; given up with the task that waits for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import closing
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor

from coach.coach import Coach, open_coach
from coach.langchain.question import Asked, question_of
from coach.records import Answer, Point, Question
from coach.settings import from_environment, keep_quiet, model_settings


class CoachChain(Runnable[Asked, Any]):
    """The whole chain: a question in, a verified `Answer` out.

    A question is a text, a `Question`, or ``{"question": ..., "history": [...], "profile": {...}}`` with turns as
    ``{"role": ..., "content": ...}`` or LangChain's messages. ``stream`` and ``astream`` yield each `Point` once
    it was verified, in order, and the whole `Answer` last. A cancelled task (``ainvoke``, ``abatch``, ``astream``) ends
    its requests; ``coach.generation.cancelling`` ends those of any other thread. Callbacks given through ``config``
    see the chain and, beneath it, every call to a chat model.

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

    async def ainvoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer as ``invoke`` does; a cancelled task ends the request within a third of a second."""
        from coach.generation import Cancellation, cancelling

        cancellation = Cancellation()

        def answer_elsewhere() -> Answer | None:
            with cancelling(cancellation):
                return self.invoke(input, config, **kwargs)
            return None  # nobody waits for it any more

        try:
            answer = await run_in_executor(config, answer_elsewhere)
        finally:
            cancellation.cancel()
        assert answer is not None
        return answer

    def stream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Point | Answer]:
        """Yield the points of an answer as they are verified, and the answer; closing it ends the request."""

        def parts(asked: Iterator[Asked]) -> Iterator[Point | Answer]:
            yield from _parts(self.coach, question_of(next(asked)))

        yield from self._transform_stream_with_config(iter([input]), parts, config, **kwargs)

    async def astream(
        self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Point | Answer]:
        """Yield as ``stream`` does; a cancelled task ends the request within a third of a second."""
        from coach.generation.pulled import Pulled

        async def given() -> AsyncIterator[Asked]:
            yield input

        async def parts(asked: AsyncIterator[Asked]) -> AsyncIterator[Point | Answer]:
            async for question in asked:
                pulled = Pulled(_parts(self.coach, question_of(question)))
                try:
                    while (part := await run_in_executor(None, pulled.next)) is not None:
                        yield part
                finally:
                    pulled.give_up()

        async for part in self._atransform_stream_with_config(given(), parts, config, **kwargs):
            yield part


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
