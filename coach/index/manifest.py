"""What a generation says about itself, written last and read first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from coach.errors import EnvironmentFault, IndexDamaged, IndexStale

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "chroma.sqlite3"
PROBES = "probes.npz"
EXTRAS = "extras.npz"
ROWS = "rows.json"


@dataclass(frozen=True, slots=True)
class Facts:
    """What an index was made from; an index whose facts differ from those asked for is stale.

    Args:
        corpus_name: For messages only.
        corpus_version: Content hash of the corpus.
        encoder: ``VectorSource.identity``.
        dimension: Length of a vector.
        chunker: Names the way rows and extras are made from the corpus; change it whenever that changes.
    """

    corpus_name: str
    corpus_version: str
    encoder: str
    dimension: int
    chunker: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of one generation.

    Args:
        generation: Name of its folder.
        facts: What it was made from.
        chroma: Version of chromadb that wrote it.
        counts: Rows by kind.
        files: sha256 by path in the folder, of all HNSW files, ``.npz`` files and the rows. The SQLite file is left
            out: opening changes it (measured, facts 4c).
        created: UTC, ISO 8601.
        format: Layout of the folder.
    """

    generation: str
    facts: Facts
    chroma: str
    counts: Mapping[str, int]
    files: Mapping[str, str]
    created: str
    format: int = FORMAT


@cache
def chroma_version() -> str:
    """Return the version of the installed chromadb, without importing it."""
    return version("chromadb")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into its generation."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a generation.

    Raises:
        IndexDamaged: it is missing, unreadable, or names another generation.
        IndexStale: it has another format.
        EnvironmentFault: permission is refused.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
    except PermissionError as error:
        raise EnvironmentFault(f"{folder} cannot be read: {error.strerror}", "Check who owns the cache.") from error
    except OSError as error:
        raise IndexDamaged(f"The manifest of {folder.name} cannot be read: {error}", _BUILD) from error
    return parsed(content, folder.name)


def parsed(content: bytes, generation: str) -> Manifest:
    """Return the manifest of a generation, given its content.

    Raises:
        IndexDamaged: it cannot be understood, or belongs to another generation.
        IndexStale: it has another format.
    """
    try:
        found: dict[str, Any] = json.loads(content)
        if found["format"] != FORMAT:
            raise IndexStale(f"The index has format {found['format']}, this version of Coach reads {FORMAT}", _BUILD)
        manifest = Manifest(**{**found, "facts": Facts(**found["facts"])})
        counts = {str(kind): int(count) for kind, count in manifest.counts.items()}
        files = {str(name): str(sha256) for name, sha256 in manifest.files.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(f"The manifest of {generation} cannot be read: {error}", _BUILD) from error
    if manifest.generation != generation:
        raise IndexDamaged(f"The manifest in {generation} belongs to {manifest.generation}", _BUILD)
    return replace(manifest, counts=counts, files=files)


def check_fresh(found: Manifest, expected: Facts) -> None:
    """Compare what an index was made from with what is asked for.

    Raises:
        IndexStale: they differ; the message names both values.
    """
    if found.chroma != chroma_version():
        raise IndexStale(f"The index was written by chromadb {found.chroma}, {chroma_version()} is installed", _BUILD)
    for field in fields(Facts):
        ours, theirs = getattr(expected, field.name), getattr(found.facts, field.name)
        if ours != theirs and field.name != "corpus_name":
            name = field.name.replace("_", " ")
            raise IndexStale(f"The index was built with {name} {theirs}, {ours} is asked for", _BUILD)


def checksums(folder: Path) -> dict[str, str]:
    """Return the sha256 of every HNSW and ``.npz`` file and of the rows of a generation, by path."""
    paths = [path for path in folder.glob("*/*") if path.is_file()] + [*folder.glob("*.npz"), *folder.glob(ROWS)]
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(paths)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_BUILD = "Run: coach ingest"
