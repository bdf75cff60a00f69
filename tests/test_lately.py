"""A question is read once, however many ask for its vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from coach.encoder import Encoder
from coach.retriever.lately import MOST, Lately, Vectors

QUESTION = "My founder nods at my ideas and ignores them"


class Counting:
    """The real encoder, with a list of what it had to read."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.identity, self.dimension = encoder.identity, encoder.dimension
        self.read: list[str] = []

    def encode(self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None) -> Vectors:
        self.read.extend(texts)
        return self._encoder.encode(texts, on_progress)


def test_vectors_are_those_of_the_encoder_in_the_order_asked(encoder: Encoder) -> None:
    lately, texts = Lately(encoder), [QUESTION, "Nobody decides.", QUESTION, "I wait."]
    lately.encode(["I wait."])
    assert np.abs(lately.encode(texts) - encoder.encode(texts)).max() < 1e-5
    assert lately.encode([]).shape == (0, encoder.dimension)


def test_a_text_is_read_once_and_forgotten_after_some_others(encoder: Encoder) -> None:
    counting = Counting(encoder)
    lately = Lately(counting)
    lately.encode([QUESTION])
    lately.encode(["Nobody decides.", QUESTION])
    assert counting.read == [QUESTION, "Nobody decides."]
    lately.encode([f"Line {number}." for number in range(MOST)])
    lately.encode([QUESTION])
    assert counting.read[-1] == QUESTION
    assert len(counting.read) == 2 + MOST + 1
