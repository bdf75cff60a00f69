"""The rules: what a reading may not say beyond its principle and the person's own words. No model is asked.

They are made to miss no number, date, name, source, guarantee, link or foreign language, and to catch what rules can
catch of the rest; what a sentence means is for the verifying call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from coach import words
from coach.plain import plain
from coach.verification.amounts import added_numbers
from coach.verification.authorities import put_into_a_mouth, quoted_people, sources, witnesses
from coach.verification.dates import added_dates
from coach.verification.hearsay import hearsay
from coach.verification.language import foreign_sentences, is_english
from coach.verification.names import added_names
from coach.verification.negation import turned_round
from coach.verification.orders import instructions
from coach.verification.partiality import leanings
from coach.verification.promises import guarantees, predictions
from coach.verification.records import Breach, BreachKind
from coach.verification.resignation import gives_up
from coach.verification.sides import sides
from coach.verification.strength import said_by_them, said_of_the_same, too_strong
from coach.verification.undone import undone

_SPEAKS = frozenset(words.stems("principle quotation corpus text passage rule pyramid"))
_SOMEBODY = frozenset("one a an any another some someone somebody many most every everyone people they".split())
_WILL = re.compile(r"\bwill\b|'ll\b|\bgoing to\b", re.IGNORECASE)
MAX_READING = 4_000  # characters; a reading is a sentence or two, and what runs wild is none


def breaches(reading: str, evidence: str, own_words: str) -> tuple[Breach, ...]:
    """Return what a reading adds, turns round or overstates; nothing where it keeps to its evidence.

    A sentence that is one of the evidence's own adds nothing; but links, code and orders to a program are no reading,
    also where they stand in the evidence: who wrote them there may mean no good. Evidence in a language that the rules
    cannot read leaves a reading nothing but such sentences.

    Args:
        reading: How a principle applies to the person.
        evidence: The whole text of the principle.
        own_words: The person's question and what they said before.
    """
    if len(reading) > MAX_READING:
        return (Breach("instruction", f"more than {MAX_READING:,} characters"),)
    orders = tuple(_each("instruction", (match[0] for match in instructions(_lines(reading)))))
    own = _own_sentences(reading, evidence)
    if not own:
        return orders
    said, held, known = _lines(own), plain(evidence), plain(own_words)
    found = list(added(own, evidence, own_words))
    found += _each("side taken", (side for side in sides(said, f"{held}\n{known}") if side.lower() not in held.lower()))
    found += _each("side taken", (side for side in leanings(said) if side.lower() not in f"{held}\n{known}".lower()))
    found += _each("side taken", hearsay(said, f"{held}\n{known}"))
    found += _each("side taken", undone(said, known))
    found += _each("negation", (*turned_round(said, held), *gives_up(said, held)))
    found += _each("strength", too_strong(said, held, known))
    found += _each("language", foreign_sentences(said, f"{held}\n{known}") if is_english(held) else [said])
    return tuple(dict.fromkeys([*found, *orders]))


def loads(text: str, evidence: str, own_words: str) -> tuple[Breach, ...]:
    """Return what not even a question may bring along: what it adds, sides that it takes, orders to a program."""
    said, held = _lines(text), plain(evidence)
    both = f"{held}\n{plain(own_words)}"
    taken = _each("side taken", (side for side in sides(said, both) if side.lower() not in held.lower()))
    return (*added(text, evidence, own_words), *taken, *_each("instruction", (m[0] for m in instructions(said))))


def added(text: str, evidence: str, own_words: str) -> tuple[Breach, ...]:
    """Return the numbers, dates, names, sources and guarantees of a text that neither evidence nor own words hold."""
    said, held, known = _lines(text), plain(evidence), plain(own_words)
    both = f"{held}\n{known}"
    found = [
        *_each("number", added_numbers(said, both)),
        *_each("date", added_dates(said, both)),
        *_each("name", added_names(said, both)),
        *_each("source", _sources(said, both, known)),
        *_each("guarantee", _guarantees(said, held, known)),
    ]
    return tuple(dict.fromkeys(found))


def _own_sentences(reading: str, evidence: str) -> str:
    """Return the sentences of a reading that are none of the evidence's."""
    theirs = {words.canonical(sentence) for sentence in [evidence, *words.sentences(evidence)]}
    if words.canonical(reading) in theirs:
        return ""
    return "\n".join(sentence for sentence in words.sentences(reading) if words.canonical(sentence) not in theirs)


def _lines(text: str) -> str:
    """Return a text in its plain form, one sentence a line: an item of a list may end without a full stop."""
    return "\n".join(plain(sentence) for sentence in words.sentences(text))


def _each(kind: BreachKind, found: Iterable[str]) -> Iterator[Breach]:
    return (Breach(kind, said.strip()) for said in found)


def _sources(said: str, known: str, own_words: str) -> Iterator[str]:
    low = known.lower()
    yield from (match[0] for match in sources(said) if match[0].lower().removesuffix("s") not in low)
    theirs = set(words.stems(own_words))  # "your figures show", of figures that they told of
    yield from (match[0] for match in witnesses(said) if not set(words.stems(match[1] or match[2] or "")) & theirs)
    yield from (match[0] for match in quoted_people(said) if not _is_present(match[1], known))
    yield from (quote for quote in put_into_a_mouth(said) if words.canonical(quote) not in known)


def _is_present(person: str, known: str) -> bool:
    """Tell whether "she", "the principle" or "your boss" is somebody whom the evidence or the person speaks of."""
    said = person.lower().split()
    who = set(words.stems(person)) - _SPEAKS
    return said[0] not in _SOMEBODY and who <= set(words.stems(known))


def _guarantees(said: str, evidence: str, own_words: str) -> Iterator[str]:
    for match in guarantees(said):
        same = re.compile(re.escape(match[0]), re.IGNORECASE)
        if not said_of_the_same(match, said, same, evidence) and not said_by_them(match, said, own_words):
            yield match[0]
    for match in predictions(said):
        if not said_of_the_same(match, said, _WILL, f"{evidence}\n{own_words}"):
            yield match[0]
