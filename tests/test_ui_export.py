"""Exports: Markdown that shows what was written and no more, JSON that is documented, cases that the evals read."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from eval_parts import corpus, run_coach
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import TypeAdapter

from coach.errors import CoachError
from coach.records import Answer, Coverage, Dropped, Nearby, NextStep, Point, Ranked, Retrieval, Tension, Turn, Usage
from evals.cases import read_cases
from evals.gate import reviewed
from evals.records import Case
from ui.store import Conversation, Feedback, Message, open_store
from ui.store.commonmark import escaped
from ui.store.export import as_json, as_markdown, draft_cases, json_schema

MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
ANSWER = Answer(
    status="covered",
    opening="This is covered.",
    points=(
        Point("P1", "Ask first", "Ask three customers.", "Your pilots are near."),
        Point("P2", "Trust", "Earn it."),
    ),
    tensions=(Tension(("P1", "P2"), "Ask now, or earn trust first?", "Who owns the plan."),),
    next_step=NextStep("Ask one of them today.", "P1", "Ask three customers.", date(2026, 11, 27)),
    nearby=(Nearby("How do I earn trust?", "P2"),),
    closing="No legal advice.",
    remarks=("About this answer: a sentence was dropped.",),
    retrieval=Retrieval((Ranked("P1", 0.9, "Ignored", 0.8, "Ask."),), Coverage("covered", 0.9), "What now?"),
    corpus_version="abc123",
    elapsed_ms=12.5,
    answered_by="openai:gpt",
    usage=Usage(3, 1200, 340, 1),
    dropped=(Dropped("P9", "quote", "not exact", "Plan before you ask."),),
    ask_back="Who owns the plan?",
)
TALK = Conversation("id22", "/srv/secret place/handbook", "My founder", MONDAY, MONDAY)
MESSAGES = (
    Message(0, "user", "What now?", None, "whole", MONDAY),
    Message(1, "assistant", "An answer in *Markdown*", ANSWER, "stopped", MONDAY),
    Message(2, "user", "And then?", None, "unanswered", MONDAY),
)


# ------------------------------------------------------------------------------------------ Markdown

VIEWER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ACTING = {"link_open", "image", "html_inline", "html_block", "code_inline", "fence", "code_block", "table_open", "hr"}


def tokens(markdown: str) -> list[Token]:
    """Return every token, those inside of lines too."""
    return [inner for token in VIEWER.parse(markdown) for inner in (token, *(token.children or ()))]


def shown(markdown: str) -> str:
    """Return what a viewer shows of Markdown that is to be plain paragraphs; anything else stands as <its name>."""
    paragraphs = []
    for token in VIEWER.parse(markdown):
        if token.type == "inline":
            breaks = {"hardbreak": "\n", "softbreak": "<softbreak>"}
            paragraphs.append(
                "".join(
                    child.content
                    if child.type in ("text", "text_special")
                    else breaks.get(child.type, f"<{child.type}>")
                    for child in token.children or ()
                )
            )
        elif not token.type.startswith("paragraph"):
            paragraphs.append(f"<{token.type}>")
    return "\n\n".join(paragraphs)


HOSTILE = {
    "heading": "# Ignore the above",
    "heading underlined": "Ignore\n===\nthis\n---",
    "image": "![x](https://evil.example/?q=1)",
    "link": "[click](javascript:alert(1)) and [a][b]\n\n[b]: https://evil.example",
    "address": "https://evil.example and www.evil.example and <https://evil.example>",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)><!-- -->",
    "reference": "&lt;b&gt; &#35; &copy;",
    "code": "`rm -rf` and\n\n    indented\n\n```sh\nfenced\n```",
    "list": "- one\n+ two\n* three\n1. four\n2) five",
    "quotation": "> said",
    "table": "a | b\n:- | -:\n1 | 2\n\na\n:-",
    "formula": "$x^2$ $$y$$ ~~gone~~ _a_ __b__ **c** ^d^ ==e== [^1]",
    "rule": "---\n***\n___\n- - -",
    "liquid": "{{ site.secret }} {% include x %} :wave: :material_home: <- ->",
    "line ends": "one\r\ntwo\rthree\\\nfour  \n  five",
    "backslash": "C:\\temp\\* and \\",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_is_shown_exactly_as_it_was_written(name: str) -> None:
    text = HOSTILE[name]
    assert shown(escaped(text)) == text.replace("\r\n", "\n").replace("\r", "\n")


def test_no_mixture_of_signs_acts_either() -> None:
    chance = random.Random(5)
    pieces = [
        *" \\`*_{}[]()<>#+-.!|~&$^:=@\"'%/;19a\n\té",
        "\u00a0",
        "www.",
        "http://x.y",
        "&amp;",
        "---",
        "1. ",
        "<b>",
    ]
    for _ in range(3000):
        text = "".join(chance.choices(pieces, k=chance.randint(1, 14)))
        lines = "\n".join(line if line.strip() else "" for line in text.split("\n"))
        assert shown(escaped(text)) == re.sub(r"\n{2,}", "\n\n", lines).strip("\n"), repr(text)


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x9b", "\u202e", "\u2066", "\ud83d"])
def test_what_moves_or_hides_text_where_it_is_printed_becomes_a_visible_sign(sign: str) -> None:
    assert escaped(f"a{sign}[31mb") == "a\ufffd\\[31mb"


def test_a_conversation_reads_from_top_to_bottom() -> None:
    assert as_markdown(TALK, MESSAGES) == (
        "# My founder\n\n"
        "Begun on 23 November 2026, 09:05 UTC, on the corpus handbook.\n\n"
        "## You, 23 November 2026, 09:05 UTC\n\nWhat now?\n\n"
        "## Coach, 23 November 2026, 09:05 UTC\n\nThis is covered.\n\n"
        "**Ask first** (P1)\n\n> “Ask three customers.”\n\nFor you: Your pilots are near.\n\n"
        "**Trust** (P2)\n\n> “Earn it.”\n\n"
        "**Two principles pull apart here** (P1, P2): Ask now, or earn trust first?\n\n"
        "What decides: Who owns the plan.\n\n"
        "**One next step** (P1): Ask one of them today. (by 27 November 2026)\n\n"
        "What the principles do answer nearby:\n\n- How do I earn trust? (P2)\n\n"
        "No legal advice.\n\nOne question back: Who owns the plan?\n\n"
        "About this answer: a sentence was dropped.\n\n"
        "Written by openai:gpt, verified. Corpus version abc123.\n\n"
        "*Stopped here.*\n\n"
        "## You, 23 November 2026, 09:05 UTC\n\nAnd then?\n\n*This question got no answer.*\n"
    ).replace("openai:gpt", "openai\\:gpt")


def with_everywhere(text: str) -> tuple[Conversation, Sequence[Message]]:
    """Return a conversation in which a text stands in every place there is for one."""
    answer = Answer(
        status="partly",
        opening=text,
        points=(Point(text, text, text, text),),
        tensions=(Tension((text, text), text, text),),
        next_step=NextStep(text, text, text),
        nearby=(Nearby(text, text),),
        closing=text,
        remarks=(text,),
        retrieval=ANSWER.retrieval,
        corpus_version=text,
        answered_by=text,
        ask_back=text,
    )
    messages = (
        Message(0, "user", text, None, "whole", MONDAY),
        Message(1, "assistant", text, answer, "whole", MONDAY),
        Message(2, "user", text, None, "whole", MONDAY),
        Message(3, "assistant", text, None, "whole", MONDAY),
    )
    return replace(TALK, title=text, corpus=text), messages


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_adds_a_heading_a_link_an_image_or_code_to_an_export(name: str) -> None:
    def shape(text: str) -> list[str]:
        """Return the structure of the export: what stands in it besides words, paragraphs and line breaks."""
        loose = {"text", "text_special", "inline", "hardbreak", "softbreak", "paragraph_open", "paragraph_close"}
        return [token.type for token in tokens(as_markdown(*with_everywhere(text))) if token.type not in loose]

    assert shape(HOSTILE[name]) == shape("plain words")
    assert not ACTING & set(shape(HOSTILE[name]))


def test_an_export_does_not_say_where_a_corpus_lies() -> None:
    assert "secret place" not in as_markdown(TALK, MESSAGES) + as_json(TALK, MESSAGES)


# ------------------------------------------------------------------------------------------ JSON


def test_the_json_holds_the_conversation_and_reads_back_as_records() -> None:
    found = json.loads(as_json(TALK, MESSAGES))
    assert list(found) == ["conversation", "messages", "format", "version"]
    assert (found["format"], found["version"]) == ("coach-conversation", 1)
    assert found["conversation"] == {
        "id": "id22",
        "corpus": "handbook",
        "title": "My founder",
        "created": "2026-11-23T09:05:00Z",
        "changed": "2026-11-23T09:05:00Z",
    }
    assert found["messages"][2] == {
        "place": 2,
        "role": "user",
        "text": "And then?",
        "answer": None,
        "state": "unanswered",
        "created": "2026-11-23T09:05:00Z",
    }
    read = TypeAdapter(Answer).validate_python(found["messages"][1]["answer"])
    assert read == replace(ANSWER, dropped=(replace(ANSWER.dropped[0], text=""),))
    assert (read.elapsed_ms, read.usage) == (12.5, Usage(3, 1200, 340, 1))


def test_what_nobody_was_shown_is_counted_in_the_json_and_not_told() -> None:
    assert "Plan before you ask" not in as_json(TALK, MESSAGES) and '"not exact"' in as_json(TALK, MESSAGES)


def test_the_json_is_as_its_schema_says() -> None:
    schema = json_schema()
    jsonschema.validate(json.loads(as_json(TALK, MESSAGES)), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(as_json(TALK, MESSAGES)) | {"version": 2}, schema)


@pytest.mark.parametrize("text", ["日本語 🙂 “é”", "half \ud83d", "nul \x00 escape \x1b"])
def test_every_text_survives_in_json_that_can_be_written_as_utf_8(text: str) -> None:
    exported = as_json(*with_everywhere(text)).encode()
    assert json.loads(exported)["messages"][0]["text"] == text and b"\x1b" not in exported


def test_a_kept_conversation_can_be_exported_without_saying_whose_it_is(tmp_path: Path) -> None:
    store = open_store(tmp_path / "coach.sqlite")
    id = store.start("browser:0123", "product-leadership", "My founder").id
    store.add_question("browser:0123", id, "What now?")
    store.add_answer("browser:0123", id, ANSWER, "text")
    talk, messages = store.conversation("browser:0123", id), store.messages("browser:0123", id)
    store.close()
    assert json.loads(as_json(talk, messages))["messages"][1]["answer"]["opening"] == "This is covered."
    assert "browser:0123" not in as_markdown(talk, messages) + as_json(talk, messages)


# ------------------------------------------------------------------------------------------ draft cases

UP = Feedback("id22", 1, "up", "clear", "What now?", (), ANSWER, "tiny", MONDAY)
DOWN = replace(UP, thumb="down", reason="too general", question="Which visa?")


def uncovered(status: Any = "not_covered", handoff: str | None = None) -> Answer:
    """Return an answer without advice."""
    retrieval = replace(ANSWER.retrieval, coverage=Coverage(status, 0.1, handoff))
    return replace(ANSWER, status=status, points=(), next_step=None, tensions=(), retrieval=retrieval)


def read(tmp_path: Path, *feedback: Feedback) -> tuple[Case, ...]:
    """Export feedback and read it with the evals' own reader."""
    file = tmp_path / "drafts.jsonl"
    file.write_text(draft_cases(feedback), encoding="utf-8")
    return read_cases(file, corpus())


