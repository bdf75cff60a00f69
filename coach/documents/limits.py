"""How much one file may cost, and what is done when it costs more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from coach.documents.records import Outcome


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take; more is a failed file with the limit in its reason.

    The defaults leave room: the largest file of the three handbooks at hand is 0.8 MB, takes 5 s and gives 0.4 million
    characters. Without them a 385 KB docx grew to 717 MB (``reference/facts.md``, section 6).

    Attributes:
        time_s: Wall-clock time.
        memory_mb: Address space of the reading process.
        file_mb: Size of a file.
        characters: Text that comes out of a file.
        entries: Entries of a zip (docx, odt, pptx and xlsx are zips too).
        unpacked_mb: Size of all entries together.
        part_mb: Size of one entry that is read.
        ratio: Unpacked to packed size of an entry above 1 MB; text compresses to a fifth, XML to a thirtieth.
        depth: How deep elements, lists or objects may be nested.
        cells: Cells of a table.
        pages: Pages of a PDF.
    """

    time_s: float = 60.0
    memory_mb: int = 1536
    file_mb: float = 64.0
    characters: int = 8_000_000
    entries: int = 10_000
    unpacked_mb: float = 512.0
    part_mb: float = 64.0
    ratio: float = 200.0
    depth: int = 200
    cells: int = 2_000_000
    pages: int = 5_000


@dataclass(frozen=True, slots=True)
class Options:
    """How a folder is read.

    Attributes:
        limits: What one file may take.
        workers: Reading processes; 0 means one a core.
        columns: Which column of a table holds what, where its header does not say: ``{"text": "Guidance"}``; the names
            are those of `coach.documents.formats.principles.FIELDS`.
        exclude: Paths from the folder that are left out.
    """

    limits: Limits = Limits()
    workers: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()


class RefusedFile(Exception):
    """A file that is not read, or not further; it ends this file only.

    Args:
        reason: Why, in a few words.
        remedy: What to do about it, in one sentence.
        outcome: ``skipped`` where nobody would expect the file to be read.
        remarks: What was left out of it, where that is why nothing remains.
    """

    def __init__(
        self,
        reason: str,
        remedy: str = "",
        outcome: Literal["skipped", "failed"] = "failed",
        remarks: Sequence[str] = (),
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
        self.outcome: Outcome = outcome
        self.remarks = tuple(remarks)
