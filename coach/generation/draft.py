"""What a model wrote, read but not yet believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_LONGEST = 300  # characters that are kept of a part that could not be read


@dataclass(frozen=True, slots=True)
class DraftPoint:
    """A point as a model wrote it."""

    principle: str
    quote: str
    reading: str


@dataclass(frozen=True, slots=True)
class DraftStep:
    """A next step as a model wrote it; ``within_days`` is 0 where it gave none."""

    principle: str
    text: str
    within_days: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything read of a reply.

    Attributes:
        unread: The parts that were there and did not fit the form, as they were written.
    """

    points: tuple[DraftPoint, ...] = ()
    tension: tuple[str, ...] = ()
    next_step: DraftStep | None = None
    question: str = ""
    unread: tuple[str, ...] = ()


def unread_part(text: str) -> str:
    """Return a part that could not be read as it is kept: on one line, cut."""
    return " ".join(text.split())[:_LONGEST]


def point_of(item: Any) -> DraftPoint | None:
    """Return a point of its fields; None where it is none. A reading may be missing: the quotation stands alone."""
    if not isinstance(item, dict):
        return None
    named, quote, reading = item.get("principle"), item.get("quote"), item.get("reading")
    reading = "" if reading is None else reading
    if not (isinstance(named, str) and isinstance(quote, str) and isinstance(reading, str) and named.strip()):
        return None
    return DraftPoint(named.strip(), quote.strip(), reading.strip())


def step_of(item: Any) -> DraftStep | None:
    """Return a next step of its fields; None where it is none."""
    if not isinstance(item, dict):
        return None
    named, text, days = item.get("principle"), item.get("text"), item.get("within_days")
    if not (isinstance(named, str) and isinstance(text, str) and named.strip() and text.strip()):
        return None
    return DraftStep(named.strip(), text.strip(), days if isinstance(days, int) and not isinstance(days, bool) else 0)
