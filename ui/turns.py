"""Whose turn it is to be answered: as many at once as the machine has processors, and a short queue before them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from coach.errors import CoachError

AT_ONCE = max(
    2, os.cpu_count() or 2
)  # an answer without a model keeps one processor busy for 30 ms; a long one for 2 s
AT_ONCE_WITH_MODEL = 32  # ... with one it mostly waits for the model
MOST_WAITING = 100
LONGEST_WAIT_S = 10.0


class Busy(CoachError):
    """Too many are asking at once."""


class Turns:
    """Lets so many through at once; threads may share it.

    Args:
        at_once: How many.
        most_waiting: How many may stand in the queue; the next one is sent away.
        longest_wait_s: After how many seconds in the queue one is sent away.
    """

    def __init__(
        self, at_once: int = AT_ONCE, most_waiting: int = MOST_WAITING, longest_wait_s: float = LONGEST_WAIT_S
    ) -> None:
        self._free = threading.Semaphore(at_once)
        self._places = threading.Semaphore(at_once + most_waiting)
        self._longest_wait_s = longest_wait_s

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it until the end of the block.

        Raises:
            Busy: the queue is full, or the wait was too long.
        """
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            if not self._free.acquire(timeout=self._longest_wait_s):
                raise _busy()
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._places.release()


def _busy() -> Busy:
    return Busy("Coach is busy: many people are asking just now", "Try again in a few seconds.")
