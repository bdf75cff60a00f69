"""What counts as a word in documents: English stems, other words as they stand, two signs of Japanese or Chinese."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from coach import words

LONGEST = 40  # characters; longer ones are addresses and keys, and would widen the whole array of terms
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def tokens(text: str) -> Iterator[str]:
    """Yield the content words of a text as they stand, in order; a run of wide signs as its overlapping pairs."""
    for word in words.words(text):
        if _WIDE.search(word):
            yield from (word[start : start + 2] for start in range(max(1, len(word) - 1)))
        elif word not in words.FUNCTION_WORDS and 1 < len(word) <= LONGEST:
            yield word


def term_of(token: str) -> str:
    """Return the term that a token counts as."""
    if is_wide(token):
        return token
    return (words.stems(token) or [token])[0][:LONGEST]


def is_wide(token: str) -> bool:
    """Tell whether a token is a pair of signs rather than a word."""
    return bool(_WIDE.search(token))


class Counted:
    """The terms of n texts, counted.

    Args:
        texts: n texts.

    Attributes:
        terms: Every term, in the order of first sight.
        forms: Of each term the form in which it stands most often.
        texts, numbers, times: (m,) each: how often a term stands in a text, sorted by term, then text.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        number_of_token: dict[str, int] = {}
        number_of_term: dict[str, int] = {}
        seen: Counter[str] = Counter()
        found, lengths = array("i"), array("i")
        for text in texts:
            before = len(found)
            for token in tokens(text):
                number = number_of_token.get(token)
                if number is None:
                    number = number_of_term.setdefault(term_of(token), len(number_of_term))
                    number_of_token[token] = number
                seen[token] += 1
                found.append(number)
            lengths.append(len(found) - before)
        self.terms = list(number_of_term)
        self.forms = _usual_forms(number_of_token, seen, len(self.terms))
        owner = np.repeat(np.arange(len(texts), dtype=np.int64), np.frombuffer(lengths, dtype=np.int32))
        codes = np.frombuffer(found, dtype=np.int32).astype(np.int64) * max(1, len(texts)) + owner
        codes, times = np.unique(codes, return_counts=True)
        self.texts: npt.NDArray[np.int32] = (codes % max(1, len(texts))).astype(np.int32)
        self.numbers: npt.NDArray[np.int32] = (codes // max(1, len(texts))).astype(np.int32)
        self.times: npt.NDArray[np.int32] = times.astype(np.int32)


def _usual_forms(number_of_token: dict[str, int], seen: Counter[str], count: int) -> list[str]:
    forms = [""] * count
    for token, number in number_of_token.items():
        if not forms[number] or seen[token] > seen[forms[number]]:
            forms[number] = token
    return forms
