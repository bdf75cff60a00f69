"""Quotation marks of any kind, paired as a reader pairs them (standard library only)."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MARK = re.compile("[\"“”„‟«»「」『』‘’']")
_OPENS, _CLOSES, _SINGLE = "“„«「『‘", "”»」』’", "‘’'"
_BEFORE_OPENING = re.compile(r"[\s(\[{/*_—–-]")
_AFTER_CLOSING = re.compile(r"[\s.,;:!?…)\]}\[［【(/*_—–”»’\"-]")
_DEEPEST = 8  # marks within marks beyond which nobody can tell them apart


@dataclass(frozen=True, slots=True)
class Marked:
    """Words between two marks.

    Attributes:
        begin: Where the opening mark stands.
        end: Behind the closing mark.
        text: The words between them.
        is_single: Between single marks, which may be apostrophes.
    """

    begin: int
    end: int
    text: str
    is_single: bool


def marked(text: str, breaks: Sequence[int] = ()) -> list[Marked]:
    """Return the words between quotation marks, in the order in which they end; those within others too.

    A closing mark that nothing opened belongs to the first quotation since the last break: the opening mark of one
    inside it was lost, or what looked like its end was an apostrophe.

    Args:
        text: A paragraph.
        breaks: Where no quotation goes on unless its mark is still open (citations), in order.
    """
    found = [*_pairs(text, breaks, False), *_pairs(text, breaks, True)]
    return sorted(found, key=lambda mark: (mark.end, -mark.begin))


def _pairs(text: str, breaks: Sequence[int], is_single: bool) -> Iterator[Marked]:
    opened: list[int] = []
    first = -1  # where the first quotation since the last break begins
    passed = 0
    for match in _MARK.finditer(text):
        at = match.start()
        if (match[0] in _SINGLE) != is_single or _is_apostrophe(text, at):
            continue
        now = bisect(breaks, at)
        if now > passed and not opened:
            first = -1
        passed = now
        if _opens(text, at, bool(opened)):
            opened = [*opened[-_DEEPEST:], at]
            continue
        begin = opened.pop() if opened else first
        if begin >= 0 and text[begin + 1 : at].strip():
            first = begin if first < 0 or begin < first else first
            yield Marked(begin, at + 1, text[begin + 1 : at], is_single)


def _is_apostrophe(text: str, at: int) -> bool:
    return text[at] in "’'" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()


def _opens(text: str, at: int, is_open: bool) -> bool:
    """Tell whether a mark opens: by what stands around it, else by its own shape."""
    before, sign, after = text[at - 1 : at] or " ", text[at], text[at + 1 : at + 2] or " "
    may_open = bool(_BEFORE_OPENING.match(before)) and not after.isspace()
    may_close = not before.isspace() and bool(_AFTER_CLOSING.match(after))
    if may_open != may_close and (sign not in _OPENS + _CLOSES or _is_turned(sign, may_open, is_open)):
        return may_open
    if sign in _OPENS or sign in _CLOSES:
        return sign in _OPENS
    return not is_open


def _is_turned(sign: str, may_open: bool, is_open: bool) -> bool:
    """Tell whether a mark is used the other way round: „German“, »Danish«."""
    return (sign in "“«" and not may_open and is_open) or (sign == "»" and may_open)
