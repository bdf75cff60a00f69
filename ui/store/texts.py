"""What texts may be kept: how long they may be, and how they come back from a file that somebody else wrote into."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, date, datetime

from ui.store.errors import TextRefused, half_a_character

TITLE = 120  # characters, as all limits here
QUESTION = 8_000  # what the chain reads, see coach.retriever.question
ANSWER = 200_000  # as Markdown
NOTE = 4_000  # of a step, or the reason of a thumb
LINE = 400  # names, ids, what a profile says
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_HALVES = re.compile("[\ud800-\udfff]")


def checked(text: str, what: str, limit: int) -> str:
    """Return a text that can be kept.

    Args:
        text: As it was typed.
        what: Begins the refusal: ``The question``.
        limit: Most characters.

    Raises:
        TextRefused: it is too long, or holds half a character (a lone surrogate).
    """
    if len(text) > limit:
        raise TextRefused(f"{what} has {len(text):,} characters; {limit:,} is the limit", "Shorten it.")
    if _HALVES.search(text):
        raise half_a_character(what)
    return text


def title_of(text: str) -> str:
    """Return a title: one line, at most 120 characters.

    Raises:
        TextRefused: it holds half a character.
    """
    line = " ".join(text.split()) or "New conversation"
    return checked(line if len(line) <= TITLE else line[: TITLE - 1].rstrip() + "…", "The title", TITLE)


def mended(text: str) -> str:
    """Return a text with the sign for what cannot be shown in place of each half character."""
    return _HALVES.sub("\ufffd", text)


def text_of(value: object) -> str:
    """Return what stands in a column as a text, whatever another program may have put there."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def moment_of(value: object) -> datetime:
    """Return what stands in a column as a moment in UTC; 1970 where it cannot be read."""
    with contextlib.suppress(ValueError, OverflowError):
        found = datetime.fromisoformat(text_of(value))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return _LONG_AGO


def day_of(value: object) -> date | None:
    """Return what stands in a column as a day; None where there is none, or it cannot be read."""
    with contextlib.suppress(ValueError):
        return date.fromisoformat(text_of(value))
    return None


def stamp(moment: datetime) -> str:
    """Return a moment as it is kept: the order of the texts is the order in time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
