"""The numbers of a text, each written one way: 10,000, ten thousand and 10k are the same number."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from coach.words import canonical

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUE = {word: value for value, word in enumerate(_ONES)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
_SCALE = {
    "dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
    "k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000,
}  # fmt: skip
_MOST = 10**30  # "hundred hundred hundred ..." for pages is a number that Python would refuse to write
_UNIT = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES))})"
_LARGE = "(?:hundred|thousand|million|billion|dozen)"
_WRITTEN_OUT = re.compile(  # "1.5 million" is left to the digits
    rf"\b(?:{_UNIT}|(?<!\d[ -]){_LARGE})(?:[ -]{_LARGE}(?:(?: and |[ -]){_UNIT})?)*(?=\b|fold)"
)
_DIGITS = re.compile(
    r"(?<!\w)(?<!\d[.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"  # P3 and B2B are names
    r"(?: ?-?(k|mn?|bn|dozen|hundred|thousand|million|billion)\b)?"
    r"(?: ?-?(?:(%|per ?cent(?:age)?\b)|(x\b|times\b|fold\b)))?"
)
# Amounts that are one word: "half" stays apart from "half-hearted".
_AMOUNTS = {
    r"\b(?:half|halves|halved)\b(?!-)": "50%",
    r"\b(?:twice|doubl(?:e|es|ed))\b": "2x",
    r"\b(?:thrice|tripl(?:e|es|ed))\b": "3x",
    r"\bthirds? of\b": "1/3",
    r"\bquarters? of\b": "1/4",
    r"\bdozens\b": "dozens",
    r"\bhundreds\b": "hundreds",
    r"\bthousands\b": "thousands",
    r"\bmillions\b": "millions",
}


@lru_cache(maxsize=64)
def numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text, for instance ``10000``, ``25%``, ``3x`` (three times, threefold), ``2024``."""
    text = canonical(text).lower()
    amounts = {written for pattern, written in _AMOUNTS.items() if re.search(pattern, text)}
    return frozenset(map(_written, _DIGITS.finditer(_WRITTEN_OUT.sub(_digits, text)))) | amounts


def invented(claim: str, evidence: str) -> frozenset[str]:
    """Return the numbers of a claim that its evidence does not hold; the word "one" is mostly a pronoun and passes."""
    missing = numbers(claim) - numbers(evidence)
    return missing if re.search(r"\b1\b", claim) else missing - {"1"}


def _digits(match: re.Match[str]) -> str:
    """Return a number written out as digits: ``two hundred and five`` is 205."""
    total, current = 0, 0
    for word in re.findall(r"[a-z]+", match[0]):
        if word in _VALUE:
            current += _VALUE[word]
        elif word in _SCALE:
            current = min(max(current, 1) * _SCALE[word], _MOST)
            if _SCALE[word] >= 1_000:
                total, current = min(total + current, _MOST), 0
    return str(total + current)


def _written(match: re.Match[str]) -> str:
    value = Decimal(match[1].replace(",", ""))
    plain = format(value * _SCALE[match[2]] if match[2] else value, "f")  # a product is rounded to 28 digits
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain + ("%" if match[3] else "x" if match[4] else "")
