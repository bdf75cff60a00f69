"""Linear probes: which principle, or none, a question belongs to; trained on situations and beyond at build time.

Two multinomial logistic regressions, one on the embedding and one on the words (TF-IDF). Each has a class per
principle that has situations, and the class ``BEYOND``. A corpus without situations has none, and does without.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coach import words
from coach.index.rows import Row

Floats = npt.NDArray[np.float32]
BEYOND = ""  # the class of questions that no principle answers; no principle id is empty
# Inverse strength of the L2 penalty; 3, 10 and 30 differed by less than 0.01 hit@1 on the development questions.
C = 10.0


class Probe:
    """A trained pair of probes.

    Args:
        arrays: What ``train_probe`` returned.
        terms: The word index's terms, whose numbers the word probe uses.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], terms: Mapping[str, int]) -> None:
        self.classes = [str(name) for name in arrays["probe_classes"]]
        self._dense = arrays["probe_weights"]
        self._dense_bias = arrays["probe_bias"]
        self._words = arrays["word_probe_weights"]
        self._words_bias = arrays["word_probe_bias"]
        self._idf = arrays["word_probe_idf"]
        self._terms = terms

    def dense(self, vector: Floats) -> Floats:
        """Return the log-probability of each class for a question's vector (d,); (classes,) float32."""
        return _log_softmax(self._dense @ vector + self._dense_bias)

    def lexical(self, text: str) -> Floats:
        """Return the log-probability of each class for a question's words; (classes,) float32."""
        columns, values = tfidf(text, self._terms, self._idf)
        return _log_softmax(self._words[:, columns] @ values + self._words_bias)


def train_probe(rows: Sequence[Row], vectors: Floats, terms: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Train both probes.

    Args:
        rows: All rows of the index; situations and beyond are used.
        vectors: Their vectors, (n, d) float32, unit norm.
        terms: The word index's terms.

    Returns:
        Arrays for ``Probe``; empty where fewer than two principles have situations.
    """
    used = [number for number, row in enumerate(rows) if row.kind in ("situation", "beyond")]
    labels = [rows[number].owner if rows[number].kind == "situation" else BEYOND for number in used]
    if len(set(labels) - {BEYOND}) < 2:
        return {}
    from sklearn.linear_model import LogisticRegression

    def fit(features: Any) -> Any:
        return LogisticRegression(C=C, class_weight="balanced", max_iter=1000).fit(features, labels)

    texts = [rows[number].text for number in used]
    idf = _idf(texts, terms)
    dense, lexical = fit(vectors[used]), fit(_matrix(texts, terms, idf))
    weights = [_both_sides(model) for model in (dense, lexical)]
    return {
        "probe_classes": np.array([str(name) for name in dense.classes_], dtype=np.str_),
        "probe_weights": weights[0][0],
        "probe_bias": weights[0][1],
        "word_probe_weights": weights[1][0],
        "word_probe_bias": weights[1][1],
        "word_probe_idf": idf,
    }


def tfidf(text: str, terms: Mapping[str, int], idf: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return (columns, values) of a text's TF-IDF vector: (1 + ln tf) * idf, unit norm."""
    counted = {terms[term]: times for term, times in Counter(words.stems(text)).items() if term in terms}
    columns = np.array(sorted(counted), dtype=np.int64)
    values = np.array([1 + np.log(counted[column]) for column in columns], dtype=np.float32) * idf[columns]
    return columns, values / max(float(np.linalg.norm(values)), 1e-12)


def _idf(texts: Sequence[str], terms: Sequence[str]) -> Floats:
    """Return ln((1 + n) / (1 + df)) + 1 by term (scikit-learn's smooth idf); 0 for terms that no text holds."""
    frequency = Counter(term for text in texts for term in set(words.stems(text)))
    counts = np.array([frequency.get(str(term), 0) for term in terms], dtype=np.float32)
    return np.where(counts > 0, np.log((1 + len(texts)) / (1 + counts)) + 1, 0).astype(np.float32)


def _matrix(texts: Sequence[str], terms: Sequence[str], idf: Floats) -> Any:
    from scipy.sparse import csr_matrix

    number_of = {str(term): number for number, term in enumerate(terms)}
    found = [tfidf(text, number_of, idf) for text in texts]
    starts = np.cumsum([0] + [len(columns) for columns, _ in found])
    return csr_matrix(
        (np.concatenate([values for _, values in found]), np.concatenate([columns for columns, _ in found]), starts),
        shape=(len(texts), len(terms)),
    )


def _both_sides(model: Any) -> tuple[Floats, Floats]:
    """Return (classes, features) weights and (classes,) biases, also where two classes share one row."""
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights.astype(np.float32), bias.astype(np.float32)


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max()
    result: Floats = shifted - np.log(np.exp(shifted).sum())
    return result
