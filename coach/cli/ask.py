"""`coach ask`: one question, or a file of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.cli import faces, render
from coach.cli.options import (
    CompanyOption,
    CorpusOption,
    EncoderOption,
    LevelOption,
    RoleOption,
    open_with_progress,
    remark,
)
from coach.errors import QuestionError, SettingsError
from coach.records import Profile, Question, Turn
from coach.settings import from_environment

if TYPE_CHECKING:
    from coach.coach import Coach

EXAMPLES = """
Examples:

- coach ask "My founder nods at my strategy ideas and ignores them"

- coach ask --level junior "I only write tickets. How do I learn strategy?"

- echo "Everyone wants something else and nothing gets decided" | coach ask -

- coach ask "Should I take a sideways move?" --json

- coach ask --batch questions.jsonl --json > answers.jsonl
"""
_MAX_LINE_BYTES = 1_000_000


def ask(
    question: Annotated[
        str, typer.Argument(help="The situation, in your own words; - reads it from standard input.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    batch: Annotated[Path | None, typer.Option("--batch", help="Answer a JSONL file of questions, in order.")] = None,
    why: Annotated[bool, typer.Option("--why", help="Show why these principles were chosen.")] = False,
    role: RoleOption = "",
    level: LevelOption = "",
    company: CompanyOption = "",
    corpus: CorpusOption = "",
    encoder: EncoderOption = "",
) -> None:
    """Answer a situation with the principles that speak to it, quoted exactly."""
    settings = from_environment(corpus, encoder)
    profile = Profile(role, level, company)
    if batch is not None:
        if question:
            raise SettingsError("A question and --batch were both given", "Give one of them.")
        _answer_batch(batch, profile, open_with_progress(settings))
        return
    text = sys.stdin.read() if question == "-" else question
    from coach.retriever.question import check_question

    check_question(text)  # before anything is opened: a question that cannot be read costs no time
    coach = open_with_progress(settings)
    answer = coach.ask(Question(text, profile=profile))
    if as_json:
        print(faces.line(faces.answer_object(answer)))
        return
    out = render.console()
    render.show(answer, out)
    if why:
        out.print()
        render.show_why(answer.retrieval, out)


def _answer_batch(path: Path, profile: Profile, coach: Coach) -> None:
    """Write one JSON object a line, in order; a line that is not a question is answered with its error."""
    refused = 0
    for number, item in _read_batch(path):
        identifier = str(item.get("id", number))
        try:
            found = faces.answer_object(coach.ask(_question(item, number, profile)), identifier)
        except QuestionError as error:
            refused += 1
            found = faces.refused_object(error, identifier, coach.corpus.version)
        print(faces.line(found), flush=True)
    if refused:
        remark(f"{refused} line(s) held no question that can be read; each says why")
        raise typer.Exit(2)


def _read_batch(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _parse(line, path, number)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror or error}", "Check the path.") from error


def _parse(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        item = json.loads(line[:_MAX_LINE_BYTES].decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SettingsError(
            f"{path.name}, line {number}: not JSON ({error})", "Write one JSON object a line."
        ) from error
    if not isinstance(item, dict):
        raise SettingsError(f"{path.name}, line {number}: not a JSON object", 'Write {"id": ..., "question": ...}.')
    return item


def _question(item: dict[str, Any], number: int, profile: Profile) -> Question:
    text = item.get("question")
    if not isinstance(text, str):
        raise QuestionError(f"Line {number} has no question", 'Give it as text: {"id": ..., "question": "..."}.')
    return Question(text, tuple(_turns(item.get("history"), number)), profile)


def _turns(history: Any, number: int) -> Iterator[Turn]:
    try:
        for turn in history or []:
            if turn["role"] not in ("user", "assistant") or not isinstance(turn["content"], str):
                raise ValueError(turn["role"])
            yield Turn(turn["role"], turn["content"])
    except (TypeError, KeyError, ValueError) as error:
        raise QuestionError(
            f"Line {number} has a history that cannot be read",
            'Give a list of {"role": "user" or "assistant", "content": "..."}.',
        ) from error
