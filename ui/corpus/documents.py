"""Uploaded documents of any format that Coach reads: kept as they came, read in limited processes, cited by name.

A version of such a corpus holds its files in ``documents``, beside what was read of them (`coach.sync`).
"""

from __future__ import annotations

import io
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from coach import plain_yaml
from coach.corpus import snapshot
from coach.documents.sniff import BY_EXTENSION, expected
from coach.errors import CorpusError
from coach.sync import Collection, Difference, prepare
from coach.sync.folder import point_at, sweep
from ui.corpus.intake import MOST_BYTES, MOST_FILES, TEXT, Given, Intake, Refused, check_is_text, take_in

FILES = "documents"  # the folder of the files in a version
_USUAL = ("pdf", "docx", "pptx", "xlsx", "html", "md", "txt", "zip")
FORMATS = list(dict.fromkeys((*_USUAL, *filter(None, BY_EXTENSION))))  # ends of names, usual ones first
MOST_PASSAGES = 20_000  # embedding them takes about two minutes on two cores
_HAS_ID = re.compile(rb"\A(?:\xef\xbb\xbf)?---\r?\n(?:(?!---).*\r?\n)*?id[ \t]*:", re.ASCII)
_NAME = 100  # characters of a given name that are kept


@dataclass(frozen=True, slots=True)
class Documents:
    """Files as they were uploaded; each is laid over the one of its name in the version before."""

    files: tuple[Given, ...]


def taken_in(files: Sequence[Given], base: Path | None) -> Intake | Documents:
    """Look into an upload: principles, a whole corpus folder, or documents.

    Args:
        files: What was uploaded.
        base: The folder of the version before; what that is made of, the upload is.

    Raises:
        Refused: a file is none of these; nothing of the upload is used then.
    """
    if not (is_of_documents(base) if base is not None else _are_documents(files)):
        return take_in(files)
    if sum(len(file.content) for file in files) > MOST_BYTES or len(files) > MOST_FILES:
        raise Refused(f"The upload is larger than {MOST_BYTES // 1_000_000} MB", "Upload it in parts.")
    for file in files:
        if expected(file.name) is None or not _suffix(file):
            raise Refused(
                f"{file.name} is of no format that is read here", "Save it as PDF, .docx, .html, .md or .txt."
            )
        if _suffix(file) in TEXT:
            check_is_text(file.name, file.content)
        if not file.content.strip():
            raise Refused(f"{file.name} is empty", "Leave it out, or write something into it.")
    return Documents(tuple(files))


def is_of_documents(version: Path) -> bool:
    """Tell whether a version of a private corpus is made of documents."""
    return (version / FILES).is_dir()


def lay_out(upload: Documents, into: Path, base: Path | None, title: str) -> Difference | None:
    """Write a version of a corpus of documents, and read what is new in it.

    Args:
        upload: What was uploaded.
        into: An empty folder.
        base: The folder of the version before; None where there is none.
        title: What the corpus is called.

    Returns:
        What changes against the version before; None where nothing does.

    Raises:
        CorpusError: nothing of it can be quoted, or it is too much.
        EnvironmentFault, OSError: it cannot be written.
    """
    files = into / FILES
    if base is not None:
        current = snapshot.in_use(base)
        shutil.copytree(base / FILES, files)
        shutil.copytree(current, into / snapshot.SNAPSHOTS / current.name)
        for name in (snapshot.CURRENT, "corpus.yaml"):
            shutil.copyfile(base / name, into / name)
    else:
        files.mkdir()
        facts = {"title": title, "documents": {"source": FILES}}
        (into / "corpus.yaml").write_text(plain_yaml.dump(facts), encoding="utf-8")
    _write(upload, files)
    return _read(into)


def _are_documents(files: Sequence[Given]) -> bool:
    """Tell whether files for a new corpus are documents: no principle with an id, no corpus folder in an archive."""
    if any(_suffix(file) == ".zip" for file in files):
        return all(_suffix(file) != ".zip" or _holds_no_corpus(file) for file in files)
    return bool(files) and not any(_suffix(file) in TEXT and _HAS_ID.match(file.content) for file in files)


def _holds_no_corpus(file: Given) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            paths = [PurePosixPath(name.replace("\\", "/")) for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        return False  # said in the words of an archive
    is_out = any(path.is_absolute() or ".." in path.parts for path in paths)  # said in the words of an archive, too
    return not is_out and not any(path.name == "corpus.yaml" or path.parent.name == "principles" for path in paths)


def _write(upload: Documents, files: Path) -> None:
    """Write the files under their own names, as far as these are harmless; two of one name are told apart."""
    written: set[str] = set()
    for file in upload.files:
        path = PurePosixPath(_file_name(file.name))
        name, number = path.name, 1
        while name.casefold() in written:
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        written.add(name.casefold())
        for other in files.iterdir():
            if other.name.casefold() == name.casefold():
                other.unlink()
        (files / name).write_bytes(file.content)


def _file_name(given: str) -> str:
    """Return what of a given name can stand in any folder and is read by people: no path, nothing hidden."""
    path = PurePosixPath(unicodedata.normalize("NFC", given).replace("\\", "/"))
    stem = re.sub(r"[^\w ()-]+", "-", path.stem)[:_NAME].strip(" -") or "document"
    return f"{stem}{path.suffix.lower()}"


def _read(version: Path) -> Difference | None:
    collection = Collection(version.name, version, version / FILES)
    try:
        prepared = prepare(collection)
    except CorpusError as error:
        message = error.message.replace(str(collection.source), "the upload")
        raise CorpusError(message, error.hint) from error
    if prepared is None:
        return None
    if (passages := prepared.difference.passages) > MOST_PASSAGES:
        raise CorpusError(
            f"The corpus holds {passages:,} passages, more than the {MOST_PASSAGES:,} of a private one",
            "Let whoever runs this page install it: coach corpus add.",
        )
    point_at(collection, [prepared.snapshot.name])
    sweep(collection)
    return prepared.difference


def _suffix(file: Given) -> str:
    return PurePosixPath(file.name).suffix.lower()
