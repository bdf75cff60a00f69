"""Cuts a long text where it may be cut: between sentences, or in an endless one at commas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach import words
from coach.documents.blocks import Block
from coach.documents.sizes import LIMIT, TARGET, tokens

_CLAUSE_ENDS = (re.compile(r"[,;:、，；：]\s*"), re.compile(r"\s+"))
_REACH = 8 * LIMIT  # characters: a token has seven letters and a space at most


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text begins and ends."""
    place = 0
    for sentence in words.sentences(text):
        begins = text.index(sentence, place)
        place = begins + len(sentence)
        yield begins, place


def clauses(text: str, start: int, end: int, limit: int = LIMIT) -> Iterator[tuple[int, int]]:
    """Yield parts of about the target's size that end at a comma or, failing that, between words or signs."""
    place = start
    while end - place > _REACH or tokens(text[place:end]) > limit:
        reach = place + _characters(text[place : min(end, place + _REACH)], TARGET)
        half = place + (reach - place) // 2
        ends = [[found.end() for found in clause_end.finditer(text, half, reach)] for clause_end in _CLAUSE_ENDS]
        stop = next((found[-1] for found in ends if found), reach)
        yield place, stop
        place = stop
    yield place, end


def _characters(text: str, size: int) -> int:
    """Return how many characters have about this many tokens."""
    reach = min(len(text), 8 * size)
    while reach > 1 and tokens(text[:reach]) > size:
        reach = max(1, reach * size // max(size + 1, tokens(text[:reach])))
    return reach


def part(block: Block, start: int, end: int) -> Block:
    """Return a part of a block with its marks."""
    text = block.text[start:end]
    is_rest = start > 0
    start += len(text) - len(text.lstrip())
    text = text.strip()
    before = [number for offset, number in block.marks if offset <= start]
    marks = [(0, before[-1] if before else block.number)]
    marks += [(offset - start, number) for offset, number in block.marks if start < offset < start + len(text)]
    share = len(text) / max(1, len(block.text))
    linked = round(block.linked * share)
    goes_on = block.goes_on or is_rest
    cut = Block(block.kind, text, tuple(marks), block.level, linked, block.label, block.within, goes_on)
    cut.leads, cut.is_next = block.leads, block.is_next and not is_rest
    return cut