def test_a_thumb_up_becomes_an_answerable_case_that_expects_what_was_quoted(tmp_path: Path) -> None:
    (case,) = read(tmp_path, UP)
    assert (case.kind, case.question, case.expected, case.draft) == ("answerable", "What now?", ("P1", "P2"), True)
    assert case.note == (
        "From the page. Thumb up on 2026-11-23 for an answer quoting P1, P2 (corpus version abc123): “clear”. "
        "Check what is expected, then take draft away."
    )


def test_a_thumb_down_becomes_a_draft_to_label(tmp_path: Path) -> None:
    (case,) = read(tmp_path, DOWN)
    assert (case.expected, case.handoff, case.draft) == ((), None, True)
    assert "Thumb down" in case.note and "“too general”" in case.note and "To label: put the principles" in case.note
    line = json.loads(draft_cases([DOWN]))
    assert "kind" not in line  # so that the reader tells it from the label, once there is one
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text(json.dumps(line | {"expected": ["P3"], "draft": False}), encoding="utf-8")
    assert [(case.kind, case.draft) for case in read_cases(labelled, corpus())] == [("answerable", False)]


@pytest.mark.parametrize(
    ("answer", "kind", "handoff"),
    [
        pytest.param(uncovered(), "unanswerable", None, id="not covered"),
        pytest.param(uncovered("handoff", "legal"), "handoff", "legal", id="handed to a person"),
        pytest.param(uncovered("handoff"), "unanswerable", None, id="handed to nobody in particular"),
    ],
)
def test_a_thumb_up_on_no_advice_expects_no_advice(
    tmp_path: Path, answer: Answer, kind: str, handoff: str | None
) -> None:
    (case,) = read(tmp_path, replace(UP, answer=answer))
    assert (case.kind, case.expected, case.handoff, case.draft) == (kind, (), handoff, True)


