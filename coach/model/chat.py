"""A chat model of LangChain behind the seam: one deadline, bounded retries, limits, and faults in plain words."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError
from coach.model.call import Call
from coach.model.create import create, creation_fault, options_of, schema_options, takes_schema
from coach.model.faults import said_by, status_of, timeout_fault
from coach.model.limits import Ledger, ModelLimits
from coach.model.loop import OwnLoop, own_loop
from coach.model.meter import Meter, taken_by, tokens_of
from coach.model.price import cost
from coach.model.providers import Wanted
from coach.model.records import Message, ModelFault, Reply, Usage
from coach.model.retry import Retries

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_log = logging.getLogger(__name__)
# What a reply may take where nobody says. A model that thinks first can spend thousands of tokens on that; one on a
# machine of one's own has a small context, which holds the reply too.
_HOSTED_TOKENS, _OWN_TOKENS = 8_000, 3_000
# What a server may refuse about a request, and how it says so: it is asked again without, once for each.
_REFUSABLE = {
    "temperature": re.compile(r"temperature", re.IGNORECASE),
    "stream_usage": re.compile(r"stream_options|include_usage", re.IGNORECASE),
    "schema": re.compile(
        r"response[ _]?(?:format|schema|mime)|json[ _]?schema|output_(?:config|format)|structured output|grammar"
        r"|(?:in|for) format",
        re.IGNORECASE,
    ),
}


@dataclass(slots=True)
class _Asked:
    """One question to the model: all its requests, and what they took."""

    messages: list[tuple[str, str]]
    deadline_s: float
    schema: Mapping[str, Any] | None
    until: float
    without: frozenset[str] = frozenset()  # what the last request left out
    usage: Usage = field(default_factory=Usage)
    failed: int = 0

    @property
    def tokens(self) -> int:
        """About how many tokens the messages are."""
        return tokens_of(sum(len(content) for _, content in self.messages))


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
        self._wanted = wanted
        self._meter = Meter(wanted.name, limits, ledger)
        self._retries = retries or Retries()
        self._without: frozenset[str] = frozenset() if use_schema else frozenset({"schema"})
        self._created: tuple[object, BaseChatModel] | None = None
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        """``provider:model``."""
        return self._wanted.name

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
        """Whether the model is held to a JSON schema, as far as is known."""
        return "schema" not in self._without and takes_schema(self._wanted, self._model(own_loop(), self._without))

    @property
    def max_output_tokens(self) -> int:
        """What a reply may take."""
        is_own = self._wanted.provider == "ollama" or bool(self._wanted.base_url)
        return self.limits.max_output_tokens or (_OWN_TOKENS if is_own else _HOSTED_TOKENS)

    def prepare(self) -> None:
        """Create the model now, which takes a second or two; otherwise its first question does.

        Raises:
            CoachError: It cannot be created.
        """
        self._model(own_loop(), self._without)

    def complete(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Reply:
        """Return a whole reply, see `coach.model.records.ChatModel`."""
        asked = self._ask(messages, deadline_s, schema)
        text = "".join(self._pieces(asked))
        return Reply(text, asked.usage)

    def stream(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Generator[str, None, None]:
        """Yield a reply as it comes, see `coach.model.records.ChatModel`."""
        yield from self._pieces(self._ask(messages, deadline_s, schema))

    def _ask(self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None) -> _Asked:
        held_to = schema if schema is not None and self.supports_schema else None
        self.prepare()  # that is not on the model's time
        told: list[tuple[str, str]] = [(message.role, message.content) for message in messages]
        return _Asked(told, deadline_s, held_to, time.monotonic() + deadline_s)

    def _pieces(self, asked: _Asked) -> Generator[str, None, None]:
        """Yield the pieces of one request, or of the next one where that failed before it said anything."""
        while True:
            if time.monotonic() >= asked.until:
                raise timeout_fault(self._wanted, asked.deadline_s)
            number = self._meter.begin(asked.tokens, self.max_output_tokens, asked.until)
            call = self._call(asked)
            fault: ModelFault | None = None
            try:
                yield from call.pieces(asked.until)
            except ModelFault as caught:
                fault = caught
            finally:
                taken = taken_by(call, fault, asked.tokens)
                asked.usage += taken
                self._meter.end(number, taken)
            if fault is None:
                return
            _log.debug("%s: %s", self.name, fault.kind)
            if call.said or not (self._does_without(asked, call) or self._goes_on(asked, fault)):
                raise fault

    def _call(self, asked: _Asked) -> Call:
        loop = own_loop()
        asked.without = self._without
        model = self._model(loop, asked.without)
        schema = None if "schema" in asked.without else asked.schema
        options = {} if schema is None else schema_options(self._wanted, schema)

        def chunks() -> AsyncGenerator[Any, None]:
            return model.astream(asked.messages, **options)  # type: ignore[return-value]

        return Call(self._wanted, chunks, loop, asked.deadline_s)

    def _goes_on(self, asked: _Asked, fault: ModelFault) -> bool:
        """Wait before the next request, where there is to be one."""
        if not fault.may_pass:
            return False
        asked.failed += 1
        pause_s = self._retries.pause_s(asked.failed, fault.retry_after_s)
        if pause_s is None or pause_s >= asked.until - time.monotonic():
            return False
        time.sleep(pause_s)
        return True

    def _does_without(self, asked: _Asked, call: Call) -> bool:
        """Leave out, from now on, what the server refused about the request, where it can be done without."""
        if call.error is None or status_of(call.error) not in (400, 422):
            return False
        sent = set(_REFUSABLE) - asked.without - (set() if asked.schema is not None else {"schema"})
        said = said_by(call.error)
        refused = next((option for option in _REFUSABLE if option in sent and _REFUSABLE[option].search(said)), None)
        if refused is None:
            return False
        _log.debug("%s refuses %s", self.name, refused)
        with self._lock:
            self._without |= {refused}
        return True

    def _model(self, loop: OwnLoop, without: frozenset[str]) -> BaseChatModel:
        """Return LangChain's model; another one for another loop, or where the server refused some option."""
        without -= {"schema"}
        fault: CoachError | None = None
        with self._lock:
            key = (loop.number, without)
            if self._created is not None and self._created[0] == key:
                return self._created[1]
            try:
                options = options_of(self._wanted, self.max_output_tokens, without, loop.number)
                created = create(self._wanted.provider, self._wanted.model, options)
            except Exception as error:
                fault = creation_fault(self._wanted, error)
            else:
                self._created = (key, created)
                return created
        raise fault  # outside of the handler: the package's own exception is not chained, see `ModelFault`
