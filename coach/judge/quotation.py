"""Whether a claim is the evidence's own words, and whether they still mean there what the claim makes of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from coach import words
from coach.judge import signs

Quoted = Literal["whole", "torn", "no"]
_CLAUSE = re.compile(r"[,;:()–—]")
_FEWEST_WORDS = 3  # fewer, out of a sentence, are a topic and state nothing


def quoted(claim: str, evidence: str) -> Quoted:
    """Tell how one sentence stands in the evidence: word for word, but for letter case and the marks around it.

    Returns:
        ``whole`` where what its sentence there says besides holds nothing that turns the meaning; ``torn`` where the
        rest of its clause does ("wait for a promotion" out of "Don't wait for a promotion"); else ``no``.
    """
    quote = _plain(claim).strip(" \"'.!?…,;:")
    if not words.words(quote):
        return "no"
    pattern = re.compile(rf"(?<!\w){re.escape(quote)}(?!\w)")
    is_statement = len(words.words(quote)) >= _FEWEST_WORDS
    found = [
        _rest(sentence[: match.start()], sentence[match.end() :], is_statement)
        for sentence in _plain_sentences(evidence)
        if quote in sentence
        for match in pattern.finditer(sentence)
    ]
    if "whole" in found:
        return "whole"
    return "torn" if "torn" in found and "no" not in found else "no"


def _rest(before: str, after: str, is_statement: bool) -> Quoted:
    """Tell what the rest of a sentence does to the words taken out of it."""
    if not words.words(before + after):
        return "whole"
    if not is_statement:
        return "no"
    if not _turns(before) and not _turns(after):
        return "whole"
    return "torn" if _turns(_CLAUSE.split(before)[-1]) else "no"


def _turns(text: str) -> bool:
    return any(word in signs.TURNING or word.endswith("n't") for word in words.words(text))


@lru_cache(maxsize=64)
def _plain_sentences(evidence: str) -> tuple[str, ...]:
    return tuple(map(_plain, words.sentences(evidence)))


def _plain(text: str) -> str:
    return words.canonical(text).lower()
