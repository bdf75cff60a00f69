"""Principles that are too long to be matched as a whole, and those that say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from coach import words
from coach.documents.sizes import tokens
from coach.lint.material import Material
from coach.lint.records import Finding

_WINDOW = 254  # tokens the default encoder reads, its own two left out. Source: all-MiniLM-L6-v2, max_seq_length 256
_FEWEST_WORDS = 5  # "Listen more than you talk." is a principle; "See below." is none


def over_long(material: Material) -> Iterator[Finding]:
    """Yield principles of which the encoder reads only the beginning; documents are split before."""
    for text in () if material.is_of_documents else material.quoted:
        size = tokens(text.text)
        if size > _WINDOW:
            told = (
                f"{text.owner} has about {size:,} tokens; the encoder reads {_WINDOW} at once, the rest is not matched"
            )
            yield text.found("over-long", "warning", 0, told, "Make several principles of it, one thought each.")


def empty(material: Material) -> Iterator[Finding]:
    """Yield principles with next to no words; such passages of documents are never quoted to begin with."""
    for text in () if material.is_of_documents else material.quoted:
        count = len(words.words(text.text))
        if text.text.isascii() and count < _FEWEST_WORDS:
            told = f"{text.owner} has {count} words: too few to advise anybody"
            yield text.found("empty", "warning", 0, told, "Say what to do and why, in a sentence or two.")
