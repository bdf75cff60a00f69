"""Opens the file: recognised before it is touched, begun where it is new, brought up to date where it is old."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from ui.store import schema
from ui.store.errors import StoreFault, damaged
from ui.store.place import close_to_others, make_private


def prepare(path: Path, wait_s: float) -> None:
    """Make the file where it is missing, and its tables up to date.

    Args:
        path: Absolute.
        wait_s: How long another program that writes is waited for.

    Raises:
        StoreFault: it is damaged, belongs to a newer Coach or to another program.
        OSError: it cannot be made.
        sqlite3.Error: it cannot be opened.
    """
    make_private(path)
    _look_before_touching(path, wait_s)
    with closing(connect(path, wait_s)) as connection:
        connection.execute("BEGIN IMMEDIATE")  # two processes may begin the file at once
        found = schema.look(connection)
        _refuse_strangers(path, found)
        if found.version < len(schema.MIGRATIONS):
            schema.migrate(connection, found.version)
        connection.execute("COMMIT")
        _switch_to_wal(connection, wait_s)
    close_to_others(path)


def connect(path: Path, wait_s: float, mode: str = "rw") -> sqlite3.Connection:
    """Return a new connection to a file that exists.

    Args:
        path: Absolute.
        wait_s: How long another writer is waited for.
        mode: ``rw``, or ``ro`` to change nothing.
    """
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=wait_s,
        isolation_level=None,
        check_same_thread=False,  # the one that stays open is closed by whichever thread closes the store
    )
    connection.text_factory = lambda text: text.decode("utf-8", "replace")  # another program's row breaks no list
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    # A killed process loses nothing; a power cut may cost the last seconds. FULL costs 2.5 ms a message here, and 18 ms
    # on a slower disk, one visitor after the other.
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _look_before_touching(path: Path, wait_s: float) -> None:
    """Refuse what is not ours while SQLite may not write a byte: closing a file puts its journal into it."""
    journal, wal = (path.with_name(f"{path.name}-{part}") for part in ("journal", "wal"))
    if not path.stat().st_size and wal.exists() and wal.stat().st_size:
        raise damaged(path, "is empty, but its journal is not")  # which SQLite would take away
    if not path.stat().st_size or journal.exists():
        return  # new, or begun by a process that was killed: that has to be rolled back first
    with closing(connect(path, wait_s, "ro")) as connection:
        _refuse_strangers(path, schema.look(connection))


def _refuse_strangers(path: Path, found: schema.Look) -> None:
    if found.kind == "damaged":
        raise damaged(path)
    if found.kind == "foreign":
        raise damaged(path, "is not a file of Coach's conversations")
    if found.version > len(schema.MIGRATIONS):
        raise StoreFault(
            f"{path} was written by a newer Coach (tables of version {found.version}; "
            f"this one knows version {len(schema.MIGRATIONS)})",
            "Update Coach, or set COACH_DATA to another folder. The file was not touched.",
        )


def _switch_to_wal(connection: sqlite3.Connection, wait_s: float) -> None:
    """Let readers and a writer work at once, from now on and for every program that opens the file."""
    until = time.monotonic() + wait_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:  # another process opens the file too: here SQLite does not wait by itself
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
