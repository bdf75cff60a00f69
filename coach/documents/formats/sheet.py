"""A table that is a file or a sheet: rows of cells become principles where a column holds them, else plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.documents.blocks import Block, Content, PrincipleEntry, TextMaker
from coach.documents.formats.principles import checked, columns_of, is_principles, shortened
from coach.documents.limits import RefusedFile
from coach.documents.tables import Cell, is_header, row_blocks


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of a row, and its number as a spreadsheet program counts."""

    number: int
    cells: tuple[str, ...]


def add_sheet(content: Content, rows: Sequence[SheetRow], columns: Mapping[str, str], name: str = "") -> None:
    """Add a table to a file's content.

    Args:
        content: Is added to.
        rows: All rows, the header among them; blank ones are passed over.
        columns: The user's choice of columns.
        name: The sheet's.

    Raises:
        RefusedFile: two columns of principles have the same name.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    place = _header_place(rows, columns)
    if place is not None:
        header = [cell.strip() for cell in rows[place].cells]
        found = columns_of(header, columns)
        if "text" in found and is_principles(_cell(row, found["text"]) for row in rows[place + 1 :]):
            _refuse_doubles(header)
            _add_principles(content, rows[place + 1 :], found, header, name)
            return
    content.blocks += _plain_rows(rows, name)


def _header_place(rows: Sequence[SheetRow], columns: Mapping[str, str]) -> int | None:
    """Return which row names the columns: the first of the leading ten with a column of text, else the first of two."""
    for place, row in enumerate(rows[:10]):
        if "text" in columns_of(row.cells, columns) and sum(bool(cell.strip()) for cell in row.cells) > 1:
            return place
    return None


def _cell(row: SheetRow, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _refuse_doubles(header: Sequence[str]) -> None:
    named = [name.lower() for name in header if name]
    if double := next((name for name in named if named.count(name) > 1), ""):
        raise RefusedFile(f"two columns named {double!r}", "Give each column its own name.")


def _add_principles(
    content: Content, rows: Sequence[SheetRow], found: Mapping[str, int], header: Sequence[str], name: str
) -> None:
    width = len(header)
    entries: list[PrincipleEntry] = []
    ragged: list[str] = []
    for row in rows:
        filled = len(row.cells) - next((n for n, cell in enumerate(reversed(row.cells)) if cell.strip()), 0)
        if filled > width or (len(row.cells) < width and content.unit == "line"):
            ragged.append(f"{content.unit} {row.number}: {len(row.cells)} cells where {width} are named")
            continue
        entries.append(PrincipleEntry({field: _cell(row, place) for field, place in found.items()}, row.number, name))
    kept, remarks = checked(entries, content.unit)
    content.principles += kept
    content.remarks += shortened(ragged) + remarks


def _plain_rows(rows: Sequence[SheetRow], name: str) -> list[Block]:
    """Return a table's rows as blocks under a heading that is the sheet's name."""
    heading = [Block("heading", name, ((0, rows[0].number),), level=2)] if name and rows else []
    cells = [[Cell(_lines(cell, row.number)) for cell in row.cells] for row in rows]
    wide = max((sum(bool(cell.blocks) for cell in row) for row in cells), default=0)
    start = next((place for place, row in enumerate(cells) if is_header(row) and 2 * _filled(row) > wide), 0)
    return heading + row_blocks(cells[:start], name) + row_blocks(cells[start:], name)


def _filled(row: Sequence[Cell]) -> int:
    return sum(bool(cell.blocks) for cell in row)


def _lines(cell: str, number: int) -> list[Block]:
    """Return a cell's paragraphs."""
    blocks: list[Block] = []
    for line in cell.split("\n"):
        text = TextMaker()
        text.add(line, number)
        blocks += [text.block("paragraph")] if text else []
    return blocks
