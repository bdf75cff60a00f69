"""Probes: some rows of each kind with their vectors, kept beside an index that must find them when it is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from coach.errors import IndexDamaged
from coach.index.opened import Index
from coach.index.rows import KINDS, Kind, Row, Vectors

_A_KIND = 20
_FLOOR = 0.9  # a healthy index finds every one of its 20; the floor leaves room for a search that is approximate
T = TypeVar("T")


def spread(all_: Sequence[T], most: int) -> list[T]:
    """Return so many of a sequence at most, in order and evenly spread over it."""
    count = min(most, len(all_))
    return [all_[number * len(all_) // count] for number in range(count)]


def probes_of(rows: Mapping[str, Row], vectors: Vectors) -> dict[str, npt.NDArray[Any]]:
    """Return the probes of an index as arrays, to be kept and given to ``check_probes``.

    Args:
        rows: By id, in order.
        vectors: (n, d) float32, in the order of the rows.
    """
    ids = list(rows)
    probes: dict[str, npt.NDArray[Any]] = {}
    for kind in KINDS:
        some = spread([number for number, row in enumerate(rows.values()) if row.kind == kind], _A_KIND)
        probes[f"{kind}_ids"] = np.array([ids[number] for number in some], dtype=np.str_)
        probes[f"{kind}_vectors"] = vectors[some]
    return probes


def check_probes(index: Index, kind: Kind, probes: Mapping[str, Any]) -> None:
    """Check that an index finds the probes of a kind.

    Raises:
        IndexDamaged: it misses too many.
    """
    ids = [str(id_) for id_ in probes[f"{kind}_ids"]]
    found = index.count_found(kind, ids, probes[f"{kind}_vectors"])
    if found < _FLOOR * len(ids):
        raise IndexDamaged(
            f"{index.manifest.generation} finds {found} of {len(ids)} {kind} probes", "Run: coach ingest"
        )
