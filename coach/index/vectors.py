"""Gives every row its vector: unchanged texts keep theirs, the others are embedded and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from coach.errors import CoachError, EncoderError
from coach.index.embedded import Embedded
from coach.index.generations import Home, published
from coach.index.manifest import Facts, read_manifest
from coach.index.rows import KINDS, Row, Vectors, VectorSource
from coach.index.store import open_generation

Progress = Callable[[int, int], None]
_NORM_TOLERANCE = 1e-2
# Texts that are embedded and kept together: the first ones take a second on two cores, the later ones some ten, so that
# a build that is ended early goes on where it was as well.
_FIRST_BLOCK, _BLOCK = 128, 2048


def vectors_of(
    rows: Sequence[Row],
    encoder: VectorSource,
    known: dict[str, Vectors],
    on_progress: Progress | None,
    kept: Embedded | None = None,
) -> Vectors:
    """Return the vectors of rows.

    Args:
        rows: n rows.
        encoder: Asked for each new text once, a block at a time.
        known: Vectors by text, from ``known_vectors``.
        on_progress: Called with (done, all) while texts are embedded.
        kept: Where blocks are kept until the index is published; what it holds is not embedded again.

    Returns:
        (n, d) float32, unit norm.

    Raises:
        EncoderError: the encoder's vectors are not usable.
    """
    vectors = np.empty((len(rows), encoder.dimension), dtype=np.float32)  # filled in place: there is no second copy
    missing: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        if row.text in known:
            vectors[number] = known[row.text]
        else:
            missing.setdefault(row.text, []).append(number)
    for text, vector in (kept.known(list(missing)) if kept and missing else {}).items():
        vectors[missing.pop(text)] = vector
    new = list(missing)
    for start, end in _blocks(len(new)):
        block = new[start:end]
        fresh = _checked(encoder.encode(block, _shifted(on_progress, start, len(new))), len(block), encoder)
        for text, vector in zip(block, fresh, strict=True):
            vectors[missing[text]] = vector
        if kept:
            kept.add(block, fresh)
    return vectors


def _blocks(count: int) -> Iterator[tuple[int, int]]:
    """Yield where each block begins and ends: every one holds twice as many texts as the one before, up to the most."""
    start, size = 0, _FIRST_BLOCK
    while start < count:
        yield start, min(start + size, count)
        start, size = start + size, min(2 * size, _BLOCK)


def _shifted(on_progress: Progress | None, start: int, total: int) -> Progress | None:
    """Return what tells the progress of all texts, given that of one block."""
    return None if on_progress is None else lambda done, _: on_progress(start + done, total)


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
