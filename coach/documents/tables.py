"""Tables of a document: which row says what the others are, and which tables only lay out a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from coach.documents.blocks import Block, Marks

_PRINTED = re.compile(r"[^\s|:-]")  # a row of dashes is a rule, also where an author misplaced it
_LABEL_CHARACTERS = 60  # a header cell is a name, not a sentence


@dataclass(slots=True)
class Cell:
    """A cell's blocks; ``is_header`` where the file says so (``th``, a repeated header row)."""

    blocks: list[Block] = field(default_factory=list)
    is_header: bool = False

    @property
    def text(self) -> str:
        """Its blocks, each in a line of its own."""
        return "\n".join(block.text for block in self.blocks)


Row = list[Cell]


def row_blocks(rows: Sequence[Row], within: str = "") -> list[Block]:
    """Return a table's blocks: one a row, labelled by the header; a layout table's own blocks as they are.

    A row's cells stand in lines of their own, so that a quotation is one cell's words. The header row is no text of its
    own where it only names columns.
    """
    rows = [row for row in rows if any(_PRINTED.search(cell.text) for cell in row)]
    if not rows:
        return []
    if _is_layout(rows):
        return [block for row in rows for cell in row for block in cell.blocks]
    header = rows[0] if len(rows) > 1 and is_header(rows[0]) else None
    label = ", ".join(cell.text for cell in header if cell.text) if header else ""
    return [_row_block(row, label, within) for row in rows[1 if header else 0 :]]


def is_header(row: Row) -> bool:
    """Tell whether a row names columns: the file says so, or every cell is a short name."""
    filled = [cell for cell in row if cell.blocks]
    if len(filled) < 2:
        return False
    if all(cell.is_header for cell in filled):
        return all(len(cell.text) <= 2 * _LABEL_CHARACTERS for cell in filled)
    return len(filled) == len(row) and all(
        len(cell.text) <= _LABEL_CHARACTERS and "\n" not in cell.text and cell.text[-1] not in ".!?。！？:："
        for cell in filled
    )


def _is_layout(rows: Sequence[Row]) -> bool:
    """Tell whether a table only arranges text: one column, or headings and lists inside its cells."""
    if all(sum(bool(cell.blocks) for cell in row) <= 1 for row in rows):
        return True
    return any(block.kind in ("heading", "row", "code") for row in rows for cell in row for block in cell.blocks)


def _row_block(row: Row, label: str, within: str) -> Block:
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    length = linked = 0
    for block in (block for cell in row for block in cell.blocks):
        marks += _new_marks(block.marks, length, marks)
        parts.append(block.text)
        length += len(block.text) + 1
        linked += block.linked
    return Block("row", "\n".join(parts), tuple(marks), linked=linked, label=label, within=within)


def _new_marks(marks: Marks, offset: int, before: list[tuple[int, int]]) -> list[tuple[int, int]]:
    moved = [(offset + place, number) for place, number in marks]
    return moved[1:] if before and moved and before[-1][1] == moved[0][1] else moved
