"""A chat model of LangChain behind the seam: one deadline, bounded retries, limits, and faults in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coach.model.asked import Asked, Pieces, Request
from coach.model.client import Client
from coach.model.limits import Ledger, ModelLimits
from coach.model.loop import own_loop
from coach.model.meter import Meter
from coach.model.price import cost
from coach.model.providers import Wanted
from coach.model.records import Message, ModelFault, Reply, Usage
from coach.model.retry import Retries

# What a reply may take where nobody says. A model that thinks first can spend thousands of tokens on that; one on a
# machine of one's own has a small context, which holds the reply too.
_HOSTED_TOKENS, _OWN_TOKENS = 8_000, 3_000


class LangChainModel:
    """See `coach.model.records.ChatModel`; any number of threads may use one.

    The model is created when it is first asked: where the corpus does not cover a question it never is, and importing
    a provider's package takes a second or two.

    Args:
        wanted: The model.
        limits: What it may take.
        ledger: Where requests and dollars are counted; None where neither has a limit.
        use_schema: Whether to hold it to JSON schemas where it can be.
        retries: How often to ask again.
    """

    def __init__(
        self,
        wanted: Wanted,
        limits: ModelLimits,
        ledger: Ledger | None = None,
        use_schema: bool = True,
        retries: Retries | None = None,
    ) -> None:
        self.limits = limits
        self._meter = Meter(wanted.name, limits, ledger)
        self._retries = retries or Retries()
        is_own = wanted.provider == "ollama" or bool(wanted.base_url)
        most = limits.max_output_tokens or (_OWN_TOKENS if is_own else _HOSTED_TOKENS)
        self._client = Client(wanted, most, frozenset() if use_schema else frozenset({"schema"}))

    @property
    def name(self) -> str:
        """``provider:model``."""
        return self._client.wanted.name

    @property
    def usage(self) -> Usage:
        """What this object has spent so far."""
        return self._meter.usage

    @property
    def cost(self) -> float | None:
        """What that cost, in dollars; None where no price was given."""
        return cost(self.usage.tokens_in, self.usage.tokens_out, self.limits.price)

    @property
    def supports_schema(self) -> bool:
        """Whether the model is held to a JSON schema, as far as is known.

        Raises:
            CoachError: It cannot be created.
        """
        return self._client.supports_schema

    @property
    def max_output_tokens(self) -> int:
        """What a reply may take."""
        return self._client.max_output_tokens

    def prepare(self) -> None:
        """Create the model now, which takes a second or two; otherwise its first question does.

        Raises:
            CoachError: It cannot be created.
        """
        self._client.model(own_loop(), self._client.without)

    def complete(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Reply:
        """Return a whole reply, see `coach.model.records.ChatModel`."""
        pieces = self.stream(messages, deadline_s, schema)
        try:
            text = "".join(pieces)
        except ModelFault as fault:
            fault.usage = pieces.usage
            raise
        return Reply(text, pieces.usage)

    def stream(self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None) -> Pieces:
        """Return a reply as it comes, see `coach.model.records.ChatModel`."""
        told: list[tuple[str, str]] = [(message.role, _sendable(message.content)) for message in messages]
        return Pieces(Asked(self._client, self._meter, self._retries, Request(told, deadline_s, schema)))


def _sendable(text: str) -> str:
    """Return the text with a question mark for each half of a character: it cannot be sent, nor put into JSON."""
    return text.encode("utf-8", "replace").decode("utf-8")
