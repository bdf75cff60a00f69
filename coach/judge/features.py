"""What can be counted cheaply about a claim and its evidence; a person can check each count.

Every feature sets the claim against the evidence, or says how softly it is put. What would tell true from false by the
style of whoever wrote the pairs is left out (see ``baseline.py``).
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache, lru_cache

from coach import words
from coach.judge import signs

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[,;:.!?()–—]")
_REACH = 4  # words after a negation, in its clause, that it turns
_MANY_MISSING = 4  # missing words from which more say no more
_MANY = 2


@dataclass(frozen=True, slots=True)
class _Part:
    """The different words of a text or a sentence, and the stems of its content words."""

    words: frozenset[str]
    stems: frozenset[str]

    @property
    def negates(self) -> bool:
        return any(map(_is_negation, self.words))


@dataclass(frozen=True, slots=True)
class _Read:
    """A text taken apart; ``turned`` and ``plain`` are the stems within and outside the reach of a negation."""

    whole: _Part
    sentences: tuple[_Part, ...]
    length: int
    turned: frozenset[str]
    plain: frozenset[str]


def features(claim: str, evidence: str) -> dict[str, float]:
    """Count what speaks for or against a claim.

    Args:
        claim: A sentence; it holds at least one word.
        evidence: A text; it holds at least one word.

    Returns:
        By name, each 0 or more; only ``softened`` speaks for the claim.
    """
    claimed, given = _read(claim), _read(evidence)
    said, held = claimed.whole, given.whole
    nearest = max(given.sentences, key=lambda sentence: len(sentence.stems & said.stems))

    def has_new(sign: Set[str]) -> float:
        return float(bool(sign & said.words - held.words))

    missing = {stem for stem in said.stems - held.stems if stem not in _everyday()}
    turned = (claimed.turned - claimed.plain) & (given.plain - given.turned) | (
        (claimed.plain - claimed.turned) & (given.turned - given.plain)
    )
    return {
        "missing words": min(_MANY_MISSING, len(missing)),
        "nothing shared": float(not said.stems & held.stems),
        "longer than the evidence": max(0.0, claimed.length / given.length - 1),
        "negation added": float(said.negates and not nearest.negates),
        "negation dropped": float(nearest.negates and not said.negates),
        "negation moved": min(_MANY, len(turned)),
        "restriction": has_new(signs.RESTRICTIONS),
        "absolute": has_new(signs.ABSOLUTES),
        "promise": has_new(signs.PROMISES),
        "duty": has_new(signs.DUTIES),
        "comparison": has_new(signs.COMPARISONS),
        "cause": has_new(signs.CAUSES),
        "opposite": min(_MANY, sum(_is_opposite(one, other, said, held) for one, other in _opposites())),
        "softened": float(bool(signs.HEDGES & said.words)),
    }


@lru_cache(maxsize=64)
def _read(text: str) -> _Read:
    turned, plain = _polarity(text)
    return _Read(_part(text), tuple(map(_part, words.sentences(text))), len(words.words(text)), turned, plain)


def _part(text: str) -> _Part:
    return _Part(frozenset(words.words(text)), frozenset(words.stems(text)))


def _polarity(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems within and outside the reach of a negation; a stem may stand in both."""
    turned: set[str] = set()
    plain: set[str] = set()
    since = _REACH + 1
    for token in _TOKEN.findall(text):
        word = token.lower().replace("’", "'")
        if not word[0].isalpha():  # a new clause
            since = _REACH + 1
        elif _is_negation(word):
            since = 0
        else:
            since += 1
            (turned if since <= _REACH else plain).update(words.stems(word))
    return frozenset(turned), frozenset(plain)


def _is_negation(word: str) -> bool:
    return word in signs.NEGATIONS or word.endswith("n't")


def _is_opposite(one: str, other: str, said: _Part, held: _Part) -> bool:
    """Tell whether the claim has one of two opposites and the evidence only the other."""

    def has(part: _Part) -> tuple[bool, bool]:
        forms = part.words | part.stems
        return one in forms, other in forms

    return (has(said), has(held)) in (((True, False), (False, True)), ((False, True), (True, False)))


def _stem(word: str) -> str:
    return next(iter(words.stems(word)), word)  # a function word is its own stem


@cache
def _everyday() -> frozenset[str]:
    return frozenset(map(_stem, signs.EVERYDAY))


@cache
def _opposites() -> tuple[tuple[str, str], ...]:
    return tuple((_stem(one), _stem(other)) for one, other in signs.OPPOSITES)
