"""Zip archives of documents: members are read in memory, nothing is unpacked to disk, inner archives stay shut."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from zipfile import ZipInfo

from coach.documents.formats.package import Package
from coach.documents.limits import Limits, RefusedFile
from coach.documents.names import shown
from coach.documents.sniff import expected

_SYMLINK = 0o120000


def members(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes | RefusedFile]]:
    """Yield each file of an archive by its name, with its bytes or why it is not read, in order of name.

    Raises:
        RefusedFile: the archive is damaged or a bomb.
    """
    package = Package(content, limits)
    files = [(_plain(entry), entry) for entry in package.entries if not entry.is_dir()]
    last = {shown(name): entry for name, entry in files}  # of two with one name, programs unpack the last
    for name, entry in sorted(files, key=lambda pair: pair[0]):
        try:
            _refuse_name(name, entry.external_attr >> 16)
            if last[shown(name)] is not entry:
                raise RefusedFile("a later entry of the archive has this name", "Give each file a name of its own.")
            yield shown(name), package.read(entry)
        except RefusedFile as refused:
            yield shown(name), refused


def _plain(entry: ZipInfo) -> str:
    return entry.filename.replace("\\", "/")


def _refuse_name(name: str, mode: int) -> None:
    parts = name.split("/")
    # First, so that it is told below a hidden folder too (__MACOSX/../a.md): no program packs such a name by itself.
    if name.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
        raise RefusedFile("a name that points outside the archive", "Pack it again from the folder that it is in.")
    if stat.S_IFMT(mode) == _SYMLINK:
        raise RefusedFile("a link", outcome="skipped")
    if any(part.startswith(".") or part == "__MACOSX" for part in parts):
        raise RefusedFile("hidden", outcome="skipped")
    if expected(name) == "zip":
        raise RefusedFile("an archive inside an archive", "Unpack it.")
    if expected(name) is None:
        raise RefusedFile("no format that is read", outcome="skipped")
