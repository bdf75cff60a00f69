"""An open index: searching it, reading its rows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from coach.errors import EncoderError
from coach.index.manifest import Manifest
from coach.index.rows import Kind, Row, Vectors

SAME = 1e-5  # cosine distance; a stored vector finds itself within 1e-6 in float32 (measured, 20,000 rows)
_NEIGHBOURS = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that a search found; ``similarity`` is the cosine, -1 to 1, higher is nearer."""

    id: str
    owner: str
    label: str
    text: str
    similarity: float


class Searched(Protocol):
    """The stored rows of a generation: in a folder of this machine, or on a server.

    Attributes:
        asked_at_once: How many vectors ``nearest`` is best given in one call.
    """

    asked_at_once: int

    def nearest(self, kind: Kind, vectors: Vectors, k: int) -> list[list[tuple[str, float]]]:
        """Return ids and cosine distances of the rows nearest to each of n vectors, in any order."""
        ...

    def vectors(self, kind: Kind, ids: Sequence[str]) -> Vectors:
        """Return the stored vectors, (n, d) float32 in the order of ``ids``."""
        ...

    def holds_ids(self, kind: Kind, ids: Iterable[str]) -> bool:
        """Tell whether exactly these rows are stored, by id."""
        ...

    def holds_rows(self, kind: Kind, rows: Mapping[str, Row]) -> bool:
        """Tell whether exactly these rows are stored, every text compared."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Index:
    """An open index. Threads may share it; a forked child may not.

    Args:
        manifest: What it holds.
        searched: The stored rows; the index closes them.
        rows: Rows by id and kind, in the order in which they were built.
        extras: Arrays that were built along.
    """

    def __init__(
        self,
        manifest: Manifest,
        searched: Searched,
        rows: Mapping[Kind, dict[str, Row]],
        extras: Mapping[str, npt.NDArray[Any]],
    ) -> None:
        self.manifest = manifest
        self.extras = extras
        self._searched = searched
        self._is_open = True
        self._rows = rows
        self._pid = os.getpid()

    def rows(self, kind: Kind) -> tuple[Row, ...]:
        """Return the rows of a kind, in the order in which they were built."""
        return tuple(self._rows[kind].values())

    def vectors(self, kind: Kind) -> Vectors:
        """Return the stored vectors of a kind, (n, d) float32 in the order of ``rows``."""
        self._check_usable()
        if not self._rows[kind]:
            return np.zeros((0, self.manifest.facts.dimension), dtype=np.float32)
        return self._searched.vectors(kind, list(self._rows[kind]))

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
            EnvironmentFault: the machine refuses, or the server does not answer.
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
        return [_hits(rows, near) for near in self._searched.nearest(kind, vectors, min(k, len(rows)))]

    def holds_its_rows(self, kind: Kind) -> bool:
        """Tell whether Chroma holds exactly these rows, every text and id compared."""
        self._check_usable()
        return self._searched.holds_rows(kind, self._rows[kind])

    def holds_its_ids(self, kind: Kind) -> bool:
        """Tell whether Chroma holds exactly these ids; a quarter of the time of ``holds_its_rows``."""
        self._check_usable()
        return self._searched.holds_ids(kind, self._rows[kind])

    def count_found(self, kind: Kind, ids: Sequence[str], vectors: Vectors) -> int:
        """Return how many of n vectors, (n, d), find the row they were stored under; all of them is healthy.

        One that finds nothing but equal ones counts too: its own row may be cut off.
        """
        self._check_usable()
        hits, size = 0, self._searched.asked_at_once
        for start in range(0, len(ids), size):
            part = slice(start, start + size)
            for own, near in zip(ids[part], self._searched.nearest(kind, vectors[part], _NEIGHBOURS), strict=True):
                same = [id_ for id_, distance in near if distance <= SAME]
                hits += own in same or len(same) == _NEIGHBOURS
        return hits

    def close(self) -> None:
        """Close the index; a second call does nothing."""
        if self._is_open:
            self._is_open = False
            self._searched.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_usable(self) -> None:
        if not self._is_open:
            raise RuntimeError("the index is closed")
        if os.getpid() != self._pid:  # Chroma hangs in a forked child (measured, facts 4h)
            raise RuntimeError("the index was opened before a fork: open it again in the child")


def _hits(rows: Mapping[str, Row], found: Sequence[tuple[str, float]]) -> list[Hit]:
    near = sorted([(distance - 1.0, id_) for id_, distance in found])
    return [Hit(id_, (row := rows[id_]).owner, row.label, row.text, 0.0 - negative) for negative, id_ in near]
