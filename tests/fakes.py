"""Fakes that a person can compute by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

TEN_WORDS = ("strategy", "hire", "feedback", "trust", "meeting", "goal", "salary", "founder", "team", "focus")


class CountingEncoder:
    """Counts ten words and brings the counts to unit length; remembers which texts it was asked for."""

    dimension = len(TEN_WORDS)

    def __init__(self, identity: str = "ten-words:1") -> None:
        self.identity = identity
        self.asked: list[str] = []

    def encode(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return (n, 10) float32; every text must hold one of the ten words."""
        self.asked += texts
        counts = np.array([[text.split().count(word) for word in TEN_WORDS] for text in texts], dtype=np.float32)
        if on_progress:
            on_progress(len(texts), len(texts))
        vectors: npt.NDArray[np.float32] = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return vectors


def vector_of(text: str) -> npt.NDArray[np.float32]:
    """Return (10,) float32, what ``CountingEncoder`` makes of a text."""
    vector: npt.NDArray[np.float32] = CountingEncoder().encode([text])[0]
    return vector
