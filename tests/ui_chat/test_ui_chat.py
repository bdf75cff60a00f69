"""What the chat page does, run without a browser: real Coach, real store, real script."""

from __future__ import annotations

import html
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from model_server import ModelServer, failure
from personalities import READINGS
from ui_chat_parts import (
    BREAD,
    FOUNDER,
    HARASSED,
    UNCOVERED,
    Open,
    ask,
    button,
    changed,
    forget_options,
    labels,
    read,
    readable,
    visitor,
    visitor_id,
    where,
)

from coach.coach import Coach
from coach.records import NOTE, Question
from coach.settings import data_folder
from ui import opened
from ui.store import Store, open_store
from ui.turns import Turns

TENSE = "Should I state what I think in my updates, or wait because the founder owns the strategy?"


# ------------------------------------------------------------------------------------------------------------ asking


def test_the_empty_page_says_what_to_do_and_offers_questions_of_the_principles(chat: Open, coach: Coach) -> None:
    page = chat()
    assert page.header[0].value == "What is going on at work?"
    offered = [html.unescape(option) for option in page.pills[0].options]
    assert len(offered) == 5 and set(offered) <= {one.question for one in coach.corpus.principles}


def test_an_answer_shows_the_quotation_its_principle_and_the_next_step(chat: Open, coach: Coach) -> None:
    page, expected = ask(chat(), FOUNDER), coach.ask(Question(FOUNDER))
    (point,) = expected.points
    assert f"> “{point.quote}”" in read(page)
    assert f"The heart of it: {point.title} {point.principle}" in read(page)
    assert expected.next_step and f"One next step: {expected.next_step.text}" in read(page)
    assert f"Corpus version {coach.corpus.version}" in read(page)


def test_the_principle_opens_in_place_with_the_quoted_words_highlighted(chat: Open) -> None:
    page = ask(chat(), FOUNDER)
    opened_in_place = next(one for one in page.expander if one.label == "P11 in full")
    (text,) = [one.value for one in opened_in_place.markdown]
    assert text.count(":primary-background[**") == 1 and "The key is to first earn deep credibility" in text


def test_why_a_principle_was_chosen_is_told_on_demand(chat: Open, coach: Coach) -> None:
    page, (best, *_) = ask(chat(), FOUNDER), coach.ask(Question(FOUNDER)).retrieval.ranking
    told = readable(next(one for one in page.expander if one.label == "Why this one?").markdown)
    assert f"similarity {best.situation_similarity:.2f} of 1" in told and best.situation in told
    assert f"for your question: {best.score:.2f} of 1" in told


def test_principles_that_pull_apart_stand_on_two_sides_of_a_card_with_what_decides(chat: Open, coach: Coach) -> None:
    page, (tension,) = ask(chat(), TENSE), coach.ask(Question(TENSE)).tensions
    card = page.get_by_key("tension-1-0")
    sides = [readable(side.markdown[:1]) for side in card.columns]  # below, the principle opens in full
    assert sides == [f"{coach.corpus.principle(id_).title} {id_}" for id_ in tension.between]
    told = readable(card.markdown)
    assert f"Two principles pull apart here: {tension.about}" in told and f"What decides: {tension.decides}" in told


def test_a_starter_question_is_asked_by_choosing_it(chat: Open) -> None:
    page = chat()
    page.pills[0].set_value(page.pills[0].options[0]).run()
    assert "How do I learn to think strategically while I am still junior?" in read(page)
    assert "The heart of it:" in read(page)


def test_a_follow_up_is_read_in_view_of_the_question_before(chat: Open) -> None:
    page = ask(ask(chat(), FOUNDER), "And what if he still does not listen?")
    assert "leads back to P11" in read(page)


def test_a_question_that_is_not_covered_offers_nearby_ones_that_are_asked_by_a_click(chat: Open, coach: Coach) -> None:
    page, expected = ask(chat(), UNCOVERED), coach.ask(Question(UNCOVERED))
    assert "Not covered. The principles here do not answer this" in read(page)
    button(page, expected.nearby[0].question).click().run()
    assert "The heart of it:" in read(page)


