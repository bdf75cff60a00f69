"""How much is kept of one visitor."""

from __future__ import annotations

import sqlite3

from coach.errors import CoachError

MOST_MESSAGES = 10_000  # ten questions and their answers on each working day of two years
MOST_CONVERSATIONS = 2_000


class NoRoom(CoachError):
    """A visitor keeps as much as one visitor may."""


def check_room(connection: sqlite3.Connection, owner: str, begins: bool = False) -> None:
    """Refuse to keep more of a visitor.

    Args:
        connection: In a transaction.
        owner: The visitor's id.
        begins: Whether another conversation is to begin.

    Raises:
        NoRoom: they have as much as one visitor may.
    """
    statement = "SELECT COUNT(*) FROM conversations WHERE owner = ?"
    (conversations,) = connection.execute(statement, (owner,)).fetchone()
    # By conversation, for there is no index of messages by owner.
    statement = "SELECT COUNT(*) FROM messages WHERE conversation IN (SELECT id FROM conversations WHERE owner = ?)"
    (messages,) = connection.execute(statement, (owner,)).fetchone()
    if conversations + begins > MOST_CONVERSATIONS or messages >= MOST_MESSAGES:
        kept = f"{conversations:,} conversations with {messages:,} questions and answers"
        raise NoRoom(f"You have {kept}, which is as much as is kept here", "Delete some that you no longer need.")
