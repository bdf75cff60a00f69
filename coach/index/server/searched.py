"""The rows of an open generation as the index asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from coach.errors import IndexDamaged, IndexStale
from coach.index.rows import Kind, Row, Vectors
from coach.index.server.faults import Gone
from coach.index.server.table import Table


class Searched:
    """Collections of a generation.

    Args:
        tables: By kind.
        corpus: Its name, for messages.
    """

    asked_at_once = 50  # 100 kB up, 25 kB down

    def __init__(self, tables: Mapping[Kind, Table], corpus: str) -> None:
        self._tables = tables
        self._corpus = corpus

    def nearest(self, kind: Kind, vectors: Vectors, k: int) -> list[list[tuple[str, float]]]:
        """Return ids and cosine distances of the rows nearest to each of n vectors.

        Raises:
            IndexStale: others published so often since it was opened that it was removed.
        """
        try:
            return self._tables[kind].nearest(vectors, k)
        except Gone as error:
            raise IndexStale(
                f"The index of {self._corpus} that was opened here has been replaced since, and is gone",
                "Start again; where it is not found then: coach corpus sync, or copy the corpus to this machine anew.",
            ) from error

    def vectors(self, kind: Kind, ids: Sequence[str]) -> Vectors:
        """Return the stored vectors, (n, d) float32 in the order of ``ids``."""
        try:
            return self._tables[kind].vectors(ids)
        except KeyError as error:
            raise IndexDamaged(f"A {kind} row has gone: {error}", "Run: coach ingest") from error

    def holds_ids(self, kind: Kind, ids: Iterable[str]) -> bool:
        """Tell whether exactly these rows are stored."""
        return self._tables[kind].ids() == set(ids)

    def holds_rows(self, kind: Kind, rows: Mapping[str, Row]) -> bool:
        """Tell whether exactly these rows are stored: a row's id is a hash of its texts, so equal ids are equal rows.

        Their texts were compared with the manifest's checksum when the index was opened.
        """
        return self.holds_ids(kind, rows) and all(row.id == id_ for id_, row in rows.items())

    def close(self) -> None:
        """Leave the connection open: all indexes of a process share it."""
