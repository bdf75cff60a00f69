"""What a corpus of documents is made of, as its ``corpus.yaml`` says it: checked, read, and written with care."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from coach import plain_yaml
from coach.corpus import fields, frontmatter, known_corpora, snapshot
from coach.corpus.find import NAME
from coach.documents.formats.principles import FIELDS
from coach.errors import CorpusError, SettingsError
from coach.settings import data_folder
from coach.sync.folder import Collection, write_whole

FILE = "corpus.yaml"
_OURS = {"name", "title", "documents"}  # facts that `coach corpus add` writes; all others a person wrote
_MACHINERY = {"lock", snapshot.CURRENT, snapshot.SNAPSHOTS, FILE}


def check_name(name: str) -> None:
    """Check what a corpus is to be called.

    Raises:
        SettingsError: a corpus must not have that name.
    """
    if not NAME.fullmatch(name):
        raise SettingsError(
            f"A corpus cannot be named {name[:80]!r}",
            "Use small letters, digits, '.', '_' or '-', 64 at most (for instance acme).",
        )
    if name in known_corpora():
        raise SettingsError(f"{name} is a bundled corpus", "Choose another --name.")


def check(collection: Collection) -> None:
    """Check what a collection is made of.

    Raises:
        SettingsError: a corpus must not have that name, or a column is chosen for what no table holds.
        CorpusError: the source is no folder.
    """
    check_name(collection.name)
    check_columns(collection)
    if not collection.source.is_dir():
        raise _no_folder(collection)
    if collection.source.resolve().is_relative_to(collection.folder.resolve()):
        raise CorpusError(
            f"{collection.source} lies in the corpus that it would make", "Give the folder of the documents."
        )


def _no_folder(collection: Collection) -> CorpusError:
    if collection.source.is_file():
        kind = "zip file" if collection.source.suffix.lower() == ".zip" else "file"
        return CorpusError(
            f"{collection.source} is a {kind}, and a corpus is made of a folder",
            f"Put it into a folder of its own{', where it is read as it is' if kind == 'zip file' else ''}: "
            f"coach corpus add FOLDER --name {collection.name}",
        )
    return CorpusError(f"There is no folder {collection.source}", "Give the folder that holds the documents.")


def check_columns(collection: Collection) -> None:
    """Check for what columns are chosen.

    Raises:
        SettingsError: for something that no table holds.
    """
    if unknown := sorted(collection.columns.keys() - FIELDS.keys()):
        raise SettingsError(
            f"A table holds no {unknown[0]!r} (column {collection.columns[unknown[0]]!r})",
            f"It holds {', '.join(FIELDS)}; for instance --column text=Guidance.",
        )


def create(collection: Collection) -> None:
    """Make the folder of a new collection, with nothing read yet; made again it keeps what was read.

    Raises:
        SettingsError, CorpusError: as ``check``; or another folder makes the corpus of that name.
        EnvironmentFault: it cannot be written.
    """
    check(collection)
    if exists(collection.folder) and (source := collection_of(collection.name).source) != collection.source:
        raise SettingsError(f"{collection.name} is made of {source} already", "Choose another name.")
    write_settings(collection)


def exists(folder: Path) -> bool:
    """Tell whether a corpus lives there."""
    return (folder / FILE).is_file()


def collection_of(name: str) -> Collection:
    """Return the collection of that name.

    Raises:
        SettingsError: there is none, or the corpus of that name is not made of documents.
    """
    folder = data_folder() / "corpora" / name
    if not NAME.fullmatch(name) or not exists(folder):
        have = ", ".join(one.name for one in collections()) or "none yet"
        called = name if NAME.fullmatch(name) else "NAME"
        raise SettingsError(
            f"There is no corpus of documents named {name[:80]!r}",
            f"There are: {have}. To make one: coach corpus add FOLDER --name {called}",
        )
    facts = _facts(folder)
    if "documents" not in facts:
        raise SettingsError(f"{name} is made of principles, not of documents", f"Edit {folder} itself.")
    told = fields.mapping(facts["documents"], f"{FILE}: documents")
    fields.refuse_unknown(told, ("source", "exclude", "columns"), f"{FILE}: documents")
    columns = fields.mapping(told.get("columns"), f"{FILE}: columns")
    return Collection(
        name=name,
        folder=folder,
        source=folder / fields.one_line(told.get("source"), f"{FILE}: source"),
        exclude=tuple(map(str, fields.listing(told.get("exclude"), f"{FILE}: exclude"))),
        columns={str(kind): str(column) for kind, column in columns.items()},
        title=fields.one_line(facts.get("title"), f"{FILE}: title"),
    )


def collections() -> list[Collection]:
    """Return every collection, in order of name; those that cannot be understood are left out."""
    found = []
    for path in sorted((data_folder() / "corpora").glob(f"*/{FILE}")):
        try:
            found.append(collection_of(path.parent.name))
        except (SettingsError, CorpusError):
            continue
    return found


def written_by_people(collection: Collection) -> list[str]:
    """Return the files in the corpus's folder that people wrote or reviewed, and the facts they added to its own."""
    own = [
        path.relative_to(collection.folder).as_posix()
        for path in sorted(collection.folder.rglob("*"))
        if path.is_file() and _top(collection, path) not in _MACHINERY and not _top(collection, path).startswith(".")
    ]
    try:
        more = sorted(_facts(collection.folder).keys() - _OURS)
    except CorpusError:
        more = ["what it holds"]
    return [*own, *([f"{FILE} ({', '.join(more)})"] if more else [])]


def settings_text(collection: Collection) -> str:
    """Return the ``corpus.yaml`` of a collection, with every fact that a person added to the one it has."""
    facts: dict[str, Any] = _facts(collection.folder) if exists(collection.folder) else {}
    title = collection.title or facts.get("title") or collection.name
    documents: dict[str, Any] = {"source": str(collection.source)}
    documents |= {"exclude": list(collection.exclude)} if collection.exclude else {}
    documents |= {"columns": dict(collection.columns)} if collection.columns else {}
    return plain_yaml.dump(facts | {"name": collection.name, "title": title, "documents": documents})


def write_settings(collection: Collection) -> None:
    """Write the ``corpus.yaml`` of a collection.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    write_whole(collection.folder / FILE, settings_text(collection))


def is_settled(collection: Collection) -> bool:
    """Tell whether the ``corpus.yaml`` of a collection says all this already; comments in it stay then."""
    has_one = exists(collection.folder)
    return has_one and _facts(collection.folder) == frontmatter.load_mapping(settings_text(collection), FILE)


@contextmanager
def settled(collection: Collection) -> Iterator[None]:
    """Write the settings for what is published inside; where that fails, an earlier corpus has its own back.

    A new corpus keeps them: somebody has agreed to it, and ``coach corpus sync`` goes on from there.

    Raises:
        EnvironmentFault: they cannot be written.
    """
    if is_settled(collection):
        yield
        return
    path = collection.folder / FILE
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    write_settings(collection)
    try:
        yield
    except BaseException:
        if before:
            write_whole(path, before)
        raise


def kept_settings(collection: Collection, told: Collection) -> Collection:
    """Return a corpus as it is, with what was told anew: folder, title, exclusions and columns where there are any."""
    return replace(
        collection,
        source=told.source,
        title=told.title or collection.title,
        exclude=told.exclude or collection.exclude,
        columns=told.columns or collection.columns,
    )


def _facts(folder: Path) -> dict[str, Any]:
    return frontmatter.load_mapping(fields.read_text(folder / FILE, FILE), FILE)


def _top(collection: Collection, path: Path) -> str:
    return path.relative_to(collection.folder).parts[0]
