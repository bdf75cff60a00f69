"""A linear probe: which principle, or none, a question belongs to; trained on situations and beyond at build time.

A multinomial logistic regression on the embedding, with a class per principle that has situations and the class
``BEYOND``. A corpus without situations has none, and does without. A second probe on the words (TF-IDF) was tried: it
helped on the development questions and hurt on strangers' (evals/README.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.index import Row

Floats = npt.NDArray[np.float32]
BEYOND = ""  # the class of questions that no principle answers; no principle id is empty
# Inverse strength of the L2 penalty. Weaker penalties (3, 10, 30) fitted the writers' style: the same on the
# development questions, 0.03 hit@1 lower on letters by other hands.
C = 2.0


class Probe:
    """A trained probe.

    Args:
        arrays: What ``train_probe`` returned.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self.classes = [str(name) for name in arrays["probe_classes"]]
        self._weights = arrays["probe_weights"]
        self._bias = arrays["probe_bias"]

    def log_probabilities(self, vectors: Floats) -> Floats:
        """Return (n, classes) float32 log-probabilities for the vectors (n, d) of n texts."""
        logits = vectors @ self._weights.T + self._bias
        shifted = logits - logits.max(axis=1, keepdims=True)
        result: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return result


def train_probe(rows: Sequence[Row], vectors: Floats) -> dict[str, npt.NDArray[Any]]:
    """Train the probe.

    Args:
        rows: All rows of the index; situations and beyond are used.
        vectors: Their vectors, (n, d) float32, unit norm.

    Returns:
        Arrays for ``Probe``; empty where fewer than two principles have situations.
    """
    used = [number for number, row in enumerate(rows) if row.kind in ("situation", "beyond")]
    labels = [rows[number].owner if rows[number].kind == "situation" else BEYOND for number in used]
    if len(set(labels) - {BEYOND}) < 2:
        return {}
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=C, class_weight="balanced", max_iter=1000).fit(vectors[used], labels)
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # two classes share one row
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return {
        "probe_classes": np.array([str(name) for name in model.classes_], dtype=np.str_),
        "probe_weights": weights.astype(np.float32),
        "probe_bias": bias.astype(np.float32),
    }
