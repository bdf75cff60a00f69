"""What the page keeps: real SQLite files, many threads and processes, and whatever can happen to a file."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError
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
    Turn,
    Usage,
)
from coach.retriever.question import MAX_CHARACTERS, MAX_TURNS
from ui.store import (
    Gap,
    Message,
    NotFound,
    Outdated,
    Store,
    StoreDamaged,
    StoreFault,
    TextRefused,
    open_store,
    quota,
    ratings,
    schema,
    texts,
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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "coach.sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[Store]:
    opened = open_store(path, wait_s=0.3, clock=clock)
    yield opened
    opened.close()


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


# ------------------------------------------------------------------------------------------ conversations


def test_a_conversation_is_found_again_by_whoever_began_it(store: Store, path: Path, clock: Clock) -> None:
    kept = store.start(ANA, "product-leadership", "My founder")
    store.close()
    again = open_store(path, clock=clock)
    assert again.conversation(ANA, kept.id) == kept
    assert (kept.title, kept.corpus, kept.created, kept.changed) == ("My founder", "product-leadership", MONDAY, MONDAY)
    again.close()


def test_ids_are_128_bits_that_no_address_has_to_escape(store: Store) -> None:
    ids = {store.start(ANA, "c", "t").id for _ in range(50)}
    assert len(ids) == 50 and all(len(id) == 22 and id.replace("-", "").replace("_", "").isalnum() for id in ids)


def test_the_conversation_that_changed_last_comes_first(store: Store, clock: Clock) -> None:
    old, new = store.start(ANA, "c", "old").id, store.start(ANA, "c", "new").id
    assert [talk.id for talk in store.conversations(ANA)] == [new, old]
    clock.now += timedelta(minutes=1)
    store.add_question(ANA, old, "And now?")
    assert [talk.id for talk in store.conversations(ANA)] == [old, new]
    assert store.conversation(ANA, old).changed == MONDAY + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("a" * 120, "a" * 120, id="at the limit"),
        pytest.param("a" * 121, "a" * 119 + "…", id="one above"),
        pytest.param("  two\n lines ", "two lines", id="lines"),
        pytest.param(" \n", "New conversation", id="blank"),
        pytest.param("# [x](y)\x00", "# [x](y)\x00", id="signs and NUL"),
    ],
)
def test_a_title_is_one_line_of_at_most_120_characters(store: Store, given: str, kept: str) -> None:
    id = store.start(ANA, "c", given).id
    assert store.conversation(ANA, id).title == kept
    store.rename(ANA, id, "another")
    store.rename(ANA, id, given)
    assert store.conversation(ANA, id).title == kept


@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param("", ["A", "B", "C"], id="nothing"),
        pytest.param("100%", ["A"], id="percent in a title"),
        pytest.param("0%x", [], id="percent stands for nothing else"),
        pytest.param("a_b", ["B"], id="underscore in a question"),
        pytest.param("a-b", ["C"], id="underscore stands for nothing else"),
        pytest.param("über die STRASSE", ["C"], id="case outside ASCII"),
        pytest.param("ΟΔΌΣ", ["B"], id="final sigma"),
        pytest.param("cafe\u0301", ["A"], id="an accent written in two ways"),
        pytest.param("  die \n straße ", ["C"], id="white space"),
        pytest.param("markdown", [], id="answers are not searched"),
        pytest.param("'; DROP TABLE messages; --", [], id="SQL"),
        pytest.param('" OR "', [], id="quotes"),
    ],
)
def test_a_search_looks_literally_at_titles_and_questions(store: Store, search: str, found: list[str]) -> None:
    begun(store, title="A: be 100% sure", question="In the CAFÉ?")
    begun(store, title="B", question="Why a_b, not ab? οδός")
    begun(store, title="C a-b", question="Fahren wir über die Straße?")
    begun(store, BEN, title="D 100% über die Straße a_b")
    assert sorted(talk.title[0] for talk in store.conversations(ANA, search)) == found


# ------------------------------------------------------------------------------------------ messages


def test_questions_and_answers_keep_their_order_and_their_texts(store: Store) -> None:
    id = begun(store, question="What now?\n\nReally  * [x]")
    store.add_question(ANA, id, "And then?")
    assert [(m.place, m.role, m.text, m.state) for m in store.messages(ANA, id)] == [
        (0, "user", "What now?\n\nReally  * [x]", "whole"),
        (1, "assistant", "An answer in **Markdown**", "whole"),
        (2, "user", "And then?", "unanswered"),
    ]


def test_a_conversation_that_has_just_begun_has_no_messages(store: Store) -> None:
    assert store.messages(ANA, store.start(ANA, "c", "t").id) == ()


def test_an_answer_comes_back_with_everything_in_it(store: Store, path: Path) -> None:
    id = begun(store)
    found = store.messages(ANA, id)[1].answer
    assert found == RICH
    assert found is not None and (found.elapsed_ms, found.usage) == (12.5, Usage(3, 1200, 340, 1))  # not compared
    assert json.loads(by_hand(path, "SELECT answer FROM messages WHERE place = 1")[0][0])["next_step"] == {
        "text": "Ask three customers this week.",
        "principle": "P1",
        "quote": "Ask three customers before you plan.",
        "by": "2026-11-27",
    }


def test_what_add_question_and_add_answer_return_is_what_is_kept(store: Store) -> None:
    id = store.start(ANA, "c", "t").id
    given = [store.add_question(ANA, id, "What now?"), store.add_answer(ANA, id, RICH, "text", is_stopped=True)]
    kept = store.messages(ANA, id)
    assert kept == (replace(given[0], state="whole"), given[1])
    assert kept[1].state == "stopped"


def test_a_question_stays_unanswered_where_another_follows_it(store: Store) -> None:
    id = store.start(ANA, "c", "t").id
    store.add_question(ANA, id, "Lost in a reload")
    store.add_question(ANA, id, "Asked again")
    store.add_answer(ANA, id, RICH, "text")
    assert [message.state for message in store.messages(ANA, id)] == ["unanswered", "whole", "whole"]


def test_an_answer_needs_a_question_before_it(store: Store) -> None:
    id = begun(store)
    with pytest.raises(Outdated) as raised:
        store.add_answer(ANA, id, RICH, "a second answer")
    assert raised.value.hint and len(store.messages(ANA, id)) == 2


def test_an_answer_is_never_kept_under_the_question_of_another_window(store: Store) -> None:
    id = store.start(ANA, "c", "t").id
    mine = store.add_question(ANA, id, "From this window")
    store.add_question(ANA, id, "From another window")
    with pytest.raises(Outdated):
        store.add_answer(ANA, id, RICH, "text", to=mine.place)
    assert [message.text for message in store.messages(ANA, id)] == ["From this window", "From another window"]


def test_an_answer_replaces_the_one_before_and_a_question_its_old_words_with_their_answer(store: Store) -> None:
    id = begun(store)
    question, answer = store.messages(ANA, id)
    anew = store.replace_answer(ANA, id, RICH, "anew", answer)
    assert store.messages(ANA, id) == (question, anew) and (anew.place, anew.text) == (1, "anew")
    mended = store.mend(ANA, id, "In other words?", question)
    assert store.messages(ANA, id) == (mended,) and mended.state == "unanswered"


@pytest.mark.parametrize("which", [0, 1], ids=["a question", "an answer"])
@pytest.mark.parametrize("elsewhere", ["another question", "the same one in other words", "another answer", "nothing"])
def test_what_another_window_added_is_never_dropped(store: Store, clock: Clock, which: int, elsewhere: str) -> None:
    id = begun(store)
    question, answer = seen = store.messages(ANA, id)
    clock.now += timedelta(seconds=1)
    if elsewhere == "another question":
        store.add_question(ANA, id, "And then?")
    elif elsewhere == "the same one in other words":
        store.mend(ANA, id, "In other words?", question)
    elif elsewhere == "another answer":
        store.replace_answer(ANA, id, RICH, "anew", answer)
    before = store.messages(ANA, id)

    def replaced() -> None:
        if seen[which].role == "user":
            store.mend(ANA, id, "Mine", question)
        else:
            store.replace_answer(ANA, id, RICH, "Mine", answer)

    if elsewhere == "nothing" or (elsewhere, which) == ("another answer", 0):  # to an answer unseen, new words are new
        replaced()
        assert "Mine" in [message.text for message in store.messages(ANA, id)]
        return
    with pytest.raises(Outdated):
        replaced()
    assert store.messages(ANA, id) == before


# ------------------------------------------------------------------------------------------ rows that cannot be read


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("not JSON", id="no JSON"),
        pytest.param('{"status": "covered"}', id="an older answer"),
        pytest.param('{"lc": 1, "type": "secret", "id": ["HOME"]}', id="a LangChain object"),
        pytest.param("[" * 100_000, id="nested without end"),
        pytest.param("{" + '"points": null' + "}", id="of another type"),
        pytest.param(b"\xff\xfe\x00", id="bytes"),
        pytest.param(7, id="a number"),
    ],
)
def test_an_answer_that_cannot_be_read_is_shown_as_its_text(store: Store, path: Path, answer: object) -> None:
    id = begun(store)
    by_hand(path, "UPDATE messages SET answer = ? WHERE place = 1", answer)
    found = store.messages(ANA, id)
    assert (found[1].answer, found[1].text, found[1].state) == (None, "An answer in **Markdown**", "whole")
    assert found[0].text == "What now?"


def test_an_answer_of_a_later_version_is_read_as_far_as_it_is_known(store: Store, path: Path) -> None:
    id = begun(store)
    by_hand(path, "UPDATE messages SET answer = json_set(answer, '$.mood', 'calm') WHERE place = 1")
    assert store.messages(ANA, id)[1].answer == RICH


def test_texts_and_times_that_another_program_wrote_break_no_list(store: Store, path: Path) -> None:
    id = begun(store)
    store.accept_step(ANA, id, STEP, None)
    store.keep_gap("c", "Pensions?", "")
    store.keep_profile(ANA, Profile("designer"))
    for statement in (
        "UPDATE conversations SET title = CAST(x'ff41' AS TEXT), created = 'yesterday', changed = 12",
        "UPDATE messages SET text = x'ff42', created = '99999-01-01'",
        "UPDATE steps SET due = 'soon', accepted = 5",
        "UPDATE gaps SET created = 'now'",
        "UPDATE profiles SET profile = '[]'",
    ):
        by_hand(path, statement)
    assert [talk.title for talk in store.conversations(ANA, "a")] == ["\ufffdA"]
    assert [message.text for message in store.messages(ANA, id)] == ["\ufffdB", "\ufffdB"]
    assert [(step.by, step.accepted) for step in store.planned_steps(ANA)] == [(None, date(1970, 1, 1))]
    assert [gap.created.year for gap in store.gaps("c")] == [1970]
    assert store.profile(ANA) == Profile()


# ------------------------------------------------------------------------------------------ texts


def test_a_question_may_be_as_long_as_the_chain_reads(store: Store) -> None:
    id = store.start(ANA, "c", "t").id
    assert (texts.QUESTION, ratings._TURNS) == (MAX_CHARACTERS, MAX_TURNS)
    assert store.add_question(ANA, id, "x" * MAX_CHARACTERS).place == 0


@pytest.mark.parametrize(
    ("keep", "what"),
    [
        pytest.param(lambda s, id: s.add_question(ANA, id, "x" * 8001), "The question has 8,001", id="question"),
        pytest.param(lambda s, id: s.add_answer(ANA, id, RICH, "x" * 200_001), "The answer has 200,001", id="answer"),
        pytest.param(lambda s, id: s.start(ANA, "x" * 4001, "t"), "The corpus has 4,001", id="corpus"),
        pytest.param(lambda s, id: s.start("x" * 401, "c", "t"), "The visitor's id has 401", id="owner"),
        pytest.param(
            lambda s, id: s.accept_step(ANA, id, replace(STEP, text="x" * 4001), None), "The step has", id="step"
        ),
        pytest.param(lambda s, id: s.settle_step(ANA, "any", "done", "x" * 4001), "The note has 4,001", id="note"),
        pytest.param(lambda s, id: s.rate(ANA, id, 1, "up", "x" * 4001), "The reason has 4,001", id="reason"),
        pytest.param(lambda s, id: s.keep_profile(ANA, Profile("x" * 401)), "The role has 401", id="profile"),
        pytest.param(lambda s, id: s.keep_preference(ANA, "model", "x" * 8001), "of model has 8,001", id="preference"),
        pytest.param(lambda s, id: s.keep_gap("c", "x" * 8001, ""), "The question has 8,001", id="gap"),
        pytest.param(lambda s, id: s.count_uses("c", ["x" * 401]), "The principle's id has 401", id="use"),
    ],
)
def test_a_text_above_its_limit_is_refused_with_the_limit(
    store: Store, keep: Callable[[Store, str], object], what: str
) -> None:
    id = store.start(ANA, "c", "t").id
    with pytest.raises(TextRefused) as raised:
        keep(store, id)
    assert what in raised.value.message and "is the limit" in raised.value.message and raised.value.hint


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda s, id, half: s.start(ANA, "c", half), id="start"),
        pytest.param(lambda s, id, half: s.rename(ANA, id, half), id="rename"),
        pytest.param(lambda s, id, half: s.add_question(ANA, id, half), id="add_question"),
        pytest.param(lambda s, id, half: s.rate(ANA, id, 1, "up", half), id="rate"),
        pytest.param(lambda s, id, half: s.keep_profile(ANA, Profile(company=half)), id="keep_profile"),
        pytest.param(lambda s, id, half: s.keep_preference(ANA, half, ""), id="keep_preference"),
        pytest.param(lambda s, id, half: s.keep_gap("c", half, ""), id="keep_gap"),
        pytest.param(lambda s, id, half: s.conversation(ANA, half), id="an id"),
        pytest.param(lambda s, id, half: s.conversations(half), id="an owner"),
        pytest.param(lambda s, id, half: s.conversations(ANA, half), id="a search"),
    ],
)
def test_half_a_character_is_refused_clearly(store: Store, call: Callable[[Store, str, str], object]) -> None:
    id = begun(store)
    with pytest.raises(TextRefused, match="holds half a character"):
        call(store, id, "half \ud83d")
    assert len(store.messages(ANA, id)) == 2


def test_an_answer_with_half_a_character_survives_whole(store: Store) -> None:
    id = store.start(ANA, "c", "t").id
    store.add_question(ANA, id, "What now?")
    odd = replace(RICH, opening="half \ud83d", closing="nul \x00")
    store.add_answer(ANA, id, odd, "half \ud83d")
    assert store.messages(ANA, id)[1].answer == odd
    assert store.messages(ANA, id)[1].text == "half \ufffd"


def test_nul_survives_in_every_text_and_is_found_by_a_search(store: Store) -> None:
    id = begun(store, title="a\x00b", question="c\x00d")
    store.rate(ANA, id, 1, "up", "e\x00f")
    store.keep_preference(ANA, "model", "g\x00h")
    assert store.conversation(ANA, id).title == "a\x00b"
    assert store.messages(ANA, id)[0].text == "c\x00d"
    assert store.rating(ANA, id, 1) == ("up", "e\x00f")
    assert store.preference(ANA, "model") == "g\x00h"
    assert len(store.conversations(ANA, "\x00d")) == 1 and not store.conversations(ANA, "\x00x")


# ------------------------------------------------------------------------------------------ steps


def test_a_step_is_asked_about_once_its_day_has_passed(store: Store, clock: Clock) -> None:
    step = store.accept_step(ANA, begun(store), STEP, date(2026, 11, 30))
    assert (step.text, step.by, step.accepted, step.outcome) == (STEP.text, date(2026, 11, 30), MONDAY.date(), "")
    assert store.due_steps(ANA, date(2026, 11, 30)) == ()
    assert store.due_steps(ANA, date(2026, 12, 1)) == (step,)


def test_a_step_without_a_day_is_asked_about_from_the_day_after_it_was_accepted(store: Store) -> None:
    step = store.accept_step(ANA, begun(store), STEP, None)
    assert store.due_steps(ANA, MONDAY.date()) == ()
    assert store.due_steps(ANA, date(2026, 11, 24)) == (step,)


def test_a_settled_step_is_not_asked_about_again(store: Store) -> None:
    id = begun(store)
    step = store.accept_step(ANA, id, STEP, None)
    store.settle_step(ANA, step.id, "dropped", "too busy")
    assert store.due_steps(ANA, date(2027, 1, 1)) == ()
    assert store.planned_steps(ANA, id) == (replace(step, outcome="dropped", note="too busy"),)


def test_a_step_that_is_put_off_stays_open_and_is_asked_about_after_its_new_day(store: Store) -> None:
    step = store.accept_step(ANA, begun(store), STEP, date(2026, 11, 25))
    store.put_off_step(ANA, step.id, date(2026, 12, 2), "half of it")
    put_off = replace(step, by=date(2026, 12, 2), note="half of it")
    assert store.due_steps(ANA, date(2026, 12, 2)) == () and store.due_steps(ANA, date(2026, 12, 3)) == (put_off,)


def test_a_settled_step_cannot_be_put_off(store: Store) -> None:
    step = store.accept_step(ANA, begun(store), STEP, None)
    store.settle_step(ANA, step.id, "done")
    with pytest.raises(NotFound):
        store.put_off_step(ANA, step.id, date(2026, 12, 2))


def test_a_step_accepted_twice_is_one_step_with_the_later_day(store: Store) -> None:
    id = begun(store)
    first = store.accept_step(ANA, id, STEP, None)
    assert store.accept_step(ANA, id, STEP, date(2026, 12, 1)) == replace(first, by=date(2026, 12, 1))
    assert len(store.planned_steps(ANA)) == 1


def test_a_step_accepted_again_after_it_was_settled_is_a_new_one(store: Store) -> None:
    id = begun(store)
    store.settle_step(ANA, store.accept_step(ANA, id, STEP, None).id, "dropped")
    store.accept_step(ANA, id, STEP, None)
    assert [step.outcome for step in store.planned_steps(ANA, id)] == ["dropped", ""]


def test_steps_are_listed_for_one_conversation_or_for_all(store: Store) -> None:
    one, other = begun(store), begun(store)
    first, second = store.accept_step(ANA, one, STEP, None), store.accept_step(ANA, other, STEP, None)
    assert store.planned_steps(ANA) == (first, second) and store.planned_steps(ANA, other) == (second,)


def test_an_outcome_that_there_is_not_is_a_mistake_of_the_program(store: Store) -> None:
    with pytest.raises(ValueError, match="'great'"):
        store.settle_step(ANA, store.accept_step(ANA, begun(store), STEP, None).id, "great")


# ------------------------------------------------------------------------------------------ thumbs


def test_a_thumb_is_kept_replaced_and_taken_back(store: Store) -> None:
    id = begun(store)
    assert store.rating(ANA, id, 1) is None
    store.rate(ANA, id, 1, "up", "")
    store.rate(ANA, id, 1, "down", "too general")
    assert store.rating(ANA, id, 1) == ("down", "too general") and len(store.feedback()) == 1
    store.rate(ANA, id, 1, None, "")
    assert store.rating(ANA, id, 1) is None and store.feedback() == ()


def test_feedback_holds_what_is_needed_to_ask_again_and_not_who_gave_it(store: Store) -> None:
    id = begun(store)
    store.add_question(ANA, id, "And then?")
    store.add_answer(ANA, id, replace(RICH, opening="Then:"), "Then")
    store.rate(ANA, id, 3, "up", "clear")
    (found,) = store.feedback()
    assert (found.conversation, found.place, found.thumb, found.reason) == (id, 3, "up", "clear")
    assert (found.question, found.corpus, found.created) == ("And then?", "product-leadership", MONDAY)
    assert found.history == (Turn("user", "What now?"), Turn("assistant", "An answer in **Markdown**"))
    assert found.answer.opening == "Then:" and ANA not in repr(found)


def test_feedback_carries_no_more_history_than_the_chain_reads(store: Store) -> None:
    id = store.start(ANA, "c", "t").id
    for number in range(8):
        store.add_question(ANA, id, f"And what if he says {number}?")
        store.add_answer(ANA, id, RICH, f"Answer {number}")
    store.rate(ANA, id, 15, "up", "")
    history = store.feedback()[0].history
    assert len(history) == 12 and history[0].content == "And what if he says 1?"
    assert history[-1].content == "Answer 6"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("How do I say no to my manager in public?", [], id="stands on its own"),
        pytest.param("And then?", ["How do I grow?", "Answer 1"], id="leans on the one before"),
    ],
)
def test_feedback_tells_of_earlier_turns_only_where_the_question_leans_on_them(
    store: Store, question: str, told: list[str]
) -> None:
    id = store.start(ANA, "c", "t").id
    for number, text in enumerate(["My secret is that I will quit", "How do I grow?", question]):
        store.add_question(ANA, id, text)
        store.add_answer(ANA, id, RICH, f"Answer {number}")
    store.rate(ANA, id, 5, "up", "")
    assert [turn.content for turn in store.feedback()[0].history] == told


def test_feedback_of_all_visitors_is_listed_by_corpus(store: Store) -> None:
    for owner in (ANA, BEN):
        store.rate(owner, begun(store, owner), 1, "up", owner[:4])
    assert [found.reason for found in store.feedback("product-leadership")] == ["brow", "user"]
    assert store.feedback("another") == ()


def test_feedback_outlives_an_answer_that_is_generated_anew(store: Store) -> None:
    id = begun(store)
    store.rate(ANA, id, 1, "down", "too general")
    store.replace_answer(ANA, id, RICH, "anew", store.messages(ANA, id)[1])
    assert store.rating(ANA, id, 1) is None and [found.reason for found in store.feedback()] == ["too general"]
    store.rate(ANA, id, 1, "up", "better")
    assert [found.thumb for found in store.feedback()] == ["down", "up"]


def test_feedback_goes_with_a_question_that_is_edited_away(store: Store) -> None:
    id = begun(store)
    store.rate(ANA, id, 1, "down", MARK)
    store.mend(ANA, id, "Asked in other words", store.messages(ANA, id)[0])
    assert store.feedback() == ()


@pytest.mark.parametrize("place", [0, 2, -1])
def test_only_an_answer_can_be_rated(store: Store, place: int) -> None:
    id = begun(store)
    with pytest.raises(NotFound, match="no answer here"):
        store.rate(ANA, id, place, "up", "")


def test_feedback_on_an_answer_that_cannot_be_read_breaks_no_list(store: Store, path: Path) -> None:
    one, other = begun(store), begun(store)
    store.rate(ANA, one, 1, "up", "")
    store.rate(ANA, other, 1, "up", "")
    by_hand(path, "UPDATE feedback SET answer = 'not JSON' WHERE conversation = ?", one)
    assert [found.conversation for found in store.feedback()] == [other]


# ------------------------------------------------------------------------------------------ visitors and corpora


def test_a_profile_and_preferences_are_remembered_and_replaced(store: Store) -> None:
    assert (store.profile(ANA), store.preference(ANA, "model")) == (Profile(), "")
    for profile, model in ((Profile("designer"), "a:b"), (Profile("lead", "senior", "startup"), "c:d")):
        store.keep_profile(ANA, profile)
        store.keep_preference(ANA, "model", model)
    assert store.profile(ANA) == Profile("lead", "senior", "startup")
    assert (store.preference(ANA, "model"), store.preference(ANA, "corpus")) == ("c:d", "")


def test_a_gap_is_kept_once_however_often_it_is_asked(store: Store, clock: Clock) -> None:
    store.keep_gap("c", "Pensions?", "P1")
    store.keep_gap("c", "Visa?", "")
    clock.now += timedelta(hours=1)
    store.keep_gap("c", "Pensions?", "P2")
    found = store.gaps("c")
    assert [(gap.question, gap.nearest, gap.created) for gap in found] == [
        ("Pensions?", "P2", MONDAY + timedelta(hours=1)),
        ("Visa?", "", MONDAY),
    ]
    assert isinstance(found[0], Gap) and store.gaps("another") == ()


def test_a_gap_can_be_dropped_once(store: Store) -> None:
    store.keep_gap("c", "Pensions?", "")
    (gap,) = store.gaps("c")
    store.drop_gap(gap.id)
    assert store.gaps("c") == ()
    with pytest.raises(NotFound):
        store.drop_gap(gap.id)


def test_uses_count_the_answers_that_quote_a_principle(store: Store) -> None:
    store.count_uses("c", ["P1", "P2", "P1"])
    store.count_uses("c", iter(["P1"]))
    store.count_uses("c", [])
    store.count_uses("d", ["P1"])
    assert store.uses("c") == {"P1": 2, "P2": 1} and store.uses("e") == {}


def test_the_table_of_uses_has_no_place_for_a_text(path: Path, store: Store) -> None:
    assert [row[1] for row in by_hand(path, "PRAGMA table_info(uses)")] == ["corpus", "principle", "answers"]


@pytest.mark.parametrize(("most", "is_left"), [("MOST_MESSAGES", 3), ("MOST_CONVERSATIONS", 1)])
def test_of_one_visitor_only_so_much_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch, most: str, is_left: int
) -> None:
    id = begun(store)
    monkeypatch.setattr(quota, most, is_left)
    if most == "MOST_MESSAGES":
        store.add_question(ANA, id, "And then?")
        with pytest.raises(quota.NoRoom) as raised:
            store.add_question(ANA, id, "And then?")
        assert "3 questions and answers" in raised.value.message and raised.value.hint
    with pytest.raises(quota.NoRoom):
        store.start(ANA, "c", "t")
    begun(store, BEN)
    store.delete(ANA, id)
    assert store.start(ANA, "c", "t")


def test_what_a_browser_left_long_ago_is_forgotten_and_nothing_else(store: Store, clock: Clock) -> None:
    owners = "browser:gone", "browser:back", "window:gone", "user:gone@example.org"
    first = {owner: begun(store, owner, title=f"{MARK} of {owner}") for owner in owners}
    for owner in owners:
        store.keep_profile(owner, Profile("designer"))
    clock.now += timedelta(days=300)
    store.add_question("browser:back", first["browser:back"], "Here again")
    clock.now += timedelta(days=101)
    assert store.forget(("browser:", "window:"), clock.now - timedelta(days=400)) == 2
    left = [owner for owner in owners if store.conversations(owner)]
    assert left == ["browser:back", "user:gone@example.org"]
    assert [owner for owner in owners if store.profile(owner) != Profile()] == left
    assert len(store.messages("browser:back", first["browser:back"])) == 3


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
    "settle_step": lambda s, id, step: s.settle_step(BEN, step, "done"),
    "rate": lambda s, id, step: s.rate(BEN, id, 1, "down", "mine"),
    "rating": lambda s, id, step: s.rating(BEN, id, 1),
    "planned_steps": lambda s, id, step: s.planned_steps(BEN, id),
}
NOTHING: dict[str, tuple[Callable[[Store], object], object]] = {
    "conversations": (lambda s: s.conversations(BEN) + s.conversations(BEN, "founder"), ()),
    "planned_steps": (lambda s: s.planned_steps(BEN), ()),
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
        store.due_steps(ANA, date(2030, 1, 1)),
        store.rating(ANA, id, 1),
        store.profile(ANA),
        store.preference(ANA, "model"),
        store.feedback(),
    ]


@pytest.fixture
def ana(store: Store) -> tuple[str, str]:
    """Something of every kind that is Ana's; the ids of her conversation and of her step."""
    id = begun(store)
    step = store.accept_step(ANA, id, STEP, None).id
    store.rate(ANA, id, 1, "up", "clear")
    store.add_question(ANA, id, "And then?")
    store.keep_profile(ANA, Profile("designer"))
    store.keep_preference(ANA, "model", "a:b")
    return id, step


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


