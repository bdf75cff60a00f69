"""From a corpus name or folder to the folder."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import coach
from coach.errors import CorpusError, EnvironmentFault
from coach.settings import data_folder

NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")  # what a corpus of documents may be called


def known_corpora() -> dict[str, Path]:
    """Return the bundled corpora by name: those of the installed wheel, else those of the checkout."""
    package = Path(coach.__file__).parent
    for home in (package / "bundled", package.parent / "corpus"):
        found = _below(home)
        if found:
            return found
    return {}


def named_corpora() -> dict[str, Path]:
    """Return every corpus that has a name: the bundled ones, then those in ``corpora`` of the data folder."""
    bundled = known_corpora()
    with contextlib.suppress(EnvironmentFault):  # no home: there are none but the bundled ones
        return bundled | _below(data_folder() / "corpora") | bundled  # first in order, and no name is taken from them
    return bundled


def find_corpus(name_or_folder: str) -> Path:
    """Return the folder of a corpus.

    Raises:
        CorpusError: neither a named corpus nor a folder with a ``corpus.yaml`` has that name.
    """
    known = named_corpora()
    if name_or_folder in known:
        return known[name_or_folder]
    folder = Path(name_or_folder).expanduser()
    if folder.is_file():
        raise CorpusError(
            f"The corpus {folder} is a file, not a folder",
            "Give the folder that holds corpus.yaml. Is it a document? Put it into a folder of its own: "
            "coach corpus add FOLDER --name NAME",
        )
    if not folder.is_dir():
        name = name_or_folder if NAME.fullmatch(name_or_folder) else "NAME"
        raise CorpusError(
            f"There is no corpus named {name_or_folder!r}, and no such folder",
            f"Known corpora: {', '.join(known) or 'none'} (coach corpus list shows them). To make one of a folder of "
            f"documents: coach corpus add FOLDER --name {name}",
        )
    if not (folder / "corpus.yaml").is_file():
        raise CorpusError(
            f"{folder} is not a corpus: corpus.yaml is missing",
            f"Is it a folder of documents? coach corpus add {folder} --name NAME. "
            'What belongs in a corpus of principles: CONTRIBUTING.md, "A corpus folder".',
        )
    return folder


def _below(home: Path) -> dict[str, Path]:
    return {path.parent.name: path.parent for path in sorted(home.glob("*/corpus.yaml"))}
