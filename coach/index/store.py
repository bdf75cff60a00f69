"""Opens a published index; checks it first, cheaply, so that no damaged file can kill the process."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from coach.errors import EnvironmentFault, IndexDamaged, IndexStale
from coach.index import chroma
from coach.index.generations import Home, published
from coach.index.manifest import (
    DATABASE,
    EXTRAS,
    PROBES,
    ROWS,
    Facts,
    Manifest,
    check_fresh,
    checksums,
    read_manifest,
)
from coach.index.opened import Index
from coach.index.probes import check_probes
from coach.index.rows import KINDS, from_json

_HEADER = b"SQLite format 3\0"
_TRIES = 3
_BUILD = "Run: coach ingest"


def open_index(home: Home, expected: Facts) -> Index:
    """Open the published index.

    Args:
        home: Where it lives.
        expected: What it must have been made from.

    Raises:
        IndexStale: there is none yet, or it was made from something else.
        IndexDamaged: it does not hold what its manifest says.
        EnvironmentFault: the machine refuses.
    """
    for left in reversed(range(_TRIES)):
        folder = published(home)
        if folder is None:
            raise IndexStale(f"There is no index of {expected.corpus_name} yet", _BUILD)
        try:
            return open_generation(folder, expected)
        except IndexDamaged:
            if left == 0 or published(home) == folder:  # else two writers published since: the folder is gone
                raise
    raise AssertionError("unreachable")


def open_generation(folder: Path, expected: Facts | None) -> Index:
    """Open one generation, published or not; without ``expected`` any content will do.

    Raises:
        IndexStale, IndexDamaged, EnvironmentFault: as ``open_index``.
    """
    manifest = read_manifest(folder)
    check_fresh(manifest, expected or manifest.facts)
    try:
        _check_files(folder, manifest)
        rows = from_json((folder / ROWS).read_text(encoding="utf-8"))
        probes, extras = _arrays(folder / PROBES), _arrays(folder / EXTRAS)
    except PermissionError as error:
        raise EnvironmentFault(f"{folder} cannot be read: {error.strerror}", "Check who owns the cache.") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(f"Files of {folder.name} cannot be read: {error}", _BUILD) from error
    with chroma.one_at_a_time(), chroma.vendor_errors(folder):
        client = chroma.connect(folder)
        try:
            index = Index(manifest, chroma.Searched(client, Path(folder.name)), rows, extras)
            _check_content(index, probes)
        except BaseException:
            client.close()
            raise
    return index


def _check_files(folder: Path, manifest: Manifest) -> None:
    """Check what can be checked without Chroma, which a garbled file can kill together with the whole process."""
    found = checksums(folder)
    differing = sorted(name for name in {*found, *manifest.files} if found.get(name) != manifest.files.get(name))
    if differing:
        raise IndexDamaged(f"Files of {folder.name} are missing or changed: {', '.join(differing[:3])}", _BUILD)
    with (folder / DATABASE).open("rb") as file:
        if file.read(len(_HEADER)) != _HEADER:
            raise IndexDamaged(f"{DATABASE} of {folder.name} is not a database", _BUILD)
    _check_database(folder / DATABASE)


def _check_database(path: Path) -> None:
    """Let SQLite check its pages: 3 ms for 3 MB, where Chroma would only notice the damage that it happens to read."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
        ) as database:
            verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError:  # locked, or a folder that cannot be written: Chroma will say so in its own words
        return
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        raise IndexDamaged(f"{DATABASE} of {path.parent.name} is damaged: {verdict.splitlines()[-1][:200]}", _BUILD)


def _check_content(index: Index, probes: Mapping[str, Any]) -> None:
    for kind in KINDS:
        count, promised = len(index.rows(kind)), index.manifest.counts.get(kind)
        if count != promised or not index.holds_its_ids(kind):
            raise IndexDamaged(f"{index.manifest.generation} does not hold its {promised} {kind} rows", _BUILD)
        check_probes(index, kind, probes)


def _arrays(path: Path) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
