"""What a model wrote, read but not yet believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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
        unread: How many parts were there and did not fit the form.
    """

    points: tuple[DraftPoint, ...] = ()
    tension: tuple[str, ...] = ()
    next_step: DraftStep | None = None
    question: str = ""
    unread: int = 0


def point_of(item: Any) -> DraftPoint | None:
    """Return a point of its fields; None where it is none."""
    if not isinstance(item, dict):
        return None
    named, quote, reading = item.get("principle"), item.get("quote"), item.get("reading", "")
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
