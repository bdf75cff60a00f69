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
    "rationale": ("rationale", "why", "reason", "reasoning", "explanation", "begründung", "warum"),
    "question": ("question", "faq", "asked"),
    "next_step": ("next step", "next_step", "action", "do this"),
}
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_COUNTED = {"number", "no", "nr"}  # columns that count the rows: the next one above moves all of them
_NUMBER = re.compile(r"(\d{1,18})(?:[.)]|\.0+)?")
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
    names = [_plain(name) for name in header]
    found: dict[str, int] = {}
    for field, known in FIELDS.items():
        wanted = (_plain(chosen[field]),) if field in chosen else tuple(name.replace("_", " ") for name in known)
        place = next(
            (names.index(name) for name in wanted if name in names and names.index(name) not in found.values()), None
        )
        if place is not None:
            found[field] = place
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip(" .").lower()


def citable(identifier: str, column: str) -> tuple[str, str]:
    """Return what a principle is cited by, and a remark where that is not what stands in its column.

    Args:
        identifier: As it stands there.
        column: The column's name, or the key.
    """
    number = _NUMBER.fullmatch(identifier)
    if number is None:
        return identifier, ""
    if _plain(column) in _COUNTED:
        return "", f"Numbers under {column!r} count the rows; they were not taken for ids."
    return (
        f"id-{number[1]}",
        f"Numbers under {column!r} are cited with id- in front of them: {number[1]} is id-{number[1]}.",
    )


def is_principles(texts: Iterable[str]) -> bool:
    """Tell whether the texts of a column or key are principles: most hold more than a label."""
    lengths = [len(words.words(text)) if text.isascii() else len(text) // 2 for text in texts]
    return bool(lengths) and sum(length >= _PROSE_WORDS for length in lengths) >= _PROSE_SHARE * len(lengths)


def checked(
    entries: Sequence[PrincipleEntry], unit: str, before: Sequence[PrincipleEntry] = ()
) -> tuple[list[PrincipleEntry], list[str]]:
    """Return the principles that can be cited, and a remark for each that cannot.

    Args:
        entries: As read.
        unit: What an entry is called: ``row``, ``line``, ``entry``.
        before: Principles of the same file whose ids are taken: those of its other sheets.
    """
    kept: list[PrincipleEntry] = []
    remarks: list[str] = []
    first = {entry.fields["id"]: _place(entry, unit) for entry in before if entry.fields.get("id")}
    for entry in entries:
        identifier, place = entry.fields.get("id", ""), _place(entry, unit)
        if not entry.fields.get("text", "").strip():
            remarks.append(f"{place}: no text")
        elif identifier and not _ID.fullmatch(identifier):
            remarks.append(f"{place}: the id {identifier[:40]!r} cannot be cited ({ID_RULE})")
        elif identifier in first:
            remarks.append(f"{place}: the id {identifier} is taken by {first[identifier]}")
        else:
            if identifier:
                first[identifier] = place
            kept.append(entry)
    return kept, shortened(remarks)


def _place(entry: PrincipleEntry, unit: str) -> str:
    return f"{entry.within}, {unit} {entry.number}" if entry.within else f"{unit} {entry.number}"


def shortened(remarks: list[str]) -> list[str]:
    """Return the first remarks and how many more there are."""
    more = [f"... and {len(remarks) - _REMARKS} more like these"] if len(remarks) > _REMARKS else []
    return [f"{remark}." for remark in [*remarks[:_REMARKS], *more]]
