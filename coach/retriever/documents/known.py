"""Vectors of words that the published index holds: a change of one file embeds only the words that are new."""

from __future__ import annotations

import zipfile

import numpy as np
import numpy.typing as npt

from coach.errors import CoachError
from coach.index import Facts, Home, published
from coach.index.manifest import EXTRAS, read_manifest


def known_words(home: Home | None, facts: Facts) -> dict[str, npt.NDArray[np.float32]]:
    """Return the vectors (d,) of single words; none where there is no index, or it is damaged or of another encoder."""
    try:
        folder = published(home) if home else None
        found = read_manifest(folder).facts if folder else None
        if folder is None or found is None or (found.encoder, found.dimension) != (facts.encoder, facts.dimension):
            return {}
        with np.load(folder / EXTRAS, allow_pickle=False) as arrays:
            if "near_forms" not in arrays.files:
                return {}
            forms, vectors = arrays["near_forms"].tolist(), arrays["near_vectors"].astype(np.float32)
    except (CoachError, OSError, ValueError, KeyError, zipfile.BadZipFile):  # the words are embedded anew
        return {}
    return dict(zip(forms, vectors, strict=True))
