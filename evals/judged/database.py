"""The file of the judge's replies: begun, recognised, and set aside where it is damaged or somebody else's."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from coach.errors import EnvironmentFault

_OURS = 0x436F4A31  # "CoJ1", SQLite's application_id: what a file must carry to be taken for ours
_WAIT_S = 30  # for another process that writes
_TABLES = (
    "CREATE TABLE replies (key TEXT PRIMARY KEY, case_id TEXT, metric TEXT, reply TEXT, tokens_in INT, tokens_out INT)",
    "CREATE TABLE scored (key TEXT PRIMARY KEY)",
)


class _Foreign(sqlite3.DatabaseError):
    """The file is a database, but not one of ours."""


def open_replies(path: Path | None) -> tuple[sqlite3.Connection, str]:
    """Open the file, or begin it.

    Args:
        path: The file; None keeps everything in memory.

    Returns:
        The open database, and a remark where another file stood in its place.

    Raises:
        EnvironmentFault: The file can be neither opened nor begun.
    """
    try:
        if path is None:
            return _connect(":memory:"), ""
        path.parent.mkdir(parents=True, exist_ok=True)
        return _connect_or_set_aside(path)
    except (OSError, sqlite3.Error) as error:
        message = f"The judge's replies cannot be kept in {path}: {error}"
        raise EnvironmentFault(message, "Set COACH_CACHE to a folder that can be written.") from error


def _connect_or_set_aside(path: Path) -> tuple[sqlite3.Connection, str]:
    before = path.stat() if path.exists() else None
    try:
        return _connect(str(path)), ""
    except sqlite3.OperationalError:  # locked, not allowed, no space: nothing is wrong with the file itself
        raise
    except sqlite3.DatabaseError as error:
        # Another process may have set it aside in the meantime: then the file that stands there now is a good one.
        if before is None or not path.exists() or not os.path.samestat(before, path.stat()):
            return _connect(str(path)), ""
        why = "was not a file of the judge's replies" if isinstance(error, _Foreign) else "was damaged"
        remark = f"{path.name} {why}: it is now {_set_aside(path)}, and a new one was begun."
        return _connect(str(path)), remark


def _connect(path: str) -> sqlite3.Connection:
    """Look at the file and begin it in one transaction, so that two processes may do so at once."""
    rows = sqlite3.connect(path, timeout=_WAIT_S, check_same_thread=False, isolation_level=None)
    try:
        rows.execute("BEGIN IMMEDIATE")
        if rows.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the file is damaged")
        if not rows.execute("SELECT 1 FROM sqlite_master").fetchone():
            for table in _TABLES:
                rows.execute(table)
            rows.execute(f"PRAGMA application_id = {_OURS}")
        elif rows.execute("PRAGMA application_id").fetchone() != (_OURS,):
            raise _Foreign("the file is not ours")
        rows.execute("COMMIT")
        with contextlib.suppress(sqlite3.OperationalError):  # another process is at it: slower, and as safe
            rows.execute("PRAGMA journal_mode = WAL")
        rows.execute("PRAGMA synchronous = NORMAL")  # 0.1 ms a reply instead of 18; safe when killed
    except BaseException:
        rows.close()
        raise
    return rows


def _set_aside(path: Path) -> str:
    """Rename the file with its journal, which would else be played into the new one; return the new name."""
    number = 1
    while (aside := path.with_name(f"{path.name}.set-aside-{number}")).exists():
        number += 1
    for suffix in ("-journal", "-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside.name
