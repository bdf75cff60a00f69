"""What is learned from a corpus when its index is built, kept as arrays beside the vectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.index import Row
from coach.retriever.lexical import BAG_B, ROW_B, train_words
from coach.retriever.map import train_map
from coach.retriever.probe import train_probes

# Names this way of learning; part of the index's facts, so a change builds the index anew.
TRAINING = "bm25+probes+map/5"
_LOWER = re.compile(r"(?<![\w'’])[a-z]{2,}(?![\w])")


def train(rows: Sequence[Row], vectors: npt.NDArray[np.float32]) -> dict[str, npt.NDArray[Any]]:
    """Return every array that the retriever needs beside the vectors.

    Args:
        rows: All rows of the index.
        vectors: Their vectors, (n, d) float32, unit norm.
    """
    bags: dict[str, list[str]] = {}
    for row in rows:
        if row.kind != "beyond":
            bags.setdefault(row.owner, []).append(row.text)
    plain = sorted({word for row in rows for word in _LOWER.findall(row.text)})
    return {
        **train_words("row", [row.text for row in rows], ROW_B),
        **train_words("bag", [" ".join(texts) for texts in bags.values()], BAG_B),
        **train_probes(rows, vectors),
        **train_map(rows, vectors),
        "bag_owners": np.array(list(bags), dtype=np.str_),
        "plain_words": np.array(plain, dtype=np.str_),
    }
