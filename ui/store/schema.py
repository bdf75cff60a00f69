"""The tables, how a file is recognised as ours, and how an older one is brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

OURS = 0x436F5531  # "CoU1", SQLite's application_id: what a file must carry to be taken for ours

# Every table that belongs to a visitor names the owner, and a foreign key on (conversation, owner) keeps a row from
# hanging on a conversation of somebody else's. ``number`` orders what was made in the same microsecond.
_FIRST = (
    """
    CREATE TABLE conversations (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        owner TEXT NOT NULL,
        corpus TEXT NOT NULL,
        title TEXT NOT NULL,
        created TEXT NOT NULL,
        changed TEXT NOT NULL,
        UNIQUE (id, owner)
    )
    """,
    "CREATE INDEX conversations_of_owner ON conversations (owner, changed)",
    """
    CREATE TABLE messages (
        conversation TEXT NOT NULL,
        owner TEXT NOT NULL,
        place INTEGER NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
        text TEXT NOT NULL,
        answer TEXT,
        is_stopped INTEGER NOT NULL DEFAULT 0,
        created TEXT NOT NULL,
        PRIMARY KEY (conversation, place),
        FOREIGN KEY (conversation, owner) REFERENCES conversations (id, owner) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE steps (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation TEXT NOT NULL,
        owner TEXT NOT NULL,
        text TEXT NOT NULL,
        principle TEXT NOT NULL,
        quote TEXT NOT NULL,
        due TEXT,
        accepted TEXT NOT NULL,
        outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'done', 'not yet', 'dropped')),
        note TEXT NOT NULL DEFAULT '',
        FOREIGN KEY (conversation, owner) REFERENCES conversations (id, owner) ON DELETE CASCADE
    )
    """,
    "CREATE UNIQUE INDEX open_steps ON steps (conversation, principle, text) WHERE outcome = ''",
    "CREATE INDEX steps_of_owner ON steps (owner, accepted)",
    "CREATE INDEX steps_of_conversation ON steps (conversation)",
    # An answer that is generated anew leaves its feedback behind, as long as its question stands; hence the copy.
    """
    CREATE TABLE feedback (
        number INTEGER PRIMARY KEY,
        conversation TEXT NOT NULL,
        owner TEXT NOT NULL,
        place INTEGER NOT NULL,
        question INTEGER NOT NULL,
        thumb TEXT NOT NULL CHECK (thumb IN ('up', 'down')),
        reason TEXT NOT NULL,
        answer TEXT NOT NULL,
        is_current INTEGER NOT NULL DEFAULT 1,
        created TEXT NOT NULL,
        FOREIGN KEY (conversation, owner) REFERENCES conversations (id, owner) ON DELETE CASCADE,
        FOREIGN KEY (conversation, question) REFERENCES messages (conversation, place) ON DELETE CASCADE
    )
    """,
    "CREATE UNIQUE INDEX current_feedback ON feedback (conversation, place) WHERE is_current",
    "CREATE INDEX feedback_of_question ON feedback (conversation, question)",
    "CREATE TABLE profiles (owner TEXT PRIMARY KEY, profile TEXT NOT NULL)",
    "CREATE TABLE preferences (owner TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY (owner, name))",
    """
    CREATE TABLE gaps (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        corpus TEXT NOT NULL,
        question TEXT NOT NULL,
        nearest TEXT NOT NULL,
        created TEXT NOT NULL,
        UNIQUE (corpus, question)
    )
    """,
    "CREATE TABLE uses (corpus TEXT, principle TEXT, answers INTEGER NOT NULL, PRIMARY KEY (corpus, principle))",
    "CREATE TABLE erasing (removals INTEGER NOT NULL)",  # since the file was last rewritten
    "INSERT INTO erasing VALUES (0)",
)
# Each step brings a file from one version (its user_version) to the next. Never change one that was released: add one.
MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST,)


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is.

    Attributes:
        kind: ``new`` where there is nothing in it yet.
        version: Of its schema.
    """

    kind: Literal["new", "ours", "foreign", "damaged"]
    version: int


def look(connection: sqlite3.Connection) -> Look:
    """Look at a file without changing it."""
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        return Look("damaged", 0)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    is_begun = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'erasing'").fetchone() is not None
    if application == OURS and version > 0 and is_begun:
        return Look("ours", version)
    is_empty = not (application or version or connection.execute("SELECT 1 FROM sqlite_master").fetchone())
    return Look("new" if is_empty else "foreign", version)


def migrate(connection: sqlite3.Connection, version: int, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Bring a file up to date, within the transaction that is open.

    Args:
        connection: In a transaction that may write.
        version: That the file has.
        migrations: The steps from each version to the next, from 0.
    """
    for statements in migrations[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {OURS}")
    connection.execute(f"PRAGMA user_version = {len(migrations)}")