# ------------------------------------------------------------------------------------------ the file


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_folder_and_files_are_for_this_account_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data" / "coach.sqlite"
    before = os.umask(0)
    try:
        store = open_store(path)
        begun(store)
    finally:
        os.umask(before)
    assert mode(path.parent) == 0o700
    assert {part.name: mode(part) for part in path.parent.iterdir()} == dict.fromkeys(
        ["coach.sqlite", "coach.sqlite-wal", "coach.sqlite-shm"], 0o600
    )
    store.close()


def test_a_folder_that_the_page_has_just_made_is_closed_and_one_with_other_things_stays_open(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder, name in ((ours, "ui.log"), (theirs, "photos")):
        folder.mkdir()
        folder.chmod(0o755)
        (folder / name).touch()
        open_store(folder / "coach.sqlite").close()
    assert (mode(ours), mode(theirs), mode(theirs / "coach.sqlite")) == (0o700, 0o755, 0o600)


def test_a_file_that_was_open_to_others_is_closed_to_them(store: Store, path: Path) -> None:
    store.close()
    path.chmod(0o644)
    open_store(path).close()
    assert mode(path) == 0o600


def test_the_file_is_in_wal_mode_and_says_whose_and_how_old_it_is(store: Store, path: Path) -> None:
    assert by_hand(path, "PRAGMA journal_mode") == [("wal",)]
    assert by_hand(path, "PRAGMA application_id") == [(int.from_bytes(b"CoU1", "big"),)]
    assert by_hand(path, "PRAGMA user_version") == [(len(schema.MIGRATIONS),)]


def test_nothing_but_plain_texts_and_numbers_stands_in_the_file(store: Store, path: Path, ana: tuple[str, str]) -> None:
    tables = [name for (name,) in by_hand(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    kinds = {type(value) for table in tables for row in by_hand(path, f"SELECT * FROM {table}") for value in row}
    assert kinds == {str, int, type(None)}


# ------------------------------------------------------------------------------------------ files that are no good


def foreign(path: Path) -> None:
    path.unlink()
    by_hand(path, "CREATE TABLE recipes (name TEXT)")


def newer(path: Path) -> None:
    by_hand(path, "PRAGMA user_version = 99")


def overwrite(start: int, end: int | None = None) -> Callable[[Path], None]:
    """Return a function that puts other bytes into a file from one place to another."""

    def damage(path: Path) -> None:
        content = path.read_bytes()
        stop = len(content) if end is None else end
        path.write_bytes(content[:start] + b"\xa5" * (stop - start) + content[stop:])

    return damage


@pytest.mark.parametrize(
    ("damage", "error", "said"),
    [
        pytest.param(overwrite(0, 100), StoreDamaged, "is damaged", id="the head garbled"),
        pytest.param(overwrite(4096), StoreDamaged, "is damaged", id="all but the first page garbled"),
        pytest.param(
            lambda p: overwrite(p.stat().st_size - 4096)(p), StoreDamaged, "is damaged", id="one page garbled"
        ),
        pytest.param(lambda p: os.truncate(p, 20_480), StoreDamaged, "is damaged", id="cut short"),
        pytest.param(lambda p: p.write_text("Dear diary, " * 99), StoreDamaged, "is damaged", id="a text"),
        pytest.param(foreign, StoreDamaged, "is not a file of Coach's conversations", id="another program's"),
        pytest.param(newer, StoreFault, "was written by a newer Coach (tables of version 99;", id="a newer one"),
        pytest.param(
            lambda p: by_hand(p, "DROP TABLE erasing"), StoreDamaged, "is not a file of", id="a table is missing"
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_left_as_it_is(
    store: Store, path: Path, damage: Callable[[Path], object], error: type[StoreFault], said: str
) -> None:
    for _ in range(5):
        begun(store)
    store.close()
    damage(path)
    before = path.read_bytes()
    with pytest.raises(error) as raised:
        open_store(path, wait_s=0.3)
    assert raised.value.message.startswith(str(path)) and said in raised.value.message and raised.value.hint
    assert path.read_bytes() == before


def test_a_newer_file_in_use_is_left_as_it_is_with_its_journal(store: Store, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as newer_coach:
        newer_coach.execute("PRAGMA user_version = 99")
        parts = [path, path.with_name("coach.sqlite-wal")]
        copies = path.parent.parent / "copy"
        copies.mkdir()
        for part in parts:  # as they are when a process was killed: closing would put the journal away
            shutil.copy(part, copies)
    before = {part.name: part.read_bytes() for part in copies.iterdir()}
    with pytest.raises(StoreFault, match="newer Coach"):
        open_store(copies / "coach.sqlite")
    assert {name: (copies / name).read_bytes() for name in before} == before


@pytest.mark.parametrize("main", ["empty", "missing"])
def test_a_journal_without_its_file_is_not_swept_away(store: Store, path: Path, tmp_path: Path, main: str) -> None:
    begun(store)
    lost = tmp_path / "lost"
    lost.mkdir()
    shutil.copy(path.with_name("coach.sqlite-wal"), lost)
    before = (lost / "coach.sqlite-wal").read_bytes()
    if main == "empty":
        (lost / "coach.sqlite").touch()
    with pytest.raises(StoreDamaged, match="its journal is not"):
        open_store(lost / "coach.sqlite")
    assert before and (lost / "coach.sqlite-wal").read_bytes() == before


def test_damage_while_the_page_runs_is_named(store: Store, path: Path) -> None:
    id = begun(store)
    by_hand(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    overwrite(4096)(path)
    with pytest.raises(StoreDamaged, match="is damaged"):
        store.messages(ANA, id)


def test_a_file_taken_away_while_the_page_runs_is_not_written_to(store: Store, path: Path, tmp_path: Path) -> None:
    id = begun(store)
    path.rename(tmp_path / "aside")
    with pytest.raises(StoreFault, match="moved or replaced"):
        store.add_question(ANA, id, "Would be lost")
    assert not path.exists()
    (tmp_path / "aside").rename(path)
    assert store.add_question(ANA, id, "Kept").place == 2


def test_an_older_file_is_brought_up_to_date_with_all_that_is_in_it(store: Store, path: Path) -> None:
    id = begun(store)
    later = (*schema.MIGRATIONS, ("ALTER TABLE conversations ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'",))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        schema.migrate(connection, 1, later)
        connection.execute("COMMIT")
    assert by_hand(path, "SELECT colour FROM conversations") == [("blue",)]
    assert by_hand(path, "PRAGMA user_version") == [(2,)]
    assert store.messages(ANA, id)[1].answer == RICH


def test_a_migration_that_fails_leaves_the_older_file(store: Store, path: Path) -> None:
    later = (*schema.MIGRATIONS, ("ALTER TABLE conversations ADD COLUMN colour TEXT", "SELECT no_such_column"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError):
            schema.migrate(connection, 1, later)
    assert by_hand(path, "PRAGMA user_version") == [(1,)]
    assert "colour" not in [row[1] for row in by_hand(path, "PRAGMA table_info(conversations)")]


# ------------------------------------------------------------------------------------------ a machine that refuses


def test_a_locked_file_can_be_read_and_says_that_it_cannot_be_written(store: Store, path: Path) -> None:
    id = begun(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFault, match="Another program holds") as raised:
            store.add_question(ANA, id, "And then?")
        assert "Try again" in raised.value.hint
        assert len(store.messages(ANA, id)) == 2
    assert store.add_question(ANA, id, "And then?").place == 2


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk of 2 MB, which takes root; the test is skipped where that is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if not shutil.which("mount") or os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only; a full disk was not tried")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Fill a disk to its last byte; return the file that does."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk did not fill")


def test_a_full_disk_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = open_store(disk / "data" / "coach.sqlite")
        id = begun(store)
        filler = fill(disk)
        with pytest.raises(StoreFault, match="The disk is full") as raised:
            for _ in range(100):
                store.add_question(ANA, id, "x" * 8000)
        assert "Free some space" in raised.value.hint
        kept = store.messages(ANA, id)
        assert kept[1].answer == RICH
        with pytest.raises(StoreFault):
            store.delete(ANA, id)
        filler.unlink()
        assert store.messages(ANA, id) == kept
        assert store.add_question(ANA, id, "And then?").place == len(kept)
        store.close()


def test_a_store_cannot_be_begun_on_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        filler = fill(disk)
        with pytest.raises(StoreFault) as raised:
            open_store(disk / "coach.sqlite")
        assert raised.value.hint
        filler.unlink()
        open_store(disk / "coach.sqlite").close()


@contextmanager
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Give a folder with a store in it that nobody can write into; root needs a disk for that."""
    if os.geteuid():
        begin(tmp_path)
        tmp_path.chmod(0o500)
        try:
            yield tmp_path
        finally:
            tmp_path.chmod(0o700)
        return
    with small_disk(tmp_path / "disk") as disk:
        begin(disk)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield disk


def begin(folder: Path) -> None:
    store = open_store(folder / "coach.sqlite")
    begun(store)
    store.close()


@pytest.mark.parametrize("name", ["coach.sqlite", "new.sqlite", "new/coach.sqlite"])
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with read_only(tmp_path) as folder, pytest.raises(StoreFault) as raised:
        open_store(folder / name, wait_s=0.3)
    assert str(folder / name) in raised.value.message and "COACH_DATA" in raised.value.hint


# ------------------------------------------------------------------------------------------ many at once


def talk_of(store: Store, owner: str) -> str:
    """Ask ten questions as one visitor."""
    id = store.start(owner, "c", f"{owner} talks").id
    for number in range(10):
        place = store.add_question(owner, id, f"{owner} asks {number}").place
        store.add_answer(owner, id, replace(RICH, opening=f"{owner} hears {number}"), f"{owner} {number}", to=place)
        store.count_uses("c", ["P1"])
        assert all(talk.title == f"{owner} talks" for talk in store.conversations(owner))
    return id


def test_twenty_threads_at_once_mix_nothing_up(path: Path) -> None:
    store = open_store(path)
    owners = [f"browser:{number}" for number in range(20)]
    together = threading.Barrier(20)

    def visit(owner: str) -> str:
        together.wait()
        return talk_of(store, owner)

    with ThreadPoolExecutor(20) as pool:
        ids = list(pool.map(visit, owners))
    for owner, id in zip(owners, ids, strict=True):
        assert [message.text for message in store.messages(owner, id)] == [
            text for number in range(10) for text in (f"{owner} asks {number}", f"{owner} {number}")
        ]
        answers = [message.answer for message in store.messages(owner, id) if message.answer]
        assert [answer.opening for answer in answers] == [f"{owner} hears {number}" for number in range(10)]
    assert store.uses("c") == {"P1": 200}
    store.close()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted in /proc")
def test_threads_that_come_and_go_leave_no_connection_open(store: Store, path: Path) -> None:
    def open_files() -> int:
        links = (os.path.realpath(link) for link in Path("/proc/self/fd").iterdir())
        return sum(link.startswith(str(path)) for link in links)

    id = begun(store)
    before = open_files()
    for _ in range(50):
        thread = threading.Thread(target=lambda: (store.messages(ANA, id), store.add_question(ANA, id, "x")))
        thread.start()
        thread.join()
    assert len(store.messages(ANA, id)) == 52 and open_files() == before < 10


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a process that runs code of its own against a store."""
    begin = "import sys; from pathlib import Path; from test_ui_store import *; path = Path(sys.argv[1])\n"
    return subprocess.Popen(
        [sys.executable, "-c", begin + code, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": f"{HOUSE}{os.pathsep}{HOUSE / 'tests'}"},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_that_begin_and_fill_one_file_lose_nothing(path: Path) -> None:
    code = "store = open_store(path); [talk_of(store, sys.argv[2] + str(n)) for n in range(5)]; store.close()"
    children = [child(code, path, name) for name in ("a", "b")]
    assert [process.wait(60) for process in children] == [0, 0]
    for process in children:
        assert process.stdout is not None
        process.stdout.close()
    store = open_store(path)
    for owner in ("a0", "a4", "b0", "b4"):
        (talk,) = store.conversations(owner)
        assert len(store.messages(owner, talk.id)) == 20
    assert store.uses("c") == {"P1": 100}
    store.close()


WRITER = """
store = open_store(path)
id = store.start(ANA, "c", "t").id
print(id, flush=True)
for number in range(100_000):
    store.add_question(ANA, id, f"Question {number} " + "x" * 3000)
    print(2 * number + 1, flush=True)
    store.add_answer(ANA, id, RICH, f"Answer {number}")
    print(2 * number + 2, flush=True)
"""


def test_a_process_killed_while_it_writes_loses_at_most_the_message_being_written(path: Path) -> None:
    for messages in (1, 2, 7, 40, 151):
        process = child(WRITER, path)
        assert process.stdout is not None
        id = process.stdout.readline().strip()
        for line in process.stdout:
            if int(line) >= messages:
                break
        process.send_signal(signal.SIGKILL)
        told = [int(line) for line in process.stdout]  # what was still on its way
        process.wait(10)
        process.stdout.close()
        acknowledged = max([messages, *told])
        store = open_store(path)
        found = store.messages(ANA, id)
        assert acknowledged <= len(found) <= acknowledged + 1
        for number, message in enumerate(found):
            start = f"Question {number // 2} x" if number % 2 == 0 else f"Answer {number // 2}"
            assert message.text.startswith(start) and (message.answer == RICH) == bool(number % 2)
        store.add_question(ANA, id, "Goes on")
        store.close()
    assert by_hand(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_process_killed_while_it_begins_the_file_leaves_one_that_can_be_begun(path: Path) -> None:
    for wait_s in (0, 0.002, 0.005, 0.01, 0.02):
        process = child(
            "print('ready', flush=True); store = open_store(path); print('open', flush=True); input()", path
        )
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
        store = open_store(path)
        assert store.conversations(ANA) == ()
        store.close()
        shutil.rmtree(path.parent)


def test_every_refusal_is_one_that_a_person_can_act_on() -> None:
    assert all(issubclass(error, CoachError) for error in (NotFound, Outdated, TextRefused, StoreFault, StoreDamaged))
