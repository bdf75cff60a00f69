"""Replies as models write them, whole and in pieces: a point is there once its last word is, and never half of one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coach.generation.draft import Draft, DraftPoint, DraftStep
from coach.generation.form import MAX_CHARACTERS, Reader, read

ONE = DraftPoint("P1", 'Ask "why", {then} [listen].', "You ask\nbefore you build \\ plan: café.")
TWO = DraftPoint("P2", "Rest.", "")
STEP = DraftStep("P1", "Ask a customer.", 7)
JSON = json.dumps(
    {
        "points": [
            {"principle": "P1", "quote": ONE.quote, "reading": ONE.reading},
            {"principle": "P2", "quote": "Rest.", "reading": ""},
        ],
        "tension": ["P1", "P2"],
        "next_step": {"principle": "P1", "text": "Ask a customer.", "within_days": 7},
        "question": "Who decides?",
    },
    ensure_ascii=False,
)
PLAIN = f"""POINT: P1
QUOTE: {ONE.quote}
READING: You ask
before you build \\ plan: café.
POINT: P2
QUOTE: Rest.
TENSION: P1, P2
STEP: P1
DO: Ask a customer.
DAYS: 7
ASK: Who decides?
END
"""
WHOLE = Draft((ONE, TWO), ("P1", "P2"), STEP, "Who decides?")
FORMS = pytest.mark.parametrize("reply", [JSON, PLAIN], ids=["json", "plain"])


@FORMS
def test_a_whole_reply_is_read_as_it_was_written(reply: str) -> None:
    assert read(reply) == WHOLE


@FORMS
@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_the_size_of_the_pieces_changes_nothing(reply: str, size: int) -> None:
    reader = Reader()
    points = [point for at in range(0, len(reply), size) for point in reader.feed(reply[at : at + size])]
    assert reader.finish() == WHOLE
    assert points == [ONE, TWO]


@pytest.mark.parametrize(
    ("reply", "closing"), [(JSON, 'café."}'), (PLAIN, "café.\nPOINT: P2\n")], ids=["json", "plain"]
)
def test_a_point_is_there_as_soon_as_its_last_word_is_and_not_before(reply: str, closing: str) -> None:
    end = reply.index(closing) + len(closing)
    reader = Reader()
    assert reader.feed(reply[: end - 1]) == []
    assert reader.feed(reply[end - 1 : end]) == [ONE]


@FORMS
def test_a_reply_that_breaks_off_gives_only_the_points_that_were_complete(reply: str) -> None:
    reader = Reader()
    assert reader.feed(reply[: reply.index("Rest.")]) == [ONE]


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(f"```json\n{JSON}\n```", id="json in a code block"),
        pytest.param(f"\n\n  {JSON}  \nI hope this helps!", id="json with a farewell"),
        pytest.param(f"```json {JSON}```", id="json in a code block of one line"),
        pytest.param(f"Here is the {{answer}} [as asked]:\n\n```json\n{JSON}\n```\n", id="json behind a phrase"),
        pytest.param(f"[{JSON}]", id="json in a list"),
        pytest.param(f"```\n{PLAIN}```", id="plain in a code block"),
        pytest.param(f"Here is what I found:\n\n{PLAIN}\nGood luck!", id="plain between phrases"),
        pytest.param(PLAIN.replace("POINT:", "**POINT:**").replace("QUOTE:", "- **Quote**:"), id="labels in bold"),
        pytest.param(PLAIN.replace("END\n", ""), id="plain without an end"),
    ],
)
def test_what_stands_around_an_answer_is_left_out(reply: str) -> None:
    assert read(reply) == WHOLE


@pytest.mark.parametrize(
    ("reply", "unread"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("You should simply quit your job today.", 1, id="free text"),
        pytest.param('{"points": "none"}', 1, id="points are no list"),
        pytest.param('{"answer": "quit"}', 1, id="another object"),
        pytest.param("[1, 2]", 1, id="a list"),
        pytest.param('{"points": [{"principle": "P1"}]}', 1, id="no quotation"),
        pytest.param('{"points": [{"principle": 1, "quote": "a", "reading": "b"}]}', 1, id="an id that is a number"),
        pytest.param('{"points": [{"principle": "P1", "quote": ["a"], "reading": ""}]}', 1, id="a quotation as a list"),
        pytest.param('{"points": [{"principle": "P1", "quo', 1, id="broken off"),
        pytest.param('{"a": ' * 5000, 1, id="nested without end"),
        pytest.param(
            "<answer><point><id>P1</id><quote>Rest.</quote></point></answer>", 1, id="provider-23 XML instead of a form"
        ),
        pytest.param("QUOTE: Ask.\nREADING: You ask.\nEND", 1, id="no id"),
        pytest.param("POINT: P1\nREADING: You ask.\nEND", 1, id="a label that is missing"),
        pytest.param('{"lc": 1, "type": "secret", "id": ["OPENAI_API_KEY"]}', 1, id="an object of LangChain"),
    ],
)
def test_what_does_not_fit_the_form_gives_no_point_and_is_counted(reply: str, unread: int) -> None:
    """provider-23."""
    found = read(reply)
    assert found.points == ()
    assert len(found.unread) == unread


def test_an_unreadable_point_costs_the_others_nothing() -> None:
    reply = '{"points": [{"principle": "P1"}, {"principle": "P2", "quote": "Rest.", "reading": ""}, 7]}'
    found = read(reply)
    assert (found.points, found.unread) == ((TWO,), ('{"principle": "P1"}',))


def test_a_list_of_points_alone_is_read_as_they_come() -> None:
    points = json.dumps(json.loads(JSON)["points"], ensure_ascii=False)
    reader = Reader()
    assert [point for sign in f"Sure:\n{points[:-1]}" for point in reader.feed(sign)] == [ONE, TWO]
    reader.feed(points[-1])
    assert reader.finish() == Draft((ONE, TWO))


def test_a_reading_that_is_null_is_none() -> None:
    assert read('{"points": [{"principle": "P2", "quote": "Rest.", "reading": null}]}') == Draft((TWO,))


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_where_an_answer_begins_does_not_depend_on_the_pieces(size: int) -> None:
    text = f"Let me think {{first}}.{' ' * 200}\n\n[ {{ \n{JSON[1:]}]"
    reader = Reader()
    for at in range(0, len(text), size):
        reader.feed(text[at : at + size])
    assert reader.finish() == WHOLE


@pytest.mark.parametrize("said", ["none", "None.", "-", "n/a", "(none)", ""])
def test_small_models_say_none_where_there_is_nothing(said: str) -> None:
    found = read(
        f"POINT: P2\nQUOTE: Rest.\nREADING: {said}\nTENSION: {said}\nSTEP: {said}\nDO: {said}\nASK: {said}\nEND"
    )
    assert found == Draft((TWO,))


@pytest.mark.parametrize(("days", "read_as"), [(7, 7), ("7", 0), (True, 0), (1.5, 0), (None, 0)])
def test_days_that_are_no_whole_number_are_none(days: Any, read_as: int) -> None:
    step = {"principle": "P1", "text": "Ask.", "within_days": days}
    assert read(json.dumps({"points": [], "next_step": step})).next_step == DraftStep("P1", "Ask.", read_as)


def test_a_label_said_twice_counts_once() -> None:
    found = read("POINT: P2\nQUOTE: Rest.\nQUOTE: Quit.\nEND")
    assert (found.points, found.unread) == ((TWO,), ("QUOTE: Quit.",))


def test_a_model_that_runs_on_is_read_no_further() -> None:
    reader = Reader()
    reader.feed('{"points": [')
    for _ in range(100):
        reader.feed(" " * (MAX_CHARACTERS // 50))
    assert reader.feed('{"principle": "P2", "quote": "Rest.", "reading": ""}') == []
