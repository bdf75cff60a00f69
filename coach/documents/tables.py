"""Tables of a document: which row says what the others are, and which tables only lay out a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from coach import words
from coach.documents.blocks import Block, Marks

_PRINTED = re.compile(r"[^\s|:-]")  # a row of dashes is a rule, also where an author misplaced it
_ASKS = re.compile(r"(?:who|what|when|where|why|how|which|wer|was|wann|wo|warum|wie)\b", re.IGNORECASE)
_NAME_WORDS = 2
_LINE_CHARACTERS = 270  # some 45 words, which is what a quotation grows to
_LABEL_CHARACTERS = 60  # a header cell is a name, not a sentence
BETWEEN_CELLS = " | "  # no sentence ends here (see `coach.words`), so a row is quoted whole, not half


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
    """Return a table's blocks: one a row, introduced by the header; a layout table's own blocks as they are.

    A row's cells stand side by side, so that a quotation is "up to 2 years | 4 weeks" and never one cell without the
    other. The header row is no text of its own where the file calls it a header and it names columns; else it is both.
    """
    rows = [row for row in rows if any(_PRINTED.search(cell.text) for cell in row)]
    if not rows:
        return []
    if _is_layout(rows):
        return [block for row in rows for cell in row for block in cell.blocks]
    header = rows[0] if len(rows) > 1 and is_header(rows[0]) else None
    if header is None:
        return [_row_block(row, within) for row in rows]
    are_names = all(len(cell.text) <= 2 * _LABEL_CHARACTERS for cell in header)
    first = [] if _is_sure(header) and are_names else [_row_block(header, within)]
    return first + _under_sections(
        [under_header(row, header, within, place == 0) for place, row in enumerate(rows[1:])]
    )


def _under_sections(rows: list[Block]) -> list[Block]:
    """Return the rows; those below one that is a single cell and forbids ("Never") stand below that one too."""
    section: Block | None = None
    for row in rows:
        if BETWEEN_CELLS not in row.text:
            section = replace(row, leads=()) if words.forbids(row.text) else None
        elif section:
            row.leads, row.is_next = (*row.leads, section), False
    return rows


def under_header(row: Row, header: Row, within: str, is_next: bool = False) -> Block:
    """Return a row with the header that introduces it; empty cells keep their place, or the next one takes it.

    Args:
        row: The cells.
        header: The names of their columns.
        within: The sheet of a workbook.
        is_next: The row stands directly below the header.
    """
    block = _row_block(row, within, keeps_places=True)
    block.leads, block.is_next = (_row_block(header, within, keeps_places=True),), is_next
    return block


def _is_sure(header: Row) -> bool:
    return all(cell.is_header for cell in header if cell.blocks)


def is_header(row: Row) -> bool:
    """Tell whether a row names columns: the file says so, or every cell is a short name."""
    filled = [cell for cell in row if cell.blocks]
    if len(row) < 2 or not filled:
        return False
    if _is_sure(row):
        return True
    are_names = all(
        len(cell.text) <= _LABEL_CHARACTERS and "\n" not in cell.text and cell.text[-1] not in ".?。？"
        for cell in filled
    )
    if are_names and any(words.forbids(cell.text) for cell in filled):
        return True
    if len(row) == 2 and any(len(cell.text.split()) > _NAME_WORDS and not _ASKS.match(cell.text) for cell in row):
        return False  # "Salary | Everybody decides together" is the first of the pairs
    return are_names and len(filled) == len(row) >= 2


def _is_layout(rows: Sequence[Row]) -> bool:
    """Tell whether a table only arranges text: one column, or headings and lists inside its cells."""
    if all(sum(bool(cell.blocks) for cell in row) <= 1 for row in rows):
        return True
    return any(block.kind in ("heading", "row", "code") for row in rows for cell in row for block in cell.blocks)


def _row_block(row: Row, within: str, keeps_places: bool = False) -> Block:
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    length = linked = 0
    # A short row is one line, for a quotation ends with its line; in a long one a cell's lines are sentences of a list.
    in_cell = " " if sum(len(cell.text) for cell in row) <= _LINE_CHARACTERS else "\n"
    empty = 0
    for cell in row:
        for number, block in enumerate(cell.blocks):
            joint = (in_cell if number else BETWEEN_CELLS) if parts else ""
            if not number:
                joint += f"{BETWEEN_CELLS.strip()} " * empty
                empty = 0
            length += len(joint)
            marks += _new_marks(block.marks, length, marks)
            parts += [joint, block.text.replace("\n", in_cell)]
            length += len(block.text)
            linked += block.linked
        empty += keeps_places and not cell.blocks
    return Block("row", "".join(parts), tuple(marks), linked=linked, within=within)


def _new_marks(marks: Marks, offset: int, before: list[tuple[int, int]]) -> list[tuple[int, int]]:
    moved = [(offset + place, number) for place, number in marks]
    return moved[1:] if before and moved and before[-1][1] == moved[0][1] else moved
