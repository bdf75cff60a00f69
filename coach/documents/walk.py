"""Which files of a folder are read, and why the others are not; nothing is opened here."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from coach.documents.limits import Options
from coach.documents.names import shown, twins
from coach.documents.records import FileRead
from coach.documents.sniff import expected, extension, is_told_apart
from coach.errors import CoachError, CorpusError
from coach.settings import data_folder, from_environment

_NO_DOCUMENTS = {"node_modules", "__pycache__", "__MACOSX"}
_INDEX_FILE = "chroma.sqlite3"
_KINDS = (
    (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read: where it is, how it is cited, and what its directory said of it."""

    real: str
    path: str
    size: int
    mtime_ns: int


def walk(folder: Path, options: Options) -> Iterator[Found | FileRead]:
    """Yield each file of a folder in order of path: to be read, or skipped or failed with its reason.

    A folder that is passed over as a whole (hidden, an index, unreadable) is yielded once, with a ``/`` at its end.
    Links are never followed: what they point to inside the folder is found where it is.

    Raises:
        CorpusError: the folder does not exist, is a file, or is an index of Coach.
    """
    own = _own_folders()
    walker = _Walker(_checked(folder, own), options.exclude, own)
    yield from walker.entries(walker.root, "")


def _checked(folder: Path, own: set[str]) -> Path:
    name = shown(str(folder))
    if folder.is_file():
        raise CorpusError(f"{name} is a file, not a folder", "Give the folder that holds it.")
    if not folder.is_dir():
        raise CorpusError(f"There is no folder {name}", "Check the path.")
    if (folder / _INDEX_FILE).exists():
        raise CorpusError(f"{name} is an index, not a folder of documents", "Give the folder of the documents.")
    if str(folder.resolve()) in own:
        raise CorpusError(f"{name} is where Coach keeps its own files", "Give the folder of the documents.")
    return folder.resolve()


def _own_folders() -> set[str]:
    """Return where Coach keeps what it read and built: reading that would be reading the documents again."""
    found: set[str] = set()
    for kept_in in (data_folder, lambda: from_environment().cache):
        try:
            found.add(os.path.realpath(kept_in()))
        except CoachError:  # it has no such folder, and so none in here
            continue
    return found


class _Walker:
    """Walks one folder and remembers which inner folders it has seen: a mounted loop ends."""

    def __init__(self, root: Path, exclude: tuple[str, ...], own: set[str]) -> None:
        self.root = root
        self._exclude = exclude
        self._own = own
        self._seen: set[tuple[int, int]] = set()

    def entries(self, folder: Path, above: str) -> Iterator[Found | FileRead]:
        """Yield what is in a folder and below; ``above`` is its path from the root, with a ``/`` at its end."""
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield FileRead(above or "./", "failed", _why(error), "Check its permissions.")
            return
        alike = twins([entry.name for entry in found])
        for entry in found:
            if entry.name in alike and not entry.is_symlink():
                yield _twin(entry, above, alike[entry.name])
            else:
                yield from self._entry(entry, above + alike.get(entry.name, shown(entry.name)))

    def _entry(self, entry: os.DirEntry[str], path: str) -> Iterator[Found | FileRead]:
        try:
            facts = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            yield FileRead(path, "skipped", "it was gone when it was to be read")
            return
        except OSError as error:
            yield FileRead(path, "failed", _why(error), "Check its permissions.")
            return
        if any(fnmatch(path, pattern) or fnmatch(path + "/", pattern) for pattern in self._exclude):
            is_folder = stat.S_ISDIR(facts.st_mode)
            yield FileRead(path + "/" * is_folder, "skipped", "excluded")
        elif stat.S_ISLNK(facts.st_mode):
            yield self._link(entry, path)
        elif stat.S_ISDIR(facts.st_mode):
            yield from self._folder(entry, path + "/", (facts.st_dev, facts.st_ino))
        else:
            yield _file(entry, path, facts)

    def _folder(self, entry: os.DirEntry[str], path: str, identity: tuple[int, int]) -> Iterator[Found | FileRead]:
        if entry.name.startswith(".") or entry.name in _NO_DOCUMENTS:
            yield FileRead(path, "skipped", "hidden" if entry.name.startswith(".") else "no folder of documents")
        elif os.path.realpath(entry.path) in self._own:
            yield FileRead(path, "skipped", "where Coach keeps its own files")
        elif os.path.exists(os.path.join(entry.path, _INDEX_FILE)):
            yield FileRead(path, "skipped", "an index, not documents")
        elif identity in self._seen:
            yield FileRead(path, "skipped", "a folder that was read already")
        else:
            self._seen.add(identity)
            yield from self.entries(Path(entry.path), path)

    def _link(self, entry: os.DirEntry[str], path: str) -> FileRead:
        """Return what is said of a link; what it points to inside the folder is read where it is."""
        if not Path(os.path.realpath(entry.path)).is_relative_to(self.root):
            return FileRead(path, "skipped", "a link that points outside the folder", "Copy the file into the folder.")
        return FileRead(path, "skipped", "a link; what it points to is read where it is")


def _file(entry: os.DirEntry[str], path: str, facts: os.stat_result) -> Found | FileRead:
    for is_kind, name in _KINDS:
        if is_kind(facts.st_mode):
            return FileRead(path, "skipped", f"no file ({name})")
    if entry.name.startswith((".", "~$")):
        return FileRead(path, "skipped", "hidden" if entry.name[0] == "." else "a lock of an Office program")
    if expected(entry.name) is None and not is_told_apart(entry.name):
        return FileRead(path, "skipped", f"no format that is read (.{shown(extension(entry.name))})")
    if facts.st_size == 0:
        return FileRead(path, "skipped", "empty")
    return Found(entry.path, path, facts.st_size, facts.st_mtime_ns)


def _twin(entry: os.DirEntry[str], above: str, name: str) -> FileRead:
    """Return what is said of a file or folder whose name looks like that of another one: it has a path of its own."""
    path = above + name + "/" * entry.is_dir(follow_symlinks=False)
    reason = f"its name looks like another one, {above}{shown(entry.name)}, and is spelled in other signs"
    return FileRead(path, "failed", reason, "Rename one of them.")


def _why(error: OSError) -> str:
    return "permission denied" if isinstance(error, PermissionError) else (error.strerror or "unreadable").lower()
