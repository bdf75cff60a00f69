"""Where a corpus of documents lives: ``corpora/NAME`` in the data folder, with the folder it is made of."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coach import whole_file
from coach.corpus import snapshot
from coach.documents import Options
from coach.errors import CorpusError, EnvironmentFault
from coach.index.generations import sync_tree


@dataclass(frozen=True, slots=True)
class Collection:
    """A corpus made of a folder of documents.

    Attributes:
        name: By which it is asked.
        folder: Where it lives.
        source: The folder of the documents.
        exclude: Paths in it that are left out.
        columns: Which column of a table holds what.
        title: What people read; empty for the one it has, or its name.
    """

    name: str
    folder: Path
    source: Path
    exclude: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    title: str = ""

    @property
    def options(self) -> Options:
        """How its documents are read."""
        return Options(exclude=self.exclude, columns=self.columns)

    @property
    def lock(self) -> Path:
        """The writer's lock file."""
        return self.folder / "lock"

    @property
    def snapshots(self) -> Path:
        """Where its snapshots stand."""
        return self.folder / snapshot.SNAPSHOTS


def new_snapshot(collection: Collection) -> Path:
    """Make and return an empty folder for a snapshot; a name is never used twice."""
    name = f"s-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{secrets.token_hex(4)}"
    folder = collection.snapshots / name
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise EnvironmentFault(
            f"{folder} cannot be written: {error.strerror}", "Set COACH_DATA to a folder that can be written."
        ) from error
    return folder


def usable(collection: Collection) -> list[str]:
    """Return the names of the snapshots that can be gone back to: the one in use, then the one before."""
    try:
        names = snapshot.named(collection.folder)
    except CorpusError:  # a pointer that names nothing
        return []
    return [name for name in names if snapshot.is_whole(collection.snapshots / name)]


def point_at(collection: Collection, names: list[str]) -> None:
    """Make the first of these snapshots the one in use, at a single stroke; the second is the one before.

    Everything in it is on the disk before the pointer names it: after a power cut either the whole of it is in use, or
    the one before.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    with _refused(collection.folder):
        sync_tree(collection.snapshots / names[0])
        whole_file.flush(collection.snapshots)
    write_whole(collection.folder / snapshot.CURRENT, "\n".join(names[:2]) + "\n")


def sweep(collection: Collection) -> None:
    """Remove snapshots that nothing names: those before the previous one, and unfinished ones."""
    kept = snapshot.named(collection.folder)
    for path in collection.snapshots.glob("s-*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    with _refused(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        whole_file.write_whole(path, text)


@contextlib.contextmanager
def _refused(path: Path) -> Iterator[None]:
    """Turn a failure of the disk into an ``EnvironmentFault``."""
    try:
        yield
    except OSError as error:
        raise EnvironmentFault(
            f"{path} cannot be written: {error.strerror}", "Free some disk, or set COACH_DATA to another folder."
        ) from error
