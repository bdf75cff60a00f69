"""Plain text: paragraphs between blank lines, lists by their marks, headings by their rules or capitals."""

from __future__ import annotations

import re

from coach.documents.blocks import Block, Content, Kind, TextMaker
from coach.documents.decode import decode
from coach.documents.limits import Limits

# A single letter before another is an abbreviation ("i. e."), and no item.
_ITEM = re.compile(r"(\s*)(?:[-*+•▪‣◦·–]|\(?(\d{1,3})[.)]|\(?([a-z])[.)](?!\s*[a-zA-Z]\.))\s+(?=\S)")
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
    numbers = _Numbers()
    for number, line in enumerate(lines, start=1):
        is_rule = bool(_RULE.match(line))
        if is_rule and len(paragraph) == 1 and len(paragraph[0][1]) <= _HEADING_CHARACTERS:
            blocks += _blocks(paragraph, heading=1 if line.strip()[0] == "=" else 2)
            paragraph = []
        elif is_rule or not line.strip():
            blocks += _blocks(paragraph)
            paragraph = []
        else:
            if paragraph and (not is_wrapped or numbers.is_item(line)):
                blocks += _blocks(paragraph)
                paragraph = []
            if not paragraph:
                numbers.begin(line)
            paragraph.append((number, line))
    return Content("line", blocks + _blocks(paragraph), remarks=list(decoded.remarks))


class _Numbers:
    """Knows which number comes next in a list and in those it stands in."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}  # by how far the numbers are indented

    def begin(self, line: str) -> None:
        """Take note of a line that begins a paragraph or an item."""
        item = _ITEM.match(line)
        if item is None:
            self._last = {}
        elif number := _number(item):
            self._last[len(item[1].expandtabs())] = number

    def is_item(self, line: str) -> bool:
        """Tell whether a line inside a text begins an item: a number does that is the first, or comes next."""
        item = _ITEM.match(line)
        number = _number(item) if item else 0
        return item is not None and number in (0, 1, self._last.get(len(item[1].expandtabs()), 0) + 1)


def _number(item: re.Match[str]) -> int:
    """Return the number that an item begins with; 1 for a; 0 for a bullet."""
    return int(item[2]) if item[2] else ord(item[3]) - ord("a") + 1 if item[3] else 0


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
