"""What the tests of the page's store share: an answer with everything in it, and hands that do what a program would."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from coach.records import (
    Answer,
    Coverage,
    Dropped,
    Nearby,
    NextStep,
    Point,
    Profile,
    Ranked,
    Retrieval,
    Tension,
    Usage,
)
from ui.store import (
    Store,
)

HOUSE = Path(__file__).resolve().parent.parent
ANA, BEN = "browser:ana", "user:ben@example.org"
MARK = "kumquat"  # stands in texts that are to leave nothing behind
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STEP = NextStep("Ask three customers this week.", "P1", "Ask three customers before you plan.", date(2026, 11, 27))
RICH = Answer(
    status="partly",
    opening="Part of this is covered.",
    points=(
        Point("P1", "Ask first", "Ask three customers before you plan.", "Your three pilots are within reach."),
        Point("P2", "Trust", "Earn trust first; 80 % of it’s “quiet” work."),
    ),
    tensions=(Tension(("P1", "P2"), "Ask now, or earn trust first?", "Who owns the plan."),),
    next_step=STEP,
    nearby=(Nearby("How do I earn trust?", "P2"),),
    closing="This is no legal advice. 日本語 🙂",
    remarks=("You said that you are a designer.", "About this answer: one sentence was dropped."),
    retrieval=Retrieval(
        ranking=(Ranked("P1", 0.7, "My founder ignores me", 0.81, "Ask three."), Ranked("P2", 0.3)),
        coverage=Coverage("partly", 0.55, "legal"),
        asked="My founder nods. And then?",
        remarks=("read with the question before",),
        refusal="",
    ),
    corpus_version="abc123",
    elapsed_ms=12.5,
    answered_by="openai:gpt",
    usage=Usage(3, 1200, 340, 1),
    dropped=(Dropped("P9", "quote", "not exact", "Plan before you ask."),),
    ask_back="Who owns the plan?",
    fault="",
)


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


def begun(store: Store, owner: str = ANA, title: str = "My founder", question: str = "What now?") -> str:
    """Begin a conversation with a question and its answer; return its id."""
    id = store.start(owner, "product-leadership", title).id
    store.add_question(owner, id, question)
    store.add_answer(owner, id, RICH, "An answer in **Markdown**")
    return id


def by_hand(path: Path, statement: str, *values: object) -> list[Any]:
    """Carry out a statement as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(statement, values).fetchall()


def files_holding(path: Path, text: str) -> list[str]:
    """Return the names of the files in a store's folder that hold a text."""
    return sorted(part.name for part in path.parent.iterdir() if text.encode() in part.read_bytes())


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for what a thread of the store does."""
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def keep_of_ana(store: Store) -> tuple[str, str]:
    """Keep something of every kind that is Ana's; return the ids of her conversation and of her step."""
    id = begun(store)
    step = store.accept_step(ANA, id, STEP, None).id
    store.rate(ANA, id, 1, "up", "clear")
    store.add_question(ANA, id, "And then?")
    store.keep_profile(ANA, Profile("designer"))
    store.keep_preference(ANA, "model", "a:b")
    return id, step
