"""Answers that were kept: in another window while they were made, or from a corpus that has changed since."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import pytest
from model_server import ModelServer
from personalities import Personality
from ui_chat_parts import (
    FOUNDER,
    UNCOVERED,
    Open,
    ask,
    forget_options,
    read,
    readable,
    visitor,
    visitor_id,
)

from coach.coach import Coach
from coach.records import Point, Question
from ui.chat import words
from ui.chat.live import Asked, Live
from ui.store import Store

CORPUS = "product-leadership"


def asked_by(owner: str, kept: Store) -> Asked:
    """Keep a question to which another window of its owner is making an answer."""
    conversation = kept.start(owner, CORPUS, "Founder")
    place = kept.add_question(owner, conversation.id, FOUNDER).place
    return Asked(owner, conversation.id, place, CORPUS, CORPUS, "", Question(FOUNDER))


def begun(coach: Coach, asked: Asked) -> Live:
    """Begin an answer as a window does."""
    live = Live(lambda: nullcontext(coach), asked)
    live.start()
    return live


# ------------------------------------------------------------------------------------------------- in another window


def test_a_reloaded_page_waits_for_what_the_window_before_it_keeps(chat: Open, kept: Store, coach: Coach) -> None:
    """ui-07: the new page is there before the answer of the old one was stopped and kept."""
    first = chat()
    asked = asked_by(visitor_id(first), kept)
    live = begun(coach, asked)

    def stop_and_keep() -> None:
        found = coach.ask(asked.question)
        kept.add_answer(asked.owner, asked.conversation, found, words.as_text(found), is_stopped=True, to=asked.place)
        live.put_away()

    threading.Timer(0.7, stop_and_keep).start()
    page = chat(asked.conversation, visitor(first))
    assert "Stopped. What was checked by then is kept." in read(page) and "The heart of it:" in read(page)
    assert "This was not answered." not in read(page) and "in another window" not in read(page)


def test_a_page_says_that_nothing_was_answered_once_the_other_window_kept_nothing(
    chat: Open, kept: Store, coach: Coach
) -> None:
    first = chat()
    asked = asked_by(visitor_id(first), kept)
    live = begun(coach, asked)
    threading.Timer(0.3, live.put_away).start()
    assert "This was not answered." in read(chat(asked.conversation, visitor(first)))


def test_an_answer_whose_window_went_without_keeping_it_is_taken_up(chat: Open, kept: Store, coach: Coach) -> None:
    first = chat()
    asked = asked_by(visitor_id(first), kept)
    live = begun(coach, asked)
    page = chat(asked.conversation, visitor(first))
    assert "The heart of it:" in read(page) and "Stopped" not in read(page) and live.is_put_away()
    assert [message.state for message in kept.messages(asked.owner, asked.conversation)] == ["whole", "whole"]


def test_an_answer_of_a_window_that_went_before_it_began_asks_nobody_and_nobody_waits_for_it(
    chat: Open, kept: Store, coach: Coach
) -> None:
    first = chat()
    asked = asked_by(visitor_id(first), kept)
    lent: list[Asked] = []

    def lend() -> AbstractContextManager[Coach]:
        lent.append(asked)
        return nullcontext(coach)

    live = Live(lend, asked)
    assert live.event(0, timeout_s=0.3) is None and lent == []
    assert "This was not answered." in read(chat(asked.conversation, visitor(first)))
    for _ in range(2):  # a later run takes it up; it begins once
        live.start()
    assert live.event(0, timeout_s=30.0) is not None and lent == [asked]


# -------------------------------------------------------------------------------------------- the corpus has changed


def test_a_principle_that_has_gone_and_words_that_have_changed_are_said(chat: Open, kept: Store, coach: Coach) -> None:
    first, found = chat(), coach.ask(Question(FOUNDER))
    owner = visitor_id(first)
    points = (
        Point("P99", "Gone since", "Nobody can find these words."),
        replace(found.points[0], quote="The key is to first earn deep mistrust."),
        found.points[0],
    )
    conversation = kept.start(owner, CORPUS, "Founder")
    kept.add_question(owner, conversation.id, FOUNDER)
    kept.add_answer(owner, conversation.id, replace(found, points=points), "as kept")
    page = chat(conversation.id, visitor(first))
    told = {
        "P99 in full": ["This principle is not in the corpus any more."],
        "P11 in full": ["The text has been changed since: the quoted words do not stand in it any more."],
    }
    shown = [one for one in page.expander if one.label.endswith("in full")]
    assert [readable(one.caption) for one in shown] == [*("".join(said) for said in told.values()), ""]
    assert [one.label for one in shown] == [*told, "P11 in full"] and not page.exception


# ------------------------------------------------------------------------------------------ what is said without advice


def test_what_leads_back_to_a_quotation_or_thanks_is_not_marked_as_not_covered(chat: Open) -> None:
    page = chat()
    for text in (FOUNDER, "how do I phrase that?", "And what if he still does not listen?", "Thanks!"):
        ask(page, text)
    said = ("I have no wording for your case", "That leads back to P11", "You are welcome.")
    assert [text for text in said if text not in read(page)] == []
    assert "Not covered." not in read(page)


def test_thanks_for_an_answer_that_found_nothing_are_not_marked_either(chat: Open) -> None:
    page = ask(ask(chat(), UNCOVERED), "Thanks!")
    assert "You are welcome." in read(page) and read(page).count("Not covered.") == 1


# ----------------------------------------------------------------------------------------------- who writes the answers


def test_without_a_model_that_is_said_where_nothing_has_to_be_opened(chat: Open) -> None:
    page, said = chat(), "Answers come straight from the principles."
    assert "switch-gaps" not in [one.key for one in page.toggle]  # the box is closed
    assert said in readable(page.sidebar.caption) and said in read(page)
    assert said in readable(ask(page, FOUNDER).sidebar.caption)


def test_the_name_of_the_model_stands_where_nothing_has_to_be_opened(
    chat: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer(Personality()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("COACH_UI_MODELS", "openai:test")
        forget_options()
        page = chat()
        assert "openai:test reads the principles for your case" in readable(page.sidebar.caption)
        assert "straight from the principles" not in readable(page.sidebar.caption)
        assert server.requests == []
