"""Next steps on the page: planned for a day, seen before it, asked about after it, put off, told how they went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest
from ui_chat_parts import (
    FOUNDER,
    Open,
    ask,
    button,
    labels,
    read,
    readable,
    visitor,
    visitor_id,
    where,
)

from coach.coach import Coach
from coach.records import NextStep, Question
from coach.settings import data_folder
from ui.store import Store, open_store

TODAY = date.today()
WAS = datetime.now().astimezone() - timedelta(days=20)
STEP = NextStep("Talk to Ada", "P11", "The key")


def planned(page: AppTest, by: date | None, coach: Coach | None = None, step: NextStep = STEP) -> str:
    """Keep a step that was planned twenty days ago, and return the id of its conversation.

    Args:
        page: Whose step it is.
        by: The day it is planned for.
        coach: For a conversation with an answer whose next step it is.
        step: The step, where it is of no such answer.
    """
    owner, store = visitor_id(page), open_store(data_folder() / "coach.sqlite", clock=lambda: WAS)
    conversation = store.start(owner, "product-leadership", "Founder")
    if coach is not None:
        found = coach.ask(Question(FOUNDER))
        store.add_question(owner, conversation.id, FOUNDER)
        store.add_answer(owner, conversation.id, found, "…")
        assert found.next_step is not None
        step = found.next_step
    store.accept_step(owner, conversation.id, step, by)
    store.close()
    return conversation.id


def test_a_step_is_accepted_with_a_day(chat: Open, kept: Store) -> None:
    page, day = ask(chat(), FOUNDER), TODAY + timedelta(days=3)
    page.date_input[0].set_value(day).run()
    button(page, "I will do this").click().run()
    (step,) = kept.planned_steps(visitor_id(page))
    assert (step.principle, step.by, step.outcome) == ("P11", day, "")
    assert "You planned to do this by" in read(page) and "I will do this" not in labels(page)
    assert "I will ask how it went once that day has passed." in read(page)


def test_a_step_is_taken_back_as_if_it_had_never_been_accepted(chat: Open, kept: Store) -> None:
    page = ask(chat(), FOUNDER)
    button(page, "I will do this").click().run()
    button(page, "Not after all").click().run()
    assert kept.planned_steps(visitor_id(page)) == ()
    assert "I will do this" in labels(page) and "You planned to do this" not in read(page)


def test_a_step_may_be_told_as_done_before_its_day(chat: Open, kept: Store) -> None:
    page = ask(chat(), FOUNDER)
    button(page, "I will do this").click().run()
    button(page, "I did it").click().run()
    assert [step.outcome for step in kept.planned_steps(visitor_id(page))] == ["done"]
    assert "You did this." in read(page) and "Not after all" not in labels(page)


def test_planned_steps_are_listed_at_the_side_soonest_first_and_lead_to_their_conversations(chat: Open) -> None:
    page = chat()
    late = planned(page, TODAY + timedelta(days=9), step=replace(STEP, text="Write the page"))
    planned(page, TODAY + timedelta(days=2))
    page.run()
    assert "2 planned steps" in [one.label for one in page.sidebar.expander]
    page.session_state["planned"] = True
    page.run()
    listed = [one for one in page.sidebar.button if one.key.startswith("planned-")]
    assert [one.label for one in listed] == ["Talk to Ada", "Write the page"]
    assert f"by {TODAY + timedelta(days=2):%A}" in readable(page.sidebar.caption)
    listed[1].click().run()
    assert where(page) == late


def test_without_a_planned_step_there_is_no_list_of_them(chat: Open) -> None:
    assert not any("planned" in one.label for one in chat().sidebar.expander)


def test_the_day_of_a_step_says_what_it_is(chat: Open) -> None:
    box = ask(chat(), FOUNDER).date_input[0]
    assert (box.label, box.proto.label_visibility.value) == ("By when?", 0)  # 0: shown


def test_a_step_whose_day_has_passed_is_asked_about_once(chat: Open, kept: Store) -> None:
    page = chat()
    planned(page, TODAY - timedelta(days=1))
    page.run()
    assert f"On {WAS.day} {WAS:%B}" in read(page) and "you planned to do this: Talk to Ada" in read(page)
    page.text_input(key=f"step-note-{kept.planned_steps(visitor_id(page))[0].id}").set_value("She agreed").run()
    button(page, "Done").click().run()
    (step,) = kept.planned_steps(visitor_id(page))
    assert (step.outcome, step.note) == ("done", "She agreed") and "Talk to Ada" not in read(page)


def test_before_its_day_a_step_is_shown_and_not_asked_about(chat: Open) -> None:
    page = chat()
    planned(page, TODAY)
    page.run()
    assert f"You planned to do this by {TODAY:%A}" in read(page) and "Talk to Ada" in read(page)
    assert "How did it go?" not in read(page)


def test_a_step_that_was_not_taken_yet_stays_open_with_a_new_day(chat: Open, kept: Store) -> None:
    page, later = chat(), TODAY + timedelta(days=9)
    planned(page, TODAY - timedelta(days=1))
    page.run()
    page.text_input(key=f"step-note-{kept.planned_steps(visitor_id(page))[0].id}").set_value("She is away").run()
    page.date_input[0].set_value(later).run()
    button(page, "Not yet").click().run()
    (step,) = kept.planned_steps(visitor_id(page))
    assert (step.by, step.outcome, step.note) == (later, "", "She is away")
    assert "How did it go?" not in read(page) and "Talk to Ada" in read(page)
    assert [found.id for found in kept.due_steps(visitor_id(page), later + timedelta(days=1))] == [step.id]


@pytest.mark.parametrize(("press", "told"), [("Done", "You did this."), ("Dropped", "You dropped this.")])
def test_what_came_of_a_step_stands_where_it_was_promised(chat: Open, coach: Coach, press: str, told: str) -> None:
    page = chat()
    conversation = planned(page, TODAY - timedelta(days=1), coach)
    page.run()
    page.main.text_input[-1].set_value("We met twice").run()
    button(page, press).click().run()
    page = chat(conversation, visitor(page))
    assert where(page) == conversation and f"{told} You wrote: “We met twice”" in read(page)
    assert "I will ask" not in read(page) and "I will do this" not in labels(page)
