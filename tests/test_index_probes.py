"""Probes: which rows an index must find when it is opened."""

from __future__ import annotations

import numpy as np

from coach.index.probes import probes_of
from coach.index.rows import Row, fold


def test_twenty_probes_are_spread_over_all_rows_of_a_kind() -> None:
    rows = fold([*(Row("passage", f"text {n}", "P") for n in range(39)), Row("beyond", "salary", "pay")])
    vectors = np.arange(40, dtype=np.float32)[:, None]
    probes = probes_of(rows, vectors)
    assert probes["passage_vectors"][:, 0].tolist() == [0, *range(1, 39, 2)]
    assert probes["passage_ids"].tolist() == [list(rows)[n] for n in (0, *range(1, 39, 2))]
    assert probes["beyond_ids"].tolist() == [list(rows)[39]]
    assert (probes["situation_ids"].shape, probes["situation_vectors"].shape) == ((0,), (0, 1))
