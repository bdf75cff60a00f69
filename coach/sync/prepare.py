"""Reads what changed in a folder into a new snapshot, which nothing names yet."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from pathlib import Path

from coach.corpus import snapshot as kept
from coach.documents import READER, Changes, FileRead, compare, read_folder
from coach.errors import CorpusError, EnvironmentFault
from coach.sync.difference import Difference, difference
from coach.sync.files import FileKept, read_files, stamps, write_files
from coach.sync.files import kept as kept_of
from coach.sync.folder import Collection, new_snapshot
from coach.sync.write import write_documents


@dataclass(frozen=True, slots=True)
class Prepared:
    """A snapshot that may be published.

    Attributes:
        snapshot: Its folder.
        difference: What it changes.
    """

    snapshot: Path
    difference: Difference

    def discard(self) -> None:
        """Remove it; the one in use stays."""
        shutil.rmtree(self.snapshot, ignore_errors=True)


def prepare(
    collection: Collection, on_file: Callable[[FileRead, int], None] = lambda read, all_: None, is_all: bool = False
) -> Prepared | None:
    """Read what changed since the snapshot in use; the caller holds the collection's lock.

    Args:
        collection: The corpus.
        on_file: Told of each file that was read, and how many there are to read.
        is_all: Read every file again.

    Returns:
        A new snapshot, or None where no file changed.

    Raises:
        CorpusError: the folder has gone, or nothing of it is left.
        EnvironmentFault: it cannot be written.
    """
    before, files_before, is_reusable = _before(collection)
    is_reusable = is_reusable and not is_all
    if not collection.source.is_dir():
        raise CorpusError(
            f"The folder of {collection.name} has gone: {collection.source}",
            "What was read of it stays in use. If it has moved, remove the corpus and add it from there.",
        )
    known = stamps(files_before) if is_reusable else {}
    changes = compare(known, collection.source, collection.options)
    if is_reusable and not changes:
        return None
    if changes.empties:
        raise CorpusError(
            f"No document is left in {collection.source}: all {len(changes.removed)} files have gone",
            f"What was read stays in use. If this is meant: coach corpus remove {collection.name}",
        )
    snapshot = new_snapshot(collection)
    try:
        files = _read(collection, snapshot, _Step(before if is_reusable else None, changes, files_before, on_file))
        found = difference(snapshot, before, files, files_before)
        if not found.passages:
            raise CorpusError(f"Nothing in {collection.source} can be quoted ({len(files)} files)", _why(found))
    except OSError as error:  # reading a document never raises one: that file is failed, and the next one is read
        shutil.rmtree(snapshot, ignore_errors=True)
        raise EnvironmentFault(
            f"What was read cannot be written to {snapshot.parent}: {error.strerror or error}",
            "Free some disk, or set COACH_DATA to another folder. What was published stays in use.",
        ) from error
    except BaseException:
        shutil.rmtree(snapshot, ignore_errors=True)
        raise
    return Prepared(snapshot, found)


@dataclass(frozen=True, slots=True)
class _Step:
    before: Path | None
    changes: Changes
    files_before: dict[str, FileKept]
    on_file: Callable[[FileRead, int], None]


class _Unless(Container[str]):
    """Every path but the unchanged ones: also those that are skipped, so that each file has its reason."""

    def __init__(self, unchanged: Container[str]) -> None:
        self._unchanged = unchanged

    def __contains__(self, path: object) -> bool:
        return path not in self._unchanged


def _before(collection: Collection) -> tuple[Path | None, dict[str, FileKept], bool]:
    """Return the snapshot in use, its files, and whether unchanged files can be taken from it."""
    names = kept.named(collection.folder)
    if not names:
        return None, {}, False
    snapshot = collection.snapshots / names[0]
    try:
        is_reusable = kept.read_facts(snapshot)["reader"] == READER  # else files become other passages now
        return snapshot, read_files(snapshot), is_reusable
    except (OSError, ValueError, KeyError, TypeError, CorpusError):  # damaged: everything is read again
        return None, {}, False


def _read(collection: Collection, snapshot: Path, step: _Step) -> dict[str, FileKept]:
    unchanged = set(step.changes.unchanged)
    files = {path: replace(step.files_before[path], stamp=step.changes.stamps[path]) for path in unchanged}
    count = len(step.changes.added) + len(step.changes.changed)

    def told(read: FileRead) -> None:
        files[read.path] = kept_of(read)
        step.on_file(read, count)

    reads = read_folder(collection.source, collection.options, only=_Unless(unchanged))
    write_documents(snapshot, step.before, unchanged, reads, told)
    ordered = {path: files[path] for path in sorted(files)}
    write_files(snapshot, ordered.values())
    return ordered


def _why(found: Difference) -> str:
    path, reason, remedy = next(iter(found.failed), ("", "", ""))
    return f"{path}: {reason}. {remedy}" if path else "Add documents: Markdown, HTML, PDF, Word, text and others."
