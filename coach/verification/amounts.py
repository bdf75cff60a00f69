"""Numbers and shares that a reading brings along, in digits, words or as "most of them"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from coach.judge.numbers import numbers
from coach.verification.people import GENERAL

_TOKEN = re.compile(  # anything with a digit in it, and the unit behind it
    r"(?<![^\W_])[^\W_]{0,40}\d(?:[.,:/]?[^\W_])*"
    r"(?: ?(?:%|(?:per ?cent|k|mn?|bn|x|times|fold|dozen|hundred|thousand|million|billion)\b))?",
    re.IGNORECASE,
)
_ORDINALS = {
    word: str(value)
    for value, word in enumerate(
        "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=3
    )
}
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:an?|one|two|three) (third|quarter|fifth|tenth)s?\b(?! of (?:the|a|this|next|last) year)", re.IGNORECASE
)
_SHARE = re.compile(r"\b(?:majority|minority|per ?cent|percentages?|percentile|odds|probability)\b", re.IGNORECASE)
# How many of all people, and how much of a whole: a figure that nobody counted.
_MANY = re.compile(
    rf"\b(?:most|(?:almost|nearly|virtually|practically|just about) (?:all|every|no)|(?<!a )(?:only |very )?few|hardly "
    rf"any|"
    rf"scarcely any|a minority of|plenty of|lots of|loads of|tons of|scores of|countless|numerous|legions of|any "
    rf"number "
    rf"of|a (?:growing|large|good|great|fair|small|tiny) (?:number|part|share|proportion|fraction|percentage) of) "
    rf"(?:of (?:the |all |these |those )?)?(?:\w+ )?{GENERAL}\b|\b{GENERAL} (?:mostly|rarely|seldom|hardly ever|nearly "
    rf"always|almost always|almost never)\b|"
    r"\b(?:the (?:better|best|larger|greater|biggest|main|major) (?:part|share)|the bulk|the lion's share|most|much|"
    r"the rest|the remainder|an? (?:large|small|fair|good|big|sizable|decent|third) (?:part|share|chunk|portion|slice|"
    r"fraction)) of (?:your|their|the|his|her|each) (?:\w+ )?(?:time|weeks?|days?|hours?|mornings?|attention|effort|"
    r"budget|calendar|salary|work|energy|year|people|founders|users|customers)\b",
    re.IGNORECASE,
)
_RARE = re.compile(
    r"\b(?:umpteen|zillions?|gazillions?|trillions?|quadrupl\w+|quintupl\w+|\w+-(?:figure|digit)s?|"
    r"(?:a |the )(?:pair|trio|score|handful|couple) of)\b",
    re.IGNORECASE,
)
_SMALL = {word: value for value, word in enumerate("one two three four five six".split(), start=1)}
_OTHERS = re.compile(rf"\b(?:other|remaining) ({'|'.join(_SMALL)})\b", re.IGNORECASE)  # of three traits, the other two
# Words of amount that say none: "the other half", "double-check", "think twice".
_NO_AMOUNT = re.compile(
    r"\b(?:(?:(?:an)?other|first|second|better) half|half (?:the|of the|of that) (?:battle|job|story|work|fun)|half of "
    r"it|"
    r"half[- ]\w+ed|double[- ]?(?:check(?:s|ed|ing)?|down|edged|as)|think(?:s|ing)? twice|at once)\b",
    re.IGNORECASE,
)


def added_numbers(reading: str, known: str) -> Iterator[str]:
    """Yield the numbers of a reading that the known text does not hold, in digits or in words.

    Both are in their plain form. The word "one" is mostly a pronoun and passes; every digit is looked at.
    """
    low = known.lower()
    held, tokens = _held(known)
    said = _NO_AMOUNT.sub(" ", reading)
    for match in _TOKEN.finditer(said):
        if match[0].lower() not in tokens and not (numbers(match[0]) and numbers(match[0]) <= held):
            yield match[0]
    said = _TOKEN.sub(" ", said)
    for pattern in (_FRACTION, _SHARE, _MANY, _RARE):
        yield from (match[0] for match in pattern.finditer(said) if _one_way(match[0]) not in _one_way(low))
        said = pattern.sub(" ", said)
    said = _OTHERS.sub(lambda match: " " if str(_SMALL[match[1].lower()] + 1) in held else match[0], said)
    yield from sorted(numbers(said) - held - {"1"})
    yield from (match[0] for match in _ORDINAL.finditer(said) if _ORDINALS[match[0].lower()] not in held)


@lru_cache(maxsize=64)
def _held(known: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the numbers of a text by value, and the signs in which those with digits are written."""
    tokens = frozenset(match[0].lower() for match in _TOKEN.finditer(known))
    ordinals = {_ORDINALS[word.lower()] for word in _ORDINAL.findall(known)}
    pronoun = {"1"} if not any(numbers(token) == {"1"} for token in tokens) else set()
    return numbers(known) - pronoun | ordinals, tokens


def _one_way(amount: str) -> str:
    return re.sub(r"\b(?:an|one) (?=third|quarter|fifth|tenth)", "a ", amount.lower())
