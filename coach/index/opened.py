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
        """Return the rows nearest to a vector.

        Args:
            kind: Which rows.
            vector: (d,) float32.
            k: How many; capped at the number of rows.

        Returns:
            Best first; equal similarities by id.

        Raises:
            EncoderError: the vector has another dimension or holds values that are not numbers.
            IndexDamaged: Chroma failed.
            EnvironmentFault: the machine refuses.
        """
        self._check_usable()
        if vector.shape != (self.manifest.facts.dimension,) or not np.isfinite(vector).all():
            raise EncoderError(
                f"The question's vector has shape {vector.shape} or values that are not numbers; "
                f"{self.manifest.facts.dimension} numbers are needed",
                "Choose another --encoder, or run: coach doctor --repair",
            )
        rows = self._rows[kind]
        if not rows or k < 1:
            return []
        with chroma.vendor_errors(Path(self.manifest.generation)):
            got = self._collections[kind].query(
                query_embeddings=[vector], n_results=min(k, len(rows)), include=["distances"]
            )
            near = zip(got["ids"][0], got["distances"][0], strict=True)
            hits = [_hit(id_, rows[id_], float(distance)) for id_, distance in near]
        return sorted(hits, key=lambda hit: (-hit.similarity, hit.id))

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


def _hit(id_: str, row: Row, distance: float) -> Hit:
    return Hit(id_, row.owner, row.label, row.text, 1.0 - distance)
