"""Answers made anew and questions put in other words: what stood there goes only when the new one is there."""

from __future__ import annotations

import pytest
from model_server import ModelServer, failure
from personalities import READINGS, Personality
from streamlit.testing.v1 import AppTest
from ui_chat_parts import (
    FOUNDER,
    PROMOTED,
    UNCOVERED,
    Open,
    ask,
    button,
    changed,
    forget_options,
    labels,
    read,
    visitor,
    visitor_id,
    where,
)

from ui.store import Store


def rate(monkeypatch: pytest.MonkeyPatch, a_minute: int) -> None:
    """Let a visitor ask so many questions a minute."""
    monkeypatch.setenv("COACH_UI_RATE", str(a_minute))
    forget_options()


def texts(store: Store, page: AppTest) -> list[str]:
    """Return the questions of the conversation that is open, and the first words of its answers."""
    return [message.text[:40] for message in store.messages(visitor_id(page), where(page))]


# ----------------------------------------------------------------------------------------------------- answered anew


def test_an_answer_stays_where_the_minute_is_used_up(chat: Open, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rate(monkeypatch, 1)
    page = changed(ask(chat(), FOUNDER))
    before = texts(kept, page)
    button(page, "Answer again").click().run()
    assert texts(kept, page) == before and len(before) == 2
    assert "You have asked 1 question within a minute" in read(page) and "The heart of it:" in read(page)
    assert "within a minute" not in read(page.run())


def test_an_answer_that_would_come_out_the_same_is_not_offered_again(chat: Open) -> None:
    page = ask(chat(), FOUNDER)
    assert "Copy" in labels(page) and "Answer again" not in labels(page)
    assert "Answer again" in labels(changed(page))


def test_a_window_that_is_behind_drops_nothing_and_shows_how_it_stands(chat: Open, kept: Store) -> None:
    page = changed(ask(chat(), FOUNDER))
    other = ask(ask(chat(where(page), visitor(page)), PROMOTED), UNCOVERED)
    before = texts(kept, other)
    button(page, "Answer again").click().run()
    assert texts(kept, page) == before and len(before) == 6
    assert UNCOVERED in read(page)


def test_a_window_that_is_behind_says_why_nothing_was_answered_anew(chat: Open) -> None:
    page = changed(ask(chat(), FOUNDER))
    ask(chat(where(page), visitor(page)), PROMOTED)
    button(page, "Answer again").click().run()
    assert "went on elsewhere" in read(page)


def test_an_edit_in_a_window_that_is_behind_drops_nothing_and_is_not_lost(chat: Open, kept: Store) -> None:
    page = ask(chat(), FOUNDER)
    button(page, "Edit").click().run()
    other = ask(chat(where(page), visitor(page)), PROMOTED)
    before = texts(kept, other)
    page.text_area[0].set_value(UNCOVERED)
    button(page, "Ask this").click().run()
    assert texts(kept, page) == before and len(before) == 4
    assert page.text_area(key="refused-text").value == UNCOVERED


def test_a_question_that_is_mended_stays_where_the_minute_is_used_up(
    chat: Open, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(monkeypatch, 1)
    page = ask(chat(), FOUNDER)
    before = texts(kept, page)
    button(page, "Edit").click().run()
    page.text_area[0].set_value(UNCOVERED)
    button(page, "Ask this").click().run()
    assert texts(kept, page) == before and "within a minute" in read(page)
    assert page.text_area[0].value == UNCOVERED


def test_questions_above_the_limit_are_not_kept(chat: Open, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rate(monkeypatch, 2)
    page = chat()
    for number in range(6):
        ask(page, f"{FOUNDER}, number {number}")
    assert len(texts(kept, page)) == 4


# ------------------------------------------------------------------------------------------------------- chat models


def test_a_model_that_fails_takes_nothing_away_from_what_it_wrote_before(
    chat: Open, kept: Store, model: ModelServer
) -> None:
    page = ask(chat(), FOUNDER)
    assert "Answer again" in labels(page)
    before = texts(kept, page)
    model.reply = lambda request: failure(401, "bad key")
    button(page, "Answer again").click().run()
    assert f"For you: {READINGS['P11']}" in read(page) and texts(kept, page) == before
    assert "so the answer from before stays" in read(page)


def test_an_answer_for_which_a_model_failed_is_replaced_by_any_other(
    chat: Open, kept: Store, model: ModelServer
) -> None:
    model.reply = lambda request: failure(401, "bad key")
    page = ask(chat(), FOUNDER)
    button(page, "Answer again").click().run()
    assert "stays" not in read(page)
    model.reply = Personality()
    button(page, "Answer again").click().run()
    assert f"For you: {READINGS['P11']}" in read(page) and len(texts(kept, page)) == 2


# ------------------------------------------------------------------------------------------------------------ thumbs


def test_a_thumb_on_an_answer_is_not_shown_on_the_one_made_in_its_place(chat: Open, kept: Store) -> None:
    page = changed(ask(chat(), FOUNDER))
    page.feedback[0].set_value(1).run()
    page.main.text_input[-1].set_value("It names the founder").run()
    button(page, "Answer again").click().run()
    assert page.feedback[0].value is None and not page.main.text_input
    assert page.run().feedback[0].value is None
    assert [found.reason for found in kept.feedback()] == ["It names the founder"]


def test_a_reason_goes_with_the_thumb_that_it_was_given_for(chat: Open, kept: Store) -> None:
    page = ask(chat(), FOUNDER)
    page.feedback[0].set_value(1).run()
    page.main.text_input[-1].set_value("It names the founder").run()
    page.feedback[0].set_value(0).run()
    assert kept.rating(visitor_id(page), where(page), 1) == ("down", "")
    assert page.main.text_input[-1].value == ""
    page.main.text_input[-1].set_value("Too general").run()
    assert kept.rating(visitor_id(page), where(page), 1) == ("down", "Too general")
