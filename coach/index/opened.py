"""An open index: searching it, reading its rows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.errors import EncoderError
from coach.index import chroma
from coach.index.manifest import Manifest
from coach.index.rows import KINDS, Kind, Row, Vectors


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that a search found; ``similarity`` is the cosine, -1 to 1, higher is nearer."""

    id: str
    owner: str
    label: str
    text: str
    similarity: float


class Index:
    """An open index. Threads may share it; a forked child may not.

    Args:
        manifest: What it holds.
        client: Chroma's client; the index closes it.
        rows: Rows by id and kind, in the order in which they were built.
        extras: Arrays that were built along.
    """

    def __init__(
        self,
        manifest: Manifest,
        client: Any,
        rows: Mapping[Kind, dict[str, Row]],
        extras: Mapping[str, npt.NDArray[Any]],
    ) -> None:
        self.manifest = manifest
        self.extras = extras
        self._client: Any = client
        self._rows = rows
        self._collections = {kind: chroma.get_collection(client, kind) for kind in KINDS}
        self._pid = os.getpid()

    def rows(self, kind: Kind) -> tuple[Row, ...]:
        """Return the rows of a kind, in the order in which they were built."""
        return tuple(self._rows[kind].values())

    def vectors(self, kind: Kind) -> Vectors:
        """Return the stored vectors of a kind, (n, d) float32 in the order of ``rows``."""
        self._check_usable()
        if not self._rows[kind]:
            return np.zeros((0, self.manifest.facts.dimension), dtype=np.float32)
        with chroma.vendor_errors(Path(self.manifest.generation)):
            return chroma.stored_vectors(self._collections[kind], list(self._rows[kind]))

    def search(self, kind: Kind, vector: npt.NDArray[np.float32], k: int) -> list[Hit]:
        """Return the rows nearest to a vector (d,), best first; see ``search_many``."""
        return self.search_many(kind, vector[None, :], k)[0]

    def search_many(self, kind: Kind, vectors: npt.NDArray[np.float32], k: int) -> list[list[Hit]]:
        """Return the rows nearest to each of n vectors, in one query: 8 vectors take the time of 3.

        Args:
            kind: Which rows.
            vectors: (n, d) float32.
            k: How many for each; capped at the number of rows.

        Returns:
            Best first for each vector; equal similarities by id.

        Raises:
            EncoderError: the vectors have another dimension or hold values that are not numbers.
            IndexDamaged: Chroma failed.
            EnvironmentFault: the machine refuses.
        """
        self._check_usable()
        if vectors.shape[1:] != (self.manifest.facts.dimension,) or not np.isfinite(vectors).all():
            raise EncoderError(
                f"The question's vector has shape {vectors.shape[1:]} or values that are not numbers; "
                f"{self.manifest.facts.dimension} numbers are needed",
                "Choose another --encoder, or run: coach doctor --repair",
            )
        rows = self._rows[kind]
        if not rows or k < 1 or not len(vectors):
            return [[] for _ in vectors]
        with chroma.vendor_errors(Path(self.manifest.generation)):
            got = self._collections[kind].query(
                query_embeddings=list(vectors), n_results=min(k, len(rows)), include=["distances"]
            )
        return [_hits(rows, ids, near) for ids, near in zip(got["ids"], got["distances"], strict=True)]

    def holds_its_rows(self, kind: Kind) -> bool:
        """Tell whether Chroma holds exactly these rows, every text and id compared."""
        self._check_usable()
        with chroma.vendor_errors(Path(self.manifest.generation)):
            return chroma.stored_rows(self._collections[kind], kind) == self._rows[kind]

    def holds_its_ids(self, kind: Kind) -> bool:
        """Tell whether Chroma holds exactly these ids; a quarter of the time of ``holds_its_rows``."""
        self._check_usable()
        with chroma.vendor_errors(Path(self.manifest.generation)):
            return chroma.stored_ids(self._collections[kind]) == set(self._rows[kind])

    def count_found(self, kind: Kind, ids: Sequence[str], vectors: Vectors) -> int:
        """Return how many of n vectors, (n, d), find the row they were stored under; all of them is healthy."""
        self._check_usable()
        if not ids:
            return 0
        with chroma.vendor_errors(Path(self.manifest.generation)):
            return chroma.found_themselves(self._collections[kind], ids, vectors)

    def close(self) -> None:
        """Close the index; a second call does nothing."""
        client, self._client = self._client, None
        if client is not None:
            with chroma.one_at_a_time():
                client.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_usable(self) -> None:
        if self._client is None:
            raise RuntimeError("the index is closed")
        if os.getpid() != self._pid:  # Chroma hangs in a forked child (measured, facts 4h)
            raise RuntimeError("the index was opened before a fork: open it again in the child")


def _hits(rows: Mapping[str, Row], ids: Sequence[str], distances: Sequence[float]) -> list[Hit]:
    near = [(1.0 - float(distance), id_) for id_, distance in zip(ids, distances, strict=True)]
    near.sort(key=lambda pair: (-pair[0], pair[1]))
    return [Hit(id_, rows[id_].owner, rows[id_].label, rows[id_].text, similarity) for similarity, id_ in near]
