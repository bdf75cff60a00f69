"""Tables as text: comma, semicolon, tab or bar between the cells."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from io import StringIO
from itertools import accumulate

from coach.documents.blocks import Content
from coach.documents.decode import decode
from coach.documents.formats.sheet import SheetRow, add_sheet
from coach.documents.limits import Limits, RefusedFile

_DELIMITERS = ",;\t|"
_SWALLOWED_LINES = 60  # in one cell: a quotation mark that was never closed took the rows for text


def read_csv(content: bytes, limits: Limits, columns: Mapping[str, str]) -> Content:
    """Read a table; its header says which column holds the principles (`principles.FIELDS`).

    Raises:
        RefusedFile: it has no rows, a quotation mark is not closed, or two columns have one name.
    """
    decoded = decode(content)
    csv.field_size_limit(min(limits.characters, 2**31 - 1))
    rows: list[SheetRow] = []
    reader = csv.reader(StringIO(decoded.text, newline=""), delimiter=_delimiter(decoded.text), strict=True)
    line, cells = 1, 0
    try:
        for row in reader:
            if reader.line_num - line > _SWALLOWED_LINES:
                raise RefusedFile(f"a cell that goes on for {reader.line_num - line} lines (line {line})", _CLOSE)
            above = accumulate((cell.count("\n") for cell in row), initial=line)
            rows.append(SheetRow(line, tuple(row), tuple(above)[: len(row)]))
            line, cells = reader.line_num + 1, cells + len(row)
            if cells > limits.cells:
                raise RefusedFile(f"more than {limits.cells:,} cells", "Split it.")
    except csv.Error as error:
        raise RefusedFile(f"a table that cannot be read: {error} (line {line})", _CLOSE) from error
    if len([row for row in rows if any(cell.strip() for cell in row.cells)]) < 2:
        raise RefusedFile("no rows", "Give it a line of column names and one line a principle.")
    found = Content("line", remarks=list(decoded.remarks))
    add_sheet(found, rows, columns)
    return found


_CLOSE = 'Close every quotation mark; one inside a cell is written twice ("").'


def _delimiter(text: str) -> str:
    """Return the sign that divides the most rows into as many cells as the header has, at least two.

    Rows are what a reader makes of the whole text: a quoted cell of several lines is one cell. Where no sign divides
    the first row so, the table has a title above it, and the sign that divides the most rows alike is taken.
    """
    best, most = ",", (False, 0)
    for sign in _DELIMITERS:
        counts = _cells(text, sign)
        usual, times = Counter(counts).most_common(1)[0] if counts else (0, 0)
        if usual < 2 or times * 2 <= len(counts):
            continue
        found = (counts[0] == usual, times * usual)
        if found > most:
            best, most = sign, found
    return best


def _cells(text: str, sign: str) -> list[int]:
    """Return how many cells each row has, up to where a quotation mark is not closed."""
    counts: list[int] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True):
            if any(cell.strip() for cell in row):
                counts.append(len(row))
    except csv.Error:
        pass  # told when the table is read
    return counts
