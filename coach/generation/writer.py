"""Asks a chat model for points, and for better ones where some did not hold; every fault is kept, none escapes."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from coach.generation.ask import FEWER_OFFERED, MAX_OFFERED, Asking, messages, repair_messages
from coach.generation.counted import Clock
from coach.generation.draft import Draft, DraftPoint
from coach.generation.form import Reader, read
from coach.generation.json_form import SCHEMA
from coach.generation.refusal import is_refusal
from coach.generation.trial import MIN_CALL_S
from coach.model.records import ChatModel, Message, ModelFault
from coach.records import Principle

WRITING_SHARE = 0.75  # of the time that is left; the rest is kept for checking what was written


class Writer:
    """One model at work on one answer.

    Args:
        model: The model.
        asking: What is asked.
        clock: The time it may take.

    Attributes:
        offered: The principles it was given.
        draft: The whole reply, once it has come to its end; of the second attempt, where the first could not be read.
        fault: What went wrong, if something did.
    """

    def __init__(self, model: ChatModel, asking: Asking, clock: Clock) -> None:
        self._model = model
        self._asking = asking
        self._clock = clock
        self._sent: list[Message] = []
        self._reply = ""
        self.offered: tuple[Principle, ...] = asking.offered(MAX_OFFERED)
        self.draft = Draft()
        self.fault: ModelFault | None = None

    @property
    def was_given_fewer(self) -> bool:
        """Whether the model could not read as much as it was given at first."""
        return len(self.offered) < len(self._asking.offered(MAX_OFFERED))

    def points(self, is_streamed: bool) -> Generator[DraftPoint, None, None]:
        """Yield the points, each as soon as it is complete; where the model cannot read so much, ask with fewer."""
        done = yield from self._attempt(is_streamed)
        if not done and self.fault and self.fault.kind == "too_long" and len(self.offered) > FEWER_OFFERED:
            self.offered, self.fault = self._asking.offered(FEWER_OFFERED), None
            yield from self._attempt(is_streamed)

    def _attempt(self, is_streamed: bool) -> Generator[DraftPoint, None, bool]:
        self._reply, reader, count = "", Reader(), 0
        try:
            self._sent = messages(self._asking, self.offered, self._model.supports_schema)
            for piece in self._pieces(is_streamed):
                self._reply += piece
                for point in reader.feed(piece):
                    count += 1
                    yield point
        except ModelFault as fault:  # a point that is not complete by now never will be
            self.fault = fault
            return count > 0
        self.draft = reader.finish()
        self.fault = self._declined(self.draft, self._reply)
        yield from self.draft.points[count:]
        return True

    def _pieces(self, is_streamed: bool) -> Iterator[str]:
        deadline_s = self._clock.left_s * WRITING_SHARE
        if is_streamed:
            yield from self._model.stream(self._sent, deadline_s, SCHEMA)
            return
        try:
            reply = self._model.complete(self._sent, deadline_s, SCHEMA)
        except ModelFault as fault:
            yield fault.partial
            raise
        yield reply.text

    @property
    def may_write_again(self) -> bool:
        """Whether a second attempt makes sense: the model is well and there is time."""
        return self.fault is None and self._clock.left_s >= MIN_CALL_S

    def again(self, failures: Sequence[str]) -> Draft:
        """Return a second attempt, after telling the model what failed.

        Args:
            failures: In words; none where the reply could not be read at all.
        """
        sent = repair_messages(self._sent, self._reply, failures)
        try:
            reply = self._model.complete(sent, self._clock.left_s * WRITING_SHARE, SCHEMA)
        except ModelFault as fault:
            self.fault = fault
            return Draft()
        draft = read(reply.text)
        if not failures:
            self.draft, self.fault = draft, self._declined(draft, reply.text)
        return draft

    def _declined(self, draft: Draft, reply: str) -> ModelFault | None:
        """Return the fault of a model that says in prose that it does not answer; writing anew would not help."""
        if draft.points or not draft.unread or not is_refusal(reply):
            return None
        return ModelFault("refused", f"{self._model.name} declined to answer", "Put the question in other words.")