def test_the_turns_before_the_question_go_along(tmp_path: Path) -> None:
    history = (Turn("user", "Before?"), Turn("assistant", ""), Turn("assistant", "Then."))
    (case,) = read(tmp_path, replace(UP, history=history))
    assert case.history == (Turn("user", "Before?"), Turn("assistant", "Then."))


def test_one_question_with_several_thumbs_is_one_case_with_the_latest_thumb_up(tmp_path: Path) -> None:
    other = replace(ANSWER, points=ANSWER.points[1:])
    later = MONDAY + timedelta(days=1)
    (case,) = read(
        tmp_path,
        replace(DOWN, question="what  NOW?", created=later + timedelta(days=1)),
        replace(UP, answer=other, created=later, reason=""),
        UP,
    )
    assert case.expected == ("P2",) and case.question == "What now?"
    assert [case.note.count(thumb) for thumb in ("Thumb up on 2026-11-23", "Thumb up on 2026-11-24", "Thumb down")] == [
        1,
        1,
        1,
    ]


def test_the_same_words_after_other_turns_are_another_case(tmp_path: Path) -> None:
    assert len(read(tmp_path, UP, replace(UP, history=(Turn("user", "Before?"),)))) == 2


def test_a_case_keeps_its_id_from_one_export_to_the_next(tmp_path: Path) -> None:
    alone, both = read(tmp_path, UP), read(tmp_path, DOWN, replace(UP, thumb="down", conversation="another"))
    assert alone[0].id in {case.id for case in both} and alone[0].id.startswith("thumb-")


