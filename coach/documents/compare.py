"""What changed in a folder since it was last read: by size and time where these tell, else by content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.documents.limits import Options
from coach.documents.open_file import stamp
from coach.documents.records import Stamp
from coach.documents.walk import Found, walk

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Changes:
    """The files of a folder against an earlier reading, by path, in order.

    Attributes:
        added: Not known before.
        changed: Other bytes than before.
        removed: Known before and no longer there, or no longer a file that is read.
        unchanged: The same bytes.
        stamps: Of the unchanged files as they are now; a file that was only touched has a new time.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    stamps: Mapping[str, Stamp]

    @property
    def empties(self) -> bool:
        """Whether nothing that was read before would remain."""
        return bool(self.removed) and not (self.added or self.changed or self.unchanged)

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.added or self.changed or self.removed)


def compare(previous: Mapping[str, Stamp], folder: Path, options: Options | None = None) -> Changes:
    """Compare a folder with an earlier reading of it.

    A file of the same size and time is unchanged without being opened; one of the same size and another time is hashed.

    Args:
        previous: The stamp of each file that was opened then, whatever became of it.
        folder: The folder now.
        options: What is left out.

    Raises:
        CorpusError: the folder does not exist, is a file, or is an index of Coach.
    """
    added: list[str] = []
    changed: list[str] = []
    stamps: dict[str, Stamp] = {}
    for found in walk(folder, options or Options()):
        if not isinstance(found, Found):
            continue
        before = previous.get(found.path)
        if before is None:
            added.append(found.path)
        elif (now := _stamp_if_same(found, before)) is not None:
            stamps[found.path] = now
        else:
            changed.append(found.path)
    seen = {*added, *changed, *stamps}
    removed = tuple(path for path in sorted(previous) if path not in seen)
    return Changes(tuple(added), tuple(changed), removed, tuple(stamps), stamps)


def _stamp_if_same(found: Found, before: Stamp) -> Stamp | None:
    """Return the stamp of a file that has the bytes it had; None where they differ or cannot be read."""
    if found.size != before.size:
        return None
    if found.mtime_ns == before.mtime_ns:
        return before
    if not before.sha256:
        return None
    digest = hashlib.sha256()
    try:
        with open(found.real, "rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return stamp(found.size, found.mtime_ns, before.sha256) if digest.hexdigest() == before.sha256 else None
