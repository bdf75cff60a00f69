"""What became of every file of a folder, kept so that the next run reads only what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coach.documents import FileRead, Stamp
from coach.errors import CorpusError

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
        stale: Why it cannot be opened now, where its last reading still stands; else empty.
        members: Entries of an archive that were meant to be read and could not be, each a failed file; none where the
            archive itself is one, for nothing of it was read.
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
    stale: str = ""
    members: tuple[FileKept, ...] = ()


def kept(read: FileRead) -> FileKept:
    """Return what is kept of a file that was read; entries that are no file by themselves are among its remarks."""
    passages = [passage for document in read.documents for passage in document.passages]
    is_failed = read.outcome == "failed"
    failed = [one for one in read.members if one.outcome == "failed" and not is_failed]
    told = [one for one in read.members if one.outcome == "skipped" or (one.outcome == "failed" and is_failed)]
    return FileKept(
        path=read.path,
        outcome=read.outcome,
        reason=read.reason,
        remedy=read.remedy,
        format=read.format,
        documents=len(read.documents),
        passages=len(passages),
        quotable=sum(not passage.no_advice for passage in passages),
        remarks=(*read.remarks, *(f"{one.path}: {one.outcome}, {one.reason}" for one in told)),
        same_as=read.same_as,
        stamp=read.stamp,
        members=tuple(FileKept(one.path, one.outcome, one.reason, one.remedy) for one in failed),
    )


def with_members(files: Iterable[FileKept]) -> Iterator[FileKept]:
    """Yield every file, each archive followed by those of its entries that were meant to be read and could not be."""
    for file in files:
        yield file
        yield from file.members


def write_files(snapshot: Path, files: Iterable[FileKept]) -> None:
    """Write the files of a snapshot, one a line."""
    with (snapshot / FILES).open("w", encoding="utf-8") as lines:
        for file in files:
            lines.write(json.dumps(asdict(file)) + "\n")


def read_files(snapshot: Path) -> dict[str, FileKept]:
    """Return the files of a snapshot by path.

    Raises:
        CorpusError: it is damaged.
    """
    try:
        with (snapshot / FILES).open(encoding="utf-8") as lines:
            return {file.path: file for file in map(_file, map(json.loads, lines))}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        corpus = snapshot.parent.parent.name
        raise CorpusError(
            f"What became of the files of {corpus} cannot be read: {type(error).__name__}: {error}",
            f"Run: coach corpus sync {corpus} --all",
        ) from error


def _file(plain: dict[str, Any]) -> FileKept:
    stamp, members = plain.pop("stamp"), plain.pop("members", ())
    plain["remarks"] = tuple(plain["remarks"])
    return FileKept(**plain, stamp=Stamp(**stamp) if stamp else None, members=tuple(map(_file, members)))


def stamps(files: Mapping[str, FileKept]) -> dict[str, Stamp]:
    """Return what tells whether a file changed, for each that was opened."""
    return {path: file.stamp for path, file in files.items() if file.stamp is not None}
