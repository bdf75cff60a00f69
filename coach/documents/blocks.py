"""What a format's reader hands on: blocks of clean text, each knowing where its characters stand in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from coach import words
from coach.documents.records import Unit

Kind = Literal["heading", "paragraph", "item", "row", "code", "note"]
Marks = tuple[tuple[int, int], ...]
# Japanese and Chinese, and their punctuation: a line break between two such signs is no space.
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_UNPAIRED = re.compile("[\ud800-\udfff]")
_WIDE_END = "。！？"


@dataclass(slots=True)
class Block:
    """One paragraph, list item, table row, heading, code listing or footnote.

    Attributes:
        kind: What it is.
        text: Without markup; lines of a block are its cells or its hard line breaks.
        marks: Pairs (offset in ``text``, line or page), in order.
        level: 1-6 of a heading; the depth of a list item, outermost 1.
        linked: How many of the characters stand inside a link.
        label: What is embedded in front of a row, or the language of a code listing; never quoted.
        within: The sheet of a workbook.
        goes_on: It belongs to the list item of the block before.
        is_apart: Something was left out before it: no quotation goes on from the block before.
        leads: What introduces it, outermost first: a sentence, an item, the header of its table (see `leads`).
        is_next: It stands directly below the last of these.
    """

    kind: Kind
    text: str
    marks: Marks
    level: int = 0
    linked: int = 0
    label: str = ""
    within: str = ""
    goes_on: bool = False
    is_apart: bool = False
    leads: tuple[Block, ...] = ()
    is_next: bool = False

    @property
    def number(self) -> int:
        """The line, page, row, slide or paragraph where it begins."""
        return self.marks[0][1] if self.marks else 1


@dataclass(slots=True)
class PrincipleEntry:
    """One principle as a table or a list of objects gives it.

    Attributes:
        fields: Named as in `principles.FIELDS`.
        number: The line, row or entry where it begins.
        within: The sheet of a workbook.
        text_line: The line where its text begins, where the text has the line breaks of the file; else 0.
        rationale_line: The same of its rationale.
        is_chosen: Somebody said that its text is a principle: it may be quoted, however little it says.
    """

    fields: dict[str, str]
    number: int
    within: str = ""
    text_line: int = 0
    rationale_line: int = 0
    is_chosen: bool = False


@dataclass(slots=True)
class Content:
    """What stands in one file, before it is split into passages."""

    unit: Unit
    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    principles: list[PrincipleEntry] = field(default_factory=list)


def printable(text: str) -> str:
    """Return a text without what cannot be seen or stored: entities, JSON and PDFs can spell any sign."""
    return _UNPAIRED.sub("\ufffd", _CONTROL.sub(" ", words.visible(text)))


class TextMaker:
    """Puts clean text together from pieces and remembers the line or page of each.

    White space is folded into single spaces; `break_line` keeps a line break, `wrap` is one that only wraps.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[tuple[int, int]] = []
        self._pending = ""  # what joins the next piece: "", " ", "\n", or "wrap"
        self.linked = 0

    def add(self, text: str, number: int, is_link: bool = False) -> None:
        """Add a piece that stands in line (or page, ...) ``number``; it holds no line break."""
        folded = re.sub(r"\s+", " ", text if text.isprintable() else printable(text))
        if folded.startswith(" "):
            self._pending = self._pending or " "
            folded = folded[1:]
        trailing = folded.endswith(" ")
        folded = folded.rstrip(" ")
        if not folded:
            self._pending = self._pending or (" " if trailing else "")
            return
        joint = self._joint(folded) if self._length else ""
        self._parts.append(joint + folded)
        if not self._marks or self._marks[-1][1] != number:
            self._marks.append((self._length + len(joint), number))
        self._length += len(joint) + len(folded)
        self.linked += len(folded) if is_link else 0
        self._pending = " " if trailing else ""

    def break_line(self) -> None:
        """Begin a line of its own with the next piece."""
        self._pending = "\n"

    def wrap(self) -> None:
        """Go on in the next line of the file, which is the same line of text."""
        if self._pending != "\n":
            self._pending = "wrap"

    def done(self) -> tuple[str, Marks]:
        """Return the text and its marks."""
        return "".join(self._parts), tuple(self._marks)

    def block(self, kind: Kind, level: int = 0) -> Block:
        """Return a block of the text so far."""
        return Block(kind, *self.done(), level=level, linked=self.linked)

    def __bool__(self) -> bool:
        """Whether there is any text."""
        return self._length > 0

    def __len__(self) -> int:
        """How many characters there are."""
        return self._length

    @property
    def last_piece(self) -> str:
        """What was added last."""
        return self._parts[-1] if self._parts else ""

    def _joint(self, following: str) -> str:
        if self._pending != "wrap":
            return self._pending
        last = self._parts[-1][-1]
        if not (_WIDE.match(last) and _WIDE.match(following)):
            return " "
        return "\n" if last in _WIDE_END else ""


def sections(blocks: list[Block]) -> Iterator[tuple[tuple[Block, ...], list[Block]]]:
    """Yield each heading path with the blocks under it; an empty path for what stands before the first heading."""
    path: list[Block] = []
    under: list[Block] = []
    for block in blocks:
        if block.kind != "heading":
            under.append(block)
            continue
        if under:
            yield tuple(path), under
            under = []
        path = [*(one for one in path if one.level < block.level), block]
    if under:
        yield tuple(path), under
