"""What became of every file of a folder, kept so that the next run reads only what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from coach.documents import FileRead, Stamp

FILES = "files.jsonl"


@dataclass(frozen=True, slots=True)
class FileKept:
    """A file as it was read.

    Attributes:
        path: From the folder.
        outcome: ``indexed``, ``skipped`` or ``failed``.
        reason: Why it was not indexed.
        remedy: What to do about that.
        format: As found.
        documents: How many documents it holds.
        passages: How many passages these hold.
        quotable: How many of these may be quoted.
        remarks: What was left out or guessed.
        same_as: An earlier file with the same bytes; else empty.
        stamp: Size, time and hash; None where it was not opened.
    """

    path: str
    outcome: str
    reason: str = ""
    remedy: str = ""
    format: str = ""
    documents: int = 0
    passages: int = 0
    quotable: int = 0
    remarks: tuple[str, ...] = ()
    same_as: str = ""
    stamp: Stamp | None = None


def kept(read: FileRead) -> FileKept:
    """Return what is kept of a file that was read; entries of an archive that failed are among its remarks."""
    passages = [passage for document in read.documents for passage in document.passages]
    members = [f"{one.path}: {one.outcome}, {one.reason}" for one in read.members if one.reason]
    return FileKept(
        path=read.path,
        outcome=read.outcome,
        reason=read.reason,
        remedy=read.remedy,
        format=read.format,
        documents=len(read.documents),
        passages=len(passages),
        quotable=sum(not passage.no_advice for passage in passages),
        remarks=(*read.remarks, *members),
        same_as=read.same_as,
        stamp=read.stamp,
    )


def write_files(snapshot: Path, files: Iterable[FileKept]) -> None:
    """Write the files of a snapshot, one a line."""
    with (snapshot / FILES).open("w", encoding="utf-8") as lines:
        for file in files:
            lines.write(json.dumps(asdict(file)) + "\n")


def read_files(snapshot: Path) -> dict[str, FileKept]:
    """Return the files of a snapshot by path.

    Raises:
        OSError, ValueError, TypeError, KeyError: it is damaged.
    """
    found: dict[str, FileKept] = {}
    with (snapshot / FILES).open(encoding="utf-8") as lines:
        for line in lines:
            plain = json.loads(line)
            stamp = Stamp(**plain.pop("stamp")) if plain["stamp"] else plain.pop("stamp")
            plain["remarks"] = tuple(plain["remarks"])
            found[plain["path"]] = FileKept(**plain, stamp=stamp)
    return found


def stamps(files: Mapping[str, FileKept]) -> dict[str, Stamp]:
    """Return what tells whether a file changed, for each that was opened."""
    return {path: file.stamp for path, file in files.items() if file.stamp is not None}