def test_a_hand_off_has_a_frame_of_its_own_and_no_advice(chat: Open, coach: Coach) -> None:
    page = ask(chat(), HARASSED)
    frame = page.get_by_key("handoff-1")
    assert "This deserves a person rather than a program." in readable(frame.markdown)
    assert coach.corpus.handoffs["harassment"] in readable(frame.markdown)
    assert "The heart of it" not in read(page) and "Copy" in labels(page)


def test_a_long_question_counts_for_several_and_is_not_kept_where_it_is_refused(chat: Open, kept: Store) -> None:
    page = chat()
    opened.limiter().check(visitor_id(page), False, length=33_000)
    ask(page, f"{FOUNDER}. " * 70)
    assert "You have sent more than 36,000 characters within a minute" in read(page)
    assert kept.conversations(visitor_id(page)) == ()
    assert "The heart of it:" in read(ask(page, FOUNDER))


def test_while_too_many_are_answered_a_question_waits_and_can_be_answered_later(
    chat: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, turns = chat(), Turns(at_once=1, most_waiting=0)
    with monkeypatch.context() as busy, turns.turn():
        busy.setattr(opened, "turns", lambda has_model: turns)
        ask(page, FOUNDER)
    assert "Coach is busy: many people are asking just now" in read(page)
    button(page, "Answer it now").click().run()
    assert "The heart of it:" in read(page)


@pytest.mark.parametrize(
    ("text", "why"),
    [("w" * 8001, "8,001 characters; 8,000 is the limit"), ("???", "holds no words"), ("a\x07b", "control characters")],
)
def test_a_text_that_is_no_question_is_not_kept_and_can_be_mended(chat: Open, kept: Store, text: str, why: str) -> None:
    page = ask(chat(), text)
    assert why in read(page) and where(page) == ""
    assert kept.conversations(visitor_id(page)) == ()
    page.text_area(key="refused-text").set_value(FOUNDER)
    button(page, "Ask this").click().run()
    assert "The heart of it:" in read(page) and not page.text_area


def test_the_last_question_is_left_for_the_map_of_the_corpus_page(chat: Open) -> None:
    assert ask(chat(), FOUNDER).session_state["last_asked"] == ("product-leadership", FOUNDER)


def test_cited_principles_are_counted(chat: Open, kept: Store) -> None:
    ask(chat(), FOUNDER)
    assert kept.uses("product-leadership") == {"P11": 1}


# ------------------------------------------------------------------------------------------------------ conversations


def test_a_question_and_its_answer_are_kept_and_found_again_by_the_address(chat: Open, kept: Store) -> None:
    page = ask(chat(), FOUNDER)
    again = chat(where(page), visitor(page))
    assert read(again) == read(page)
    question, answer = kept.messages(visitor_id(page), where(page))
    assert (question.text, question.state, answer.state) == (FOUNDER, "whole", "whole")
    assert answer.text.startswith("If I hear you right") and "[P11]\n    “The key is to first" in answer.text


def test_two_windows_never_see_each_others_conversations(chat: Open) -> None:
    """ui-06: two users at once."""
    one, other = ask(chat(), FOUNDER), ask(chat(), BREAD)
    one.run()
    assert FOUNDER not in read(other) and BREAD not in read(one)
    assert [FOUNDER in label for label in labels(other)].count(True) == 0


@pytest.mark.parametrize("whose", ["somebody else's", "nobody's"])
def test_a_conversation_that_is_not_the_visitors_is_not_shown(chat: Open, whose: str) -> None:
    id_ = where(ask(chat(), FOUNDER)) if whose == "somebody else's" else "A" * 22
    page = chat(id_)
    assert "This conversation is not here" in read(page) and FOUNDER not in read(page)
    assert where(page) == "" and page.header


def test_a_question_that_was_not_answered_says_so_and_is_answered_by_a_click(chat: Open, kept: Store) -> None:
    page = chat()
    conversation = kept.start(visitor_id(page), "product-leadership", "Founder")
    kept.add_question(visitor_id(page), conversation.id, FOUNDER)
    page = chat(conversation.id, visitor(page))
    assert "This was not answered." in read(page) and "The heart of it" not in read(page)
    button(page, "Answer it now").click().run()
    assert "The heart of it" in read(page) and "This was not answered." not in read(page)


def test_a_conversation_that_was_deleted_elsewhere_leaves_a_page_to_go_on_with(chat: Open, kept: Store) -> None:
    page = changed(ask(chat(), FOUNDER))
    kept.delete(visitor_id(page), where(page))
    button(page, "Answer again").click().run()
    assert "it was deleted" in read(page) and where(page) == ""
    assert "The heart of it:" in read(ask(page, FOUNDER))


def test_a_question_that_cannot_be_kept_is_not_lost(chat: Open, tmp_path: Path) -> None:
    page = ask(chat(), FOUNDER)
    file, aside = data_folder() / "coach.sqlite", tmp_path / "aside.sqlite"
    file.rename(aside)
    ask(page, BREAD)
    assert BREAD in read(page) and FOUNDER in read(page) and page.text_area(key="refused-text").value == BREAD
    file.unlink(missing_ok=True)
    aside.rename(file)
    button(page, "Ask this").click().run()
    assert "was not kept" not in read(page) and read(page).count(BREAD) == 1


def test_older_answers_are_short_and_unfold(chat: Open) -> None:
    page = ask(ask(chat(), FOUNDER), "How do I get promoted to the next level?")
    assert "P11 in full" not in [one.label for one in page.expander]
    button(page, "Show all of it").click().run()
    assert "P11 in full" in [one.label for one in page.expander]


def test_of_a_long_conversation_the_latest_messages_are_drawn_and_the_others_on_demand(chat: Open, kept: Store) -> None:
    page = chat()
    conversation = kept.start(visitor_id(page), "product-leadership", "Long")
    for number in range(15):
        kept.add_question(visitor_id(page), conversation.id, f"Question number {number}, about a founder")
    page = chat(conversation.id, visitor(page))
    assert "number 5," not in read(page) and "number 6," in read(page) and "number 14," in read(page)
    button(page, "Show 6 earlier messages").click().run()
    assert "number 0," in read(page)


def test_the_last_question_is_mended_and_answered_anew(chat: Open, kept: Store) -> None:
    page = ask(chat(), FOUNDER)
    button(page, "Edit").click().run()
    page.text_area[0].set_value(UNCOVERED)
    button(page, "Ask this").click().run()
    assert "Not covered." in read(page) and FOUNDER not in read(page)
    assert kept.messages(visitor_id(page), where(page))[0].text == UNCOVERED


def test_mending_can_be_left(chat: Open) -> None:
    page = ask(chat(), FOUNDER)
    before = read(page)
    button(page, "Edit").click().run()
    button(page, "Leave it").click().run()
    assert read(page) == before


def test_an_answer_is_made_again_in_place_of_the_old_one(chat: Open, kept: Store) -> None:
    page = changed(ask(chat(), FOUNDER))
    button(page, "Answer again").click().run()
    assert len(kept.messages(visitor_id(page), where(page))) == 2 and read(page).count("The heart of it:") == 1


def test_conversations_are_listed_opened_and_searched(chat: Open) -> None:
    page = ask(chat(), FOUNDER)
    button(page, "New conversation").click().run()
    ask(page, BREAD)
    assert FOUNDER in labels(page) and BREAD not in labels(page)
    page.text_input(key="conversations-search").set_value("sourdough").run()
    assert FOUNDER not in labels(page)
    page.text_input(key="conversations-search").set_value("").run()
    button(page, FOUNDER).click().run()
    assert "Earn credibility before strategy" in read(page) and BREAD in labels(page)


def test_only_the_newest_thirty_conversations_are_listed_at_first(chat: Open, kept: Store) -> None:
    page = chat()
    for number in range(33):
        kept.start(visitor_id(page), "product-leadership", f"Talk {number}")
    page.run()
    assert [label for label in labels(page) if label.startswith("Talk")] == [f"Talk {n}" for n in range(32, 2, -1)]
    button(page, "Show 3 older ones").click().run()
    assert "Talk 0" in labels(page)


@pytest.mark.parametrize(("days", "is_kept"), [("", False), ("500", True), ("0", True)])
def test_what_a_browser_left_long_ago_is_gone_when_somebody_opens_the_page(
    chat: Open, kept: Store, monkeypatch: pytest.MonkeyPatch, days: str, is_kept: bool
) -> None:
    before = open_store(data_folder() / "coach.sqlite", clock=lambda: datetime.now(UTC) - timedelta(days=401))
    before.start("browser:gone", "product-leadership", "Long ago")
    before.close()
    monkeypatch.setenv("COACH_UI_KEEP_DAYS", days)
    forget_options()
    chat()
    assert bool(kept.conversations("browser:gone")) is is_kept


# ---------------------------------------------------------------------------------------------------- what is thought


def test_a_thumb_and_its_reason_are_kept_and_taken_back(chat: Open, kept: Store) -> None:
    page = ask(chat(), FOUNDER)
    page.feedback[0].set_value(0).run()
    page.main.text_input[-1].set_value("Too general").run()
    assert kept.rating(visitor_id(page), where(page), 1) == ("down", "Too general")
    (found,) = kept.feedback()
    assert (found.question, found.thumb, found.reason) == (FOUNDER, "down", "Too general")
    page.feedback[0].set_value(None).run()
    assert kept.rating(visitor_id(page), where(page), 1) is None


def test_whom_a_thumb_tells_of_what_is_said_before_one_is_given(chat: Open) -> None:
    told = read(ask(chat(), FOUNDER))
    assert "A thumb shows this question and answer to those who improve Coach" in told


def test_questions_that_are_not_covered_are_kept_only_where_the_visitor_said_so(chat: Open, kept: Store) -> None:
    page = ask(chat(), UNCOVERED)
    assert kept.gaps("product-leadership") == ()
    page.session_state["switches"] = True
    page.run()
    page.toggle[0].set_value(True).run()
    ask(page, UNCOVERED)
    assert [gap.question for gap in kept.gaps("product-leadership")] == [UNCOVERED]


# -------------------------------------------------------------------------------------- who asks, what, and with what


def test_a_profile_is_remembered_and_what_it_changes_is_said(chat: Open, kept: Store) -> None:
    page = chat()
    page.session_state["profile"] = True
    page.run()
    page.text_input(key="profile-level").set_value("junior").run()
    assert kept.profile(visitor_id(page)).level == "junior"
    assert "P1 (“junior”)" in readable(page.sidebar.caption)
    assert "Ranked higher because you said “junior”" in read(ask(page, "How do I learn strategic thinking?"))


@pytest.fixture(scope="module")
def baking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second corpus, of two principles."""
    folder = tmp_path_factory.mktemp("corpora") / "baking"
    (folder / "principles").mkdir(parents=True)
    (folder / "corpus.yaml").write_text("title: Baking bread\nabout: baking bread at home\n")
    for id_, title, text in (
        ("B1", "Give the dough time", "A long, cold rise gives sourdough bread its taste. Let it rest overnight."),
        ("B2", "Bake it hot", "Heat the oven with a pot in it. Bake the bread in the hot pot with the lid on."),
    ):
        (folder / "principles" / f"{id_}.md").write_text(f'---\nid: {id_}\ntitle: "{title}"\n---\n\n{text}\n')
    return folder


def test_another_corpus_begins_a_new_conversation(
    chat: Open, kept: Store, baking: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_UI_CORPORA", os.pathsep.join(["product-leadership", str(baking)]))
    forget_options()
    page = ask(chat(), FOUNDER)
    page.session_state["switches"] = True
    page.run()
    page.selectbox(key="switch-corpus-product-leadership").set_value(str(baking)).run()
    assert where(page) == "" and "Baking bread: 2 principles, about baking bread at home." in read(page)
    ask(page, "How do I get my sourdough bread to taste of something?")
    assert kept.conversation(visitor_id(page), where(page)).corpus == str(baking)
    button(page, FOUNDER).click().run()
    assert "P11" in read(page)


def test_the_switcher_says_how_several_corpora_are_asked_together(
    chat: Open, baking: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_UI_CORPORA", os.pathsep.join(["product-leadership", str(baking)]))
    forget_options()
    page = chat()
    page.session_state["switches"] = True
    page.run()
    help_ = page.selectbox(key="switch-corpus-product-leadership").help
    assert "`coach ask --corpus a --corpus b`" in help_ and "begins a new conversation" in help_


def test_of_corpora_that_are_called_the_same_each_can_be_chosen(
    chat: Open, kept: Store, baking: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shutil.copytree(baking, tmp_path / "baking")
    monkeypatch.setenv("COACH_UI_CORPORA", os.pathsep.join(["product-leadership", str(baking), str(other)]))
    forget_options()
    page = chat()
    page.session_state["switches"] = True
    page.run()
    choice = page.selectbox(key="switch-corpus-product-leadership")
    assert choice.options == ["Product leadership", "Baking bread", "Baking bread (2)"]  # titles, told apart
    choice.select_index(2).run()
    assert kept.preference(visitor_id(page), "corpus") == str(other)


def test_a_conversation_whose_corpus_is_not_offered_any_more_can_be_read_and_not_gone_on_with(
    chat: Open, kept: Store, baking: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpora = ["product-leadership", str(baking)]
    monkeypatch.setenv("COACH_UI_CORPORA", os.pathsep.join(corpora))
    forget_options()
    page = chat()
    kept.keep_preference(visitor_id(page), "corpus", str(baking))
    ask(page, "How do I get my sourdough bread to taste of something?")
    ask(page, "How hot do I bake the bread?")
    behind = changed(chat(where(page), visitor(page)))
    monkeypatch.setenv("COACH_UI_CORPORA", corpora[0])
    forget_options()
    page = chat(where(page), visitor(page))
    assert "a corpus that is not offered here any more" in read(page) and "Bake it hot" in read(page)
    assert not page.chat_input and not {"Answer again", "Edit"} & set(labels(page))
    button(behind, "Answer again").click().run()  # drawn before the corpus was taken away
    assert len(kept.messages(visitor_id(page), where(page))) == 4
    assert not ask(chat("", visitor(page)), FOUNDER).exception


def test_without_a_model_the_page_says_where_answers_come_from(chat: Open) -> None:
    page = chat()
    page.session_state["switches"] = True
    page.run()
    assert "Answers come straight from the principles." in readable(page.sidebar.caption)


def test_a_corpus_that_cannot_be_read_is_told_with_what_to_do(
    chat: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_UI_CORPORA", os.pathsep.join(["product-leadership", str(tmp_path / "gone")]))
    forget_options()
    page = chat()
    page.session_state["switches"] = True
    page.run()
    page.selectbox(key="switch-corpus-product-leadership").set_value(str(tmp_path / "gone")).run()
    assert "There is no corpus named" in read(page)
    assert "This was not answered." in read(ask(page, FOUNDER))


def test_a_minute_that_is_used_up_is_told_and_the_question_is_not_kept_and_not_lost(
    chat: Open, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_UI_RATE", "1")
    forget_options()
    page = ask(ask(chat(), FOUNDER), BREAD)
    assert "You have asked 1 question within a minute" in read(page)
    assert page.text_area(key="refused-text").value == BREAD
    assert [message.text for message in kept.messages(visitor_id(page), where(page))][::2] == [FOUNDER]


# ----------------------------------------------------------------------------------------------------- chat models


def test_a_model_reads_the_principles_for_the_case(chat: Open, model: ModelServer) -> None:
    page = ask(chat(), FOUNDER)
    assert f"For you: {READINGS['P11']}" in read(page)
    assert read(chat(where(page), visitor(page))) == read(page)


def test_a_model_that_fails_leaves_the_principles_and_says_so(chat: Open, model: ModelServer) -> None:
    model.reply = lambda request: failure(401, "bad key")
    page = ask(chat(), FOUNDER)
    assert "The heart of it:" in read(page) and "For you:" not in read(page)
    assert NOTE in read(page) and "sk-test" not in read(page)


def test_the_model_can_be_left_out(chat: Open, model: ModelServer) -> None:
    page = chat()
    page.session_state["switches"] = True
    page.run()
    page.selectbox(key="switch-model").set_value("").run()
    assert "For you:" not in read(ask(page, FOUNDER)) and model.requests == []


def test_a_model_that_cannot_be_used_says_why(chat: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_UI_MODELS", "anthropic:claude-test")
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    forget_options()
    page = chat()
    page.session_state["switches"] = True
    page.run()
    told = readable(page.sidebar.warning)
    assert "anthropic:claude-test cannot be used just now" in told and "ANTHROPIC_API_KEY" in told
