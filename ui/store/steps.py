"""Next steps that somebody means to take, and how they went."""

from __future__ import annotations

from datetime import date
from typing import get_args

from coach.records import NextStep
from ui.store.errors import NotFound
from ui.store.part import Part, new_id, require
from ui.store.records import Outcome, PlannedStep
from ui.store.texts import LINE, NOTE, checked, day_of, text_of

_COLUMNS = "id, conversation, text, principle, quote, due, accepted, outcome, note"
_LONG_AGO = date(1970, 1, 1)


class Steps(Part):
    """The steps of every visitor."""

    def accept_step(self, owner: str, id: str, step: NextStep, by: date | None) -> PlannedStep:
        """Keep a next step as planned; one that is open already gets the new day.

        Args:
            owner: The visitor's id.
            id: Of the conversation.
            step: As it was offered.
            by: The day it is planned for, if any.

        Raises:
            NotFound: the owner has no conversation with this id.
            TextRefused: it is too long.
        """
        row = {
            "id": new_id(),
            "conversation": id,
            "owner": owner,
            "text": checked(step.text, "The step", NOTE),
            "principle": checked(step.principle, "The principle's id", LINE),
            "quote": checked(step.quote, "The quotation", NOTE),
            "due": by.isoformat() if by else None,
            "accepted": self._clock().date().isoformat(),
        }
        with self._database.writing() as connection:
            require(connection, owner, id)
            connection.execute(
                """
                INSERT INTO steps (id, conversation, owner, text, principle, quote, due, accepted)
                VALUES (:id, :conversation, :owner, :text, :principle, :quote, :due, :accepted)
                ON CONFLICT (conversation, principle, text) WHERE outcome = '' DO UPDATE SET due = excluded.due
                """,
                row,
            )
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM steps WHERE conversation = :conversation AND owner = :owner "
                "AND principle = :principle AND text = :text AND outcome = ''",
                row,
            ).fetchone()
        return _step(found)

    def planned_steps(self, owner: str, id: str = "") -> tuple[PlannedStep, ...]:
        """Return the steps of a conversation, or all of the owner's, open and settled, in the order of accepting.

        Raises:
            NotFound: the owner has no conversation with this id.
        """
        with self._database.reading() as connection:
            if id:
                require(connection, owner, id)
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM steps WHERE owner = ? AND ? IN ('', conversation) ORDER BY number",
                (owner, id),
            )
            return tuple(map(_step, found))

    def open_steps(self, owner: str) -> tuple[PlannedStep, ...]:
        """Return the owner's open steps, soonest first; one for no day stands by the day it was accepted."""
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM steps WHERE owner = ? AND outcome = '' ORDER BY number", (owner,)
            )
            return tuple(sorted(map(_step, found), key=lambda step: step.by or step.accepted))

    def due_steps(self, owner: str, today: date) -> tuple[PlannedStep, ...]:
        """Return the owner's open steps whose day has passed, in the order of accepting.

        One that is planned for no day is asked about from the day after it was accepted.
        """
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM steps WHERE owner = ? AND outcome = '' AND COALESCE(due, accepted) < ? "
                "ORDER BY number",
                (owner, today.isoformat()),
            )
            return tuple(map(_step, found))

    def settle_step(self, owner: str, step_id: str, outcome: str, note: str = "") -> None:
        """Keep how a step went; it is not asked about again.

        Args:
            owner: The visitor's id.
            step_id: Of the step.
            outcome: ``done`` or ``dropped``.
            note: In the person's words.

        Raises:
            NotFound: the owner has no step with this id.
            TextRefused: the note cannot be kept.
            ValueError: the outcome is none of these.
        """
        if outcome not in get_args(Outcome):
            raise ValueError(f"a step is done or dropped, not {outcome!r}")
        with self._database.writing() as connection:
            changed = connection.execute(
                "UPDATE steps SET outcome = ?, note = ? WHERE id = ? AND owner = ?",
                (outcome, checked(note, "The note", NOTE), step_id, owner),
            )
            if changed.rowcount != 1:
                raise _no_step()

    def take_back_step(self, owner: str, step_id: str) -> None:
        """Forget a step that somebody does not mean to take after all; one that is settled stays.

        Raises:
            NotFound: the owner has no open step with this id.
        """
        with self._database.writing() as connection:
            gone = connection.execute("DELETE FROM steps WHERE id = ? AND owner = ? AND outcome = ''", (step_id, owner))
            if gone.rowcount != 1:
                raise _no_step()

    def put_off_step(self, owner: str, step_id: str, by: date, note: str = "") -> None:
        """Keep that a step was not taken yet; it stays open, and is asked about again after its new day.

        Args:
            owner: The visitor's id.
            step_id: Of a step that is open.
            by: The new day.
            note: How far it went, in the person's words.

        Raises:
            NotFound: the owner has no open step with this id.
            TextRefused: the note cannot be kept.
        """
        with self._database.writing() as connection:
            changed = connection.execute(
                "UPDATE steps SET due = ?, note = ? WHERE id = ? AND owner = ? AND outcome = ''",
                (by.isoformat(), checked(note, "The note", NOTE), step_id, owner),
            )
            if changed.rowcount != 1:
                raise _no_step()


def _no_step() -> NotFound:
    return NotFound("There is no such step", "Its conversation may have been deleted.")


def _step(row: tuple[object, ...]) -> PlannedStep:
    id, conversation, text, principle, quote, due, accepted, outcome, note = row
    return PlannedStep(
        id=text_of(id),
        conversation=text_of(conversation),
        text=text_of(text),
        principle=text_of(principle),
        quote=text_of(quote),
        by=day_of(due),
        accepted=day_of(accepted) or _LONG_AGO,
        outcome=text_of(outcome),
        note=text_of(note),
    )
