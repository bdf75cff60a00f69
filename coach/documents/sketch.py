"""Shingles: a text as the set of its short runs of words, to see how much of it stands in another."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator

_TOKEN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
WIDTH = 4  # words; in Japanese or Chinese signs, of which it takes about twice as many to be as telling
_WIDE_WIDTH = 8
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
SAMPLED = 8  # one shingle in so many is kept in a sketch: about twelve of a passage of 100 words


def tokens(text: str) -> list[str]:
    """Return the words of a text, and each sign of Japanese, Chinese and Korean, in one spelling; numbers count."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def shingles(found: list[str]) -> Iterator[int]:
    """Yield the hash of each shingle of these tokens; one of all of them where they are fewer than its width."""
    width = width_of(found)
    for place in range(len(found) - width + 1 if found else 0):
        yield zlib.crc32(" ".join(found[place : place + width]).encode())


def width_of(found: list[str]) -> int:
    """Return how many tokens a shingle of these has."""
    wide = sum(bool(_WIDE.match(token)) for token in found) * 2 > len(found)
    return min(_WIDE_WIDTH if wide else WIDTH, len(found))


def sketch(text: str) -> tuple[int, ...]:
    """Return a sample of a text's shingles: those whose hash is divisible by `SAMPLED`, and always the smallest.

    The same shingle is in the sample of every text that has it, so the share of one text that stands in another shows
    in their samples (FracMinHash). Source: Irber et al. 2022, https://doi.org/10.1101/2022.01.11.475838.
    """
    hashes = set(shingles(tokens(text)))
    if not hashes:
        return ()
    return tuple(sorted({value for value in hashes if value % SAMPLED == 0} | {min(hashes)}))
