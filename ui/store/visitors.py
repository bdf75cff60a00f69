"""What a visitor set: who they are, and what they prefer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from coach.records import Profile
from ui.store.answer import profile_json, read_profile
from ui.store.database import note_removal
from ui.store.part import Part
from ui.store.texts import LINE, QUESTION, checked, stamp, text_of


class Visitors(Part):
    """Profiles and preferences, by owner."""

    def profile(self, owner: str) -> Profile:
        """Return what the owner said about themselves; a profile that says nothing where they did not."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT profile FROM profiles WHERE owner = ?", (owner,)).fetchone()
        return read_profile(text_of(row[0])) if row else Profile()

    def keep_profile(self, owner: str, profile: Profile) -> None:
        """Keep what the owner says about themselves, in place of what they said before.

        Raises:
            TextRefused: it is too long, or holds half a character.
        """
        for name in ("role", "level", "company"):
            checked(getattr(profile, name), f"The {name}", LINE)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO profiles (owner, profile) VALUES (?, ?) "
                "ON CONFLICT (owner) DO UPDATE SET profile = excluded.profile",
                (checked(owner, "The visitor's id", LINE), profile_json(profile)),
            )

    def preference(self, owner: str, name: str) -> str:
        """Return what the owner prefers; empty where they did not say."""
        with self._database.reading() as connection:
            statement = "SELECT value FROM preferences WHERE owner = ? AND name = ?"
            row = connection.execute(statement, (owner, name)).fetchone()
        return text_of(row[0]) if row else ""

    def keep_preference(self, owner: str, name: str, value: str) -> None:
        """Keep what the owner prefers, in place of what they preferred before.

        Args:
            owner: The visitor's id.
            name: For instance ``corpus``, ``model``, ``keep_gaps``.
            value: Anything short.

        Raises:
            TextRefused: it is too long, or holds half a character.
        """
        checked(name, "The name", LINE)
        checked(value, f"The value of {name}", QUESTION)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO preferences (owner, name, value) VALUES (?, ?, ?) "
                "ON CONFLICT (owner, name) DO UPDATE SET value = excluded.value",
                (checked(owner, "The visitor's id", LINE), name, value),
            )

    def forget(self, kinds: Iterable[str], before: datetime) -> int:
        """Delete all that is kept of visitors who asked nothing for long; return how many conversations that was.

        Args:
            kinds: What the ids of these visitors begin with.
            before: Whose conversations have all changed before this moment last.
        """
        removed = 0
        with self._database.writing() as connection:
            for kind in kinds:
                owners = connection.execute(
                    "SELECT owner FROM conversations WHERE substr(owner, 1, ?) = ? "
                    "GROUP BY owner HAVING MAX(changed) < ?",
                    (len(kind), kind, stamp(before)),
                ).fetchall()
                for owner in owners:
                    removed += note_removal(connection.execute("DELETE FROM conversations WHERE owner = ?", owner))
                    connection.execute("DELETE FROM profiles WHERE owner = ?", owner)
                    connection.execute("DELETE FROM preferences WHERE owner = ?", owner)
        if removed:
            self._database.erase()
        return removed
