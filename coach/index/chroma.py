"""The only file that talks to Chroma: opening, collections, its errors in our words.

Chroma never embeds here: a stored embedding function is not even built by ``query_embeddings`` (facts 0.5).
"""

from __future__ import annotations

import contextlib
import errno
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.errors import CoachError, EnvironmentFault, IndexDamaged
from coach.index.rows import KINDS, Kind, Row, Vectors

COLLECTIONS: dict[Kind, str] = {"passage": "passages", "situation": "situations", "beyond": "beyond"}
# sync_threshold 1: every row reaches the HNSW files, none stays in the log, so the checksums cover all vectors, and
# opening is 60 ms faster. ef_search 400: recall@60 against brute force 1.0000 on 800 rows, 0.9997 on 10,000, at 1.1
# and 1.6 ms a search. On 100,000 (a handbook's passages with noise) recall@300 was 0.987 with 400 and 0.995 with 600,
# at 2.4 and 2.7 ms; recall@100 0.994 and 0.997, at 1.8 and 2.1 ms.
_HNSW = {
    "space": "cosine",
    "sync_threshold": 1,
    "batch_size": 1,
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 400,
}
_MANY, _EF_OF_MANY = 20_000, 600  # rows, and the ef_search above them
_READ_AT_ONCE = 10_000  # with texts Chroma names each row in its SQL: above 32,766 it fails ("too many SQL variables")
# SQLite's result codes and words for a machine that refuses, as Chroma passes them on (measured, facts 4d and 0.6).
_REFUSALS = (
    "disk is full", "no space left", "readonly database", "read-only", "permission denied", "disk i/o error",
    "unable to open database file", "too many open files",
    "(code: 8)", "(code: 13)", "(code: 14)", "(code: 778)", "(code: 1032)", "(code: 1544)",
)  # fmt: skip
# 16 threads opening the first client never all succeeded without this (facts 0.12).
_opening = threading.RLock()


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one thread of this process open or close Chroma at a time."""
    with _opening:
        yield


def load() -> None:
    """Import Chroma, which takes most of a second; whoever opens an index does so by itself."""
    import chromadb  # noqa: F401


def connect(folder: Path) -> Any:
    """Open Chroma on a folder; call it inside ``one_at_a_time`` and ``vendor_errors``."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    path = str(folder)
    try:
        return chromadb.PersistentClient(path, settings=Settings(anonymized_telemetry=False))
    except BaseException:
        # Chroma 1.5.9 keeps a client that failed to start and would hand it out again, though the fault is gone.
        if path not in SharedSystemClient._identifier_to_refcount:
            SharedSystemClient._identifier_to_system.pop(path, None)
        raise


def create_collection(client: Any, kind: Kind, count: int) -> Any:
    """Create the collection of a kind, for own vectors only, so many of them."""
    hnsw = _HNSW | ({"ef_search": _EF_OF_MANY} if count > _MANY else {})
    return client.create_collection(COLLECTIONS[kind], embedding_function=None, configuration={"hnsw": hnsw})


def get_collection(client: Any, kind: Kind) -> Any:
    """Return the collection of a kind."""
    return client.get_collection(COLLECTIONS[kind], embedding_function=None)


def add_rows(client: Any, collection: Any, rows: dict[str, Row], vectors: Vectors) -> None:
    """Write rows with their vectors, (n, d) in the rows' order, in batches that Chroma accepts."""
    ids, held = list(rows), list(rows.values())
    size = int(client.get_max_batch_size())
    for start in range(0, len(ids), size):
        part = slice(start, start + size)
        collection.upsert(
            ids=ids[part],
            embeddings=vectors[part],
            documents=[row.text for row in held[part]],
            metadatas=[{"owner": row.owner, "label": row.label} for row in held[part]],
        )


