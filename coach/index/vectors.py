"""Gives every row its vector: unchanged texts keep theirs, the others are embedded and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from coach.errors import CoachError, EncoderError
from coach.index.generations import Home, published
from coach.index.manifest import Facts, read_manifest
from coach.index.rows import KINDS, Row, Vectors, VectorSource
from coach.index.store import open_generation

Progress = Callable[[int, int], None]
_NORM_TOLERANCE = 1e-2


def vectors_of(
    rows: Sequence[Row], encoder: VectorSource, known: dict[str, Vectors], on_progress: Progress | None
) -> Vectors:
    """Return the vectors of rows.

    Args:
        rows: n rows.
        encoder: Asked once, for each new text once.
        known: Vectors by text, from ``known_vectors``.
        on_progress: Called with (done, all) while texts are embedded.

    Returns:
        (n, d) float32, unit norm.

    Raises:
        EncoderError: the encoder's vectors are not usable.
    """
    new = list(dict.fromkeys(row.text for row in rows if row.text not in known))
    by_text = dict(known)
    if new:
        fresh = _checked(encoder.encode(new, on_progress), len(new), encoder)
        by_text.update(zip(new, fresh, strict=True))
    return np.stack([by_text[row.text] for row in rows]).astype(np.float32, copy=False)


def known_vectors(home: Home, facts: Facts) -> dict[str, Vectors]:
    """Return the published index's vectors by text; none where it is missing, damaged, or of another encoder."""
    try:
        folder = published(home)
        if folder is None:
            return {}
        found = read_manifest(folder).facts
        if (found.encoder, found.dimension) != (facts.encoder, facts.dimension):
            return {}
        with open_generation(folder, None) as index:
            return {
                row.text: vector
                for kind in KINDS
                for row, vector in zip(index.rows(kind), index.vectors(kind), strict=True)
            }
    except CoachError:  # whatever is wrong with it: the texts are embedded anew
        return {}


def _checked(vectors: Vectors, count: int, encoder: VectorSource) -> Vectors:
    found = np.asarray(vectors)
    problem = ""
    if found.shape != (count, encoder.dimension):
        problem = f"vectors of shape {found.shape} for {count} texts of dimension {encoder.dimension}"
    elif not np.isfinite(found).all():
        problem = f"values that are not numbers for {int((~np.isfinite(found)).any(axis=1).sum())} of {count} texts"
    elif np.abs(np.linalg.norm(found, axis=1) - 1).max() > _NORM_TOLERANCE:
        problem = "vectors that are not of unit length"
    if problem:
        raise EncoderError(f"The encoder {encoder.identity} returned {problem}", "Choose another --encoder.")
    return found.astype(np.float32, copy=False)
