"""`coach check`: whether an answer with citations says no more than it cites; one answer, or a file of them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach import words
from coach.cli import faces, render
from coach.cli.batch import Item, LineError, answer_lines, stop_if
from coach.cli.options import BaseUrlOption, CorpusOption, remark
from coach.cli.render import safe
from coach.errors import CoachError, SettingsError
from coach.records import Corpus
from coach.settings import Settings, from_environment

if TYPE_CHECKING:
    from rich.console import Console

    from coach.verification import Checked, CheckedSentence, ClaimVerifier

EXAMPLES = """
Examples:

- coach check answer.txt --question "How do I get promoted?"

- pbpaste | coach check - --question "How do I get promoted?"

- coach check --batch answers.jsonl > checked.jsonl

- coach check answer.txt --verify-with openai:gpt-...
"""
MAX_QUESTION, MAX_ANSWER = 8_000, 40_000  # characters
_HINT = 'Write {"id": ..., "question": "...", "answer": "... [P3]"}.'
_TOLD = {
    "supported": ("holds", "green"),
    "unsupported": ("does not hold", "red"),
    "uncited": ("cites nothing", "red"),
    "unknown_citation": ("cites what does not exist", "red"),
    "not_a_claim": ("says nothing to check", "dim"),
}
_UNDECIDED = ("cannot tell", "yellow")
_WIDEST = max(len(told) for told, _ in _TOLD.values())
_WRONG = ("unsupported", "uncited", "unknown_citation")


def check(
    answer: Annotated[
        str, typer.Argument(help="A file that holds the answer, citations like [P3]; - reads standard input.")
    ] = "",
    question: Annotated[
        str,
        typer.Option("--question", help="What was asked; the answer may say it again without a citation's support."),
    ] = "",
    batch: Annotated[
        Path | None, typer.Option("--batch", help="Check a JSONL file of answers, in order; - reads standard input.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    verify_with: Annotated[
        str,
        typer.Option(
            "--verify-with",
            help="The chat model that judges what the rules leave open, as provider:model.",
            envvar="COACH_VERIFY_WITH",
            show_default="none: the rules alone; with --json or --batch the offline judge",
        ),
    ] = "",
    base_url: BaseUrlOption = "",
    corpus: CorpusOption = "",
) -> None:
    """Check an answer of any assistant, sentence by sentence, against the principles that it cites."""
    settings = from_environment(corpus)
    if batch is not None:
        if answer or question:
            raise SettingsError("An answer or a question and --batch were both given", "Give one of them.")
        verifier, opened = _verifier(verify_with, base_url, settings) or _judge(), _corpus(settings)

        def reply(item: Item, number: int) -> Item:
            return _face(_check(*_pair(item.get("question"), item.get("answer")), opened, verifier))

        stop_if(answer_lines(batch, reply, _refused, _HINT), "answer that can be checked")
        return
    if not answer:
        raise SettingsError("There is no answer", "Give a file that holds one, or - and the answer on standard input.")
    given = _pair(question, _text(answer))
    verifying = _verifier(verify_with, base_url, settings)
    if as_json:
        print(faces.line(_face(_check(*given, _corpus(settings), verifying or _judge()))))
        return
    from coach.verification import RulesAlone

    _show(_check(*given, _corpus(settings), verifying or RulesAlone()), render.console())


def _verifier(name: str, base_url: str, settings: Settings) -> ClaimVerifier | None:
    """Return the chat model that judges; None where none was named."""
    if not name.strip():
        return None
    from coach.model.open import open_model
    from coach.verification import Verifier

    return Verifier(open_model(name.strip(), settings.cache, base_url=base_url))


def _judge() -> ClaimVerifier:
    """Return the offline judge: a program gets a verdict on every sentence, and is told what that is worth."""
    from coach.verification import OfflineVerifier

    remark(
        "What the rules leave open, the offline judge decides, and it is often wrong (coach judge --about says how "
        "often). Take the rest as a reason to look, not as a verdict."
    )
    return OfflineVerifier()


def _corpus(settings: Settings) -> Corpus:
    from coach.corpus.find import find_corpus
    from coach.corpus.read import read_corpus

    return read_corpus(find_corpus(settings.corpus))


def _check(question: str, answer: str, corpus: Corpus, verifier: ClaimVerifier) -> Checked:
    """Check an answer that may name a row of a table by its short id, where only one has it; whole ids are told."""
    from coach.corpus.snapshot import aliases
    from coach.verification import check_text

    whole = aliases(principle.id for principle in corpus.principles)
    named = tuple(replace(corpus.principle(id_), id=short) for short, id_ in whole.items())
    found = check_text(question, answer, replace(corpus, principles=(*corpus.principles, *named)), verifier)
    told = tuple(
        replace(one, cites=tuple(dict.fromkeys(whole.get(name, name) for name in one.cites))) for one in found.sentences
    )
    return replace(found, sentences=told)


def _face(found: Checked) -> dict[str, Any]:
    return {
        "grounded": found.grounded,
        "sentences": [
            {"text": sentence.text, "cites": list(sentence.cites), "verdict": sentence.verdict}
            | ({"why": sentence.why} if sentence.why else {})
            for sentence in found.sentences
        ],
    }


def _show(found: Checked, out: Console) -> None:
    """Print each sentence with what was found, and what follows for the whole."""
    from rich.text import Text

    for sentence in found.sentences:
        told, style = _UNDECIDED if _is_open(sentence) else _TOLD[sentence.verdict]
        line = Text.assemble((f"{told:>{_WIDEST}}  ", style), safe(" ".join(sentence.text.split())))
        for place, part in enumerate(line.wrap(out, out.width)):
            out.print(part if place == 0 else Text(" " * (_WIDEST + 2)) + part, soft_wrap=True)
        if sentence.why and not _is_open(sentence):
            render.paragraph(Text(f"({safe(sentence.why)})", style="dim"), out, indent=_WIDEST + 2)
    undecided = sum(map(_is_open, found.sentences))
    wrong = sum(sentence.verdict in _WRONG for sentence in found.sentences) - undecided
    out.print()
    if found.grounded:
        out.print("Grounded: every sentence that says something rests on what it cites.")
    elif wrong:
        out.print(f"Not grounded: {wrong} of {len(found.sentences)} sentences do not rest on what they cite.")
    elif not undecided:
        out.print("Not grounded: no sentence rests on a principle.")
    if undecided:
        some = "1 sentence is" if undecided == 1 else f"{undecided} sentences are"
        render.paragraph(Text(f"Without a chat model I cannot tell whether {some} supported: see --verify-with."), out)


def _is_open(sentence: CheckedSentence) -> bool:
    """Tell whether the rules found nothing wrong, and nobody was there to judge the rest."""
    from coach.verification import UNDECIDED

    return sentence.verdict == "unsupported" and sentence.why.endswith(UNDECIDED)


def _refused(error: CoachError) -> Item:
    return {"grounded": False, "sentences": [], "error": {"message": error.message, "hint": error.hint}}


def _pair(question: Any, answer: Any) -> tuple[str, str]:
    """Return the question and the answer, both as text that can be checked."""
    for name, text, limit in (("question", question, MAX_QUESTION), ("answer", answer, MAX_ANSWER)):
        if not isinstance(text, str):
            raise LineError(f"There is no {name}, as text", _HINT)
        if len(text) > limit:
            raise LineError(f"The {name} has {len(text):,} characters; {limit:,} is the limit", f"Shorten the {name}.")
        if words.has_control_characters(text):
            raise LineError(f"The {name} holds control characters", "Give it as plain text.")
    return question, answer


def _text(path: str) -> str:
    try:
        given = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return given.decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror or error}", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not text in UTF-8", "Save it as UTF-8.") from error