def remove_rows(client: Any, collection: Any, ids: Sequence[str]) -> None:
    """Remove rows by id, in batches that Chroma accepts."""
    size = int(client.get_max_batch_size())
    for start in range(0, len(ids), size):
        collection.delete(ids=list(ids[start : start + size]))


def stored_ids(collection: Any) -> set[str]:
    """Return the ids of all rows."""
    return set(collection.get(include=[])["ids"])


def stored_rows(collection: Any, kind: Kind) -> dict[str, Row]:
    """Return the rows by the id they are stored under, in no particular order (20 ms a thousand: for checks)."""
    found: dict[str, Row] = {}
    for start in range(0, int(collection.count()), _READ_AT_ONCE):
        got = collection.get(include=["documents", "metadatas"], limit=_READ_AT_ONCE, offset=start)
        for id_, text, facts in zip(got["ids"], got["documents"], got["metadatas"], strict=True):
            found[id_] = Row(kind, text, facts["owner"], facts["label"])
    return found


def stored_vectors(collection: Any, ids: Sequence[str]) -> Vectors:
    """Return the stored vectors, (n, d) float32 in the order of ``ids``."""
    got = collection.get(include=["embeddings"])
    place = {id_: number for number, id_ in enumerate(got["ids"])}
    return np.asarray(got["embeddings"], dtype=np.float32)[[place[id_] for id_ in ids]]


class Searched:
    """The rows of an open generation in a folder; see `coach.index.opened.Searched`.

    Args:
        client: Opened by ``connect``; closed with it.
        folder: Named in errors.
    """

    asked_at_once = 1_000

    def __init__(self, client: Any, folder: Path) -> None:
        self._client = client
        self._folder = folder
        self._collections = {kind: get_collection(client, kind) for kind in KINDS}

    def nearest(self, kind: Kind, vectors: Vectors, k: int) -> list[list[tuple[str, float]]]:
        """Return ids and cosine distances of the rows nearest to each of n vectors."""
        with vendor_errors(self._folder):
            got = self._collections[kind].query(query_embeddings=list(vectors), n_results=k, include=["distances"])
        return [
            [(id_, float(distance)) for id_, distance in zip(ids, near, strict=True)]
            for ids, near in zip(got["ids"], got["distances"], strict=True)
        ]

    def vectors(self, kind: Kind, ids: Sequence[str]) -> Vectors:
        """Return the stored vectors, (n, d) float32 in the order of ``ids``."""
        with vendor_errors(self._folder):
            return stored_vectors(self._collections[kind], ids)

    def holds_ids(self, kind: Kind, ids: Iterable[str]) -> bool:
        """Tell whether exactly these rows are stored, by id."""
        with vendor_errors(self._folder):
            return stored_ids(self._collections[kind]) == set(ids)

    def holds_rows(self, kind: Kind, rows: Mapping[str, Row]) -> bool:
        """Tell whether exactly these rows are stored, every text compared."""
        with vendor_errors(self._folder):
            return stored_rows(self._collections[kind], kind) == rows

    def close(self) -> None:
        """Close the client."""
        with one_at_a_time():
            self._client.close()


@contextlib.contextmanager
def vendor_errors(folder: Path) -> Iterator[None]:
    """Turn what Chroma raises into our errors; also pyo3's PanicException, which is no ``Exception``.

    Raises:
        EnvironmentFault: the machine refuses (disk full, no permission).
        IndexDamaged: anything else.
    """
    try:
        yield
    except (CoachError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        words = f"{type(error).__name__}: {error}".strip().splitlines()[0][:300]
        if _is_refusal(error):
            raise EnvironmentFault(
                f"The index in {folder} cannot be used: {words}",
                "Free some disk, or set COACH_CACHE to a folder that can be written (reading needs it as well).",
            ) from error
        raise IndexDamaged(f"The index in {folder} cannot be read: {words}", "Run: coach ingest") from error


def _is_refusal(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EMFILE)
    return any(words in str(error).lower() for words in _REFUSALS)
