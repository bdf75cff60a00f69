"""Writes one generation: all rows, or those that differ from a copy of the generation before."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.errors import EnvironmentFault, IndexDamaged, IndexStale
from coach.index import chroma
from coach.index.generations import Home, published
from coach.index.manifest import (
    EXTRAS,
    PROBES,
    ROWS,
    Facts,
    Manifest,
    check_fresh,
    checksums,
    chroma_version,
    read_manifest,
    write_manifest,
)
from coach.index.probes import probes_of
from coach.index.rows import KINDS, Kind, Row, Vectors, from_json, to_json

Arrays = Mapping[str, npt.NDArray[Any]]
_FEWEST_TO_COPY, _MOST_CHANGED = 2_000, 0.2  # rows: below, writing all of them anew takes about a second
_AT_ONCE = 5_000  # rows whose vectors are copied to be written: of 100,000 at once they are 150 MB


@dataclass(frozen=True, slots=True)
class Content:
    """What a generation shall hold.

    Attributes:
        facts: What it is made from.
        rows: By id, in order.
        vectors: (n, d) float32, in the order of the rows.
        extras: Arrays to keep beside them.
    """

    facts: Facts
    rows: Mapping[str, Row]
    vectors: Vectors
    extras: Arrays


def base_of(home: Home, content: Content) -> Path | None:
    """Return the published generation where changing a copy of it is less work than writing all rows anew."""
    if len(content.rows) < _FEWEST_TO_COPY:
        return None
    with contextlib.suppress(IndexDamaged, IndexStale, EnvironmentFault, OSError, ValueError, TypeError):
        folder = published(home)
        if folder is None:
            return None
        manifest = read_manifest(folder)
        check_fresh(manifest, replace(content.facts, corpus_version=manifest.facts.corpus_version))
        changed = _ids(folder) ^ content.rows.keys()
        return folder if len(changed) <= _MOST_CHANGED * len(content.rows) else None
    return None


def _ids(folder: Path) -> set[str]:
    return {id_ for rows in from_json((folder / ROWS).read_text(encoding="utf-8")).values() for id_ in rows}


def write(folder: Path, content: Content, base: Path | None) -> Manifest:
    """Write a generation into its empty folder.

    Args:
        folder: Of the generation.
        content: What it shall hold.
        base: A generation whose copy is changed; None to write every row.

    Raises:
        IndexDamaged, EnvironmentFault: Chroma fails, or the machine refuses.
    """
    rows, vectors = content.rows, content.vectors
    held_before = _ids(base) if base else set()
    if base:
        shutil.copytree(base, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.npz", "*.json"))
    parts = {kind: [n for n, row in enumerate(rows.values()) if row.kind == kind] for kind in KINDS}
    ids = list(rows)
    with chroma.one_at_a_time(), chroma.vendor_errors(folder):
        client = chroma.connect(folder)
        try:
            for kind, numbers in parts.items():
                collection = (
                    chroma.get_collection(client, kind)
                    if base
                    else chroma.create_collection(client, kind, len(numbers))
                )
                chroma.remove_rows(client, collection, [id_ for id_ in held_before - rows.keys() if _is(id_, kind)])
                new = [n for n in numbers if ids[n] not in held_before]
                for start in range(0, len(new), _AT_ONCE):
                    part = new[start : start + _AT_ONCE]
                    chroma.add_rows(client, collection, {ids[n]: rows[ids[n]] for n in part}, vectors[part])
        finally:
            client.close()
    (folder / ROWS).write_text(to_json(rows), encoding="utf-8")
    _save(folder / PROBES, probes_of(rows, vectors))
    _save(folder / EXTRAS, content.extras)
    manifest = new_manifest(folder.name, content, checksums(folder))
    write_manifest(folder, manifest)
    return manifest


def new_manifest(generation: str, content: Content, files: Mapping[str, str]) -> Manifest:
    """Return the manifest of a generation that was written just now, with files by sha256."""
    kinds = [row.kind for row in content.rows.values()]
    return Manifest(
        generation=generation,
        facts=content.facts,
        chroma=chroma_version(),
        counts={kind: kinds.count(kind) for kind in KINDS},
        files=files,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _is(row_id: str, kind: Kind) -> bool:
    return row_id.startswith(f"{kind}-")


def _save(path: Path, arrays: Arrays) -> None:
    for name, array in arrays.items():
        if np.asarray(array).dtype.hasobject:
            raise TypeError(f"the array {name} holds Python objects; only plain numbers and texts are kept")
    np.savez(path, **dict(arrays))  # type: ignore[arg-type]
