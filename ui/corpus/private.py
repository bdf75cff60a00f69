"""Private corpora: folders that one visitor uploaded, and that nobody else can name.

``uploads/HASH/NAME/current`` in the data folder names the version in use; each version is a corpus folder beside it,
so that a new one is written and indexed whole before anything points at it.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from coach.errors import CoachError
from coach.settings import data_folder
from coach.whole_file import write_whole
from ui import opened
from ui.visitor import Visitor

PREFIX = "private:"
CURRENT = "current"
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
VERSION = re.compile(r"v-[0-9A-Za-z-]+")


def home_of(visitor: Visitor) -> Path:
    """Return the folder of all private corpora of a visitor; nobody who sees it learns who it is."""
    return data_folder() / "uploads" / _hash(visitor)


def private_corpora(visitor: Visitor) -> Mapping[str, Path]:
    """Return a visitor's own corpora: the name by which the page knows each, and the folder of its newest version.

    The name holds part of the visitor's hash, so what is counted for one (uses, gaps) is never mixed with another's.
    """
    return {f"{PREFIX}{_hash(visitor)[:12]}/{name}": folder for name, folder in versions_in_use(visitor).items()}


def corpora_of(visitor: Visitor) -> Mapping[str, str]:
    """Return every corpus that a visitor may choose: its name, and what `ui.shelf.Shelf.lend` takes for it."""
    public = {corpus: corpus for corpus in opened.options().corpora}
    return public | {name: str(folder) for name, folder in private_corpora(visitor).items()}


def versions_in_use(visitor: Visitor) -> dict[str, Path]:
    """Return the folder of the version in use by the short name of each corpus of a visitor."""
    home, found = home_of(visitor), {}
    with contextlib.suppress(OSError):
        for pointer in sorted(home.glob(f"*/{CURRENT}")):
            folder = pointer.parent / _pointed_at(pointer)
            if NAME.fullmatch(pointer.parent.name) and (folder / "corpus.yaml").is_file():
                found[pointer.parent.name] = folder
    return found


def point_at(version: Path) -> None:
    """Make a version the one in use, at a single stroke.

    Raises:
        OSError: it cannot be written; the version before stays in use.
    """
    write_whole(version.parent / CURRENT, f"{version.name}\n")


def short_name(corpus: str) -> str:
    """Return what to call a corpus: the last part of the name or folder by which the page knows it."""
    return corpus.removeprefix(PREFIX).rstrip("/").rpartition("/")[2] or corpus


def is_private(corpus: str) -> bool:
    """Tell whether the page knows a corpus by the name of a private one."""
    return corpus.startswith(PREFIX)


class NotAllowed(CoachError):
    """A visitor may not change corpora here."""


def check_may_upload(visitor: Visitor) -> None:
    """Check that uploads are open, and to this visitor; asked again when something is written.

    Raises:
        NotAllowed: they are not.
    """
    if not opened.options().allows_upload:
        raise NotAllowed("Uploads are not open here", "Whoever runs this page can start it with --allow-upload.")
    if not visitor.is_editor:
        raise NotAllowed("Only editors may upload a corpus", "Whoever runs this page can make you one.")


def _hash(visitor: Visitor) -> str:
    return hashlib.sha256(f"coach-uploads\0{visitor.id}".encode()).hexdigest()[:32]


def _pointed_at(pointer: Path) -> str:
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return "-"
    return name if VERSION.fullmatch(name) else "-"
