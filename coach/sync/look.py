"""What of a folder has to be read, and what cannot be opened just now: found out without reading any document."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coach.corpus import snapshot as kept
from coach.documents import READER, Changes, FileRead, compare
from coach.documents.walk import walk
from coach.errors import CorpusError
from coach.sync.files import FileKept, read_files, stamps
from coach.sync.folder import Collection
from coach.sync.settings import check_columns


@dataclass(frozen=True, slots=True)
class Before:
    """The snapshot in use.

    Attributes:
        snapshot: Its folder; None where there is none, or it cannot be used.
        files: What became of each file then.
        is_current: Whether its unchanged files would be read to the same documents now.
        is_damaged: Whether there is one that cannot be used.
    """

    snapshot: Path | None = None
    files: Mapping[str, FileKept] = field(default_factory=dict)
    is_current: bool = False
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A folder against the snapshot in use.

    Attributes:
        before: The snapshot in use.
        changes: By size, time and hash.
        closed: Files known from before that cannot be opened or listed now, and why.
    """

    before: Before
    changes: Changes
    closed: Mapping[str, str]

    @property
    def to_read(self) -> tuple[str, ...]:
        """The files that are new or changed and can be opened, as far as is known."""
        return tuple(path for path in (*self.changes.added, *self.changes.changed) if path not in self.closed)

    @property
    def removed(self) -> tuple[str, ...]:
        """The files that have gone for certain."""
        return tuple(path for path in self.changes.removed if path not in self.closed)

    @property
    def is_in_step(self) -> bool:
        """Whether there is nothing to do."""
        was = {path: file.stale for path, file in self.before.files.items() if file.stale}
        now = {path for path in self.closed if self.before.files[path].outcome == "indexed"}
        return self.before.is_current and not self.to_read and not self.removed and was.keys() == now


def look(collection: Collection, is_quick: bool = False) -> Look:
    """Look at the folder of a corpus.

    Args:
        collection: The corpus.
        is_quick: Trust that what was read is as it was written.

    Raises:
        SettingsError: a column is chosen for what no table holds.
        CorpusError: the folder has gone, or nothing of it is left.
        EnvironmentFault: what was read may not be read.
    """
    check_columns(collection)
    if not collection.source.is_dir():
        raise CorpusError(
            f"The folder of {collection.name} has gone: {collection.source}",
            "What was read of it stays in use. If it has moved: "
            f"coach corpus add NEW-FOLDER --name {collection.name} --moved",
        )
    before = _before(collection, is_quick)
    changes = compare(stamps(before.files), collection.source, collection.options)
    closed = _closed(collection, changes, before.files)
    found = Look(before, changes, closed)
    if changes.empties and not closed:
        raise CorpusError(
            f"No document is left in {collection.source}: all {len(changes.removed)} files have gone",
            f"What was read stays in use. If this is meant: coach corpus remove {collection.name}",
        )
    return found


def _before(collection: Collection, is_quick: bool) -> Before:
    try:
        names = kept.named(collection.folder)
        if not names:
            return Before()
        snapshot = collection.snapshots / names[0]
        if not is_quick and not kept.is_whole(snapshot):
            return Before(is_damaged=True)
        facts = kept.read_facts(snapshot)
        is_current = facts.get("reader") == READER and facts.get("columns", {}) == dict(collection.columns)
        return Before(snapshot, read_files(snapshot), is_current)
    except CorpusError:
        return Before(is_damaged=True)


def _closed(collection: Collection, changes: Changes, files: Mapping[str, FileKept]) -> dict[str, str]:
    """Return which known files cannot be opened, and those below a folder that cannot be listed, with the reason."""
    found = {}
    for path in (*changes.added, *changes.changed):
        if path in files and (reason := why_closed(collection.source / path)):
            found[path] = reason
    if changes.removed:
        shut = _shut(walk(collection.source, collection.options))
        for path in changes.removed:
            above = next((one for one in shut if path == one or one == "./" or _is_below(path, one)), None)
            if above is not None:
                found[path] = shut[above] if path == above else f"{above}: {shut[above]}"
    return found


def _is_below(path: str, folder: str) -> bool:
    return folder.endswith("/") and path.startswith(folder)


def _shut(entries: Iterable[object]) -> dict[str, str]:
    """Return what could not be looked into, folders with a ``/`` at their end, and why."""
    return {one.path: one.reason for one in entries if isinstance(one, FileRead) and _is_shut(one)}


def _is_shut(entry: FileRead) -> bool:
    """Tell whether a walk met something that it could not look at; what it could and passed over has gone."""
    return entry.outcome == "failed" and (entry.path.endswith("/") or entry.remedy == "Check its permissions.")


def why_closed(path: Path) -> str:
    """Return why a file cannot be opened; empty where it can, or is not there."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except PermissionError:
        return "permission denied"
    except OSError as error:
        return "" if error.errno in (errno.ELOOP, errno.ENXIO) else (error.strerror or "unreadable").lower()
    os.close(descriptor)
    return ""
