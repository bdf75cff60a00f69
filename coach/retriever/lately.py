"""The vectors of the texts read last: one question is read whole for its principles, and again for signs of danger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from coach.index import VectorSource

MOST = 64  # texts: a question and its sentences, so that a later question is never answered from memory
Vectors = npt.NDArray[np.float32]


class Lately:
    """An encoder that does not read the same text twice in a row; safe to share between threads.

    Args:
        encoder: What reads; kept as ``encoder``.
    """

    def __init__(self, encoder: VectorSource) -> None:
        self.encoder = encoder
        self._known: dict[str, Vectors] = {}
        self._lock = Lock()

    @property
    def identity(self) -> str:
        """That of the encoder."""
        return self.encoder.identity

    @property
    def dimension(self) -> int:
        """That of the encoder."""
        return self.encoder.dimension

    def encode(self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Return (n, d) float32 vectors of unit norm for n texts."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found.update(zip(new, self.encoder.encode(new, on_progress), strict=True))
        with self._lock:
            self._known = dict([*self._known.items(), *((text, found[text]) for text in new)][-MOST:])
        return np.stack([found[text] for text in texts]) if texts else np.zeros((0, self.dimension), dtype=np.float32)
