"""What is somebody's stays theirs, and what they delete is gone from the file itself."""

from __future__ import annotations

import inspect
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ui_store_parts import (
    ANA,
    BEN,
    MARK,
    MONDAY,
    RICH,
    STEP,
    begun,
    by_hand,
    files_holding,
    keep_of_ana,
    wait_until,
)

from coach.records import (
    Profile,
)
from ui.store import (
    Message,
    NotFound,
    Store,
    open_store,
)

# ------------------------------------------------------------------------------------------ owners

ABOUT_ALL = {"feedback", "forget", "keep_gap", "gaps", "drop_gap", "count_uses", "uses"}  # these take no owner
A_MESSAGE = Message(0, "user", "What now?", None, "whole", MONDAY)
NOT_FOUND: dict[str, Callable[[Store, str, str], object]] = {
    "conversation": lambda s, id, step: s.conversation(BEN, id),
    "messages": lambda s, id, step: s.messages(BEN, id),
    "add_question": lambda s, id, step: s.add_question(BEN, id, "Mine"),
    "add_answer": lambda s, id, step: s.add_answer(BEN, id, RICH, "Mine"),
    "replace_answer": lambda s, id, step: s.replace_answer(BEN, id, RICH, "Mine", A_MESSAGE),
    "mend": lambda s, id, step: s.mend(BEN, id, "Mine", A_MESSAGE),
    "rename": lambda s, id, step: s.rename(BEN, id, "Mine"),
    "delete": lambda s, id, step: s.delete(BEN, id),
    "accept_step": lambda s, id, step: s.accept_step(BEN, id, STEP, None),
    "put_off_step": lambda s, id, step: s.put_off_step(BEN, step, date(2030, 1, 1)),
    "take_back_step": lambda s, id, step: s.take_back_step(BEN, step),
    "settle_step": lambda s, id, step: s.settle_step(BEN, step, "done"),
    "rate": lambda s, id, step: s.rate(BEN, id, 1, "down", "mine"),
    "rating": lambda s, id, step: s.rating(BEN, id, 1),
    "planned_steps": lambda s, id, step: s.planned_steps(BEN, id),
}
NOTHING: dict[str, tuple[Callable[[Store], object], object]] = {
    "conversations": (lambda s: s.conversations(BEN) + s.conversations(BEN, "founder"), ()),
    "planned_steps": (lambda s: s.planned_steps(BEN), ()),
    "open_steps": (lambda s: s.open_steps(BEN), ()),
    "due_steps": (lambda s: s.due_steps(BEN, date(2030, 1, 1)), ()),
    "profile": (lambda s: s.profile(BEN), Profile()),
    "preference": (lambda s: s.preference(BEN, "model"), ""),
}
OWN: dict[str, Callable[[Store], object]] = {
    "start": lambda s: s.start(BEN, "c", "Mine"),
    "keep_profile": lambda s: s.keep_profile(BEN, Profile("mine")),
    "keep_preference": lambda s: s.keep_preference(BEN, "model", "mine"),
}


def everything_of_ana(store: Store, id: str) -> list[object]:
    """Read all that is kept of Ana."""
    return [
        store.conversations(ANA),
        store.conversation(ANA, id),
        store.messages(ANA, id),
        store.planned_steps(ANA),
        store.open_steps(ANA),
        store.due_steps(ANA, date(2030, 1, 1)),
        store.rating(ANA, id, 1),
        store.profile(ANA),
        store.preference(ANA, "model"),
        store.feedback(),
    ]


@pytest.fixture
def ana(store: Store) -> tuple[str, str]:
    """Something of every kind that is Ana's; the ids of her conversation and of her step."""
    return keep_of_ana(store)


def test_every_method_that_names_an_owner_stands_in_these_tables() -> None:
    methods = {name: method for name, method in inspect.getmembers(Store, inspect.isfunction) if name[0] != "_"}
    owned = {name for name, method in methods.items() if "owner" in inspect.signature(method).parameters}
    assert owned == {*NOT_FOUND, *NOTHING, *OWN}
    assert set(methods) - owned == ABOUT_ALL | {"close"}


@pytest.mark.parametrize("method", NOT_FOUND)
def test_somebody_else_is_told_the_same_as_for_what_never_existed(
    store: Store, ana: tuple[str, str], method: str
) -> None:
    before = everything_of_ana(store, ana[0])
    with pytest.raises(NotFound) as theirs:
        NOT_FOUND[method](store, *ana)
    with pytest.raises(NotFound) as nobodys:
        NOT_FOUND[method](store, "no-such-id", "no-such-id")
    assert (theirs.value.message, theirs.value.hint) == (nobodys.value.message, nobodys.value.hint)
    assert everything_of_ana(store, ana[0]) == before


