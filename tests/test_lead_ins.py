"""The words in front of the parts of an answer: the same on every face of it, and none without what they lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from eval_parts import corpus
from streamlit.testing.v1 import AppTest

from coach.cli import render, several
from coach.records import Answer, Coverage, Nearby, Point, Ranked, Retrieval, Tension
from coach.together import Part, join
from coach.verification import check_text
from evals.system import reply_text
from ui.chat import words
from ui.store import Conversation, Message
from ui.store.export import as_markdown

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
UNDECIDED = Tension(("P1", "P2"), "Ask now, or earn trust first?", "")  # what decides is optional in corpus.yaml


def answer(tension: Tension = UNDECIDED) -> Answer:
    point = Point("P1", "Ask first", "Ask three customers.")
    found = Retrieval((Ranked("P1", 0.9, "Ignored", 0.8, "Ask."),), Coverage("covered", 0.9), "What now?")
    return Answer("covered", "This is covered.", (point,), (tension,), None, (), "", (), found, "abc123", 1.0)


def exported(found: Answer) -> str:
    talk = Conversation("id22", "handbook", "My founder", NOW, NOW)
    return as_markdown(talk, [Message(1, "assistant", "", found, "whole", NOW)])


def joined(found: Answer) -> str:
    return several.plain(join([Part("one", "One", found)]))


FACES = [
    pytest.param(render.plain, id="the terminal"),
    pytest.param(joined, id="several corpora"),
    pytest.param(words.as_text, id="the page's text"),
    pytest.param(exported, id="the export"),
    pytest.param(reply_text, id="the evals"),
]


@pytest.mark.parametrize("face", FACES)
def test_nothing_is_said_to_decide_where_a_corpus_names_nothing(face: Callable[[Answer], str]) -> None:
    assert "Ask now, or earn trust first?" in face(answer()) and "What decides" not in face(answer())
    decided = Tension(UNDECIDED.between, UNDECIDED.about, "Who owns the plan.")
    assert "What decides: Who owns the plan." in face(answer(decided))


def card_in_the_chat() -> None:
    from test_lead_ins import answer

    from ui.chat.answer import Drawn

    Drawn(0, None).finish(answer())


def card_of_the_corpus() -> None:
    import streamlit as st
    from eval_parts import corpus
    from test_lead_ins import UNDECIDED

    from ui.corpus import card
    from ui.corpus.search import Hit

    st.session_state["principle-P1"] = True
    tiny = corpus(tensions=(UNDECIDED,))
    card.draw(Hit(tiny.principles[0]), card.shelved(tiny, {}))


@pytest.mark.parametrize("card", [card_in_the_chat, card_of_the_corpus])
def test_no_card_of_the_page_says_that_nothing_decides(card: Callable[[], None]) -> None:
    page = AppTest.from_function(card, default_timeout=30).run()
    assert not page.exception
    shown = "\n".join(element.value for element in page.markdown)
    assert "Ask now, or earn trust first?" in shown and "What decides" not in shown


@pytest.mark.parametrize("face", [render.plain, words.as_text, joined])
def test_what_leads_to_nearby_questions_is_no_claim_on_any_face(face: Callable[[Answer], str]) -> None:
    near = (Nearby("How do I earn trust?", "P2"),)
    uncovered = replace(answer(), status="not_covered", points=(), tensions=(), nearby=near)
    told = {said.text: said.verdict for said in check_text("What now?", face(uncovered), corpus()).sentences}
    assert told["What the principles do answer nearby:"] == "not_a_claim"


@pytest.mark.parametrize("face", [render.plain, words.as_text])
@pytest.mark.parametrize(
    ("quote", "verdict"), [("Ask three customers:\nthe newest.", "supported"), ("Ask four customers.", "unsupported")]
)
def test_a_quotation_that_is_copied_from_a_face_is_checked_with_its_citation(
    face: Callable[[Answer], str], quote: str, verdict: str
) -> None:
    held = corpus({"P1": "Ask three customers:\nthe newest."}, ())
    found = replace(answer(), points=(Point("P1", "P1", quote, "Your pilots are near."),), tensions=())
    told = check_text("What now?", face(found), held).sentences
    assert [said.verdict for said in told if "customers" in said.text] == [verdict]
