"""Numbers, lengths of time and dates that a reading brings along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from coach.judge.numbers import numbers

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
# Words of amount that say none: "the other half", "double-check", "think twice".
_NO_AMOUNT = re.compile(
    r"\b(?:(?:(?:an)?other|first|second|better) half|half (?:the|of the|of that|of it) ?(?:battle|job|story|work)?|"
    r"half[- ]\w+ed|double[- ]?(?:check(?:s|ed|ing)?|down|edged|as)|think(?:s|ing)? twice|at once)\b",
    re.IGNORECASE,
)
_LONG = {"min": "minute", "hr": "hour", "wk": "week", "mth": "month", "yr": "year"}
_UNIT = (
    rf"({'|'.join(_LONG)}|minute|hour|day|night|weekend|week|fortnight|month|quarter(?! of )|semester|season|"
    r"year|decade)"
)
_SMALL = "one two three four five six seven eight nine ten eleven twelve".split()
_SAME = {"a": "1", "an": "1"} | {word: str(value) for value, word in enumerate(_SMALL, start=1)}
_COUNT = (
    rf"(an?|{'|'.join(_SMALL)}|\d+(?:\.\d+)?|few|couple of|several|many|handful of|half an?|"
    r"next|last|past|coming|following)"
)
_SPAN = re.compile(rf"\b{_COUNT}[ -](?:more |full |short |good |long |whole )?{_UNIT}s?\b", re.IGNORECASE)
_NUMBERED = re.compile(rf"\b{_UNIT} (\d+)\b", re.IGNORECASE)  # month 2, for somebody two months in
_VAGUE_SPAN = re.compile(rf"\b(?:in|within|after|for|over|inside) ({_UNIT}s)\b", re.IGNORECASE)
_NO_SPAN = re.compile(
    r"\b(?:one day|one of these days|day[- ](?:to|by)[- ]day|(?:a|the) day'?s work|at the end of the day|"
    r"once an? \w+)\b",
    re.IGNORECASE,
)
_NAMED_DAYS = (
    r"mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|january|february|april|june|july|"
    r"september|october|november|december|jan|feb|apr|jul|sept|oct|nov|dec|"
    r"(?-i:March|May|August|Mon|Tue|Wed|Thu|Fri|Mar|Aug)|"
    r"christmas|easter|ramadan|diwali|thanksgiving|hanukkah|halloween"
)
_DATE = re.compile(
    rf"\b(?:{_NAMED_DAYS}|tomorrow|tonight|overnight|yesterday|nowadays|(?:year|quarter|month|week)[- ]end|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ties|"
    r"(?:next|last|coming|following|early|late|mid|by|in|since|until|before|after|the)[ -](?:the )?"
    r"(?:spring|summer|autumn|winter|century|millennium)|"
    r"(?:by|before|until|till|within|inside|end of|beginning of|start of|middle of) (?:the |this |that |next |your )?"
    rf"(?:end of (?:the |this )?)?{_UNIT})\b",
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
    for pattern in (_FRACTION, _SHARE):
        yield from (match[0] for match in pattern.finditer(said) if _one_way(match[0]) not in _one_way(low))
        said = pattern.sub(" ", said)
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


def added_dates(reading: str, known: str) -> Iterator[str]:
    """Yield the dates, and the lengths of time, of a reading that the known text does not hold.

    "Now", "today" and "this week" tell no date; a length of time is held where the same number stands with the same
    unit: fourteen months, 14-month. Both texts are in their plain form.
    """
    low = known.lower()
    said = _NO_SPAN.sub(" ", reading)
    yield from (match[0] for match in _DATE.finditer(said) if not _is_told(match[0], known))
    spans = _spans(low)
    yield from (match[0] for match in _SPAN.finditer(said) if _span(match) not in spans)
    yield from (match[0] for match in _VAGUE_SPAN.finditer(said) if match[1].lower() not in low)


def _is_told(date: str, known: str) -> bool:
    """Tell whether a text names a date: "Monday" holds "Mondays", "autumn" holds "by the autumn", "may" not "May"."""
    season = re.search(r"(?:spring|summer|autumn|winter)$", date.lower())
    bare = season[0] if season else re.sub(r"(?<=day)s$", "", date)
    flags = 0 if bare in ("March", "May", "August", "Mar") else re.IGNORECASE
    return bool(re.search(rf"\b{re.escape(bare)}s?\b", known, flags))


@lru_cache(maxsize=64)
def _spans(known: str) -> frozenset[tuple[str, str]]:
    numbered = {(match[2], _LONG.get(match[1].lower(), match[1].lower())) for match in _NUMBERED.finditer(known)}
    return frozenset(map(_span, _SPAN.finditer(known))) | numbered


def _span(match: re.Match[str]) -> tuple[str, str]:
    count = match[1].lower()
    return _SAME.get(count, count), _LONG.get(match[2].lower(), match[2].lower())
