"""Hears the phrases that alone call for help with a crisis, those that may, and what a person should be asked about."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from coach.retriever.care import phrases, wrongs
from coach.retriever.care.units import sentences_of

_WRITTEN_OUT = (
    (r"\bi m\b|\bim\b", "i am"), (r"\b(i|you|we|they) ve\b", r"\1 have"), (r"\bive\b", "i have"),
    (r"\b(i|he|she|they|it|we|you|nobody|everyone|everybody) d\b", r"\1 would"),
    (r"\b(i|he|she|they|it|we|you) ll\b", r"\1 will"), (r"\b(he|she|it|that|there|what) s\b", r"\1 is"),
    (r"\bid (?=rather|like|be\b|prefer)", "i would "), (r"\b(they|we|you) re\b", r"\1 are"),
    (r"\b(?:can t|cant|cannot|couldnt|couldn t)\b", "can not"), (r"\b(?:won t|wont)\b", "will not"),
    (r"\b(do|does|did|would|is|was|were|are|have|has|had|should) ?n ?t\b", r"\1 not"),
    (r"\b(do|does|did|would|is|was|were|are|have|has|had|should)nt\b", r"\1 not"),
)  # fmt: skip


def says_it(text: str) -> bool:
    """Tell whether a message says, in whatever language is known here, that somebody is in danger."""
    return any(_any_of(phrases.SURE).search(part) for part in _sentences(text)) or bool(
        _any_of(phrases.ELSEWHERE).search(_plain(text))
    )


def hints_at_it(text: str) -> bool:
    """Tell whether a message holds what is said of work every day, and also by people in danger."""
    return any(_any_of(phrases.WEAK).search(part) for part in _sentences(text)) or any(
        _any_of(phrases.WEAK_ELSEWHERE).search(_plain(part)) for part in sentences_of(text)
    )


def tells_of(text: str) -> str:
    """Return the kind of hand-off that what is told calls for in any corpus; empty where it calls for none.

    Told of oneself or of somebody else: harassment and discrimination, violence, a dismissal that the law may forbid,
    an illness. Of several the first kind of ``wrongs.KINDS``.
    """
    parts, plain = _sentences(text), _plain(text)
    named, thing = _any_of(wrongs.NAMED), re.compile(wrongs.THING)
    for kind, patterns in wrongs.KINDS.items():
        elsewhere = wrongs.ELSEWHERE.get(kind, ())
        if any(_any_of(patterns).search(part) for part in parts) or (elsewhere and _any_of(elsewhere).search(plain)):
            return kind
        if kind == "harassment" and any(named.search(part) and not thing.search(part) for part in parts):
            return kind
    return ""


def _sentences(text: str) -> list[str]:
    """Return the sentences as patterns read them; a message without full stops is one."""
    return [_written_out(_plain(part)) for part in sentences_of(text)]


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.sub(r"[\W\d_]+", " ", unicodedata.normalize("NFC", bare)).strip()


def _written_out(plain: str) -> str:
    for short, long in _WRITTEN_OUT:
        plain = re.sub(short, long, plain)
    return plain


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
