"""Whether a reading leaves the language that the rules can read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from coach import words
from coach.verification.vocabulary import may_begin

_KNOWN_SHARE = 0.5  # of a sentence's words; handbook pages have 0.8 with nothing known, other languages 0.2
_RUN = 5  # unknown words side by side
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def foreign_sentences(reading: str, known: str) -> Iterator[str]:
    """Yield the sentences of a reading that are not English, or not in Latin letters; both texts in their plain form.

    Args:
        reading: The reading.
        known: What the principle and the person say: their words may be used, whatever their language.
    """
    held = _held(known)
    for sentence in words.sentences(reading):
        said = [word.lower() for word in _WORD.findall(sentence)]
        unknown = [not (word in held or may_begin(_plain(word))) for word in said]
        letters = {sign for word, is_new in zip(said, unknown, strict=True) if is_new for sign in word}
        if any(not _is_latin(sign) for sign in letters) or _is_strange(unknown):
            yield sentence


def is_english(text: str) -> bool:
    """Tell whether a text, in its plain form, is one that the rules can read."""
    said = words.words(text)
    function = sum(word in words.FUNCTION_WORDS for word in said)
    return len(said) < _RUN or function >= len(said) / 6


def _is_strange(unknown: list[bool]) -> bool:
    run = longest = 0
    for is_new in unknown:
        run = run + 1 if is_new else 0
        longest = max(longest, run)
    return longest >= _RUN or (sum(unknown) >= 2 and sum(unknown) > (1 - _KNOWN_SHARE) * len(unknown))


def _plain(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


@lru_cache(maxsize=64)
def _held(known: str) -> frozenset[str]:
    said = {word.lower() for word in _WORD.findall(known)}
    stems = set(words.stems(known))
    return frozenset(said | stems)


@lru_cache(maxsize=1024)
def _is_latin(sign: str) -> bool:
    return not sign.isalpha() or unicodedata.name(sign, "").startswith("LATIN")
