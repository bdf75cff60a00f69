"""One request to a provider: sent in our own loop, read in the caller's thread, given up at any moment."""

from __future__ import annotations

import asyncio
import queue
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import Future
from contextlib import aclosing
from threading import Event
from typing import Any

from coach.model.cancel import check_wanted
from coach.model.ending import ending_fault
from coach.model.faults import fault_of, timeout_fault
from coach.model.loop import OwnLoop
from coach.model.providers import Wanted
from coach.model.records import ModelFault
from coach.model.thoughts import Spoken

_SETTLE_S = 1.0  # how long a request that was given up may take to close; then its loop is given up too
_LOOK_UP_S = 0.1  # neither Ctrl-C, on every system, nor another thread wakes one that waits: it looks up so often
_GRACE_S = 0.2  # the loop ends a request at its deadline; the caller, a little later, ends waiting for the loop


class Call:
    """One request.

    Args:
        wanted: The model, for messages.
        chunks: Sends the request, gives LangChain's message chunks.
        loop: Where it runs.
        deadline_s: How long the whole may take.

    Attributes:
        said: The pieces that were yielded.
        tokens: As the provider counted them, in and out; None where it did not.
        error: What the provider's package raised, if anything; its text may hold the key.
    """

    def __init__(
        self, wanted: Wanted, chunks: Callable[[], AsyncGenerator[Any, None]], loop: OwnLoop, deadline_s: float
    ) -> None:
        self.said: list[str] = []
        self.tokens: tuple[int, int] | None = None
        self._heard: list[str] = []
        self.error: BaseException | None = None
        self._wanted = wanted
        self._chunks = chunks
        self._loop = loop
        self._deadline_s = deadline_s
        self._arrived: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._spoken = Spoken()
        self._finish = self._refusal = ""
        self._is_late = self._is_begun = False
        self._closed = Event()

    @property
    def partial(self) -> str:
        """What was said so far."""
        return "".join(self.said)

    @property
    def heard(self) -> str:
        """Everything that came, thoughts included that were not passed on."""
        return "".join(self._heard)

    def pieces(self, until: float) -> Iterator[str]:
        """Yield the text as it comes; closing the iterator, cancelling it, or Ctrl-C, ends the request.

        Args:
            until: When everything must be over, as `time.monotonic` tells it.

        Raises:
            ModelFault: It ended otherwise than it should.
            Cancelled: It is wanted no more, see `coach.model.cancel`.
        """
        running = self._loop.start(self._listen(until - time.monotonic()))
        try:
            while (piece := self._next(until)) is not None:
                self.said.append(piece)
                yield piece
        finally:
            self._end(running)
        fault = self._fault()
        if fault is not None:
            raise fault

    def _next(self, until: float) -> str | None:
        """Return the next piece; None at the end. What has arrived is passed on even when the time is up."""
        while True:
            check_wanted()
            left_s = until + _GRACE_S - time.monotonic()
            try:
                return self._arrived.get(timeout=min(max(left_s, 0.0), _LOOK_UP_S))
            except queue.Empty:
                if left_s <= 0:
                    self._is_late = True
                    return None

    def _end(self, running: Future[None]) -> None:
        """Cancel what still runs, and wait until its connection is closed: nothing is spent afterwards."""
        running.cancel()
        is_stuck = not self._closed.wait(_SETTLE_S) if self._is_begun else self._is_late
        if is_stuck:
            self._loop.is_stuck = True

    def _fault(self) -> ModelFault | None:
        if self._is_late:
            return timeout_fault(self._wanted, self._deadline_s, self.partial)
        if self.error is not None:
            return fault_of(self.error, self._wanted, self.partial)
        return ending_fault(self._wanted, self._finish, self.partial, self._refusal)

    async def _listen(self, left_s: float) -> None:
        """Send the request and hear it to its end; runs in the loop."""
        self._is_begun = True
        try:
            async with asyncio.timeout(left_s) as timer, aclosing(self._chunks()) as chunks:
                async for chunk in chunks:
                    self._hear(chunk)
            self._pass_on(self._spoken.rest())
        except Exception as error:  # whatever a package raises; a cancelled request raises no `Exception`
            self._is_late = isinstance(error, TimeoutError) and timer.expired()
            self.error = error
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise  # by us
            self.error = ConnectionError(str(error))  # from within the package
        finally:
            self._closed.set()
            self._arrived.put(None)

    def _hear(self, chunk: Any) -> None:
        details = chunk.response_metadata
        named = (details.get(name) for name in ("finish_reason", "stop_reason", "done_reason"))
        self._finish = next((str(reason) for reason in named if reason), self._finish) or _otherwise(details)
        self._refusal += str(chunk.additional_kwargs.get("refusal") or "")
        if count := getattr(chunk, "usage_metadata", None):
            tokens_in, tokens_out = self.tokens or (0, 0)
            self.tokens = tokens_in + int(count["input_tokens"]), tokens_out + int(count["output_tokens"])
        text = str(chunk.text)
        self._heard.append(text)
        self._pass_on(self._spoken.hear(text))

    def _pass_on(self, piece: str) -> None:
        if piece:
            self._arrived.put(piece)


def _otherwise(details: dict[str, Any]) -> str:
    """Return how a reply ended, told differently: in OpenAI's newer protocol, and where Google blocks a question."""
    if (details.get("prompt_feedback") or {}).get("block_reason"):
        return "prohibited_content"
    status = str(details.get("status") or "")
    reason = (details.get("incomplete_details") or {}).get("reason")
    return str(reason or "incomplete") if status == "incomplete" else status if status == "completed" else ""