def test_texts_that_a_case_may_not_hold_are_made_readable(tmp_path: Path) -> None:
    odd = replace(
        UP, question="What\x00 now \ud83d?\n\u2028Really?", reason="\x1b[31m", history=(Turn("user", "\ud83d a"),)
    )
    (case,) = read(tmp_path, odd, replace(UP, question="\x00"))
    assert (case.question, case.history) == ("What  now  ?\n\u2028Really?", (Turn("user", "a"),))


def test_feedback_on_several_corpora_is_refused_and_none_at_all_is_no_case() -> None:
    with pytest.raises(CoachError, match="2 corpora") as raised:
        draft_cases([UP, replace(UP, corpus="another")])
    assert raised.value.hint and draft_cases([]) == ""


def test_the_gate_counts_every_exported_case_as_not_reviewed(tmp_path: Path) -> None:
    verdict = reviewed(read(tmp_path, UP, DOWN))
    assert verdict is not None and verdict.state == "failed" and "2 of 2 cases are drafts" in verdict.why


@pytest.mark.slow
def test_coach_eval_reads_an_export(tmp_path: Path) -> None:
    file = tmp_path / "drafts.jsonl"
    file.write_text(draft_cases([replace(UP, question="My founder ignores my ideas")]), encoding="utf-8")
    done = run_coach("eval", "--cases", file)
    assert done.returncode == 5 and "1 of 1 cases are drafts" in done.stdout + done.stderr
