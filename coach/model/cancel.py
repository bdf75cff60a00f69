"""Giving up, from another thread, what nobody waits for any more.

    cancellation = Cancellation()

    def hear() -> None:  # in the thread that pulls the answer
        with cancelling(cancellation):
            for event in coach.stream(question):
                ...

    cancellation.cancel()  # in any other one: a stop button, a closed tab

A thread that waits for a model that hangs comes to nothing at which it could be told so; it looks up ten times a
second (`coach.model.call`). The request is ended, and no other one is sent.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LOOK_UP_S = 0.1


class Cancellation:
    """Whether something is still wanted; any thread may cancel it, also before it has begun."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        """Whether it is wanted no more."""
        return self._event.is_set()

    def cancel(self) -> None:
        """End what runs within its `cancelling`, within a third of a second; nothing happens where nothing runs."""
        self._event.set()

    def wait(self, timeout_s: float) -> None:
        """Return when it is cancelled, or after so many seconds."""
        self._event.wait(timeout_s)


class Cancelled(BaseException):
    """What was asked is not wanted any more; no `Exception`: nothing on the way may take it for a fault and go on.

    Args:
        cancellation: Which one was cancelled.
    """

    def __init__(self, cancellation: Cancellation) -> None:
        super().__init__("cancelled")
        self.cancellation = cancellation


_heard: ContextVar[tuple[Cancellation, ...]] = ContextVar("coach_cancellations", default=())


@contextmanager
def cancelling(cancellation: Cancellation | None = None) -> Iterator[Cancellation]:
    """Let whatever asks a model within the block be given up from another thread.

    A cancelled block just ends: ``is_cancelled`` tells. Blocks may be nested. A generator hears the blocks of whoever
    pulls it, so the block stands around the loop that pulls, in the same thread.

    Args:
        cancellation: Made before, where another thread has to know it; by default a new one.
    """
    own, outer = cancellation or Cancellation(), _heard.get()
    _heard.set((*outer, own))
    try:
        yield own
    except Cancelled as cancelled:
        if cancelled.cancellation is not own:
            raise
    finally:
        _heard.set(outer)


def check_wanted() -> None:
    """Raise where what is being done is wanted no more.

    Raises:
        Cancelled: Somebody cancelled it.
    """
    for cancellation in _heard.get():
        if cancellation.is_cancelled:
            raise Cancelled(cancellation)


def pause(seconds: float) -> None:
    """Sleep, unless what is being done is cancelled.

    Raises:
        Cancelled: Somebody cancelled it.
    """
    until = time.monotonic() + seconds
    while True:
        check_wanted()
        left_s = until - time.monotonic()
        if left_s <= 0:
            return
        heard = _heard.get()
        if heard:
            heard[-1].wait(min(left_s, _LOOK_UP_S))
        else:
            time.sleep(left_s)
