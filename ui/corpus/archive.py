"""A corpus folder in a Zip archive, unpacked in memory: no name in it becomes a path, no size in it is believed."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from ui.corpus.intake import MOST_FILES, Folder, Given, Intake, Part, Refused, check_is_text

MOST_UNPACKED = 20_000_000  # bytes, all files together; a thousand principles with situations take 5 MB
_CHUNK = 65_536
# Python unpacks a piece at a time of these only; of bzip2 and LZMA it unpacks whatever a whole read holds, without end.
_IN_PIECES = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SUFFIX: dict[Folder, str] = {"principles": ".md", "situations": ".txt", "beyond": ".txt"}


def unpack(file: Given) -> Intake:
    """Read a corpus folder from an archive; the folder may stand in it as a folder.

    Raises:
        Refused: it is no archive, it tries to reach out of its folder, or it is too large once unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(file.name, entries)
            texts = dict(_texts(file.name, archive, entries))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise Refused(
            f"{file.name} cannot be unpacked", "Make a new .zip of the corpus folder, without a password."
        ) from error
    return _sorted_out(file.name, texts)


def _check_entries(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES:
        raise Refused(
            f"{name} holds {len(entries):,} files, more than {MOST_FILES:,}", "Upload the corpus folder alone."
        )
    seen: set[str] = set()
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename or "\0" in entry.orig_filename:
            raise Refused(
                f"{name} holds {entry.filename}, a name that points out of its folder",
                "Make a new .zip of the corpus folder.",
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Refused(f"{name} holds {entry.filename}, a link", "Put the file itself into the folder.")
        if entry.compress_type not in _IN_PIECES:
            raise Refused(
                f"{name} holds {entry.filename}, packed in a way that is not unpacked here",
                "Make a new .zip with the usual way of packing (Deflate).",
            )
        if entry.filename in seen:
            raise Refused(f"{name} holds {entry.filename} twice", "Make a new .zip of the corpus folder.")
        seen.add(entry.filename)


def _texts(
    name: str, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the files that are not hidden; reading ends where they are more than they may be, whatever they promise."""
    left = MOST_UNPACKED
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if any(part.startswith((".", "__MACOSX")) for part in path.parts):
            continue
        pieces = []
        with archive.open(entry) as packed:
            while piece := packed.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    raise Refused(
                        f"{name} is larger than {MOST_UNPACKED // 1_000_000} MB once unpacked",
                        "Upload the corpus folder alone.",
                    )
                pieces.append(piece)
        yield path, b"".join(pieces)


def _sorted_out(name: str, texts: dict[PurePosixPath, bytes]) -> Intake:
    """Return the texts of the corpus folder: the one that holds ``corpus.yaml``, else ``principles``."""
    roots = {path.parent for path in texts if path.name == "corpus.yaml"}
    roots = roots or {path.parent.parent for path in texts if path.parent.name == "principles"}
    if len(roots) != 1:
        found = "no corpus folder" if not roots else f"{len(roots)} corpus folders"
        raise Refused(f"{name} holds {found}", "Make a .zip of one folder that holds corpus.yaml and principles.")
    root = roots.pop()
    parts, left_out = [], []
    for path, content in sorted(texts.items()):
        part = _part(path, root, content)
        if part is None:
            left_out.append(str(path))
        else:
            check_is_text(part.name, content)
            parts.append(part)
    return Intake(tuple(parts), is_whole=True, left_out=tuple(left_out))


def _part(path: PurePosixPath, root: PurePosixPath, content: bytes) -> Part | None:
    if path == root / "corpus.yaml":
        return Part("", "corpus", str(path), content)
    folder = next((folder for folder in _SUFFIX if path.parent == root / folder), None)
    if folder is None or path.suffix != _SUFFIX[folder]:
        return None
    return Part(folder, path.stem, str(path), content)
