"""Linear probes on the embedding, trained when an index is built.

One tells which principle, or none, a question belongs to; one tells whether a person should be asked instead. Both are
multinomial logistic regressions over the situations and the beyond questions; a corpus without them does without. A
probe on the words (TF-IDF) was tried too: it helped on the development questions and hurt on strangers'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.index import Row

Floats = npt.NDArray[np.float32]
NONE = ""  # the class of questions that no principle answers, or that need no hand-off
# Inverse strength of the L2 penalty. For principles, weaker penalties (3, 10, 30) fitted the writers' style: the same
# on the development questions, 0.03 hit@1 lower on letters by other hands. Hand-offs are rare: weighting their classes
# up sent 11 of 94 ordinary complaints to a person, unweighted 1.
PRINCIPLE_C, HANDOFF_C = 2.0, 10.0


class Probe:
    """A trained probe.

    Args:
        arrays: Hold what ``train_probes`` returned.
        name: ``principle`` or ``handoff``.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], name: str) -> None:
        self.classes = [str(label) for label in arrays[f"{name}_classes"]]
        self._weights = arrays[f"{name}_weights"]
        self._bias = arrays[f"{name}_bias"]

    def log_probabilities(self, vectors: Floats) -> Floats:
        """Return (n, classes) float32 log-probabilities for the vectors (n, d) of n texts."""
        logits = vectors @ self._weights.T + self._bias
        shifted = logits - logits.max(axis=1, keepdims=True)
        result: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return result


def train_probes(rows: Sequence[Row], vectors: Floats) -> dict[str, npt.NDArray[Any]]:
    """Train both probes.

    Args:
        rows: All rows of the index; situations and beyond are used.
        vectors: Their vectors, (n, d) float32, unit norm.

    Returns:
        Arrays for ``Probe``; a probe with fewer than two classes is left out.
    """
    used = [number for number, row in enumerate(rows) if row.kind in ("situation", "beyond")]
    asked = [rows[number] for number in used]
    principles = [row.owner if row.kind == "situation" else NONE for row in asked]
    handoffs = [row.label if row.kind == "beyond" else NONE for row in asked]
    return {
        **_train("principle", principles, vectors[used], (PRINCIPLE_C, "balanced")),
        **_train("handoff", handoffs, vectors[used], (HANDOFF_C, None)),
    }


def two_classes(features: Any, labels: Sequence[bool], weights: Sequence[float], c: float) -> tuple[Floats, float]:
    """Return the coefficients (d,) and the bias of a logistic regression of two classes.

    Args:
        features: (n, d), dense or sparse.
        labels: n, whether it is the one class.
        weights: n, how much each counts.
        c: Inverse strength of the L2 penalty.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=c, max_iter=500).fit(features, labels, sample_weight=weights)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _train(
    name: str, labels: Sequence[str], vectors: Floats, penalty_and_weights: tuple[float, str | None]
) -> dict[str, npt.NDArray[Any]]:
    if len(set(labels)) < 2:
        return {}
    from sklearn.linear_model import LogisticRegression

    c, class_weight = penalty_and_weights
    model = LogisticRegression(C=c, class_weight=class_weight, max_iter=1000).fit(vectors, labels)
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # two classes share one row
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return {
        f"{name}_classes": np.array([str(label) for label in model.classes_], dtype=np.str_),
        f"{name}_weights": weights.astype(np.float32),
        f"{name}_bias": bias.astype(np.float32),
    }
