"""A collection on a server: written in requests that pass its limits, read page by page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from coach.index.rows import Vectors
from coach.index.server.faults import server_errors, status_of
from coach.store_settings import StoreSettings

Facts = Mapping[str, str | int]
T = TypeVar("T")
BODY_BYTES = 900_000  # nginx lets 1 MB pass unless told otherwise; chroma run answered 413 to 60 MB (server-06)


@dataclass(frozen=True, slots=True)
class Quotas:
    """What a server takes and gives in one request.

    Source: of Chroma Cloud https://docs.trychroma.com/cloud/quotas-limits; ``chroma run`` names 5,461 records itself.
    """

    written: int = 5_000
    found: int = 5_000


CLOUD = Quotas(written=300, found=300)


class Table:
    """A collection.

    Args:
        store: Its server.
        collection: Chroma's object.
    """

    def __init__(self, store: StoreSettings, collection: Any) -> None:
        self._store = store
        self._collection = collection
        self._quotas = CLOUD if store.is_cloud else Quotas()

    @property
    def space(self) -> str:
        """How vectors are compared: ``cosine``, where the server did as it was told."""
        configuration = dict(self._collection.configuration_json)
        return str((configuration.get("hnsw") or configuration.get("spann") or {}).get("space", ""))

    def put(self, ids: Sequence[str], vectors: Vectors, facts: Sequence[Facts]) -> Iterator[int]:
        """Write records with vectors (n, d) and facts; yields how many are written after each request."""
        for part in self._parts(vectors, facts):
            self._put(list(ids[part]), vectors[part], [dict(one) for one in facts[part]])
            yield part.stop

    def add_new(self, id_: str, facts: Facts) -> None:
        """Write one record unless there is one of that id, which Chroma then leaves as it is."""
        with server_errors(self._store, "writing"):
            self._collection.add(ids=[id_], embeddings=[[1.0, 0.0]], metadatas=[dict(facts)])

    def change(self, id_: str, facts: Facts) -> None:
        """Change the facts of a record; nothing happens where it is not there."""
        with server_errors(self._store, "writing"):
            self._collection.update(ids=[id_], metadatas=[dict(facts)])

    def remove(self, ids: Sequence[str]) -> None:
        """Remove records."""
        if ids:
            with server_errors(self._store, "removing"):
                self._collection.delete(ids=list(ids))

    def count(self) -> int:
        """Return the number of records."""
        return int(self._read("counting", self._collection.count))

    def where(self, name: str, value: str) -> dict[str, Facts]:
        """Return the facts, by id, of the few records of which one fact has a value."""
        got = self._read("reading", lambda: self._collection.get(where={name: value}, include=["metadatas"]))
        return dict(zip(got["ids"], got["metadatas"], strict=True))

    def all(self, at_once: int = 1_000) -> Iterator[tuple[str, Facts]]:
        """Yield id and facts of every record, in no particular order, so many of them in one request."""
        for page in self._pages(["metadatas"], at_once):
            yield from zip(page["ids"], page["metadatas"], strict=True)

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Return the vectors of records, (n, d) float32 in the order of ``ids``.

        Raises:
            KeyError: there is no such record.
        """
        place = {id_: number for number, id_ in enumerate(ids)}
        found: Vectors | None = None
        left = set(place)
        for page in self._by_id(ids):
            vectors = np.asarray(page["embeddings"], dtype=np.float32)
            if found is None and len(vectors):
                found = np.zeros((len(ids), vectors.shape[1]), dtype=np.float32)
            for id_, vector in zip(page["ids"], vectors, strict=True):
                if found is not None and id_ in left:
                    found[place[id_]] = vector
                    left.discard(id_)
        if left or found is None:
            raise KeyError(next(iter(left), ""))
        return found

    def nearest(self, vectors: Vectors, k: int) -> list[list[tuple[str, float]]]:
        """Return ids and cosine distances of the records nearest to each of n vectors; Chroma Cloud gives 300."""
        got = self._read(
            "searching",
            lambda: self._collection.query(
                query_embeddings=list(vectors), n_results=min(k, self._quotas.found), include=["distances"]
            ),
        )
        return [
            [(id_, float(distance)) for id_, distance in zip(ids, near, strict=True)]
            for ids, near in zip(got["ids"], got["distances"], strict=True)
        ]

    def _by_id(self, ids: Sequence[str]) -> Iterator[Any]:
        size = min(self._quotas.found, 500)
        for start in range(0, len(ids), size):
            part = list(ids[start : start + size])
            yield self._read("reading", functools.partial(self._collection.get, ids=part, include=["embeddings"]))

    def ids(self) -> set[str]:
        """Return the ids of all records."""
        return {id_ for page in self._pages([], 5_000) for id_ in page["ids"]}

    def _pages(self, include: list[str], at_once: int = 1_000) -> Iterator[Any]:
        start, size = 0, min(self._quotas.found, at_once)
        while True:
            page = self._read(
                "reading", functools.partial(self._collection.get, limit=size, offset=start, include=include)
            )
            yield page
            start += size
            if len(page["ids"]) < size:
                return

    def _parts(self, vectors: Vectors, facts: Sequence[Facts]) -> Iterator[slice]:
        """Yield which records go into one request: as many as pass by number and by bytes, at least one."""
        start, held = 0, 0
        for number, one in enumerate(facts):
            size = 200 + vectors.shape[1] * 16 // 3 + sum(len(str(value).encode()) * 21 // 20 for value in one.values())
            if number > start and (held + size > BODY_BYTES or number - start == self._quotas.written):
                yield slice(start, number)
                start, held = number, 0
            held += size
        if start < len(facts):
            yield slice(start, len(facts))

    def _put(self, ids: list[str], vectors: Vectors, facts: list[dict[str, str | int]]) -> None:
        def write() -> None:
            try:
                self._collection.upsert(ids=ids, embeddings=vectors, metadatas=facts)
            except Exception as error:
                if len(ids) < 2 or not _is_too_large(error):
                    raise
                half = len(ids) // 2
                self._put(ids[:half], vectors[:half], facts[:half])
                self._put(ids[half:], vectors[half:], facts[half:])

        reading(self._store, "writing", write)  # the same records again are the same records

    def _read(self, what: str, ask: Callable[[], T]) -> T:
        return reading(self._store, what, ask)


def reading(store: StoreSettings, what: str, ask: Callable[[], T]) -> T:
    """Ask what may be asked twice: once more where the connection broke, for a server that came back has closed it.

    Raises:
        EnvironmentFault, IndexDamaged: as ``server_errors``.
    """
    import httpx

    with server_errors(store, what):
        try:
            return ask()
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            return ask()


def _is_too_large(error: Exception) -> bool:
    return status_of(error) == 413 or "payload too large" in str(error).lower()
