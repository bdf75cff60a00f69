"""One plain form of a text, in which tricks of Unicode no longer hide a number, a name or a language."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from coach import words

# Letters of other scripts that look like Latin ones, by what they look like.
_LOOKS_LIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеіјкмопрсухѕһԁԛԝɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχօսհո",
        "ABESIJKMHOPCTYXaeijkmonpcyxshdqwgABEZHIKMNOPTYXaeiknoptuxouhn",
        strict=True,
    )
)
_DASHES = "‐‑‒−"  # en and em dashes part clauses and stay
_MARKS = {"Mn", "Me", "Cf", "Co", "Cn", "Cs"}
_LETTER = re.compile(r"(?:LATIN|SYMBOL) (?:\w+ )*?(?:LETTER |CAPITAL )(?:[A-Z]{2,} )*([A-Z])(?: WITH .*)?$")
_EMPHASIS = re.compile(r"(?<![^\W_])(?:\*{1,3}|_{1,3})(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3})(?![^\W_])")


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """Return a text in its plain form.

    Signs that cannot be seen and marks on letters are left out; digits of any script and numbers in one sign are ASCII
    digits; letters that only look Latin are Latin; quotation marks are straight and single spaces part words. Line
    breaks and Markdown's stars of emphasis go as well.
    """
    text = unicodedata.normalize("NFKD", "".join(map(_plain_number, words.visible(text))))
    text = "".join(map(_plain_sign, text))
    return _EMPHASIS.sub("", words.canonical(text))


@lru_cache(maxsize=4096)
def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign if sign.isprintable() or sign.isspace() else ""
    if sign in _LOOKS_LIKE:
        return _LOOKS_LIKE[sign]
    category = unicodedata.category(sign)
    if category in _MARKS:
        return ""
    if category == "Pd" and sign in _DASHES:
        return "-"
    return _plain_letter(sign)


def _plain_number(sign: str) -> str:
    """Return a digit of any script, or a number in one sign (Ⅻ, ⑨), in ASCII digits; fractions part by NFKD."""
    if sign.isascii() or unicodedata.category(sign) not in ("Nd", "No", "Nl"):
        return sign
    number = unicodedata.numeric(sign, 0.5)
    return str(int(number)) if number == int(number) else sign


def _plain_letter(sign: str) -> str:
    name = unicodedata.name(sign, "")
    if name == "HUNDRED POINTS SYMBOL":
        return " 100% "
    letter = _LETTER.search(name)
    if letter is None:
        return sign
    return letter[1] if "CAPITAL LETTER" in name or name.startswith("REGIONAL") else letter[1].lower()
