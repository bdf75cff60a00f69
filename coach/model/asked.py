"""One question to a model: its requests, one after the other until one is answered, and what they took together."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import AsyncGenerator, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coach.model.call import Call
from coach.model.cancel import check_wanted, pause
from coach.model.client import Client
from coach.model.create import schema_options
from coach.model.faults import timeout_fault
from coach.model.loop import own_loop
from coach.model.meter import Meter, taken_by
from coach.model.raised import said_by, status_of
from coach.model.records import ModelFault, Usage
from coach.model.retry import Retries
from coach.model.tokens import tokens_about, tokens_at_most

_log = logging.getLogger(__name__)
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


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked.

    Attributes:
        messages: Role and text of each, oldest first.
        deadline_s: For everything, from the moment when the model is ready to be asked.
        schema: Of the reply, where the model can be held to one.
    """

    messages: list[tuple[str, str]]
    deadline_s: float
    schema: Mapping[str, Any] | None


class Pieces(Iterator[str]):
    """A reply as it comes; closing or forgetting it ends the request.

    Args:
        asked: What it is the reply to.
    """

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._pieces = asked.pieces()  # not the other way round: a circle would keep a forgotten request alive

    def __next__(self) -> str:
        return next(self._pieces)

    def close(self) -> None:
        """End the request."""
        self._pieces.close()

    @property
    def usage(self) -> Usage:
        """What it has taken so far."""
        return self._asked.usage


class Asked:
    """One question to a model.

    Args:
        client: Gives LangChain's object.
        meter: Counts what is taken.
        retries: How often to ask again.
        request: What is asked.

    Attributes:
        usage: What all its requests took.
    """

    def __init__(self, client: Client, meter: Meter, retries: Retries, request: Request) -> None:
        self.usage = Usage()
        self._client = client
        self._meter = meter
        self._retries = retries
        self._request = request
        self._schema: Mapping[str, Any] | None = None
        self._without: frozenset[str] = frozenset()  # what the last request left out
        self._failed = 0
        self._until = 0.0

    def pieces(self) -> Generator[str, None, None]:
        """Yield the pieces of one request, or of the next one where that failed before it said anything.

        Raises:
            ModelFault: No request was answered as it should be.
            Cancelled: The answer is not wanted any more.
        """
        self._begin()
        texts = [text for _, text in self._request.messages]
        about = tokens_about("".join(texts))
        at_most = tokens_at_most([*texts, *([json.dumps(self._schema)] if self._schema else [])])
        while True:
            check_wanted()
            if time.monotonic() >= self._until:
                raise timeout_fault(self._client.wanted, self._request.deadline_s)
            number = self._meter.begin(at_most, self._client.max_output_tokens, self._until)
            call = self._call()
            fault: ModelFault | None = None
            try:
                yield from call.pieces(self._until)
            except ModelFault as caught:
                fault = caught
            finally:
                taken = taken_by(call, fault, about)
                self.usage += taken
                self._meter.end(number, taken)
            if fault is None:
                return
            _log.debug("%s: %s", self._client.wanted.name, fault.kind)
            if call.said or not (self._does_without(call) or self._goes_on(fault)):
                raise fault

    def _begin(self) -> None:
        """Create the model, which is not on its time, and begin to count that."""
        if self._request.schema is not None and self._client.supports_schema:
            self._schema = self._request.schema
        self._client.model(own_loop(), self._client.without)
        self._until = time.monotonic() + self._request.deadline_s

    def _call(self) -> Call:
        loop = own_loop()
        self._without = self._client.without
        model = self._client.model(loop, self._without)
        schema = None if "schema" in self._without else self._schema
        options = {} if schema is None else schema_options(self._client.wanted, schema)

        def chunks() -> AsyncGenerator[Any, None]:
            return model.astream(self._request.messages, **options)  # type: ignore[return-value]

        return Call(self._client.wanted, chunks, loop, self._request.deadline_s)

    def _goes_on(self, fault: ModelFault) -> bool:
        """Wait before the next request, where there is to be one."""
        if not fault.may_pass:
            return False
        self._failed += 1
        pause_s = self._retries.pause_s(self._failed, fault.retry_after_s)
        if pause_s is None or pause_s >= self._until - time.monotonic():
            return False
        pause(pause_s)
        return True

    def _does_without(self, call: Call) -> bool:
        """Leave out, from now on, what the server refused about the request, where it can be done without."""
        if call.error is None or status_of(call.error) not in (400, 422):
            return False
        sent = set(_REFUSABLE) - self._without - (set() if self._schema is not None else {"schema"})
        said = said_by(call.error)
        refused = next((option for option in _REFUSABLE if option in sent and _REFUSABLE[option].search(said)), None)
        if refused is None:
            return False
        self._client.leave_out(refused)
        return True
