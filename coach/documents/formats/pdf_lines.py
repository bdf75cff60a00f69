"""The lines of a PDF as they are printed: where each begins, how large and how bold it is, without page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-–—|\s]*(?:\d{1,4}|[ivxlc]{1,7})[-–—|\s]*(?:(?:of|/)\s*\d{1,4})?\s*", re.IGNORECASE
)
_ENTRY = re.compile(r"[\s.…](\d{1,3})$")
_EDGE_LINES = 3  # at the head and the foot of a page, where running titles and page numbers stand
_FURNITURE_PAGES = 3  # a line at the same height on as many pages is no text
_INITIAL = re.compile(r"[\"“‘']?[^\W\d_a-zß-ÿ]")
_INITIAL_SIZE = 1.8  # of the size of most letters of the page
_SUPERSCRIPT = 0.8  # of the size around it; a smaller number is the mark of a footnote


@dataclass(slots=True)
class Line:
    """One printed line; ``x`` and ``y`` are points from the lower left corner, ``size`` is most of its letters'."""

    page: int
    text: str
    x: float
    y: float
    size: float
    is_bold: bool
    initial: str = ""  # the large letter that begins its text, where a chapter begins with one


Piece = tuple[str, float, float, float, bool]  # text, x, y, size, whether bold


def pieces_of(page: PageObject) -> list[Piece]:
    """Return the pieces of text of a page, in the order of its content; a line ends where a piece says so.

    Raises:
        Exception: whatever pypdf raises on a damaged page.
    """
    pieces: list[Piece] = []

    def visit(text: str, cm: list[float], tm: list[float], font: dict[str, Any] | None, size: float) -> None:
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        name = str((font or {}).get("/BaseFont", "")).lower()
        pieces.append((text, x, y, size * scale, "bold" in name or "black" in name or "heavy" in name))

    page.extract_text(visitor_text=visit)
    return pieces


def page_lines(pieces: list[Piece], number: int) -> list[Line]:
    """Return the lines that these pieces of a page make."""
    pieces, initials = _without_initials(pieces)
    lines: list[Line] = []
    current: list[Piece] = []
    for text, x, y, size, is_bold in pieces:
        for place, part in enumerate(text.split("\n")):
            if place:
                lines += _line(current, number)
                current = []
            if part:
                current.append((part, x, y, size, is_bold))
    lines += _line(current, number)
    for initial in initials:
        _restore(initial, lines)
    return lines


def _without_initials(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces without the large first letters of chapters, and these."""
    sizes = sorted(size for text, _, _, size, _ in pieces for _ in text.strip())
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    initials = [
        piece for piece in pieces
        if _INITIAL.fullmatch(piece[0].strip()) and piece[3] > _INITIAL_SIZE * usual
    ]  # fmt: skip
    return [piece for piece in pieces if piece not in initials], initials


def _restore(initial: Piece, lines: list[Line]) -> None:
    """Give a large first letter to the highest of the lines that stand beside it."""
    letter, x, y, size, _ = initial
    beside = [line for line in lines if line.x > x and y - 2 <= line.y <= y + size]
    if beside and (first := max(beside, key=lambda line: line.y)).text[:1].islower():
        first.initial = letter.strip()
        for line in beside:
            line.x = x  # they are no indented paragraphs


def _line(pieces: list[Piece], page: int) -> list[Line]:
    """Return one line of its pieces, without the marks of footnotes; none where they are blank."""
    written = [piece for piece in pieces if piece[0].strip()]
    if not written:
        return []
    weights: Counter[float] = Counter()
    for text, _, _, size, _ in written:
        weights[round(size, 1)] += len(text.strip())
    size = weights.most_common(1)[0][0]
    kept = [
        piece for place, piece in enumerate(pieces)
        if not (place and piece[3] < _SUPERSCRIPT * size and piece[0].strip().isdigit())
    ]  # fmt: skip
    text = re.sub(r"\s+", " ", "".join(piece[0] for piece in kept)).strip().translate(_LIGATURES)
    bold = sum(len(piece[0]) for piece in written if piece[4])
    is_bold = bold > 0.9 * sum(len(piece[0]) for piece in written)
    return [Line(page, text, written[0][1], written[0][2], size, is_bold)] if text else []


def without_furniture(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Return the pages without running titles and page numbers.

    They stand among the first or last lines of a page, and are a number, or recur at the same height on three pages.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for lines in pages:
        seen.update({_key(line) for line in _edges(lines)})
    return [
        [
            line for line in lines
            if not (any(line is edge for edge in _edges(lines)) and _is_furniture(line, seen))
        ]
        for lines in pages
    ]  # fmt: skip


def without_contents(pages: Sequence[list[Line]]) -> tuple[list[list[Line]], list[int]]:
    """Return the pages without tables of contents, and the numbers of these.

    On such a page at least two lines in five, and five in all, end in page numbers that never go down; one that follows
    needs only two.
    """
    kept: list[list[Line]] = []
    left_out: list[int] = []
    for number, lines in enumerate(pages, start=1):
        numbers = [
            int(found[1])
            for line in lines
            if (found := _ENTRY.search(line.text)) and any(sign.isalpha() for sign in line.text)
        ]
        enough = 2 if left_out and left_out[-1] == number - 1 else 5
        is_contents = len(numbers) >= max(enough, 0.4 * len(lines)) and numbers == sorted(numbers)
        left_out += [number] if is_contents else []
        kept.append([] if is_contents else lines)
    return kept, left_out


def _edges(lines: list[Line]) -> list[Line]:
    """Return the lines nearest to the head and the foot of a page, wherever its content names them."""
    by_height = sorted(lines, key=lambda line: line.y)
    return by_height if len(lines) <= 2 * _EDGE_LINES else by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.y / 3)


def _is_furniture(line: Line, seen: Counter[tuple[str, int]]) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(line.text)) or seen[_key(line)] >= _FURNITURE_PAGES
