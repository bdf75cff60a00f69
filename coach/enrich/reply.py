"""Reads what a drafting model answers: one JSON object a line, and nothing that has another form."""

from __future__ import annotations

import json
from dataclasses import dataclass

from coach.enrich.prompt import KINDS, TITLE
from coach.model.thoughts import Spoken

_MOST_LINES = 400  # of a reply that are looked at


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote.

    Attributes:
        situations: In its order.
        beyond: In its order.
        unread: Lines that had another form.
        titles: In its order.
    """

    situations: tuple[str, ...]
    beyond: tuple[str, ...]
    unread: int
    titles: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it could be read."""
        return not (self.situations or self.beyond or self.titles)


def read_reply(text: str) -> Written:
    """Return what stands in a reply; thoughts before it and a code fence around it are left out."""
    spoken = Spoken()
    said = spoken.hear(text) + spoken.rest()
    situations, beyond, titles = list[str](), list[str](), list[str]()
    lists = {"beyond": beyond, TITLE: titles}
    unread = 0
    for line in [one.strip() for one in said.split("\n")][:_MOST_LINES]:
        if not line or line.startswith("```"):
            continue
        entry = _entry(line)
        if entry is None:
            unread += 1
        else:
            lists.get(entry[0], situations).append(entry[1])
    return Written(tuple(situations), tuple(beyond), unread, tuple(titles))


def _entry(line: str) -> tuple[str, str] | None:
    """Return kind and text of a line; None where it has another form."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or set(found) != {"kind", "text"} or found["kind"] not in (*KINDS, TITLE):
        return None
    return (found["kind"], found["text"]) if isinstance(found["text"], str) else None
