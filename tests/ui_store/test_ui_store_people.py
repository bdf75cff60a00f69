"""What the page keeps of people: the steps they plan, their thumbs, who they are, what was not covered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from ui_store_parts import ANA, BEN, MARK, MONDAY, RICH, STEP, Clock, begun, by_hand

from coach.records import (
    Profile,
    Turn,
)
from ui.store import (
    Gap,
    NotFound,
    Store,
    quota,
)

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


def test_a_step_that_is_taken_back_is_as_if_it_had_never_been_accepted(store: Store) -> None:
    step = store.accept_step(ANA, begun(store), STEP, date(2026, 12, 1))
    store.take_back_step(ANA, step.id)
    assert store.planned_steps(ANA) == () and store.due_steps(ANA, date(2030, 1, 1)) == ()


def test_a_settled_step_cannot_be_taken_back(store: Store) -> None:
    step = store.accept_step(ANA, begun(store), STEP, None)
    store.settle_step(ANA, step.id, "done")
    with pytest.raises(NotFound):
        store.take_back_step(ANA, step.id)
    assert [one.outcome for one in store.planned_steps(ANA)] == ["done"]


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


def test_open_steps_are_listed_soonest_first(store: Store) -> None:
    ids = [begun(store) for _ in range(4)]
    days = (date(2026, 12, 2), None, date(2026, 11, 30), date(2026, 11, 25))
    late, today, soon, done = (store.accept_step(ANA, id, STEP, by) for id, by in zip(ids, days, strict=True))
    store.settle_step(ANA, done.id, "done")
    assert store.open_steps(ANA) == (today, soon, late)


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
