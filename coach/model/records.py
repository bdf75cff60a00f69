"""The words of the model seam: messages in, text out, what it took, and what can go wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from coach.errors import CoachError
from coach.records import Usage

__all__ = ["ChatModel", "FaultKind", "Message", "ModelFault", "Reply", "Usage"]

FaultKind = Literal[
    "key",
    "unknown_model",
    "too_long",
    "rate_limit",
    "provider",
    "unreachable",
    "timeout",
    "malformed",
    "empty",
    "refused",
    "filtered",
    "cut_short",
    "incomplete",
    "limit",
    "missing_package",
]


class ModelFault(CoachError):
    """A chat model gave no answer, or not all of one.

    The provider's own exception is never chained to it: its text may repeat the key, and tracebacks end in logs.

    Args:
        kind: What sort of fault.
        message: One sentence in plain words, without secrets.
        hint: What to do next.
        partial: The text that had arrived before.

    Attributes:
        usage: What was spent before it; None where nobody counted.
        retry_after_s: When the provider, or a limit, lets us try again; None where nobody said.
        may_pass: The same request may succeed in a moment.
    """

    exit_code = 3

    def __init__(self, kind: FaultKind, message: str, hint: str = "", partial: str = "") -> None:
        super().__init__(message, hint)
        self.kind: FaultKind = kind
        self.partial = partial
        self.usage: Usage | None = None
        self.retry_after_s: float | None = None
        self.may_pass = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply, and what it took."""

    text: str
    usage: Usage


class ChatModel(Protocol):
    """Any chat model. Whatever goes wrong is a `ModelFault`; closing a stream, or Ctrl-C, ends the request."""

    @property
    def name(self) -> str:
        """``provider:model``."""

    @property
    def supports_schema(self) -> bool:
        """Whether the model is held to a JSON schema; may become False when it turns out not to be."""

    @property
    def usage(self) -> Usage:
        """What this object has spent so far."""

    def complete(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Reply:
        """Return a whole reply.

        Args:
            messages: The conversation, oldest first.
            deadline_s: For everything: connecting, trying again, and the last word.
            schema: A JSON schema of the reply; without ``supports_schema`` it is not sent.

        Raises:
            ModelFault: There is none; its ``partial`` holds what had arrived.
        """

    def stream(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Iterator[str]:
        """Yield a reply as it comes; the request is sent with the first ``next``, from which the deadline counts.

        Where the iterator has ``usage``, that is what it has taken so far.

        Raises:
            ModelFault: It ended otherwise than it should; what was yielded is in ``partial`` too.
        """
