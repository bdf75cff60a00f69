"""What can go wrong with what is kept, in words; SQLite's own errors become them here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach.errors import CoachError, EnvironmentFault

_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}


class NotFound(CoachError):
    """There is no such thing, or it belongs to somebody else: whoever asks is told the same."""


class TextRefused(CoachError):
    """A text cannot be kept as it is."""


class Outdated(CoachError):
    """The conversation went on elsewhere, for instance in another window."""


class StoreFault(EnvironmentFault):
    """The file of what is kept cannot be used just now; nothing in it was changed."""


class StoreDamaged(StoreFault):
    """The file is damaged, or none of ours; it is left as it is."""


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say about a file into words for a person.

    Raises:
        StoreFault: in place of what they raised.
        TextRefused: a text holds half a character, which SQLite does not take.
    """
    try:
        yield
    except sqlite3.Error as error:
        fault = _fault(path, error)
        if fault is None:  # a bug: a wrong statement, a broken rule of the schema
            raise
        raise fault from error
    except OSError as error:
        message = f"{path} cannot be opened: {error.strerror or error}"
        raise StoreFault(message, "Set COACH_DATA to a folder that can be written.") from error
    except UnicodeEncodeError as error:
        raise half_a_character("A text") from error


def half_a_character(what: str) -> TextRefused:
    """Return the refusal of a text with a lone surrogate."""
    return TextRefused(f"{what} holds half a character, which cannot be kept", "Type it, or paste it as plain text.")


def damaged(path: Path, how: str = "is damaged") -> StoreDamaged:
    """Return what to say of a file that cannot be read."""
    aside = f"move it away together with {path.name}-wal and {path.name}-shm"
    return StoreDamaged(
        f"{path} {how}; it is left as it is",
        f"Stop the page, {aside}, and start again. `sqlite3 {path.name} .recover` may bring back what is in it.",
    )


def _fault(path: Path, error: sqlite3.Error) -> StoreFault | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what SQLite adds for programmers
    name = getattr(error, "sqlite_errorname", "")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        hint = "Try again in a moment. If it stays so, close the program that has the file open."
        return StoreFault(f"Another program holds {path}; nothing was changed", hint)
    if code == sqlite3.SQLITE_FULL:
        hint = "Free some space and try again. What was kept before is still there."
        return StoreFault(f"The disk is full: {path} cannot grow, and nothing was changed", hint)
    if code in _UNWRITABLE:
        hint = "Check who owns the file and its folder, or set COACH_DATA to a folder that can be written."
        return StoreFault(f"{path} cannot be written", hint)
    if code == sqlite3.SQLITE_IOERR:
        hint = "Check that the disk has space and is in order, and try again."
        return StoreFault(f"The disk failed while {path} was used ({name}); nothing was changed", hint)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path)
    return None
