"""Thumbs: what people thought of answers, and why."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import get_args

from coach.records import Turn
from coach.retriever.question import leans_back
from ui.store.answer import read_answer
from ui.store.database import note_removal
from ui.store.errors import NotFound
from ui.store.part import Part, require
from ui.store.records import Feedback, Thumb
from ui.store.texts import NOTE, checked, moment_of, stamp, text_of

_TURNS = 12  # of the history: the chain reads no more, see coach.retriever.question
_ONE = "conversation = ? AND owner = ? AND place = ?"


class Ratings(Part):
    """The feedback of every visitor."""

    def rate(self, owner: str, id: str, place: int, thumb: Thumb | None, reason: str) -> None:
        """Keep a thumb on an answer; it replaces the one before, and None takes it back.

        Args:
            owner: The visitor's id.
            id: Of the conversation.
            place: Of the answer.
            thumb: ``up``, ``down`` or None.
            reason: In the person's words, may be empty.

        Raises:
            NotFound: the owner has no such conversation, or it has no answer there that could be asked again.
            TextRefused: the reason cannot be kept.
            ValueError: it is no thumb.
        """
        if thumb not in (None, *get_args(Thumb)):
            raise ValueError(f"a thumb is up, down or None, not {thumb!r}")
        reason = checked(reason, "The reason", NOTE)
        with self._database.writing() as connection:
            require(connection, owner, id)
            note_removal(connection.execute(f"DELETE FROM feedback WHERE {_ONE} AND is_current", (id, owner, place)))
            if thumb is not None:
                created = stamp(self._clock())
                added = connection.execute(
                    """
                    INSERT INTO feedback (conversation, owner, place, question, thumb, reason, answer, created)
                    SELECT conversation, owner, place, (
                        SELECT MAX(place) FROM messages WHERE conversation = ?1 AND owner = ?2 AND place < ?3
                        AND role = 'user'), ?4, ?5, answer, ?6
                    FROM messages WHERE conversation = ?1 AND owner = ?2 AND place = ?3 AND answer IS NOT NULL
                    """,
                    (id, owner, place, thumb, reason, created),
                )
                if added.rowcount != 1:
                    raise NotFound("There is no answer here to rate", "Load the page again: it may have been changed.")

    def rating(self, owner: str, id: str, place: int) -> tuple[str, str] | None:
        """Return the thumb and the reason given to an answer; None where there is none.

        Raises:
            NotFound: the owner has no conversation with this id.
        """
        with self._database.reading() as connection:
            require(connection, owner, id)
            statement = f"SELECT thumb, reason FROM feedback WHERE {_ONE} AND is_current"
            row = connection.execute(statement, (id, owner, place)).fetchone()
        return (text_of(row[0]), text_of(row[1])) if row else None

    def feedback(self, corpus: str = "") -> tuple[Feedback, ...]:
        """Return the feedback of all visitors, oldest first, for editors; it does not say whose it is.

        Answers that can no longer be read are left out: they say nothing about what was liked.

        Args:
            corpus: Only of conversations with this one; all where it is empty.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT given.conversation, given.owner, given.place, given.thumb, given.reason, given.created,
                    given.answer, given.question, asked.text, talk.corpus
                FROM feedback AS given
                JOIN conversations AS talk ON talk.id = given.conversation AND talk.owner = given.owner
                JOIN messages AS asked ON asked.conversation = given.conversation AND asked.owner = given.owner
                    AND asked.place = given.question
                WHERE ? IN ('', talk.corpus) ORDER BY given.number
                """,
                (corpus,),
            ).fetchall()
            return tuple(_feedback(connection, rows))


def _feedback(connection: sqlite3.Connection, rows: list[tuple[object, ...]]) -> Iterator[Feedback]:
    for conversation, owner, place, thumb, reason, created, answer, question, asked, corpus in rows:
        read = read_answer(text_of(answer))
        if read is not None:
            yield Feedback(
                conversation=text_of(conversation),
                place=int(str(place)),
                thumb="up" if thumb == "up" else "down",
                reason=text_of(reason),
                question=text_of(asked),
                history=_leaned_on(text_of(asked), _history(connection, conversation, owner, question)),
                answer=read,
                corpus=text_of(corpus),
                created=moment_of(created),
            )


def _history(connection: sqlite3.Connection, conversation: object, owner: object, question: object) -> tuple[Turn, ...]:
    """Return the turns before a question, oldest first."""
    found = connection.execute(
        "SELECT role, text FROM messages WHERE conversation = ? AND owner = ? AND place < ? "
        "ORDER BY place DESC LIMIT ?",
        (conversation, owner, question, _TURNS),
    ).fetchall()
    return tuple(Turn("user" if role == "user" else "assistant", text_of(text)) for role, text in reversed(found))


def _leaned_on(question: str, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the turns without which a question cannot be understood: none of one that stands on its own."""
    first = len(turns)
    while leans_back(question) and (asked := [place for place in range(first) if turns[place].role == "user"]):
        first = asked[-1]
        question = turns[first].content
    return turns[first:]
