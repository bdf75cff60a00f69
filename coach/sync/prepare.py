"""Reads what changed in a folder into a new snapshot, which nothing names yet."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from pathlib import Path

from coach.corpus.snapshot import named
from coach.documents import FileRead, Stamp, read_folder
from coach.errors import CorpusError, EnvironmentFault
from coach.sync.difference import Difference, difference
from coach.sync.files import FileKept, write_files
from coach.sync.files import kept as kept_of
from coach.sync.folder import Collection, new_snapshot
from coach.sync.look import Look, look, why_closed
from coach.sync.write import Kept, write_documents


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
        """Remove it, unless it is in use by now: whatever ended a run may have come after the switch."""
        try:
            names = named(self.snapshot.parent.parent)
        except CorpusError:
            names = []
        if self.snapshot.name not in names:
            shutil.rmtree(self.snapshot, ignore_errors=True)


def prepare(
    collection: Collection, on_file: Callable[[FileRead, int], None] = lambda read, all_: None, is_all: bool = False
) -> Prepared | None:
    """Read what changed since the snapshot in use; the caller holds the collection's lock.

    A file that was read before and cannot be opened now keeps its last reading, and so do files below a folder that
    cannot be listed. A snapshot in use that is damaged counts as none.

    Args:
        collection: The corpus.
        on_file: Told of each file that was read, and how many there are to read.
        is_all: Read every file again.

    Returns:
        A new snapshot, or None where no file changed.

    Raises:
        SettingsError: a column is chosen for what no table holds.
        CorpusError: the folder has gone, or nothing of it is left.
        EnvironmentFault: it cannot be written.
    """
    found = look(collection)
    if found.is_in_step and not is_all:
        return None
    snapshot = new_snapshot(collection)
    before = found.before
    try:
        files = _Reading(collection, found, is_all).into(snapshot, on_file)
        changes = difference(snapshot, before.snapshot, files, before.files, before.is_damaged)
        if not changes.passages:
            raise CorpusError(f"Nothing in {collection.source} can be quoted ({len(files)} files)", _why(changes))
    except OSError as error:  # reading a document never raises one: that file is failed, and the next one is read
        shutil.rmtree(snapshot, ignore_errors=True)
        raise EnvironmentFault(
            f"What was read cannot be written to {snapshot.parent}: {error.strerror or error}",
            "Free some disk, or set COACH_DATA to another folder. What was published stays in use.",
        ) from error
    except BaseException:
        shutil.rmtree(snapshot, ignore_errors=True)
        raise
    return Prepared(snapshot, changes)


class _Unless(Container[str]):
    """Every path but these: also those that are skipped, so that each file has its reason."""

    def __init__(self, paths: Container[str]) -> None:
        self._paths = paths

    def __contains__(self, path: object) -> bool:
        return path not in self._paths


class _Reading:
    """What becomes of the files of a folder, given the snapshot before."""

    def __init__(self, collection: Collection, found: Look, is_all: bool) -> None:
        self._collection = collection
        self._found = found
        self._is_partial = found.before.is_current and not is_all
        self._files: dict[str, FileKept] = {}

    def into(self, snapshot: Path, on_file: Callable[[FileRead, int], None]) -> dict[str, FileKept]:
        """Write the snapshot and return its files in order of path."""
        changes, before = self._found.changes, self._found.before
        unchanged = set(changes.unchanged) if self._is_partial else set()
        self._files |= {
            path: replace(before.files[path], stamp=changes.stamps[path], stale="") for path in sorted(unchanged)
        }
        for path, reason in self._found.closed.items():
            self._keep_last(path, reason)
        kept = Kept(before.snapshot, {*unchanged, *self._found.closed})
        count = len(self._found.to_read) + (0 if self._is_partial else len(changes.unchanged))

        def told(read: FileRead) -> None:
            self._take(read, kept.paths)
            on_file(read, count)

        only = _Unless(frozenset(kept.paths))
        reads = read_folder(self._collection.source, self._collection.options, only=only)
        write_documents(snapshot, kept, reads, told, self._collection.columns)
        ordered = {path: self._files[path] for path in sorted(self._files)}
        write_files(snapshot, ordered.values())
        return ordered

    def _take(self, read: FileRead, kept: set[str]) -> None:
        """Note what became of a file; one that could not be read to its end keeps its last reading."""
        file = kept_of(read)
        if file.stamp is None and file.outcome == "failed":
            file = replace(file, stamp=_stamp(self._collection.source / read.path))
        before = self._found.before.files.get(read.path)
        was_read = before is not None and before.outcome == "indexed" and read.path not in self._found.changes.removed
        if file.stamp is None and file.outcome != "indexed" and was_read:
            kept.add(read.path)
            self._keep_last(read.path, file.reason)
            return
        self._files[read.path] = file

    def _keep_last(self, path: str, reason: str) -> None:
        file = self._found.before.files[path]
        self._files[path] = replace(file, stale=reason) if file.outcome == "indexed" else file


def _stamp(path: Path) -> Stamp | None:
    """Return the stamp of a file that was opened and could not be read (it took too long, its parser crashed).

    Without one it would be read again by every run; one that cannot be opened has none, and is tried again.
    """
    if why_closed(path) or not path.is_file():
        return None
    try:
        facts = path.stat()
        with path.open("rb") as file:
            return Stamp(facts.st_size, 0, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError:
        return None


def _why(found: Difference) -> str:
    path, reason, remedy = next(iter(found.failed), ("", "", ""))
    return f"{path}: {reason}. {remedy}" if path else "Add documents: Markdown, HTML, PDF, Word, text and others."
