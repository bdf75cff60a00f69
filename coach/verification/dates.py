"""Dates, lengths of time, deadlines and rhythms that a reading brings along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_LONG = {"min": "minute", "hr": "hour", "wk": "week", "mth": "month", "yr": "year"}
_UNIT = (
    rf"({'|'.join(_LONG)}|minute|hour|day|night|weekend|week|fortnight|month|quarter(?! of )|semester|season|year|"
    r"decade|sprint|iteration|term)"
)
_SMALL = "one two three four five six seven eight nine ten eleven twelve".split()
_SAME = {"a": "1", "an": "1"} | {word: str(value) for value, word in enumerate(_SMALL, start=1)}
_COUNT = (
    rf"(an?|{'|'.join(_SMALL)}|\d+(?:\.\d+)?|few|couple of|several|many|handful of|half an?|"
    r"next|last|past|coming|following|upcoming|first|final)"
)
_SPAN = re.compile(rf"\b{_COUNT}[ -](?:more |full |short |good |long |whole )?{_UNIT}s?\b", re.IGNORECASE)
_NUMBERED = re.compile(rf"\b{_UNIT} (\d+)\b", re.IGNORECASE)  # month 2, for somebody two months in
_VAGUE_SPAN = re.compile(rf"\b(?:in|within|after|for|over|inside) ({_UNIT}s)\b", re.IGNORECASE)
_NO_SPAN = re.compile(
    r"\b(?:one day|one of these days|day[- ](?:to|by|in)[- ]day|(?:a|the) day'?s work|at the end of the day|"
    r"once an? (?!(?:day|night|week|month|quarter|year|sprint|fortnight)\b)\w+|in (?:the )?(?:short|long|medium) term|"
    r"(?:a|the|no|any|every) last (?:time|word)|all (?:day|night) long|in terms?)\b",
    re.IGNORECASE,
)
_NAMED_DAYS = (
    r"mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|january|february|april|june|july|"
    r"september|october|november|december|jan|feb|apr|jul|sept|oct|nov|dec|"
    r"(?-i:March|May|August|Mar|Tue|Wed|Thu|Fri|Mon|EOD|EOW|EOM|EOQ|EOY|COB|Q[1-4]|H[12])|"
    r"christmas|easter|ramadan|diwali|thanksgiving|hanukkah|halloween"
)
_DATE = re.compile(
    rf"\b(?:{_NAMED_DAYS}|tomorrow|tonight|overnight|yesterday|nowadays|(?:year|quarter|month|week)(?:'s)?[- ]end|"
    r"mid-?(?:year|quarter|month|week|term|sprint|day|morning|afternoon)|midnight|noon|lunch ?time|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ties|"
    r"(?:next|last|coming|following|early|late|mid|by|in|since|until|before|after|the)[ -](?:the )?"
    r"(?:spring|summer|autumn|winter|century|millennium)|"
    r"(?:by|before|until|till|within|inside|end of|beginning of|start of|middle of) (?:the |this |that |next |your )?"
    rf"(?:end of (?:the |this )?)?{_UNIT}|(?:first|last) (?:day )?of (?:the|each|every|this|next) {_UNIT})\b",
    re.IGNORECASE,
)
# The time of a day, a holiday, the next meeting: each a deadline where somebody is told to do something by then.
_MOMENT = re.compile(
    r"\b(?:(?:in|each|every|this|early|late|first thing|same|by|one|tomorrow|next)(?: in)?(?: the)? "
    r"(morning|afternoon|evening|night)s?|"
    r"(?:at|over|before|after|during|by|until) (?:the |your )?(lunch|breakfast|dinner|dawn|dusk|bedtime|coffee|"
    r"sunrise)|"
    r"(?:over|during|before|after|in|by|until|on) (?:the |your )?(?:\w+ )?(holiday|vacation|break|weekend|recess|"
    r"shutdown)s?|"
    r"(?:before|by|until|till|ahead of|in time for|no later than) (?:the |your |their |our )?"
    r"(?:next|coming|upcoming|following|first|last|annual|quarterly|monthly|weekly|yearly) (?:[\w-]+ ){0,2}?([a-z]+)\b|"
    r"(?:by|before|until|till|ahead of|in time for) (?:the |your |their |our )?(?:[\w-]+ )?"
    r"(meeting|review|all-hands|offsite|retro(?:spective)?|planning|appraisal|deadline|kick-?off|demo|standup|stand-up|"
    r"board|one-on-one|payday|birthday|anniversary|audit))\b(?! (?:you|until|as|comes))",
    re.IGNORECASE,
)
_RHYTHM = re.compile(  # how often
    r"\b(?:(?:once|twice|thrice|\w+ times?) (?:a|per|every|each|in a|an) (day|night|week|fortnight|month|quarter|year|"
    r"sprint|hour)|"
    r"(?:every|each)(?: (?:other|second|third|single|working))? (day|night|morning|afternoon|evening|week|weekend|"
    r"fortnight|month|quarter|year|sprint|hour|minute)|"
    r"(dai|week|month|quarter|year|hour|night|fortnight)ly|bi-?weekly|annual(?:ly)?|twice-weekly|day in,? day out)\b",
    re.IGNORECASE,
)
_SAME_RHYTHM = {"dai": "day", "": ""}


def added_dates(reading: str, known: str) -> Iterator[str]:
    """Yield the dates, and the lengths of time, of a reading that the known text does not hold.

    "Now", "today" and "this week" tell no date; a length of time is held where the same number stands with the same
    unit (fourteen months, 14-month), a rhythm and a time of day where the text names that unit. Both texts are in
    their plain form.
    """
    low = known.lower()
    said = _NO_SPAN.sub(" ", reading)
    yield from (match[0] for match in _DATE.finditer(said) if not _is_told(match[0], known))
    spans = _spans(low)
    yield from (match[0] for match in _SPAN.finditer(said) if _span(match) not in spans)
    yield from (match[0] for match in _VAGUE_SPAN.finditer(said) if match[1].lower() not in low)
    for pattern in (_MOMENT, _RHYTHM):
        yield from (match[0] for match in pattern.finditer(said) if not _names_its_unit(match, low))


def _is_told(date: str, known: str) -> bool:
    """Tell whether a text names a date: "Monday" holds "Mondays", "autumn" holds "by the autumn", "may" not "May"."""
    season = re.search(r"(?:spring|summer|autumn|winter)$", date.lower())
    bare = season[0] if season else re.sub(r"(?<=day)s$", "", date)
    flags = 0 if bare in ("March", "May", "August", "Mar") else re.IGNORECASE
    return bool(re.search(rf"\b{re.escape(bare)}s?\b", known, flags))


def _names_its_unit(match: re.Match[str], low: str) -> bool:
    """Tell whether a text, in lower case, names the time of day, the event or the unit that a match is about."""
    unit = next((found for found in match.groups() if found), match[0]).lower()
    unit = _SAME_RHYTHM.get(unit, unit)
    is_day = unit == "day" and re.search(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bdaily\b", low)
    return bool(is_day or re.search(rf"\b{re.escape(unit)}(?:s|ly|'s)?\b", low))


@lru_cache(maxsize=64)
def _spans(known: str) -> frozenset[tuple[str, str]]:
    numbered = {(match[2], _LONG.get(match[1].lower(), match[1].lower())) for match in _NUMBERED.finditer(known)}
    return frozenset(map(_span, _SPAN.finditer(known))) | numbered


def _span(match: re.Match[str]) -> tuple[str, str]:
    count = match[1].lower()
    return _SAME.get(count, count), _LONG.get(match[2].lower(), match[2].lower())
