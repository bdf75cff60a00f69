"""Principles in tables and lists of objects: which column holds what, and which rows cannot be cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from coach import words
from coach.documents.blocks import PrincipleEntry

# What a principle has, and the headers and keys that are taken for it, best first.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "principle id", "key", "number", "no", "nr"),
    "title": ("title", "name", "heading", "headline", "principle title", "topic", "subject"),
    "text": ("text", "principle", "advice", "guidance", "answer", "body", "content", "rule"),
    "question": ("question", "faq", "asked"),
    "next_step": ("next step", "next_step", "action", "do this"),
}
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
ID_RULE = "a letter, then letters, digits, '.', '_' or '-', 64 at most"
_PROSE_WORDS = 4  # a text with fewer is a label
_PROSE_SHARE = 0.5  # of the rows must have a text for the table to be one of principles
_REMARKS = 20


def columns_of(header: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Return which column holds which field; without ``text`` it is no table of principles.

    Args:
        header: The names of the columns.
        chosen: The user's own choice, field to column.
    """
    names = [re.sub(r"[\s_-]+", " ", name).strip().lower() for name in header]
    found: dict[str, int] = {}
    for field, known in FIELDS.items():
        wanted = (
            (chosen[field].strip().lower(),) if field in chosen else tuple(name.replace("_", " ") for name in known)
        )
        place = next(
            (names.index(name) for name in wanted if name in names and names.index(name) not in found.values()), None
        )
        if place is not None:
            found[field] = place
    return found


def is_principles(texts: Iterable[str]) -> bool:
    """Tell whether the texts of a column or key are principles: most hold more than a label."""
    lengths = [len(words.words(text)) if text.isascii() else len(text) // 2 for text in texts]
    return bool(lengths) and sum(length >= _PROSE_WORDS for length in lengths) >= _PROSE_SHARE * len(lengths)


def checked(entries: Sequence[PrincipleEntry], unit: str) -> tuple[list[PrincipleEntry], list[str]]:
    """Return the principles that can be cited, and a remark for each that cannot.

    Args:
        entries: As read.
        unit: What an entry is called: ``row``, ``line``, ``entry``.
    """
    kept: list[PrincipleEntry] = []
    remarks: list[str] = []
    first: dict[str, int] = {}
    for entry in entries:
        identifier = entry.fields.get("id", "")
        if not entry.fields.get("text", "").strip():
            remarks.append(f"{unit} {entry.number}: no text")
        elif identifier and not _ID.fullmatch(identifier):
            remarks.append(f"{unit} {entry.number}: the id {identifier[:40]!r} cannot be cited ({ID_RULE})")
        elif identifier in first:
            remarks.append(f"{unit} {entry.number}: the id {identifier} is taken by {unit} {first[identifier]}")
        else:
            if identifier:
                first[identifier] = entry.number
            kept.append(entry)
    return kept, shortened(remarks)


def shortened(remarks: list[str]) -> list[str]:
    """Return the first remarks and how many more there are."""
    more = [f"... and {len(remarks) - _REMARKS} more like these"] if len(remarks) > _REMARKS else []
    return [f"{remark}." for remark in [*remarks[:_REMARKS], *more]]
