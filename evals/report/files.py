"""Writing a report as a whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from coach.errors import SettingsError
from coach.whole_file import write_whole


def replace_text(path: Path, text: str) -> None:
    """Write a file aside and rename it into place; missing folders are made.

    A reader sees the old file or the new one, never half of one. What is no file (a pipe, ``/dev/stdout``) is
    written to as it is: renaming over it would take it away.

    Raises:
        SettingsError: it cannot be written there.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        target = Path(os.path.realpath(path))  # a link keeps pointing where it points
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, text)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL character
        raise unwritable(path, error) from error


def check_writable(path: Path) -> None:
    """Check that a file can be written there, leaving it as it is; missing folders are made.

    Raises:
        SettingsError: it cannot.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.exists() and not path.is_file():
            return  # a pipe: opening it would wait for its reader
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = _aside(target)
        aside.touch()
        aside.unlink()
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: Exception) -> SettingsError:
    """Return the error for a path that cannot be written."""
    why = getattr(error, "strerror", None) or str(error)
    return SettingsError(f"cannot write the report {str(path)!r}: {why}", "name a file in a folder you may write to")


def _aside(target: Path) -> Path:
    return target.with_name(f".report-{secrets.token_hex(4)}.tmp")
