"""Plain text: paragraphs between blank lines, lists by their marks, headings by their rules or capitals."""

from __future__ import annotations

import re

from coach.documents.blocks import Block, Content, Kind, TextMaker
from coach.documents.decode import decode
from coach.documents.limits import Limits

_ITEM = re.compile(r"(\s*)(?:[-*+•▪‣◦·–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+(?=\S)")
_RULE = re.compile(r"\s*([=\-~#*_])\1{2,}\s*$")
_HEADING_CHARACTERS = 80
_WRAPPED_WIDTH = 120  # a file with longer lines is not wrapped: each of its lines is a paragraph


def read_text(content: bytes, limits: Limits) -> Content:
    """Read a text file.

    Raises:
        RefusedFile: it is not text.
    """
    decoded = decode(content)
    lines = decoded.text.split("\n")
    is_wrapped = max(len(line) for line in lines) <= _WRAPPED_WIDTH
    blocks: list[Block] = []
    paragraph: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        is_rule = bool(_RULE.match(line))
        if is_rule and len(paragraph) == 1 and len(paragraph[0][1]) <= _HEADING_CHARACTERS:
            blocks += _blocks(paragraph, heading=1 if line.strip()[0] == "=" else 2)
            paragraph = []
        elif is_rule or not line.strip():
            blocks += _blocks(paragraph)
            paragraph = []
        else:
            if paragraph and (not is_wrapped or _ITEM.match(line)):
                blocks += _blocks(paragraph)
                paragraph = []
            paragraph.append((number, line))
    return Content("line", blocks + _blocks(paragraph), remarks=list(decoded.remarks))


def _blocks(lines: list[tuple[int, str]], heading: int = 0) -> list[Block]:
    """Return the block that these lines are: none, a heading, an item or a paragraph."""
    if not lines:
        return []
    first = lines[0][1]
    item = _ITEM.match(first)
    kind: Kind = "heading" if heading else "item" if item else "paragraph"
    if kind == "paragraph" and len(lines) == 1 and _is_shouted(first):
        kind, heading = "heading", 2
    text = TextMaker()
    for place, (number, line) in enumerate(lines):
        if place:
            text.wrap()
        text.add(line[item.end() :] if item and not place else line, number)
    return [text.block(kind, heading or (1 + len(item[1].expandtabs()) // 2 if item else 0))]


def _is_shouted(line: str) -> bool:
    """Tell whether a line is a heading in capitals."""
    letters = [sign for sign in line if sign.isalpha()]
    return 3 <= len(letters) <= _HEADING_CHARACTERS and line == line.upper() and line != line.lower()
