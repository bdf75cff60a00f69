"""How many questions a visitor may ask in a minute."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from coach.errors import CoachError
from ui.options import RATE, RATE_WITH_MODEL

MOST_VISITORS = 10_000  # whose askings are remembered: about 2 MB
_MINUTE_S = 60.0


class TooMany(CoachError):
    """A visitor has asked more questions than a minute allows."""


class Limiter:
    """Counts the questions of each visitor; threads may share it.

    A visitor may ask a minute's questions at once, and then one more each time its share of the minute has passed.

    Args:
        rate: Questions a minute and visitor; 0 for the usual numbers, with and without a chat model.
        clock: Tells the time in seconds; it never goes back.
        most_visitors: How many visitors are remembered.

    Source:
        The generic cell rate algorithm (ITU-T I.371): one number a visitor, the time when the allowance is whole again.
    """

    def __init__(
        self, rate: int = 0, clock: Callable[[], float] = time.monotonic, most_visitors: int = MOST_VISITORS
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most_visitors
        self._whole_again: OrderedDict[tuple[str, bool], float] = OrderedDict()  # least recently asked first
        self._lock = threading.Lock()

    def check(self, visitor_id: str, has_model: bool) -> None:
        """Count a question; nothing is counted where it is refused.

        Raises:
            TooMany: the minute is used up; the hint says when to ask again.
        """
        rate = self._rate or (RATE_WITH_MODEL if has_model else RATE)
        share_s = _MINUTE_S / rate
        who = (visitor_id, has_model)
        with self._lock:
            now = self._clock()
            whole_again = max(self._whole_again.get(who, now), now) + share_s
            wait_s = whole_again - now - _MINUTE_S
            if wait_s > 1e-9:  # the sum of a minute's shares may exceed it by a rounding
                raise _too_many(rate, ceil(wait_s))
            self._whole_again[who] = whole_again
            self._whole_again.move_to_end(who)
            self._forget(now)

    def _forget(self, now: float) -> None:
        """Drop those whose allowance is whole, oldest first; and the oldest of all where there are too many."""
        while self._whole_again:
            oldest = next(iter(self._whole_again))
            if self._whole_again[oldest] > now and len(self._whole_again) <= self._most:
                return
            del self._whole_again[oldest]


def _too_many(rate: int, wait_s: int) -> TooMany:
    asked = "1 question" if rate == 1 else f"{rate} questions"
    seconds = "a second" if wait_s == 1 else f"{wait_s} seconds"
    return TooMany(f"You have asked {asked} within a minute, which is the limit here", f"Ask again in {seconds}.")
