"""A table that is a file or a sheet: rows of cells become principles where a column holds them, else plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median_low

from coach.documents.blocks import Content, PrincipleEntry
from coach.documents.formats.principles import (
    checked,
    chosen_in_vain,
    citable,
    columns_of,
    has_chosen_text,
    is_principles,
    with_column,
)
from coach.documents.formats.sheet_header import Headed, SheetRow, fitting, headed
from coach.documents.formats.sheet_rows import plain_rows
from coach.documents.limits import RefusedFile

__all__ = ["SheetRow", "add_sheet"]
_LEADING = 10  # rows that may name the columns


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
        table = headed(rows[place:])
        header = table.header.cells
        text = columns_of(header, columns)["text"]
        if table.is_sure and (
            has_chosen_text(header, columns) or is_principles(_cell(row, text) for row in table.below)
        ):
            _add_principles(content, table, columns, name)
            return
    names = [cell for row in rows[:_LEADING] if _has_several(row) for cell in row.cells]
    blocks, remarks = plain_rows(rows, name)
    content.blocks += blocks
    content.remarks += [*_lacking(names, columns, name), *remarks]


def _header_place(rows: Sequence[SheetRow], columns: Mapping[str, str]) -> int | None:
    """Return which of the leading rows names the columns: the first with the one chosen for the text, else known.

    A row of a single cell is a title, unless only a few rows have more: commas in texts without quotation marks.
    """
    leading = range(min(_LEADING, len(rows)))
    several = [place for place in leading if _has_several(rows[place])]
    is_one_column = 2 * sum(map(_has_several, rows)) < len(rows)
    may_be = (*several, *leading) if is_one_column else several
    chosen = [place for place in may_be if has_chosen_text(rows[place].cells, columns)]
    known = (place for place in several if "text" in columns_of(rows[place].cells, columns))
    return chosen[0] if chosen else next(known, None)


def _has_several(row: SheetRow) -> bool:
    return sum(bool(cell.strip()) for cell in row.cells) > 1


def _cell(row: SheetRow, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _refuse_doubles(header: Sequence[str]) -> None:
    named = [name.lower() for name in header if name]
    if double := next((name for name in named if named.count(name) > 1), ""):
        raise RefusedFile(f"two columns named {double!r}", "Give each column its own name.")


def _add_principles(content: Content, table: Headed, columns: Mapping[str, str], name: str) -> None:
    """Add the rows of a table; those that do not fit it are left out where they are a minority."""
    header, rows = [cell.strip() for cell in table.header.cells], table.below
    _refuse_doubles(header)
    found, is_chosen = columns_of(header, columns), has_chosen_text(header, columns)
    entries: list[PrincipleEntry] = []
    told = ""
    fit, ragged = _fitting(table)
    for row in fit:
        fields = {field: with_column(field, header[place], _cell(row, place)) for field, place in found.items()}
        if "id" in found:
            fields["id"], remark = citable(fields["id"], header[found["id"]])
            told = told or remark
        why = _text_line(row, found["rationale"]) if "rationale" in found else 0
        entries.append(PrincipleEntry(fields, row.number, name, _text_line(row, found["text"]), why, is_chosen))
    kept, remarks = checked(entries, content.unit, content.principles)
    content.principles += kept
    left_out = [*_left_out(rows, found, header, name), *ragged, *remarks]
    content.remarks += [*table.remarks, *_lacking(header, columns, name), *([told] if told else []), *left_out]


def _lacking(header: Sequence[str], columns: Mapping[str, str], name: str) -> list[str]:
    return [f"{name}: {one[0].lower()}{one[1:]}" if name else one for one in chosen_in_vain(header, columns)]


def _fitting(table: Headed) -> tuple[list[SheetRow], list[str]]:
    """Return the rows to read, and what to say of the others and of those that lack cells as most do."""
    width, named = len(table.header.cells), table.header.filled
    usual = median_low(len(row.cells) for row in table.below) if table.below else 0
    kept, told = fitting(
        table, lambda row: row.filled > width or (bool(row.lines) and len(row.cells) < min(named, usual))
    )
    return [table.below[place] for place in kept], told


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
