"""`coach judge`: whether a text supports a claim; one claim, or a file of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from coach.cli import faces
from coach.cli.batch import Item, LineError, answer_lines, stop_if
from coach.cli.options import CorpusOption, remark
from coach.cli.render import safe
from coach.errors import CoachError, SettingsError
from coach.judge import Judge, about, evidence_of, open_judge
from coach.records import Corpus
from coach.settings import from_environment

EXAMPLES = """
Examples:

- coach judge "Wait until you are promoted before you think about strategy" --cites P1

- coach judge "Feedback is due every Friday" --evidence "Give feedback once a week, on Fridays."

- coach judge --batch claims.jsonl > verdicts.jsonl

- coach judge --about
"""
MAX_CLAIM, MAX_EVIDENCE = 8_000, 200_000  # characters
_HINT = 'Write {"id": ..., "claim": "...", "cites": ["P3"]} or {"id": ..., "claim": "...", "evidence": "..."}.'
OpenCorpus = Callable[[], Corpus]


def judge(
    claim: Annotated[str | None, typer.Argument(help="The claim; - reads it from standard input.")] = None,
    evidence: Annotated[str | None, typer.Option("--evidence", help="The text that should support it.")] = None,
    cites: Annotated[
        list[str] | None, typer.Option("--cites", help="A principle that should support it; may be repeated.")
    ] = None,
    batch: Annotated[
        Path | None, typer.Option("--batch", help="Judge a JSONL file of claims, in order; - reads standard input.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    tell_about: Annotated[bool, typer.Option("--about", help="Say how often this judge is right, and stop.")] = False,
    corpus: CorpusOption = "",
) -> None:
    """Judge whether a text supports a claim, from 0 to 1. A reason to look, not a verdict: see --about."""
    judging = open_judge()
    opened = _corpus_reader(corpus)

    def verdict(item: Item, number: int) -> Item:
        return _verdict(
            judging.score([_pair(item.get("claim"), item.get("evidence"), item.get("cites"), opened)])[0], judging
        )

    if tell_about:
        print(safe(about(judging.identity)))
        return
    if batch is not None:
        if claim is not None or evidence is not None or cites:
            raise SettingsError("A claim and --batch were both given", "Give one of them.")
        stop_if(answer_lines(batch, verdict, _refused, _HINT), "claim that can be judged")
        return
    if claim is None:
        raise SettingsError("There is no claim", 'Give one: coach judge "..." --cites P3')
    if (evidence is None) == (not cites):
        raise SettingsError("A claim is judged against --evidence or against --cites", "Give one of the two.")
    listed = [part.strip() for each in cites for part in each.split(",")] if cites else None
    text, given = _pair(sys.stdin.read() if claim == "-" else claim, evidence, listed, opened)
    score = judging.score([(text, given)])[0]
    if as_json:
        print(faces.line(_verdict(score, judging)))
        return
    print(
        f"{'Supported' if score >= judging.threshold else 'Not supported'}: "
        f"score {score:.2f}, supported from {judging.threshold:.2f}"
    )
    remark("How often this judge is right: coach judge --about")


def _refused(error: CoachError) -> Item:
    return {"score": 0.0, "supported": False, "error": {"message": error.message, "hint": error.hint}}


def _verdict(score: float, judging: Judge) -> dict[str, Any]:
    return {"score": round(score, 4), "supported": score >= judging.threshold}


def _pair(claim: Any, evidence: Any, cites: Any, corpus: OpenCorpus) -> tuple[str, str]:
    """Return the claim and the text that should support it."""
    if not isinstance(claim, str):
        raise LineError("There is no claim, as text", _HINT)
    if (evidence is None) == (cites is None):
        raise LineError("A claim needs either evidence or cites" + (", not both" if cites is not None else ""), _HINT)
    if cites is None:
        if not isinstance(evidence, str):
            raise LineError("The evidence is not text", _HINT)
        given = evidence
    else:
        if not isinstance(cites, list) or not cites or not all(isinstance(name, str) for name in cites):
            raise LineError("cites is not a list of principle ids", _HINT)
        opened = corpus()
        try:
            given = evidence_of(cites, opened)
        except CoachError as error:
            raise LineError(error.message, error.hint) from error
    for name, text, limit in (("claim", claim, MAX_CLAIM), ("evidence", given, MAX_EVIDENCE)):
        if len(text) > limit:
            raise LineError(f"The {name} has {len(text):,} characters; {limit:,} is the limit", f"Shorten the {name}.")
    return claim, given


def _corpus_reader(name: str) -> OpenCorpus:
    """Return what reads the corpus when it is first asked to: a claim with its evidence needs none."""

    @cache
    def read() -> Corpus:
        from coach.corpus.find import find_corpus
        from coach.corpus.read import read_corpus

        return read_corpus(find_corpus(from_environment(name).corpus))

    return read
