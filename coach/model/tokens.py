"""How many tokens a text is, where nobody has counted them."""

from __future__ import annotations

import math

# Source: the README of OpenAI's tiktoken: in practice a token is about 4 bytes; that is English. Other scripts take
# more tokens for the same text (Petrov et al., "Language Model Tokenizers Introduce Unfairness Between Languages",
# NeurIPS 2023). At 2 bytes a token a Chinese character, of three bytes, counts one and a half.
_ASCII_BYTES, _OTHER_BYTES = 4, 2
_AROUND_A_MESSAGE = 16  # the marks that part messages from each other; OpenAI's cookbook counts 3 or 4 for each


def tokens_about(text: str) -> int:
    """Return about how many tokens a text is; rather too many than too few outside English."""
    plain = len(text.encode("ascii", "ignore"))
    other = _bytes(text) - plain
    return math.ceil(plain / _ASCII_BYTES + other / _OTHER_BYTES)


def tokens_at_most(texts: list[str]) -> int:
    """Return how many tokens messages are at most: for what is set aside before anybody counts.

    Source: Tokenizers of chat models fall back to single bytes and merge them into longer tokens (byte-level or
    byte-fallback byte pair encoding), so no text takes more tokens than it has bytes in UTF-8.
    """
    return sum(_bytes(text) + _AROUND_A_MESSAGE for text in texts)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
