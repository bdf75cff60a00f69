"""Which words of a principle are quoted: whole sentences, an exact substring, nothing torn from what it leans on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach import words

QUOTE_WORDS = 45  # a quotation grows by whole sentences up to this length

# A sentence that begins like this leans on the one before it.
_LEANS_BACK = re.compile(r"^(This|That|These|Those|It|They|Such|\w+ing (?:this|these|that|those)|Only after|Instead)\b")


def telling_words(text: str, sentence: str, at_most: int = QUOTE_WORDS) -> str:
    """Return the sentence of a principle that speaks most to the question, with what it needs to stand alone.

    Args:
        text: The principle.
        sentence: The sentence to begin with; the first one where it is not in the text.
        at_most: Words up to which it grows by the sentences that follow.

    Returns:
        One or more neighbouring sentences of one paragraph, an exact substring of ``text``.
    """
    text = paragraph(text, sentence)
    found = words.sentences(text)
    first = last = found.index(sentence) if sentence in found else 0
    while first > 0 and _LEANS_BACK.match(found[first]):
        first -= 1
    while last + 1 < len(found) and len(words.words(span(text, found, first, last + 1))) <= at_most:
        last += 1
    return span(text, found, first, last)


def paragraph(text: str, sentence: str) -> str:
    """Return what stands between blank lines around a sentence: in a document, what stands on is another matter."""
    return next((part for part in text.split("\n\n") if sentence in part), text.split("\n\n")[0])


def span(text: str, found: Sequence[str], first: int, last: int) -> str:
    """Return the words of a text from one of its sentences to another, both included.

    Args:
        text: The text.
        found: Its sentences, in order.
        first: Number of the first one, from 0.
        last: Number of the last one.
    """
    start = 0
    for sentence in found[:first]:
        start = text.index(sentence, start) + len(sentence)
    start = text.index(found[first], start)
    end = start
    for sentence in found[first : last + 1]:
        end = text.index(sentence, end) + len(sentence)
    return text[start:end]
