"""One generation on a server: written, verified, opened."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from coach.errors import IndexDamaged
from coach.index.manifest import (
    EXTRAS,
    MANIFEST,
    PROBES,
    ROWS,
    Facts,
    Manifest,
    check_fresh,
    chroma_version,
    parsed,
)
from coach.index.opened import SAME, Index
from coach.index.probes import check_probes, probes_of, spread
from coach.index.rows import KINDS, Kind, from_json, to_json
from coach.index.server import files
from coach.index.server.client import Server
from coach.index.server.home import FILES, ServerHome
from coach.index.server.searched import Searched
from coach.index.server.table import Table
from coach.index.write import Content, new_manifest

_SAMPLE = 500  # stored vectors of a kind that are let find themselves before publishing: 2 s
_FLOOR = 0.99  # of them; distributed Chroma is approximate too
_TEXT_BYTES = 4_000  # of a row's text beside its vector, for people and other programs; Chroma Cloud takes 4,096
_BUILD = "Run: coach ingest"


def write(server: Server, home: ServerHome, generation: str, content: Content, on_step: Callable[[], None]) -> Manifest:
    """Write a generation; the manifest comes last.

    Args:
        server: Where to.
        home: Whose.
        generation: Its name.
        content: What.
        on_step: Called after each request; what it raises ends the writing.
    """
    ids, held = list(content.rows), list(content.rows.values())
    parts = {kind: [n for n, row in enumerate(held) if row.kind == kind] for kind in KINDS}
    for kind, numbers in parts.items():
        table = server.create(home.collection(generation, kind))
        if table.space != "cosine":
            raise IndexDamaged(f"{home.store.url} compares by {table.space or 'nothing known'}, not by cosine", _BUILD)
        facts = [{"owner": held[n].owner, "text": _brief(held[n].text)} for n in numbers]
        for _ in table.put([ids[n] for n in numbers], content.vectors[numbers], facts):
            on_step()
    written = {
        ROWS: to_json(content.rows).encode(),
        PROBES: files.pack(probes_of(content.rows, content.vectors)),
        EXTRAS: files.pack(content.extras),
    }
    sums = {name: files.sha256(held_bytes) for name, held_bytes in written.items()}
    manifest = new_manifest(generation, content, sums)
    table = server.create(home.collection(generation, FILES))
    for name, bytes_ in {**written, MANIFEST: json.dumps(asdict(manifest)).encode()}.items():
        for _ in files.write_file(table, name, bytes_):
            on_step()
    return manifest


def verify(server: Server, home: ServerHome, generation: str, content: Content, on_step: Callable[[], None]) -> None:
    """Open what was written and compare it with what was meant.

    Raises:
        IndexDamaged: rows, ids, vectors or files differ, or vectors are not found.
    """
    index = open_generation(server, home, generation, content.facts)
    for kind in KINDS:
        on_step()
        meant = {id_: number for number, id_ in enumerate(content.rows) if id_.startswith(f"{kind}-")}
        if [row.id for row in index.rows(kind)] != list(meant) or not index.holds_its_ids(kind):
            raise IndexDamaged(f"{generation} does not hold the {kind} rows that were written", _BUILD)
        some = spread(list(meant), _SAMPLE)
        vectors = content.vectors[[meant[id_] for id_ in some]]
        stored = server.open(home.collection(generation, kind)).vectors(some) if some else vectors
        if stored.shape != vectors.shape or (1 - (stored * vectors).sum(axis=1) > SAME).any():
            raise IndexDamaged(f"{generation} holds other {kind} vectors than those that were written", _BUILD)
        found = index.count_found(kind, some, vectors)
        if found < _FLOOR * len(some):
            raise IndexDamaged(f"{found} of {len(some)} {kind} rows of {generation} find themselves", _BUILD)


def open_generation(server: Server, home: ServerHome, generation: str, expected: Facts | None) -> Index:
    """Open a generation; everything that is needed comes from the server.

    Raises:
        IndexStale: it was made from something else than ``expected``.
        IndexDamaged: it does not hold what its manifest says.
        EnvironmentFault: the server cannot be used.
    """
    held = files.read_files(server.open(home.collection(generation, FILES)))
    manifest = _manifest(held.get(MANIFEST, b""), generation)
    check_fresh(manifest, expected or manifest.facts)
    for name, promised in manifest.files.items():
        if files.sha256(held.get(name, b"")) != promised:
            raise IndexDamaged(f"{name} of {generation} is missing or changed", _BUILD)
    try:
        rows, probes = from_json(held[ROWS].decode()), files.unpack(held[PROBES])
        extras = files.unpack(held[EXTRAS])
    except (OSError, ValueError, TypeError, KeyError, EOFError) as error:
        raise IndexDamaged(f"Files of {generation} cannot be read: {error}", _BUILD) from error
    tables = {kind: server.open(home.collection(generation, kind)) for kind in KINDS}
    index = Index(manifest, Searched(tables, manifest.facts.corpus_name), rows, extras)
    _check(index, tables, probes)
    return index


def manifest_of(server: Server, home: ServerHome, generation: str) -> Manifest:
    """Return the manifest of a generation, and read nothing else of it.

    Raises:
        IndexDamaged: it cannot be read, or belongs to another generation.
        IndexStale: it has another format.
    """
    return _manifest(files.read_file(server.open(home.collection(generation, FILES)), MANIFEST), generation)


def _manifest(content: bytes, generation: str) -> Manifest:
    # Which release of chromadb wrote it is no matter: the server reads its own.
    return replace(parsed(content, generation), chroma=chroma_version())


def _check(index: Index, tables: Mapping[Kind, Table], probes: Mapping[str, Any]) -> None:
    name = index.manifest.generation
    for kind in KINDS:
        rows, promised = len(index.rows(kind)), index.manifest.counts.get(kind)
        count = tables[kind].count()
        if not rows == promised == count:
            raise IndexDamaged(f"{name} holds {count} of its {promised} {kind} rows", _BUILD)
        check_probes(index, kind, probes)


def _brief(text: str) -> str:
    return text.encode()[:_TEXT_BYTES].decode(errors="ignore")
