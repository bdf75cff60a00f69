"""What is learned from a corpus when its index is built, kept as arrays beside the vectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.index.rows import Row
from coach.retriever.lexical import train_words
from coach.retriever.probe import train_probe

# Names this way of learning; part of the index's facts, so a change builds the index anew.
TRAINING = "bm25+probes/1"
_LOWER = re.compile(r"(?<![\w'’])[a-z]{2,}(?![\w])")


def train(rows: Sequence[Row], vectors: npt.NDArray[np.float32]) -> dict[str, npt.NDArray[Any]]:
    """Return every array that the retriever needs beside the vectors.

    Args:
        rows: All rows of the index.
        vectors: Their vectors, (n, d) float32, unit norm.
    """
    arrays = train_words([row.text for row in rows])
    arrays |= train_probe(rows, vectors, [str(term) for term in arrays["terms"]])
    plain = sorted({word for row in rows for word in _LOWER.findall(row.text)})
    return arrays | {"plain_words": np.array(plain, dtype=np.str_)}
