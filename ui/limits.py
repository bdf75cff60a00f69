"""How much a visitor may ask in a minute."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from coach.errors import CoachError
from ui.options import RATE, RATE_WITH_MODEL

MOST_VISITORS = 10_000  # whose askings are remembered: about 2 MB
# Characters that count as much as one question: one of 8,000 keeps a processor busy for two seconds, a short one 30 ms.
CHARACTERS = 120
# What one address may ask, in visitors: whoever drops the cookie is a new visitor, and an office may share an address.
QUESTIONS_OF_ADDRESS, CHARACTERS_OF_ADDRESS = 5, 2
_MINUTE_S = 60.0


class TooMany(CoachError):
    """A visitor has asked more than a minute allows."""


@dataclass(frozen=True, slots=True)
class _Count:
    """Something that is counted.

    Attributes:
        who: Whose allowance it is, and of what.
        used_s: The share of the minute that it uses up.
        said: What to say where the minute is used up.
    """

    who: tuple[str, str]
    used_s: float
    said: str


class Limiter:
    """Counts what each visitor asks; threads may share it.

    A visitor may ask a minute's questions at once, and then one more each time its share of the minute has passed; long
    questions count for several, as characters.

    Args:
        rate: Questions a minute and visitor; 0 for the usual numbers, with and without a chat model.
        clock: Tells the time in seconds; it never goes back.
        most_visitors: How many allowances are remembered: a visitor's questions, and their characters.
        address: Tells from where the visitor of this script run comes, where that counts as well; empty where not.

    Source:
        The generic cell rate algorithm (ITU-T I.371): one number a visitor, the time when the allowance is whole again.
    """

    def __init__(
        self,
        rate: int = 0,
        clock: Callable[[], float] = time.monotonic,
        most_visitors: int = MOST_VISITORS,
        address: Callable[[], str] = lambda: "",
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most_visitors
        self._address = address
        self._whole_again: OrderedDict[tuple[str, str], float] = OrderedDict()  # least recently asked first
        self._lock = threading.Lock()

    def check(self, visitor_id: str, has_model: bool, length: int = 0) -> None:
        """Count a question; nothing is counted where it is refused.

        Args:
            visitor_id: Who asks.
            has_model: Whether a chat model writes the answer.
            length: Of the question, in characters.

        Raises:
            TooMany: the minute is used up; the hint says when to ask again.
        """
        counts = self._counts(visitor_id, has_model, length)
        if address := self._address():
            counts += self._counts(address, has_model, length, is_address=True)
        with self._lock:
            now = self._clock()
            whole_again = {one.who: max(self._whole_again.get(one.who, now), now) + one.used_s for one in counts}
            for one in counts:
                wait_s = whole_again[one.who] - now - _MINUTE_S
                if wait_s > 1e-9:  # the sum of a minute's shares may exceed it by a rounding
                    raise _too_many(one.said, ceil(wait_s))
            for who, time_ in whole_again.items():
                self._whole_again[who] = time_
                self._whole_again.move_to_end(who)
            self._forget(now)

    def _counts(self, id_: str, has_model: bool, length: int, is_address: bool = False) -> list[_Count]:
        rate = self._rate or (RATE_WITH_MODEL if has_model else RATE)
        rate *= QUESTIONS_OF_ADDRESS if is_address else 1
        characters = max(self._rate, RATE) * CHARACTERS * (CHARACTERS_OF_ADDRESS if is_address else 1)
        they = "People at your address have" if is_address else "You have"
        kind = "address" if is_address else "visitor"
        asked = f"{they} asked {'1 question' if rate == 1 else f'{rate} questions'} within a minute"
        counts = [_Count((id_, f"{kind}, {has_model}"), _MINUTE_S / rate, f"{asked}, which is the limit here")]
        if length:
            sent = f"{they} sent more than {characters:,} characters within a minute, which is the limit here"
            counts.append(_Count((id_, f"{kind}, characters"), _MINUTE_S * length / characters, sent))
        return counts

    def _forget(self, now: float) -> None:
        """Drop those whose allowance is whole, oldest first; and the oldest of all where there are too many."""
        while self._whole_again:
            oldest = next(iter(self._whole_again))
            if self._whole_again[oldest] > now and len(self._whole_again) <= self._most:
                return
            del self._whole_again[oldest]


def _too_many(said: str, wait_s: int) -> TooMany:
    return TooMany(said, f"Ask again in {'a second' if wait_s == 1 else f'{wait_s} seconds'}.")
