"""Messages: questions and answers in their order."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from coach.records import Answer
from ui.store.answer import answer_json, read_answer
from ui.store.database import note_removal
from ui.store.errors import Outdated
from ui.store.part import Part, require
from ui.store.quota import check_room
from ui.store.records import Message, State
from ui.store.texts import ANSWER, QUESTION, checked, mended, moment_of, stamp, text_of

_LAST = "SELECT place, role FROM messages WHERE conversation = ? AND owner = ? ORDER BY place DESC LIMIT 1"


class Messages(Part):
    """The messages of every conversation."""

    def messages(self, owner: str, id: str) -> tuple[Message, ...]:
        """Return the messages of a conversation in their order.

        Raises:
            NotFound: the owner has no conversation with this id.
        """
        with self._database.reading() as connection:
            require(connection, owner, id)
            rows = connection.execute(
                "SELECT place, role, text, answer, is_stopped, created FROM messages "
                "WHERE conversation = ? AND owner = ? ORDER BY place",
                (id, owner),
            ).fetchall()
        following = [role for _, role, *_ in rows[1:]] + [""]
        return tuple(_message(row, next_role) for row, next_role in zip(rows, following, strict=False))

    def add_question(self, owner: str, id: str, text: str) -> Message:
        """Keep a question at the end of a conversation; it is unanswered until an answer follows.

        Raises:
            NotFound: the owner has no conversation with this id.
            NoRoom: the owner has as many messages as are kept of one visitor.
            TextRefused: it is too long, or holds half a character.
        """
        text = checked(text, "The question", QUESTION)
        with self._database.writing() as connection:
            require(connection, owner, id)
            check_room(connection, owner)
            last = connection.execute(_LAST, (id, owner)).fetchone()
            place = last[0] + 1 if last else 0
            return self._add(connection, owner, id, Message(place, "user", text, None, "unanswered", self._now()))

    def add_answer(  # noqa: PLR0913  # what it answers cannot be left to chance where two windows are open
        self, owner: str, id: str, answer: Answer, text: str, is_stopped: bool = False, *, to: int | None = None
    ) -> Message:
        """Keep the answer to the last question of a conversation.

        Args:
            owner: The visitor's id.
            id: Of the conversation.
            answer: The record, or what had been verified of it when it was stopped.
            text: The answer as Markdown, for the history of later questions.
            is_stopped: Whether it was cut short.
            to: The place of the question that it answers; where another question came last, it is refused.

        Raises:
            NotFound: the owner has no conversation with this id.
            Outdated: the last message is no question, or not the one that was answered.
            TextRefused: it is too long.
        """
        state: State = "stopped" if is_stopped else "whole"
        text = checked(mended(text), "The answer", ANSWER)
        with self._database.writing() as connection:
            require(connection, owner, id)
            place, role = connection.execute(_LAST, (id, owner)).fetchone() or (-1, "")
            if role != "user" or to not in (None, place):
                raise went_on_elsewhere("the answer was not kept")
            return self._add(connection, owner, id, Message(place + 1, "assistant", text, answer, state, self._now()))

    def replace_answer(self, owner: str, id: str, answer: Answer, text: str, old: Message) -> Message:
        """Keep an answer in the place of another one, which goes in the same moment.

        Feedback on the old one stays as long as its question does: an answer is made anew because it was bad.

        Args:
            owner: The visitor's id.
            id: Of the conversation.
            answer: The record.
            text: The answer as Markdown, for the history of later questions.
            old: The answer that it replaces.

        Raises:
            NotFound: the owner has no conversation with this id.
            Outdated: the old answer is not the last message any more; nothing was changed.
            TextRefused: it is too long.
        """
        text = checked(mended(text), "The answer", ANSWER)
        with self._database.writing() as connection:
            require(connection, owner, id)
            _require_last(connection, owner, id, old)
            self._drop(connection, owner, id, old.place)
            added = self._add(
                connection, owner, id, Message(old.place, "assistant", text, answer, "whole", self._now())
            )
        self._database.rinse()
        return added

    def mend(self, owner: str, id: str, text: str, old: Message) -> Message:
        """Put the last question in other words; the old ones and their answer go in the same moment.

        Args:
            owner: The visitor's id.
            id: Of the conversation.
            text: The new words.
            old: The question as it was.

        Raises:
            NotFound: the owner has no conversation with this id.
            Outdated: another question follows it, or it was mended already; nothing was changed.
            TextRefused: it is too long, or holds half a character.
        """
        text = checked(text, "The question", QUESTION)
        with self._database.writing() as connection:
            require(connection, owner, id)
            _require_last(connection, owner, id, old)
            self._drop(connection, owner, id, old.place)
            added = self._add(connection, owner, id, Message(old.place, "user", text, None, "unanswered", self._now()))
        self._database.rinse()
        return added

    def _drop(self, connection: sqlite3.Connection, owner: str, id: str, place: int) -> None:
        """Drop the messages from this place on; feedback on a dropped answer stays where its question does."""
        where = "WHERE conversation = ? AND owner = ? AND place >= ?"
        connection.execute(f"UPDATE feedback SET is_current = 0 {where}", (id, owner, place))
        note_removal(connection.execute(f"DELETE FROM messages {where}", (id, owner, place)))

    def _add(self, connection: sqlite3.Connection, owner: str, id: str, message: Message) -> Message:
        connection.execute(
            "INSERT INTO messages (conversation, owner, place, role, text, answer, is_stopped, created) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                id,
                owner,
                message.place,
                message.role,
                message.text,
                answer_json(message.answer) if message.answer else None,
                message.state == "stopped",
                stamp(message.created),
            ),
        )
        self._touch(connection, owner, id, message.created)
        return message

    def _touch(self, connection: sqlite3.Connection, owner: str, id: str, now: datetime) -> None:
        statement = "UPDATE conversations SET changed = ? WHERE id = ? AND owner = ?"
        connection.execute(statement, (stamp(now), id, owner))

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC)


def went_on_elsewhere(so: str, hint: str = "Load the page again to see it, and ask once more.") -> Outdated:
    """Return what to say where a conversation is not as the person saw it, and what came of it."""
    message = f"This conversation went on elsewhere, for instance in another window; {so}"
    return Outdated(message, hint)


def _require_last(connection: sqlite3.Connection, owner: str, id: str, seen: Message) -> None:
    """Refuse to replace an answer that is not the last message, or a question that is not the last one.

    Raises:
        Outdated: it is not, or another one stands in its place.
    """
    found = connection.execute(
        "SELECT place, created FROM messages WHERE conversation = ? AND owner = ? AND role IN ('user', ?) "
        "ORDER BY place DESC LIMIT 1",
        (id, owner, seen.role),
    ).fetchone()
    if found is None or (found[0], moment_of(found[1])) != (seen.place, seen.created):
        raise went_on_elsewhere("nothing was changed")


def _message(row: tuple[object, ...], next_role: str) -> Message:
    place, role, text, answer, is_stopped, created = row
    state: State = "whole"
    if role == "user":
        state = "whole" if next_role == "assistant" else "unanswered"
    elif is_stopped:
        state = "stopped"
    return Message(
        place=int(str(place)),
        role="user" if role == "user" else "assistant",
        text=text_of(text),
        answer=read_answer(text_of(answer)) if answer is not None else None,
        state=state,
        created=moment_of(created),
    )
