"""The rules: what a reading may not say beyond its principle and the person's own words. No model is asked.

They are made to miss no number, date, name, source, guarantee, link or foreign language, and to catch what rules can
catch of the rest; what a sentence means is for the verifying call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from coach import words
from coach.verification import phrases
from coach.verification.amounts import added_dates, added_numbers
from coach.verification.language import foreign_sentences, is_english
from coach.verification.names import added_names
from coach.verification.negation import turned_round
from coach.verification.plain import plain
from coach.verification.records import Breach, BreachKind
from coach.verification.strength import said_by_them, said_of_the_same, too_strong

MAX_READING = 4_000  # characters; a reading is a sentence or two, and what runs wild is none


def breaches(reading: str, evidence: str, own_words: str) -> tuple[Breach, ...]:
    """Return what a reading adds, turns round or overstates; nothing where it keeps to its evidence.

    A sentence that is one of the evidence's own is never a breach. Evidence in a language that the rules cannot read
    leaves a reading nothing but such sentences.

    Args:
        reading: How a principle applies to the person.
        evidence: The whole text of the principle.
        own_words: The person's question and what they said before.
    """
    if len(reading) > MAX_READING:
        return (Breach("instruction", f"more than {MAX_READING:,} characters"),)
    own = _own_sentences(reading, evidence)
    if not own:
        return ()
    said, held, known = _lines(own), plain(evidence), plain(own_words)
    found = list(added(own, evidence, own_words))
    found += _each("negation", turned_round(said, held))
    found += _each("strength", too_strong(said, held, known))
    found += _each("instruction", (match[0] for match in phrases.instructions(said)))
    found += _each("language", foreign_sentences(said, f"{held}\n{known}") if is_english(held) else [said])
    return tuple(dict.fromkeys(found))


def added(text: str, evidence: str, own_words: str) -> tuple[Breach, ...]:
    """Return the numbers, dates, names, sources and guarantees of a text that neither evidence nor own words hold."""
    said, held, known = _lines(text), plain(evidence), plain(own_words)
    both = f"{held}\n{known}"
    found = [
        *_each("number", added_numbers(said, both)),
        *_each("date", added_dates(said, both)),
        *_each("name", added_names(said, both)),
        *_each("source", _sources(said, both)),
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


def _sources(said: str, known: str) -> Iterator[str]:
    low = known.lower()
    yield from (match[0] for match in phrases.sources(said) if match[0].lower().removesuffix("s") not in low)
    yield from (quote for quote in phrases.put_into_a_mouth(said) if words.canonical(quote) not in known)


def _guarantees(said: str, evidence: str, own_words: str) -> Iterator[str]:
    for match in phrases.guarantees(said):
        same = re.compile(re.escape(match[0]), re.IGNORECASE)
        if not said_of_the_same(match, said, same, evidence) and not said_by_them(match, said, own_words):
            yield match[0]
