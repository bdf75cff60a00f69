"""Uploaded files, looked into before anything of them is used: what is no text, or no honest archive, is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from coach.errors import CoachError

MOST_BYTES = 5_000_000  # of an upload
MOST_FILES = 3_000
TEXT = (".md", ".txt")
Folder = Literal["", "principles", "situations", "beyond"]
# What a file begins with that is no text, whatever it is called.
_SIGNATURES = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xfe\xed\xfa", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!", "a script"),
    (b"PK\x03\x04", "a Zip archive or an Office document"),
    (b"PK\x05\x06", "a Zip archive"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)


class Refused(CoachError):
    """An upload cannot be taken in; the message names the file."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was uploaded.

    Attributes:
        name: What the browser calls it; it names nothing on this machine.
        content: Its bytes.
    """

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """A text of a corpus folder.

    Attributes:
        folder: Where it belongs; empty for ``corpus.yaml``.
        stem: The name that its file had, without the suffix.
        name: What to call it in messages.
        content: Its bytes, which do not look like anything but text.
    """

    folder: Folder
    stem: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Intake:
    """What an upload holds.

    Attributes:
        parts: The texts.
        is_whole: Whether it is a whole corpus folder, which takes the place of the one before.
        left_out: Names of files that belong to no corpus and are not kept.
    """

    parts: tuple[Part, ...]
    is_whole: bool
    left_out: tuple[str, ...] = ()


def take_in(files: Sequence[Given]) -> Intake:
    """Look into an upload: principle files, or one archive of a whole corpus folder.

    Raises:
        Refused: a file is neither; nothing of the upload is used then.
    """
    if not files:
        raise Refused("There is no file", "Choose .md or .txt files, or one .zip.")
    if sum(len(file.content) for file in files) > MOST_BYTES or len(files) > MOST_FILES:
        raise Refused(f"The upload is larger than {MOST_BYTES // 1_000_000} MB", "Upload it in parts.")
    archives = [file for file in files if _suffix(file.name) == ".zip"]
    if archives and len(files) > 1:
        raise Refused("A .zip is a whole corpus, so it comes alone", "Upload either the .zip or the single files.")
    if archives:
        from ui.corpus.archive import unpack

        return unpack(archives[0])
    return Intake(tuple(_principle(file) for file in files), is_whole=False)


def check_is_text(name: str, content: bytes) -> None:
    """Check that a file does not look like something else than text.

    Raises:
        Refused: it does, by its first bytes or because it holds NUL bytes.
    """
    found = next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), "")
    if found:
        raise Refused(f"{name} is {found}, not a plain text", "Save it as plain text in UTF-8.")
    if b"\0" in content:
        raise Refused(f"{name} holds NUL bytes, so it is no plain text", "Save it as plain text in UTF-8.")


def _principle(file: Given) -> Part:
    if _suffix(file.name) not in TEXT:
        raise Refused(
            f"{file.name} is neither .md nor .txt nor .zip",
            "Upload principles as .md or .txt files; other documents make a corpus of their own.",
        )
    check_is_text(file.name, file.content)
    if not file.content.strip():
        raise Refused(f"{file.name} is empty", "Leave it out, or write something into it.")
    return Part("principles", PurePosixPath(file.name.replace("\\", "/")).stem, file.name, file.content)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
