"""Labelled questions are read a line each, however they are written, and a line that is none is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from eval_parts import write_lines

from coach.errors import CoachError
from evals.bench.documents import Asked, read_asked
from evals.questions import Labelled, read_questions

UNUSUAL = "How do I begin?\u2028And\x85when?"  # what some editors put for a line break is a sign like any other


def test_a_question_with_an_unusual_line_break_is_one_question(tmp_path: Path) -> None:
    line = {"id": 1, "question": UNUSUAL, "relevant": ["P1", "P2"], "handoff": None, "more": 1}
    (found,) = read_questions(write_lines(tmp_path / "questions.jsonl", ["", line]))
    assert found == Labelled(id="1", question=UNUSUAL, relevant=("P1", "P2"))


def test_a_question_about_documents_with_an_unusual_line_break_is_one_question(tmp_path: Path) -> None:
    line = {"question": UNUSUAL, "relevant": [{"doc": "a b.md", "passage": 2}, {"doc": "c.md"}]}
    assert read_asked(write_lines(tmp_path / "questions.jsonl", [line])) == [
        Asked(UNUSUAL, frozenset({"a b.md", "c.md"})),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("{", "line 2: Invalid JSON", id="not JSON"),
        pytest.param({"id": "a", "relevant": []}, "line 2: question: ", id="no question"),
        pytest.param({"id": "a", "question": "How?", "relevant": "P1"}, "line 2: relevant: ", id="ids as text"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: object, message: str) -> None:
    path = write_lines(tmp_path / "questions.jsonl", ["", line])
    with pytest.raises(CoachError, match=f"questions.jsonl, {message}"):
        read_questions(path)


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="is empty"):
        read_questions(write_lines(tmp_path / "questions.jsonl", [""]))
