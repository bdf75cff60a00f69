"""A map of the corpus in two dimensions, drawn when an index is built, on which a new question can be placed.

The two axes are those along which the principles' centres differ most (a principal component analysis of the centres,
each the mean of the principle's situations, or of its passages where some principle has no situations). They are linear
and at right angles, so a question is placed by one product, and what the plane keeps is a share of variance.

Source: measured on the bundled corpus (1,494 situations, 11 principles). Axes from one half of the situations, share of
the other half that lies nearest to its own principle on the map, mean of 20 random halvings: principal components of
all situations 0.20, of the centres 0.30, linear discriminant analysis with shrinkage 0.31; chance is 0.09, and all 384
dimensions give 0.63. The centres were taken: as clear as the discriminant within 0.01, never singular, and 20 times as
fast (7 ms). Command: ``pytest tests/test_map.py -k clearer``, which fails where the first two figures no longer hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.index import Row

Floats = npt.NDArray[np.float32]
_NONE = np.array("nan", dtype=np.float32)  # a figure that this corpus cannot have


def train_map(rows: Sequence[Row], vectors: Floats) -> dict[str, npt.NDArray[Any]]:
    """Draw the map.

    Args:
        rows: All rows of the index; passages and situations are drawn.
        vectors: Their vectors, (n, d) float32, unit norm.

    Returns:
        Arrays for ``CorpusMap``; the same for the same rows and vectors.
    """
    asked = [number for number, row in enumerate(rows) if row.kind == "situation"]
    passages = [number for number, row in enumerate(rows) if row.kind == "passage"]
    owners = list(dict.fromkeys(rows[number].owner for number in passages))
    used = asked if {rows[number].owner for number in asked} >= set(owners) else passages
    number_of = {owner: number for number, owner in enumerate(owners)}
    owned = np.array([number_of[rows[number].owner] for number in used], dtype=np.int64)
    centres = _centres(vectors[used], owned, len(owners))
    middle, axes = _axes(centres)
    return {
        "map_owners": np.array(owners, dtype=np.str_),
        "map_middle": middle,
        "map_axes": axes,
        "map_centres": ((centres - middle) @ axes.T).astype(np.float32),
        "map_situations": ((vectors[asked] - middle) @ axes.T).astype(np.float32),
        "map_kept": _kept(centres - middle, axes),
        "map_own": _own(vectors[used], owned, len(owners)) if used is asked else _NONE,
    }


class CorpusMap:
    """The map of an index.

    Args:
        arrays: Hold what ``train_map`` returned.

    Attributes:
        owners: Ids of the principles.
        centres: (p, 2) where each principle lies.
        situations: (n, 2) where each situation lies, in the order of the index's rows.
        kept: Share, 0 to 1, of the variance between the principles that the two dimensions keep.
        own: Share, 0 to 1, of situations that lie nearest to their own principle on a map that was drawn without them;
            None where some principle has fewer than two situations.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self.owners = tuple(map(str, arrays["map_owners"]))
        self.centres: Floats = arrays["map_centres"]
        self.situations: Floats = arrays["map_situations"]
        self.kept = float(arrays["map_kept"])
        own = float(arrays["map_own"])
        self.own = None if np.isnan(own) else own
        self._middle, self._axes = arrays["map_middle"], arrays["map_axes"]

    def place(self, vector: Floats) -> tuple[float, float]:
        """Return where a text lies whose vector is (d,) float32, unit norm."""
        x, y = (vector - self._middle) @ self._axes.T
        return float(x), float(y)

    def nearest(self, place: tuple[float, float], most: int = 3) -> tuple[str, ...]:
        """Return the ids of the principles nearest to a place on the map, nearest first."""
        order = np.argsort(np.linalg.norm(self.centres - np.array(place), axis=1), kind="stable")
        return tuple(self.owners[number] for number in order[:most])


def has_map(extras: Mapping[str, npt.NDArray[Any]]) -> bool:
    """Tell whether a map was drawn: of many documents none is."""
    return "map_axes" in extras


def _centres(vectors: Floats, owned: npt.NDArray[np.int64], count: int) -> Floats:
    sums = np.zeros((count, vectors.shape[1]))
    np.add.at(sums, owned, vectors)
    return (sums / np.bincount(owned, minlength=count)[:, None]).astype(np.float32)


def _axes(centres: Floats) -> tuple[Floats, Floats]:
    """Return the middle of the centres, (d,), and two axes, (2, d); an axis that nothing varies along is all zero."""
    middle = centres.mean(axis=0)
    _, spread, found = np.linalg.svd((centres - middle).astype(np.float64), full_matrices=False)
    axes = np.zeros((2, centres.shape[1]))
    for number, axis in enumerate(found[:2]):
        if spread[number] > 1e-6:
            axes[number] = axis * np.sign(axis[np.abs(axis).argmax()])  # else its direction is the library's choice
    return middle, axes.astype(np.float32)


def _kept(differences: Floats, axes: Floats) -> npt.NDArray[np.float32]:
    everything = float((differences**2).sum())
    kept = float(((differences @ axes.T) ** 2).sum())
    return np.array(kept / everything if everything > 1e-9 else 1.0, dtype=np.float32)


def _own(vectors: Floats, owned: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.float32]:
    """Return the share of situations nearest to their own principle, each half on the map of the other half."""
    from scipy.spatial import KDTree

    if np.bincount(owned, minlength=count).min() < 2:
        return _NONE
    order = np.argsort(owned, kind="stable")
    first = np.searchsorted(owned[order], owned[order])
    half = np.zeros(len(owned), dtype=bool)
    half[order] = (np.arange(len(owned)) - first) % 2 == 0  # every second situation of each principle
    right = 0
    for drawn in (half, ~half):
        centres = _centres(vectors[drawn], owned[drawn], count)
        middle, axes = _axes(centres)
        tree = KDTree((centres - middle) @ axes.T)
        right += int((tree.query((vectors[~drawn] - middle) @ axes.T)[1] == owned[~drawn]).sum())
    return np.array(right / len(owned), dtype=np.float32)
