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
    "situation": ("situation", "case"),
    "applies": ("applies to", "applies", "applies when", "applies if", "scope", "only for", "valid for", "condition",
                "conditions", "gilt für"),
    "exceptions": ("exceptions", "exception", "except", "except for", "unless", "not for", "does not apply to",
                   "limitations", "ausnahmen", "ausnahme"),
}  # fmt: skip
LIMITS = ("applies", "exceptions")  # whom or when a principle is for: quoted with it, for alone it says more
_UNSAID = re.compile(r"\W*|n/?a", re.IGNORECASE)
_NO_EXCEPTION = re.compile(r"none|no|keine", re.IGNORECASE)  # a rule that applies to none says something
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
        chosen: The user's own choice, field to column; a table that lacks that column is read by the known names.
    """
    names = [_plain(name) for name in header]
    found: dict[str, int] = {}
    _take(found, names, {field: (chosen[field],) for field in ("text", *FIELDS) if field in chosen})
    _take(found, names, FIELDS)
    return {field: found[field] for field in FIELDS if field in found}


def _take(found: dict[str, int], names: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> None:
    """Add the columns of fields that have none yet; a column is taken for one field only."""
    for field, known in wanted.items():
        places = (names.index(name) for name in map(_plain, known) if name in names)
        place = next((place for place in places if place not in found.values()), None)
        if field not in found and place is not None:
            found[field] = place


def with_column(field: str, column: str, value: str) -> str:
    """Return what a cell says: of one that limits a principle its column's name too ("Applies to: directors only").

    Args:
        field: What the column holds, as in `FIELDS`.
        column: Its name, or the key.
        value: The cell.
    """
    if field not in LIMITS:
        return value
    lines = "; ".join(" ".join(line.split()) for line in value.split("\n") if line.strip())
    if _UNSAID.fullmatch(lines) or (field == "exceptions" and _NO_EXCEPTION.fullmatch(lines)):
        return ""
    return f"{column.replace('_', ' ').strip(' :')}: {lines}"


def has_chosen_text(header: Sequence[str], chosen: Mapping[str, str]) -> bool:
    """Tell whether the column that the user chose for the text is there: then it holds principles, however short."""
    return "text" in chosen and _plain(chosen["text"]) in map(_plain, header)


def chosen_in_vain(header: Sequence[str], chosen: Mapping[str, str]) -> list[str]:
    """Return a remark that names the columns that were chosen and are not there."""
    names = [_plain(name) for name in header]
    lacking = [f"{column!r} for {field}" for field, column in chosen.items() if _plain(column) not in names]
    return [f"No column {', '.join(lacking)}: the usual names were taken."] if lacking else []


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
    first = {entry.fields["id"]: place_of(entry, unit) for entry in before if entry.fields.get("id")}
    for entry in entries:
        identifier, place = entry.fields.get("id", ""), place_of(entry, unit)
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


def place_of(entry: PrincipleEntry, unit: str) -> str:
    """Return where an entry stands: ``Rules, row 3``."""
    return f"{entry.within}, {unit} {entry.number}" if entry.within else f"{unit} {entry.number}"


def shortened(remarks: list[str]) -> list[str]:
    """Return the first remarks and how many more there are."""
    more = [f"... and {len(remarks) - _REMARKS} more like these"] if len(remarks) > _REMARKS else []
    return [f"{remark}." for remark in [*remarks[:_REMARKS], *more]]