@pytest.mark.parametrize("method", NOTHING)
def test_somebody_else_sees_nothing(store: Store, ana: tuple[str, str], method: str) -> None:
    look, nothing = NOTHING[method]
    assert look(store) == nothing


@pytest.mark.parametrize("method", OWN)
def test_what_somebody_else_keeps_changes_nothing(store: Store, ana: tuple[str, str], method: str) -> None:
    before = everything_of_ana(store, ana[0])
    OWN[method](store)
    assert everything_of_ana(store, ana[0]) == before


def test_the_file_itself_refuses_a_message_in_somebody_elses_conversation(
    store: Store, path: Path, ana: tuple[str, str]
) -> None:
    row = (ana[0], BEN, 9, "user", "Mine", "2026-11-23")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute(
                "INSERT INTO messages (conversation, owner, place, role, text, created) VALUES (?, ?, ?, ?, ?, ?)", row
            )


# ------------------------------------------------------------------------------------------ leaving nothing


def marked_conversation(store: Store) -> str:
    """Keep the mark in every text that belongs to a conversation."""
    id = begun(store, title=f"title {MARK}", question=f"question {MARK} " * 300)
    store.rate(ANA, id, 1, "down", f"reason {MARK}")
    step = store.accept_step(ANA, id, replace(STEP, text=f"step {MARK}"), None)
    store.settle_step(ANA, step.id, "done", f"note {MARK}")
    store.add_question(ANA, id, f"question {MARK}")
    store.add_answer(ANA, id, replace(RICH, opening=f"opening {MARK} " * 3000), f"text {MARK}")
    return id


def test_deleting_leaves_nothing_of_a_conversation_in_the_files(store: Store, path: Path) -> None:
    for _ in range(20):
        begun(store)
    id = marked_conversation(store)
    assert files_holding(path, MARK)
    store.delete(ANA, id)
    with pytest.raises(NotFound):
        store.conversation(ANA, id)
    wait_until(lambda: files_holding(path, MARK) == [])
    assert store.planned_steps(ANA) == () and store.feedback() == () and len(store.conversations(ANA)) == 20


def test_mending_a_question_and_dropping_a_gap_leave_nothing_either(store: Store, path: Path) -> None:
    id = begun(store)
    store.mend(ANA, id, "Mine", store.add_question(ANA, id, f"{MARK} " * 900))
    assert files_holding(path, MARK) == []
    store.keep_gap("c", MARK, "")
    assert files_holding(path, MARK) == ["coach.sqlite-wal"]
    store.drop_gap(store.gaps("c")[0].id)
    wait_until(lambda: files_holding(path, MARK) == [])


def test_what_a_killed_deletion_left_behind_goes_when_the_file_is_opened(store: Store, path: Path) -> None:
    marked_conversation(store)
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        for statement in (
            *(f"DELETE FROM {table}" for table in ("feedback", "steps", "messages", "conversations")),
            "UPDATE erasing SET removals = removals + 1",
        ):
            connection.execute(statement)
    assert files_holding(path, MARK) == ["coach.sqlite"]
    open_store(path).close()
    assert files_holding(path, MARK) == []


def test_a_reader_in_the_way_puts_the_erasing_off_and_not_the_deletion(store: Store, path: Path) -> None:
    id, other = marked_conversation(store), begun(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM messages").fetchone()
        store.delete(ANA, id)
        assert [talk.id for talk in store.conversations(ANA)] == [other] and files_holding(path, MARK)
    store.delete(ANA, other)
    wait_until(lambda: files_holding(path, MARK) == [])


def test_deleting_from_many_threads_at_once_leaves_nothing_of_any(path: Path) -> None:
    store = open_store(path)
    ids = [begun(store, title=f"{MARK} {number}") for number in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda id: store.delete(ANA, id), ids))
    store.close()
    assert files_holding(path, MARK) == [] and by_hand(path, "SELECT removals FROM erasing") == [(0,)]


def test_the_file_is_written_anew_once_in_a_while_and_nobody_waits_for_it(store: Store, path: Path) -> None:
    first, second = begun(store), marked_conversation(store)
    store.delete(ANA, first)
    wait_until(lambda: by_hand(path, "SELECT removals FROM erasing") == [(0,)])
    store.delete(ANA, second)
    time.sleep(0.3)
    assert by_hand(path, "SELECT removals FROM erasing") == [(1,)]  # put off: it was done a moment ago
    store.close()
    assert files_holding(path, MARK) == [] and by_hand(path, "SELECT removals FROM erasing") == [(0,)]
