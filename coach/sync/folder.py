"""Where a corpus of documents lives: ``corpora/NAME`` in the data folder, with the folder it is made of."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coach import plain_yaml
from coach.corpus import fields, frontmatter, known_corpora, snapshot
from coach.documents import Options
from coach.errors import CorpusError, EnvironmentFault, SettingsError
from coach.settings import data_folder

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Collection:
    """A corpus made of a folder of documents.

    Attributes:
        name: By which it is asked.
        folder: Where it lives.
        source: The folder of the documents.
        exclude: Paths in it that are left out.
        columns: Which column of a table holds what.
    """

    name: str
    folder: Path
    source: Path
    exclude: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

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


def create(collection: Collection, title: str = "") -> None:
    """Make the folder of a new collection, with nothing read yet; made again it keeps what was read.

    Args:
        collection: What it is made of.
        title: What people read; its name unless told.

    Raises:
        SettingsError: a corpus must not have that name, or another one has it.
        CorpusError: the source is no folder.
        EnvironmentFault: it cannot be written.
    """
    if not _NAME.fullmatch(collection.name):
        raise SettingsError(
            f"A corpus cannot be named {collection.name[:80]!r}",
            "Use small letters, digits, '.', '_' or '-', 64 at most (for instance acme).",
        )
    if collection.name in known_corpora():
        raise SettingsError(f"{collection.name} is a bundled corpus", "Choose another --name.")
    if not collection.source.is_dir():
        raise CorpusError(f"There is no folder {collection.source}", "Give the folder that holds the documents.")
    if collection.source.resolve().is_relative_to(collection.folder.resolve()):
        raise CorpusError(
            f"{collection.source} lies in the corpus that it would make", "Give the folder of the documents."
        )
    others = (collection.folder / "corpus.yaml").is_file() and collection_of(collection.name)
    if others and others.source != collection.source:
        raise SettingsError(
            f"{collection.name} is made of {others.source} already",
            f"Choose another --name, or remove it first: coach corpus remove {collection.name}",
        )
    facts: dict[str, Any] = {"name": collection.name, "title": title or collection.name}
    facts["documents"] = {"source": str(collection.source)}
    if collection.exclude:
        facts["documents"]["exclude"] = list(collection.exclude)
    if collection.columns:
        facts["documents"]["columns"] = dict(collection.columns)
    _write(collection.folder / "corpus.yaml", plain_yaml.dump(facts))


def collection_of(name: str) -> Collection:
    """Return the collection of that name.

    Raises:
        SettingsError: there is none, or the corpus of that name is not made of documents.
    """
    folder = data_folder() / "corpora" / name
    if not _NAME.fullmatch(name) or not (folder / "corpus.yaml").is_file():
        have = ", ".join(one.name for one in collections()) or "none yet"
        raise SettingsError(
            f"There is no corpus of documents named {name[:80]!r} ({have})", "coach corpus add FOLDER --name NAME"
        )
    facts = frontmatter.load_mapping(fields.read_text(folder / "corpus.yaml", "corpus.yaml"), "corpus.yaml")
    if "documents" not in facts:
        raise SettingsError(f"{name} is made of principles, not of documents", f"Edit {folder} itself.")
    told = fields.mapping(facts["documents"], "corpus.yaml: documents")
    fields.refuse_unknown(told, ("source", "exclude", "columns"), "corpus.yaml: documents")
    columns = fields.mapping(told.get("columns"), "corpus.yaml: columns")
    return Collection(
        name=name,
        folder=folder,
        source=Path(fields.one_line(told.get("source"), "corpus.yaml: source")),
        exclude=tuple(map(str, fields.listing(told.get("exclude"), "corpus.yaml: exclude"))),
        columns={str(kind): str(column) for kind, column in columns.items()},
    )


def collections() -> list[Collection]:
    """Return every collection, in order of name; those that cannot be understood are left out."""
    found = []
    for path in sorted((data_folder() / "corpora").glob("*/corpus.yaml")):
        try:
            found.append(collection_of(path.parent.name))
        except (SettingsError, CorpusError):
            continue
    return found


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


def point_at(collection: Collection, names: list[str]) -> None:
    """Make the first of these snapshots the one in use, at a single stroke; the second is the one before."""
    _write(collection.folder / snapshot.CURRENT, "\n".join(names[:2]) + "\n")


def sweep(collection: Collection) -> None:
    """Remove snapshots that nothing names: those before the previous one, and unfinished ones."""
    kept = snapshot.named(collection.folder)
    for path in collection.snapshots.glob("s-*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    aside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise EnvironmentFault(
            f"{path} cannot be written: {error.strerror}", "Free some disk, or set COACH_DATA to another folder."
        ) from error
