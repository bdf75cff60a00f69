"""Conversations: begun, listed, searched, renamed, deleted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from ui.store.database import note_removal
from ui.store.part import Part, new_id, no_conversation
from ui.store.quota import check_room
from ui.store.records import Conversation
from ui.store.texts import LINE, checked, moment_of, stamp, text_of, title_of

_COLUMNS = "id, corpus, title, created, changed"


class Conversations(Part):
    """The conversations of every visitor; each sees only their own."""

    def start(self, owner: str, corpus: str, title: str) -> Conversation:
        """Begin a conversation.

        Args:
            owner: The visitor's id.
            corpus: The name or folder of what it asks.
            title: Made one line and cut to 120 characters.

        Raises:
            CoachError: it cannot be kept.
        """
        now = stamp(self._clock())
        row = (new_id(), checked(corpus, "The corpus", LINE * 10), title_of(title), now, now)
        with self._database.writing() as connection:
            check_room(connection, owner, begins=True)
            connection.execute(
                "INSERT INTO conversations (owner, id, corpus, title, created, changed) VALUES (?, ?, ?, ?, ?, ?)",
                (checked(owner, "The visitor's id", LINE), *row),
            )
        return _conversation(row)

    def conversations(self, owner: str, search: str = "") -> tuple[Conversation, ...]:
        """Return the owner's conversations, the one that changed last first.

        Args:
            owner: The visitor's id.
            search: Only those whose title or one of whose questions holds these words, in this order; case, accents
                written in two ways and white space make no difference.
        """
        wanted = _folded(search)
        with self._database.reading() as connection:
            connection.create_function("holds", 1, _holder(wanted), deterministic=True)
            found = connection.execute(
                f"""
                SELECT {_COLUMNS} FROM conversations
                WHERE owner = :owner AND (
                    :wanted = '' OR holds(CAST(title AS BLOB)) OR id IN (
                        SELECT conversation FROM messages
                        WHERE owner = :owner AND role = 'user' AND holds(CAST(text AS BLOB))))
                ORDER BY changed DESC, number DESC
                """,
                {"owner": owner, "wanted": wanted},
            )
            return tuple(map(_conversation, found))

    def conversation(self, owner: str, id: str) -> Conversation:
        """Return a conversation.

        Raises:
            NotFound: the owner has none with this id.
        """
        with self._database.reading() as connection:
            statement = f"SELECT {_COLUMNS} FROM conversations WHERE id = ? AND owner = ?"
            row = connection.execute(statement, (id, owner)).fetchone()
        if row is None:
            raise no_conversation()
        return _conversation(row)

    def rename(self, owner: str, id: str, title: str) -> None:
        """Give a conversation another title; its place in the list stays.

        Raises:
            NotFound: the owner has none with this id.
            TextRefused: the title cannot be kept.
        """
        with self._database.writing() as connection:
            statement = "UPDATE conversations SET title = ? WHERE id = ? AND owner = ?"
            if not connection.execute(statement, (title_of(title), id, owner)).rowcount:
                raise no_conversation()

    def delete(self, owner: str, id: str) -> None:
        """Delete a conversation with its messages, steps and feedback, and leave nothing of them in the file.

        Raises:
            NotFound: the owner has none with this id.
        """
        with self._database.writing() as connection:
            statement = "DELETE FROM conversations WHERE id = ? AND owner = ?"
            if not note_removal(connection.execute(statement, (id, owner))):
                raise no_conversation()
        self._database.erase()


def _conversation(row: tuple[object, ...]) -> Conversation:
    id, corpus, title, created, changed = row
    return Conversation(text_of(id), text_of(corpus), text_of(title), moment_of(created), moment_of(changed))


def _folded(text: str) -> str:
    """Return the form in which a search compares: without case (also outside ASCII), one form of every accent."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def _holder(wanted: str) -> Callable[[bytes | None], bool]:
    """Return a function for SQLite that tells whether a text holds the words; LIKE knows the case of ASCII only."""
    return lambda text: text is not None and wanted in _folded(text.decode("utf-8", "replace"))
