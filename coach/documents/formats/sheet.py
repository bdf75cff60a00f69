"""A table that is a file or a sheet: rows of cells become principles where a column holds them, else plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coach.documents.blocks import Content, PrincipleEntry
from coach.documents.formats.principles import checked, citable, columns_of, is_principles, shortened
from coach.documents.formats.sheet_rows import SheetRow, plain_rows
from coach.documents.limits import RefusedFile

__all__ = ["SheetRow", "add_sheet"]


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
    blocks, remarks = plain_rows(rows, name)
    content.blocks += blocks
    content.remarks += remarks


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
    told = ""
    for row in rows:
        filled = len(row.cells) - next((n for n, cell in enumerate(reversed(row.cells)) if cell.strip()), 0)
        if filled > width or (len(row.cells) < width and content.unit == "line"):
            ragged.append(f"{content.unit} {row.number}: {len(row.cells)} cells where {width} are named")
            continue
        fields = {field: _cell(row, place) for field, place in found.items()}
        if "id" in found:
            fields["id"], remark = citable(fields["id"], header[found["id"]])
            told = told or remark
        why = _text_line(row, found["rationale"]) if "rationale" in found else 0
        entries.append(PrincipleEntry(fields, row.number, name, _text_line(row, found["text"]), why))
    kept, remarks = checked(entries, content.unit, content.principles)
    content.principles += kept
    content.remarks += [*([told] if told else []), *_left_out(rows, found, header, name), *shortened(ragged), *remarks]


def _left_out(rows: Sequence[SheetRow], found: Mapping[str, int], header: Sequence[str], name: str) -> list[str]:
    """Return a remark that names the columns beside those that are read, with how many cells of theirs are filled."""
    counts = {place: sum(bool(_cell(row, place)) for row in rows) for place in range(len(header))}
    columns = [
        f"{header[place] or f'column {place + 1}'!r} ({count})"
        for place, count in counts.items() if count and place not in found.values()
    ]  # fmt: skip
    where = f"{name}: c" if name else "C"
    return [f"{where}olumns left out, with their cells: {', '.join(columns)}."] if columns else []


def _text_line(row: SheetRow, place: int) -> int:
    """Return the line where the text in a cell begins, in a file of lines; else 0."""
    if place >= len(row.lines):
        return 0
    cell = row.cells[place]
    return row.lines[place] + cell.count("\n", 0, len(cell) - len(cell.lstrip()))
