"""Rows of a sheet, and whether they fit the row that names their columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median_high

from coach.counted import counted
from coach.documents.formats.principles import columns_of, shortened

_MEND = "Name every column, and put texts with a comma in quotation marks."


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of a row.

    Attributes:
        number: As a spreadsheet program counts; of a text file, its first line.
        cells: Their texts.
        lines: Of a text file, the line where each cell begins; else none.
    """

    number: int
    cells: tuple[str, ...]
    lines: tuple[int, ...] = ()

    @property
    def filled(self) -> int:
        """How many cells it has up to the last that holds something."""
        return max((place for place, cell in enumerate(self.cells, start=1) if cell.strip()), default=0)

    @property
    def end(self) -> int:
        """The number of the row, or of its last line in a text file."""
        return self.number + (sum(cell.count("\n") for cell in self.cells) if self.lines else 0)

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{'line' if self.lines else 'row'} {self.number}"

    def beside(self, named: int) -> str:
        """Return that it does not fit a header."""
        return f"{self.place}: {counted(len(self.cells), 'cell')} where {named} {'is' if named == 1 else 'are'} named"


@dataclass(frozen=True, slots=True)
class Headed:
    """Rows below the one that names their columns.

    Attributes:
        header: Wide enough for most of the rows; a column that nobody named is empty.
        below: The rows.
        remarks: What to say of names that are lacking.
        is_sure: Whether each name stands above its column; where not, a comma may have parted a text in most rows.
    """

    header: SheetRow
    below: tuple[SheetRow, ...]
    remarks: tuple[str, ...] = ()
    is_sure: bool = True


def headed(rows: Sequence[SheetRow]) -> Headed:
    """Return rows, the first as their header.

    A few rows with more cells are torn ones; where most have more, it is the header that lacks names: in front where
    the first column counts the rows, as ``write.table`` of R writes it, else at its end.
    """
    header, below = rows[0], tuple(rows[1:])
    width = len(header.cells)
    wide = median_high(row.filled for row in below) if below else 0
    lacking = ("",) * (wide - width)
    if not lacking:
        return Headed(header, below)
    told = f"{header.place}: {width} {'column is' if width == 1 else 'columns are'} named where most rows have {wide}"
    if len(lacking) == 1 and _is_counted(header, below):
        wider = replace(header, cells=(*lacking, *header.cells), lines=header.lines[:1] + header.lines)
        return Headed(wider, below, (f"{told}; the first, which counts the rows, has no name.",))
    wider = replace(header, cells=header.cells + lacking, lines=header.lines + header.lines[-1:] * len(lacking))
    if not header.lines:  # no comma divides the cells of a workbook
        return Headed(wider, below, (f"{told}.",))
    return Headed(wider, below, (f"{told}; each row stands as a whole. {_MEND}",), is_sure=False)


def fitting(table: Headed, is_left_out: Callable[[SheetRow], bool]) -> tuple[list[int], list[str]]:
    """Return which rows of a table are read, from 0, and what to say of the others and of those that lack cells.

    Args:
        table: The rows.
        is_left_out: Whether one does not fit; of a text file a row may lack cells all the same.
    """
    width, named = len(table.header.cells), table.header.filled
    kept: list[int] = []
    told: list[str] = []
    for place, row in enumerate(table.below):
        if is_left_out(row):
            told.append(f"{row.beside(width)}, left out")
            continue
        if row.lines and len(row.cells) < named:
            told.append(f"{row.beside(named)}, read as they stand")
        kept.append(place)
    return kept, shortened(told)


def _is_counted(header: SheetRow, rows: Sequence[SheetRow]) -> bool:
    """Tell whether all rows have one cell more than a header of words, and the first of them counts the rows."""
    is_named = any(map(str.isalpha, header.cells[0])) and columns_of(header.cells, {}).get("id") != 0
    counts = [str(number) for number, _ in enumerate(rows, start=1)]
    return (
        is_named
        and all(len(row.cells) == len(header.cells) + 1 for row in rows)
        and [row.cells[0].strip() for row in rows] == counts
    )
