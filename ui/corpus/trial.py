"""A dry run of an upload: what it would change, and every mistake in it that can be named."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.corpus import read_corpus
from coach.errors import CorpusError
from coach.records import Corpus
from coach.sync import Difference
from ui.corpus import documents
from ui.corpus.changes import Changes, changes
from ui.corpus.documents import Documents
from ui.corpus.folder import lay_out
from ui.corpus.intake import Intake

MOST_TEXTS = 20_000  # principles, situations and beyond: embedding them takes about two minutes on two cores
_MOST_FAULTS = 20
_FILE = re.compile(r"(?:principles|situations|beyond)/[^/:,]+\.(?:md|txt)|corpus\.yaml")


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake in an upload: where it stands and what it is, and how to mend it."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a dry run found.

    Attributes:
        changes: Against the version before; None where there are faults, and of documents.
        faults: What has to be mended first.
        left_out: Files that belong to no corpus.
        difference: What documents change; None of principles, and where nothing changes.
    """

    changes: Changes | None
    faults: tuple[Fault, ...]
    left_out: tuple[str, ...] = ()
    difference: Difference | None = None

    @property
    def is_publishable(self) -> bool:
        """Whether there is nothing to mend, and something to publish."""
        if self.difference is not None:
            return not self.difference.is_same
        return self.changes is not None and not self.changes.is_nothing


def dry_run(intake: Intake | Documents, base: Path | None, title: str) -> Trial:
    """Try an upload in a folder that is thrown away.

    Args:
        intake: What was uploaded.
        base: The folder of the version before; None where there is none.
        title: What the corpus is called where no ``corpus.yaml`` says it.

    Raises:
        CoachError: no document of it can be used.
    """
    with tempfile.TemporaryDirectory(prefix="coach-trial-") as place:
        folder = Path(place)
        if isinstance(intake, Documents):
            return Trial(None, (), difference=documents.lay_out(intake, folder, base, title))
        called = lay_out(intake, folder, base, title)
        corpus, faults = _read(folder, called)
    if corpus is None:
        return Trial(None, faults, intake.left_out)
    return Trial(changes(read_corpus(base) if base else None, corpus), (), intake.left_out)


def read_checked(folder: Path) -> Corpus:
    """Read a corpus folder that is no larger than a private corpus may be.

    Raises:
        CorpusError: it cannot be read, or holds too much.
    """
    corpus = read_corpus(folder)
    if corpus.passages:
        return corpus  # of documents, counted where they were read
    texts = len(corpus.principles) + len(corpus.situations) + len(corpus.beyond)
    if texts > MOST_TEXTS:
        raise CorpusError(
            f"The corpus holds {texts:,} texts, more than the {MOST_TEXTS:,} of a private one",
            "Let whoever runs this page install it: coach corpus add.",
        )
    return corpus


def _read(folder: Path, called: Mapping[str, str]) -> tuple[Corpus | None, tuple[Fault, ...]]:
    """Read a folder; after a mistake in one file, go on without it, so that all of them are named at once."""
    faults: list[Fault] = []
    while len(faults) < _MOST_FAULTS:
        try:
            corpus = read_checked(folder)
        except CorpusError as error:
            named = _FILE.search(error.message)
            if faults and (named is None or named[0] == "corpus.yaml"):
                break  # this may only be so because files were taken away
            faults.append(Fault(_in_given_names(error.message, folder, called), error.hint))
            if named is None or named[0] == "corpus.yaml":
                break
            _take_away(folder, named[0])
        else:
            return (corpus, ()) if not faults else (None, tuple(faults))
    return None, tuple(faults)


def _take_away(folder: Path, name: str) -> None:
    """Take a file away; with a principle its situations, which would have none."""
    (folder / name).unlink(missing_ok=True)
    if name.startswith("principles/"):
        (folder / "situations" / f"{Path(name).stem}.txt").unlink(missing_ok=True)


def _in_given_names(message: str, folder: Path, called: Mapping[str, str]) -> str:
    """Return a message with the names that the files had, and without the folder of the dry run."""
    told = message.replace(f"{folder}/", "").replace(str(folder), "The upload")
    return _FILE.sub(lambda found: called.get(found[0], found[0]), told)
