"""Excel workbooks by openpyxl, which reads row by row and knows dates, shared texts and stored results of formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from coach.documents.blocks import Content
from coach.documents.formats.package import Package
from coach.documents.formats.sheet import SheetRow, add_sheet
from coach.documents.limits import Limits, RefusedFile

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_NO_VALUE = re.compile(rb"<f[^>]*>[^<]*</f>\s*(?:<v\s*/>|<v>\s*</v>|</c>)|<f[^>]*/>\s*</c>")
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
_EMPTY_ROWS = 1_000  # a sheet formatted to its last row holds a million of them


def read_xlsx(content: bytes, limits: Limits, columns: Mapping[str, str]) -> Content:
    """Read a workbook: every visible sheet, the stored values of formulas.

    Raises:
        RefusedFile: it is damaged, a bomb, too large, or no workbook.
    """
    package = Package(content, limits)
    empty_formulas = 0
    for name in package.names:  # read under limits before openpyxl reads it without
        if name.startswith("xl/") and name.endswith(".xml"):
            part = package.read(name)
            if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part[:4096]:
                raise RefusedFile(f"a document type declaration ({name})", "Save it again in its own program.")
            empty_formulas += len(_NO_VALUE.findall(part)) if _SHEETS.fullmatch(name) else 0
    found = Content("row")
    if empty_formulas:
        found.remarks.append(f"Formulas without a stored result: {empty_formulas}; open and save it in Excel.")
    _add_sheets(found, content, limits, columns)
    return found


def _add_sheets(found: Content, content: bytes, limits: Limits, columns: Mapping[str, str]) -> None:
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [(sheet, _rows(sheet, limits)) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except (RefusedFile, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble over
        raise RefusedFile("damaged Excel workbook", "Open it in Excel and save it again.") from error
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        found.remarks.append(f"Hidden sheets were left out: {', '.join(hidden)}.")
    for sheet, rows in sheets:
        add_sheet(found, rows, columns, sheet.title)


def _rows(sheet: ReadOnlyWorksheet, limits: Limits) -> list[SheetRow]:
    """Return the rows up to the last that holds something; a sheet may claim any size."""
    sheet.reset_dimensions()
    rows: list[SheetRow] = []
    cells = empty = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = tuple(_text(value) for value in values)
        empty = 0 if any(texts) else empty + 1
        cells += len(texts)
        if cells > limits.cells:
            raise RefusedFile(f"more than {limits.cells:,} cells", "Split it.")
        if empty > _EMPTY_ROWS:
            break
        rows.append(SheetRow(number, texts))
    return rows


def _text(value: Any) -> str:
    """Return a value as a person reads it: 3.0 is 3, a date has no midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return (
        value.isoformat(" ")
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else str(value)
    )
