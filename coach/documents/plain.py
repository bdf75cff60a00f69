"""Records as plain JSON and back: how a reading process hands on what it found. Nothing in it can run code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coach.documents.records import Document, FileRead, Member, Passage, Place, Stamp

_RECORDS = (FileRead, Document, Passage, Place, Member, Stamp)


def to_json(read: FileRead) -> bytes:
    """Return a record as JSON: lists of its fields, in order."""
    return json.dumps(read, default=_fields).encode()


def from_json(content: bytes) -> FileRead:
    """Return the record that `to_json` wrote.

    Raises:
        ValueError, TypeError, KeyError: it is something else.
    """
    path, outcome, reason, remedy, format_, documents, remarks, members, same_as, stamp = json.loads(content)
    return FileRead(
        path,
        outcome,
        reason,
        remedy,
        format_,
        tuple(_document(fields) for fields in documents),
        tuple(remarks),
        tuple(Member(*fields) for fields in members),
        same_as,
        Stamp(*stamp) if stamp else None,
    )


def _fields(record: Any) -> Any:
    if isinstance(record, _RECORDS):
        return [getattr(record, name) for name in record.__slots__]
    if isinstance(record, Mapping):
        return dict(record)
    raise TypeError(f"{type(record).__name__} is no record")


def _document(fields: list[Any]) -> Document:
    id_, title, format_, language, passages, *rest = fields
    return Document(id_, title, format_, language, tuple(_passage(passage) for passage in passages), *rest)


def _passage(fields: list[Any]) -> Passage:
    id_, document, text, headings, place, marks, context, language, no_advice, is_cut, sketch = fields
    pairs = tuple((offset, number) for offset, number in marks)
    return Passage(
        id_, document, text, tuple(headings), Place(*place), pairs, context, language, no_advice, is_cut, tuple(sketch)
    )
