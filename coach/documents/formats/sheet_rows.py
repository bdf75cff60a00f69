"""Rows of a sheet in which no column is known to hold principles: one row one passage, quoted from its texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

from coach.documents.blocks import Block, TextMaker
from coach.documents.formats.principles import LIMITS, columns_of, is_principles
from coach.documents.formats.sheet_header import Headed, SheetRow, fitting, headed
from coach.documents.tables import Cell, Row, row_blocks, under_header

_NAME_CHARACTERS = 60  # a column's name is no sentence
_NAMED = 12  # columns that a remark names
_LEADING = 10  # rows that are looked at as a header wider than the first


def plain_rows(rows: Sequence[SheetRow], name: str) -> tuple[list[Block], list[str]]:
    """Return rows as blocks under a heading that is the sheet's name, and what to say of how they were read.

    Quoted are the columns that hold texts, with the label before them, below their names, and those that say whom or
    when a row is for; the other cells (numbers, dates) are embedded in front and told. Where no column holds texts, a
    row is all of its cells.
    """
    if not rows:
        return [], []
    blocks = [Block("heading", name, ((0, rows[0].number),), level=2)] if name else []
    remarks: list[str] = []
    for table in _tables(rows):
        found, told = _table(table, name)
        blocks += found
        remarks += told
    return blocks, remarks


def _tables(rows: Sequence[SheetRow]) -> list[Sequence[SheetRow]]:
    """Return the tables that stand one below the other.

    Another one begins where, below a blank row, more columns are named than any row above has, and the next row is as
    wide.
    """
    wide = [*accumulate((row.filled for row in rows), max)]
    begins = [
        place for place, (above, row, below) in enumerate(zip(rows, rows[1:], rows[2:], strict=False), start=1)
        if row.number > above.end + 1 and min(row.filled, below.filled) > wide[place - 1]
        and _names_columns(_cells(row))
    ]  # fmt: skip
    return [rows[first:last] for first, last in pairwise([0, *begins, len(rows)])]


def _table(rows: Sequence[SheetRow], name: str) -> tuple[list[Block], list[str]]:
    cells = [*map(_cells, rows)]
    start = _header_place(cells)
    if start is None:
        return row_blocks(cells, name), []
    above = row_blocks(cells[:start], name)
    table = headed(rows[start:])
    header = _cells(table.header)
    below, misfits = _fitting(table, cells[start + 1 :])
    quoted = _quoted(below, len(header)) if table.is_sure else {}
    found = columns_of(table.header.cells, {}) if quoted else {}
    limits = {found[field]: False for field in LIMITS if field in found}
    quoted |= {place: is_text for place, is_text in limits.items() if place not in quoted}
    remarks = [_told(header, quoted, [*limits], name), *table.remarks, *misfits]
    if not quoted:
        for cell in header:
            cell.is_header = True
        return above + (row_blocks([header, *below], name) if below else []), remarks
    return above + [block for row in below for block in _row(row, quoted, header, name)], remarks


def _fitting(table: Headed, cells: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Return the cells of the rows of a table, and what to say of rows of a text file that do not fit its header.

    One with more cells is left out: a comma within a text parted it. One with fewer may be the name of a section.
    """
    kept, told = fitting(table, lambda row: bool(row.lines) and row.filled > len(table.header.cells))
    return [cells[place] for place in kept], told


def _header_place(cells: Sequence[Row]) -> int | None:
    """Return which row names the columns: the first with more than half of the cells of the widest, all short.

    Where most rows reach beyond it, it may be a title of two cells: then the first that stands out from those below it.
    """
    wide = max(map(_filled, cells), default=0)
    found = [place for place, row in enumerate(cells[:-1]) if _names_columns(row) and 2 * _filled(row) > wide]
    if not found:
        return None
    first, below = found[0], cells[found[0] + 1 :]
    if 2 * sum(_reach(row) > _reach(cells[first]) for row in below) < len(below):
        return first
    wider = [place for place in found if _reach(cells[place]) > _reach(cells[first])]
    leading = [first, *wider[:_LEADING]]
    return next((place for place in leading if _stands_out(cells[place], cells[place + 1 :])), first)


