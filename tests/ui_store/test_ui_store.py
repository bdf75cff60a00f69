"""What the page keeps of a conversation: real SQLite files, any text, rows that another program wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from ui_store_parts import ANA, BEN, MONDAY, RICH, STEP, Clock, begun, by_hand

from coach.errors import CoachError
from coach.records import (
    Profile,
    Usage,
)
from coach.retriever.question import MAX_CHARACTERS, MAX_TURNS
from ui.store import (
    NotFound,
    Outdated,
    Store,
    StoreDamaged,
    StoreFault,
    TextRefused,
    open_store,
    ratings,
    texts,
)

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


def test_every_refusal_is_one_that_a_person_can_act_on() -> None:
    assert all(issubclass(error, CoachError) for error in (NotFound, Outdated, TextRefused, StoreFault, StoreDamaged))
