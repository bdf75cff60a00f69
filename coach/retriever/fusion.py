"""One score per principle from several kinds of evidence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coach.retriever.evidence import FEATURES

Floats = npt.NDArray[np.float32]

# Weights of the standardised features. `python -m evals.fit` prints what the development questions alone would choose,
# and every alternative tried; it trusts words more, because situations and development questions are nearer to each
# other in wording than strangers are to either. These weights keep words at two fifths (evals/README.md).
WEIGHTS = {
    "situations": 0.42,
    "sentence situations": 0.35,
    "probe": 0.30,
    "sentence probe": 0.45,
    "passages": 0.10,
    "words": 0.45,
    "all words": 0.50,
}


def fuse(features: Floats) -> Floats:
    """Return the fused score of each principle.

    Args:
        features: (p, f) float32, columns as ``FEATURES``.

    Returns:
        (p,) float32: the weighted sum of features standardised over the principles of one question, so that one
        scale serves every corpus and encoder.
    """
    weights = np.array([WEIGHTS[name] for name in FEATURES], dtype=np.float32)
    fused: Floats = standardise(features) @ weights
    return fused


def standardise(features: Floats) -> Floats:
    """Return each column with mean 0 and standard deviation 1; a constant column becomes 0."""
    centred = features - features.mean(axis=0)
    spread = features.std(axis=0)
    scaled: Floats = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 1e-6)
    return scaled


def share(fused: Floats) -> Floats:
    """Return scores that sum to 1 over the principles (softmax): what the ranking shows."""
    shifted = np.exp(fused - fused.max())
    result: Floats = shifted / shifted.sum()
    return result
