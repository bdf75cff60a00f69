"""An index of more rows than Chroma names in one statement."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.index import chroma
from coach.index.rows import Row

_MORE_THAN_FIT = 33_000  # SQLite takes 32,766 variables in a statement


@pytest.mark.slow
def test_every_row_of_a_large_index_is_read_back(tmp_path: Path) -> None:
    rows = {row.id: row for row in (Row("passage", f"text {n}", f"P{n % 7}") for n in range(_MORE_THAN_FIT))}
    vectors = np.random.default_rng(0).standard_normal((len(rows), 4)).astype(np.float32)
    with chroma.one_at_a_time():
        client = chroma.connect(tmp_path)
        collection = client.create_collection("passages", embedding_function=None)
        chroma.add_rows(client, collection, rows, vectors)
        assert chroma.stored_rows(collection, "passage") == rows
        client.close()
