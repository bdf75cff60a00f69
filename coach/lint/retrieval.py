"""Principles that nothing retrieves: not even their own words find them."""

from __future__ import annotations

from collections.abc import Iterator

from coach import words
from coach.lint.material import Material
from coach.lint.records import Finding
from coach.records import Principle

_AMONG = 3  # an answer has three points at most: what comes later is never shown
_LONGEST = 500  # characters that are asked
_HINT = "Give it a title of its own, or write situations that it answers; see what comes before it: coach corpus find."


def check(material: Material) -> Iterator[Finding]:
    """Yield principles that their own title, question or first sentence does not find among the first three.

    A document is told only where none of them finds it: it often begins with a story, which need not lead to it.
    """
    if material.ranked is None:
        return
    places = {text.owner: text for text in reversed(material.quoted)}
    for principle in material.corpus.principles:
        asked = dict(_questions(principle))
        missed = [name for name, question in asked.items() if not _finds(material, principle.id, question)]
        is_found = len(missed) < len(asked) if material.is_of_documents else not missed
        if not is_found and (text := places.get(principle.id)):
            told = f"{principle.id} is not among the first {_AMONG} for its own {' and its '.join(missed)}"
            yield text.found("not-retrieved", "warning", 0, told, _HINT)


def _questions(principle: Principle) -> Iterator[tuple[str, str]]:
    first = next(iter(words.sentences(principle.text)), "")[:_LONGEST]
    for name, text in (("title", principle.title), ("question", principle.question), ("first sentence", first)):
        if words.words(text):
            yield name, text


def _finds(material: Material, principle: str, asked: str) -> bool:
    assert material.ranked is not None
    return principle in list(material.ranked(asked))[:_AMONG]
