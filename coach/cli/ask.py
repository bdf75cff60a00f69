"""`coach ask`: one question, or a file of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from coach import words
from coach.cli import faces, render
from coach.cli.batch import Item, answer_lines, stop_if
from coach.cli.options import (
    BaseUrlOption,
    CompanyOption,
    EncoderOption,
    LevelOption,
    ModelOption,
    NoVerifyOption,
    RoleOption,
    UsageOption,
    VerifyWithOption,
    remark,
)
from coach.cli.partner import CorporaOption, Partner, open_partner
from coach.errors import QuestionError, SettingsError
from coach.records import Profile, Question, Turn
from coach.settings import from_environment, model_settings

EXAMPLES = """
Examples:

- coach ask "My founder nods at my strategy ideas and ignores them"

- coach ask --level junior "I only write tickets. How do I learn strategy?"

- echo "Everyone wants something else and nothing gets decided" | coach ask -

- coach ask "Should I take a sideways move?" --json

- coach ask --batch questions.jsonl --json > answers.jsonl

- coach ask --model openai:gpt-4o-mini --usage "Should I take a sideways move?" (see also: coach models)

- coach ask --corpus product-leadership --corpus acme "Should I give this feedback in the meeting or afterwards?"
"""
_HINT = 'Write {"id": ..., "question": "..."}.'
MAX_CHARACTERS = 8000  # of a turn of history, as of a question


def ask(
    question: Annotated[
        str, typer.Argument(help="The situation, in your own words; - reads it from standard input.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    batch: Annotated[
        Path | None, typer.Option("--batch", help="Answer a JSONL file of questions, in order, as JSON lines.")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Show why these principles were chosen.")] = False,
    role: RoleOption = "",
    level: LevelOption = "",
    company: CompanyOption = "",
    model: ModelOption = "",
    verify_with: VerifyWithOption = "",
    no_verify: NoVerifyOption = False,
    base_url: BaseUrlOption = "",
    usage: UsageOption = False,
    corpus: CorporaOption = None,
    encoder: EncoderOption = "",
) -> None:
    """Answer a situation with the principles that speak to it, quoted exactly."""
    settings = from_environment(encoder=encoder)
    models = model_settings(model, verify_with, no_verify, base_url)
    profile = Profile(role, level, company)
    if batch is not None:
        if question:
            raise SettingsError("A question and --batch were both given", "Give one of them.")
        _answer_batch(batch, profile, open_partner(corpus or (), settings, models), usage)
        return
    text = sys.stdin.read() if question == "-" else question
    from coach.retriever.question import check_question

    check_question(text)  # before anything is opened: a question that cannot be read costs no time
    partner = open_partner(corpus or (), settings, models)
    asked = Question(text, profile=profile)
    if as_json:
        print(faces.line(partner.face(asked)))
    else:
        out = render.console()
        partner.reply(asked, out)
        if why:
            out.print()
            partner.show_why(out)
    if usage:
        _tell_usage(partner)


def _tell_usage(partner: Partner) -> None:
    if not partner.personal:
        remark("No chat model was asked (choose one with --model)")
        return
    from coach.cli.live import tell_usage

    tell_usage(partner.personal)


def _answer_batch(path: Path, profile: Profile, partner: Partner, tells_usage: bool) -> None:
    def reply(item: Item, number: int) -> Item:
        return partner.face(_question(item, number, profile))

    unread = answer_lines(path, reply, partner.refused, _HINT)
    if tells_usage:
        _tell_usage(partner)
    stop_if(unread, "question that can be read")


def _question(item: Item, number: int, profile: Profile) -> Question:
    text = item.get("question")
    if not isinstance(text, str):
        raise QuestionError(f"Line {number} has no question", 'Give it as text: {"id": ..., "question": "..."}.')
    return Question(text, tuple(_turns(item.get("history"), number)), profile)


def _turns(history: Any, number: int) -> Iterator[Turn]:
    try:
        for turn in history or []:
            if turn["role"] not in ("user", "assistant") or not isinstance(turn["content"], str):
                raise ValueError(turn["role"])
            if len(turn["content"]) > MAX_CHARACTERS or words.has_control_characters(turn["content"]):
                raise ValueError("a turn that is too long or holds control characters")
            yield Turn(turn["role"], turn["content"])
    except (TypeError, KeyError, ValueError) as error:
        raise QuestionError(
            f"Line {number} has a history that cannot be read",
            f'Give [{{"role": "user" or "assistant", "content": "..."}}], {MAX_CHARACTERS:,} characters a turn.',
        ) from error
