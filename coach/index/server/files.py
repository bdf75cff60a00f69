"""Files of a generation as records of a collection: manifest, rows, what is kept beside the vectors.

They are facts of records, not documents: Chroma lays a full-text index over documents, which took 43 MB of disk and
4.3 s for 4 MB of base64; as facts of 4,000 characters the same took 0.2 s and no more disk than itself (measured).
"""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.errors import IndexDamaged
from coach.index.server.table import Facts, Table

_LETTERS = 4_000  # of a fact: Chroma Cloud takes 4,096 bytes
_FACTS = 24  # of a record: Chroma Cloud takes 32
_AT_ONCE = 50  # records of a page: 5 MB


def write_file(table: Table, name: str, content: bytes) -> Iterator[int]:
    """Write a file; yields the records written after each request."""
    letters = base64.b64encode(zlib.compress(content, 1)).decode("ascii")
    step = _LETTERS * _FACTS
    parts = [letters[start : start + step] for start in range(0, len(letters), step)] or [""]
    facts: list[Facts] = [
        {"file": name, "part": number, "parts": len(parts), **_facts_of(part)} for number, part in enumerate(parts)
    ]
    turn = np.arange(len(parts)) * 0.001  # no two alike: an index of equal vectors is slow
    ids = [f"{name}#{number:06d}" for number in range(len(parts))]
    yield from table.put(ids, np.stack([np.cos(turn), np.sin(turn)], axis=1).astype(np.float32), facts)


def read_files(table: Table) -> dict[str, bytes]:
    """Return every file by name.

    Raises:
        IndexDamaged: a part is missing or cannot be read.
    """
    return _read(table.all(_AT_ONCE))


def read_file(table: Table, name: str) -> bytes:
    """Return one small file; nothing where it is not there.

    Raises:
        IndexDamaged: a part is missing or cannot be read.
    """
    return _read(table.where("file", name).items()).get(name, b"")


def _read(records: Iterable[tuple[str, Facts]]) -> dict[str, bytes]:
    found: dict[str, dict[int, str]] = {}
    promised: dict[str, int] = {}
    for id_, facts in records:
        try:
            name, promised[str(facts["file"])] = str(facts["file"]), int(facts["parts"])
            letters = "".join(str(facts[key]) for key in sorted(key for key in facts if key.startswith("c")))
            found.setdefault(name, {})[int(facts["part"])] = letters
        except (KeyError, TypeError, ValueError) as error:
            raise IndexDamaged(f"The record {id_} cannot be understood: {error}", "Run: coach ingest") from error
    return {name: _joined(name, parts, promised[name]) for name, parts in found.items()}


def pack(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Return arrays as bytes, without anything that runs when it is read.

    Raises:
        TypeError: an array holds Python objects.
    """
    for name, array in arrays.items():
        if np.asarray(array).dtype.hasobject:
            raise TypeError(f"the array {name} holds Python objects; only plain numbers and texts are kept")
    held = io.BytesIO()
    np.savez(held, **dict(arrays))  # type: ignore[arg-type]
    return held.getvalue()


def unpack(content: bytes) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays that ``pack`` wrote."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def sha256(content: bytes) -> str:
    """Return the fingerprint of a file."""
    return hashlib.sha256(content).hexdigest()


def _facts_of(letters: str) -> dict[str, str]:
    starts = range(0, len(letters), _LETTERS)
    return {f"c{number:02d}": letters[start : start + _LETTERS] for number, start in enumerate(starts)}


def _joined(name: str, parts: Mapping[int, str], promised: int) -> bytes:
    if sorted(parts) != list(range(promised)):
        raise IndexDamaged(f"{name} has {len(parts)} of {promised} parts", "Run: coach ingest")
    try:
        return zlib.decompress(base64.b64decode("".join(parts[number] for number in range(promised)), validate=True))
    except (ValueError, zlib.error) as error:
        raise IndexDamaged(f"{name} cannot be read: {error}", "Run: coach ingest") from error
