"""A chat model that counts what one answer takes, and the time that is left for it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coach.model.records import ChatModel, Message, ModelFault, Reply
from coach.records import Usage


class Clock:
    """The time that one answer may take, all its calls together.

    Args:
        deadline_s: From the start.
    """

    def __init__(self, deadline_s: float) -> None:
        self._deadline_s = deadline_s
        self._end: float | None = None

    def start(self) -> None:
        """Begin to count."""
        self._end = time.monotonic() + self._deadline_s

    @property
    def left_s(self) -> float:
        """Seconds that are left; never below zero."""
        return self._deadline_s if self._end is None else max(self._end - time.monotonic(), 0.0)


class Counted:
    """Passes everything on to a model and counts it.

    A model may serve several answers at once; its own count is that of all of them, so each reply is asked for what it
    took itself, and the model only where a reply does not say.

    Args:
        model: The model.
    """

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._spent = Usage()

    @property
    def name(self) -> str:
        """``provider:model``."""
        return self._model.name

    @property
    def supports_schema(self) -> bool:
        """Whether the model is held to a JSON schema."""
        return self._model.supports_schema

    @property
    def usage(self) -> Usage:
        """What was spent through this."""
        return self._spent

    def prepare(self) -> None:
        """Make the model ready where there is something to do: importing a provider's package takes a second or two.

        Raises:
            ModelFault: It cannot be made ready; so does whoever asks it.
        """
        prepare = getattr(self._model, "prepare", None)
        if prepare is not None:
            prepare()

    def complete(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Reply:
        """Return a whole reply; see `coach.model.ChatModel`."""
        before = self._model.usage
        try:
            reply = self._model.complete(messages, deadline_s, schema)
        except ModelFault as fault:
            self._spent += _between(before, self._model.usage) if fault.usage is None else fault.usage
            raise
        self._spent += reply.usage
        return reply

    def stream(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Iterator[str]:
        """Yield a reply as it comes; closing this closes the request."""
        before = self._model.usage
        pieces = self._model.stream(messages, deadline_s, schema)
        try:
            yield from pieces
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()
            spent: Usage | None = getattr(pieces, "usage", None)
            self._spent += _between(before, self._model.usage) if spent is None else spent


def _between(before: Usage, after: Usage) -> Usage:
    """Return what was spent meanwhile; where others ask the same model at the same time, theirs is in it."""
    return Usage(
        after.calls - before.calls,
        after.tokens_in - before.tokens_in,
        after.tokens_out - before.tokens_out,
        after.unmetered - before.unmetered,
    )
