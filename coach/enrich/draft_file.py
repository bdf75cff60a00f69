"""A draft on disk: a text file of one question a line, or one title, that says it is a draft until a person takes that
line away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coach import whole_file
from coach.errors import CorpusError, EnvironmentFault

_REVIEW = "read each line, change or delete it, then take this line away."
_DRAFT = re.compile(rf"^\ufeff?# Draft by (?P<by>.+) on \d{{4}}-\d\d-\d\d: {re.escape(_REVIEW)}\s*$", re.MULTILINE)
_IMPORTED = "# Imported: a person asked these."  # what stands below it outlives a new draft by a model
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft holds.

    Attributes:
        by: Who made it.
        written: What a model wrote, one question each.
        imported: What people asked, from an FAQ.
    """

    by: str
    written: tuple[str, ...] = ()
    imported: tuple[str, ...] = ()


def is_draft(text: str) -> bool:
    """Tell whether a file still says that it is a draft."""
    return _DRAFT.search(text) is not None


def read_draft(path: Path) -> Draft | None:
    """Return the draft in a file; None where a person has made the file their own.

    Raises:
        CorpusError: it cannot be read.
        FileNotFoundError: there is no such file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path} cannot be read: {error}", "Check its permissions, and that it is UTF-8.") from error
    if not (said := _DRAFT.search(text)):
        return None
    written, _, imported = text.partition(_IMPORTED)
    return Draft(said["by"], _lines(written), _lines(imported))


def write_draft(path: Path, draft: Draft, about: str, today: date) -> None:
    """Write a draft whole or not at all; nothing stays where it holds no line.

    Args:
        path: Where; what stands there is replaced.
        draft: What it holds.
        about: What the lines are, in one line for the person who reads them.
        today: The day it says it was made on.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    by = " ".join(draft.by.split())[:_LONGEST_NAME]
    parts = [f"# Draft by {by} on {today.isoformat()}: {_REVIEW}", f"# {' '.join(about.split())}", "", *draft.written]
    if draft.imported:
        parts += ["", _IMPORTED, *draft.imported]
    write_whole(path, "\n".join(parts) + "\n" if draft.written or draft.imported else "")


def write_whole(path: Path, text: str) -> None:
    """Write a file at a single stroke; an empty text removes it.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    try:
        if text:
            path.parent.mkdir(parents=True, exist_ok=True)
            whole_file.write_whole(path, text)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            f"{path} cannot be written: {error.strerror or error}", "Check the folder's permissions and the disk."
        ) from error


def _lines(text: str) -> tuple[str, ...]:
    stripped: Iterable[str] = (line.strip() for line in text.split("\n"))
    return tuple(line for line in stripped if line and not line.startswith("#"))
