"""What every part of the store rests on: the file, a clock, and whose a conversation is."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime

from ui.store.database import Database
from ui.store.errors import NotFound

Clock = Callable[[], datetime]


class Part:
    """A part of the store.

    Args:
        database: The file.
        clock: Tells the time, with a time zone: that of the days on which steps are accepted.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock


def require(connection: sqlite3.Connection, owner: str, conversation: str) -> None:
    """Refuse to go on where a conversation is not the owner's.

    Raises:
        NotFound: it belongs to somebody else, or there is none.
    """
    statement = "SELECT 1 FROM conversations WHERE id = ? AND owner = ?"
    if connection.execute(statement, (conversation, owner)).fetchone() is None:
        raise no_conversation()


def no_conversation() -> NotFound:
    """Return what to say where a conversation is not there for this visitor."""
    return NotFound("There is no such conversation", "It may have been deleted. Choose another one, or begin anew.")


def new_id() -> str:
    """Return 128 random bits that are safe in an address."""
    return secrets.token_urlsafe(16)