def _stands_out(row: Row, below: Sequence[Row]) -> bool:
    """Tell whether a row of names only has one above a column that holds texts or figures."""
    columns = [
        (cell.text, [other[place].text for other in below if place < len(other) and other[place].blocks])
        for place, cell in enumerate(row) if cell.blocks
    ]  # fmt: skip
    return all(_are_names([name]) for name, _ in columns) and any(
        not is_principles([name]) and (is_principles(texts) or not _are_names(texts)) for name, texts in columns
    )


def _names_columns(row: Row) -> bool:
    filled = [cell.text for cell in row if cell.blocks]
    return len(filled) >= 2 and all(
        len(text) <= _NAME_CHARACTERS and "\n" not in text and text[-1] not in ".!。！" for text in filled
    ) | (len(filled) >= 2 and all(len(text) <= _NAME_CHARACTERS // 2 for text in filled))


def _filled(row: Row) -> int:
    return sum(bool(cell.blocks) for cell in row)


def _reach(row: Row) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell.blocks), default=0)


def _quoted(rows: Sequence[Row], width: int) -> dict[int, bool]:
    """Return the columns to quote, each with whether it holds texts; one that does not is the label of the first."""
    columns = {place: [row[place].text for row in rows if place < len(row)] for place in range(width)}
    found = {place: True for place, texts in columns.items() if is_principles(text for text in texts if text)}
    if not found:
        return {}
    named = (place for place in range(min(found) - 1, -1, -1) if _are_names(columns[place]))
    label = next(named, None)
    return {label: False, **found} if label is not None else found


def _are_names(texts: Sequence[str]) -> bool:
    """Tell whether the cells of a column are names: most have letters, and no figures."""
    return 2 * sum(any(map(str.isalpha, text)) and not any(map(str.isdigit, text)) for text in texts) >= len(texts)


def _row(row: Row, quoted: Mapping[int, bool], header: Row, name: str) -> list[Block]:
    """Return the block of a row; of one without any text, all of its cells."""
    has_text = any(is_text and place < len(row) and row[place].blocks for place, is_text in quoted.items())
    shown = [place for place, cell in enumerate(row) if cell.blocks and (not has_text or place in quoted)]
    if not shown:
        return []
    beside = [place for place, cell in enumerate(row) if place not in shown and cell.blocks]
    names = [header[place] if place < len(header) else Cell() for place in range(len(row))]
    block = under_header([row[place] for place in shown], [names[place] for place in shown], name)
    block.leads = tuple(lead for lead in block.leads if lead.text)
    block.label = ", ".join(_named(names[place].text, row[place].text) for place in beside)
    return [block]


def _named(name: str, text: str) -> str:
    """Return a cell that is only embedded: what it is, where it does not say so itself ("Limit: 300")."""
    return text if any(map(str.isalpha, text)) or not name else f"{name}: {text}"


def _told(header: Row, quoted: Mapping[int, bool], limits: Sequence[int], name: str) -> str:
    names = [cell.text for cell in header]
    texts = [place for place, is_text in quoted.items() if is_text]
    where = f"{name}: no" if name else "No"
    found = ", ".join(f"{each!r}" for each in names[:_NAMED] if each) + (", ..." if len(names) > _NAMED else "")
    example = next((names[place] for place in texts if place not in limits), "") or "COLUMN"
    said = ", ".join(f"{names[place]!r}" for place in texts if names[place])
    from_ = f", quoted from {said}" if said else ""
    other = ", ".join(f"{each!r}" for place, each in enumerate(names) if each and place not in quoted)
    from_ += f" (the cells of {other} are searched and never quoted)" if said and other else ""
    return (
        f"{where} column is known to hold principles (found: {found}); each row is one passage{from_}. "
        f"To make each row a principle: --column {_argument(f'text={example}')}."
    )


def _argument(text: str) -> str:
    return f'"{text}"' if " " in text else text


def _cells(row: SheetRow) -> Row:
    return [Cell(_lines(row, place)) for place in range(len(row.cells))]


def _lines(row: SheetRow, place: int) -> list[Block]:
    """Return a cell's paragraphs."""
    blocks: list[Block] = []
    first = row.lines[place] if row.lines else row.number
    for number, line in enumerate(row.cells[place].split("\n")):
        text = TextMaker()
        text.add(line, first + number if row.lines else first)
        blocks += [text.block("paragraph")] if text else []
    return blocks
