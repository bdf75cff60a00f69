"""The SQLite file, read and written by many threads, and left without a trace of what was removed."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from coach.errors import CoachError
from ui.store.errors import StoreFault, in_words
from ui.store.later import Later
from ui.store.opening import connect, prepare

WAIT_S = 10.0  # for another writer
REWRITE_EVERY_S = 300.0  # 3.5 s of 247 MB, while others wait
_RINSE_WAIT_S = 0.5  # for readers; what is not done now is done later
_log = logging.getLogger(__name__)


class Database:
    """One file; any number of threads and processes may use it at once.

    Each reading and each writing opens a connection of its own and closes it: that takes 0.1 ms, and leaves nothing
    behind in script threads, which live for a moment. One connection stays open, unused: SQLite would otherwise put the
    journal away, which takes 9 ms, whenever the last one closes.

    Args:
        path: The file; made where it is missing.
        wait_s: How long another writer is waited for.

    Raises:
        StoreFault: it cannot be opened, is damaged, belongs to a newer Coach or to another program.
    """

    def __init__(self, path: Path, wait_s: float = WAIT_S) -> None:
        self.path = path.absolute()
        self._wait_s = wait_s
        self._turns = threading.Lock()  # writers wait in turn, which with SQLite's own waiting they do not
        with in_words(self.path):
            prepare(self.path, wait_s)
            self._identity = _identity(self.path)
            self._keeper = connect(self.path, wait_s)
            (removals,) = self._keeper.execute("SELECT removals FROM erasing").fetchone()
        self._rewriting = Later(lambda: self._if_possible(_rewrite), REWRITE_EVERY_S)
        if removals:  # by a process that ended before it could write the file anew
            self.erase()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of everything.

        Raises:
            StoreFault: the file cannot be read.
        """
        with in_words(self.path), closing(self._connect()) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction: all of it is kept at the end, or nothing where anything was raised.

        Raises:
            StoreFault: the file cannot be written.
        """
        with in_words(self.path), self._turn(), closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")  # where anything was raised before, closing takes everything back

    def rinse(self) -> None:
        """Take removed texts out of the journal; copies of them inside the file go with `erase`."""
        self._if_possible(_empty_journal)

    def erase(self) -> None:
        """Take removed texts out of the journal at once; have the file written anew soon, which takes 5 ms for each MB.

        SQLite overwrites what it removes (secure_delete), but not the copies that stay behind where rows were moved
        within the file (in a trial 1 of 3,600 texts). Nobody waits for those to go: a thread of its own rewrites the
        file, at most every few minutes, for others cannot write meanwhile. Where it cannot be done, for lack of space
        or because another program is at the file, it is done when something is deleted again, or when the file is next
        opened; so too where the process ends before.
        """
        self.rinse()
        self._rewriting.ask()

    def close(self) -> None:
        """Close the file; what was to be written anew is, and the journal is put back into it."""
        self._rewriting.finish()
        self._keeper.close()

    def _if_possible(self, tidy: Callable[[sqlite3.Connection], bool]) -> bool:
        try:
            with in_words(self.path), self._turn(), closing(self._connect()) as connection:
                return tidy(connection)
        except CoachError as error:
            _log.warning("Removed texts may still stand in %s: %s", self.path.name, error.message)
            return False

    def _connect(self) -> sqlite3.Connection:
        """Return a new connection.

        Raises:
            StoreFault: the file was taken away or replaced; what is written to the old one would be lost.
        """
        if _identity(self.path) != self._identity:
            raise StoreFault(f"{self.path} was moved or replaced while the page runs", "Start the page anew.")
        return connect(self.path, self._wait_s)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._wait_s):
            raise StoreFault(f"Too many write to {self.path} at once; nothing was changed", "Try again in a moment.")
        try:
            yield
        finally:
            self._turns.release()


def note_removal(removed: sqlite3.Cursor) -> int:
    """Note, in the same transaction, that a statement has removed texts, for `Database.erase`; return how many rows."""
    if removed.rowcount > 0:
        removed.connection.execute("UPDATE erasing SET removals = removals + 1")
    return removed.rowcount


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _rewrite(connection: sqlite3.Connection) -> bool:
    """Write the file anew if something was removed from it; return whether that was done."""
    (removals,) = connection.execute("SELECT removals FROM erasing").fetchone()
    if not removals:  # another thread's or process's rewriting took what this one removed along
        return False
    connection.execute("VACUUM")
    if not _empty_journal(connection):
        return False
    connection.execute("UPDATE erasing SET removals = removals - ?", (removals,))
    return True


def _empty_journal(connection: sqlite3.Connection) -> bool:
    """Put the journal into the file and cut it to nothing; return whether nobody was in the way."""
    connection.execute(f"PRAGMA busy_timeout = {int(_RINSE_WAIT_S * 1000)}")
    (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy
