"""The passages of one document: their texts, ids, contexts and languages.

How long an id lasts. A document's id is its path, ``archive.zip/path`` or ``table.csv#id``. A passage's id is made of
its document's id, the headings above it (without that of the page itself), its text with white space folded, and how
often the same text stood under these headings before. It survives an edit under any other heading, another title or
front matter, other markup, targets of links, line ends or wrapping, and sections in another order. It changes with a
file's path, with a heading above it, with its own words, and where an edit before it under the same heading moves its
border: that ends at the next paragraph, list or row of `sizes.ENOUGH` tokens (see `coach.documents.split`).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from coach.documents import advice
from coach.documents.blocks import Block
from coach.documents.language import language_of
from coach.documents.records import Document, Passage, Place, Unit
from coach.documents.sizes import CONTEXT, tokens
from coach.documents.sketch import sketch
from coach.documents.split import Piece, split, text_of

_HEADINGS_SHOWN = 3  # of a heading path, the last ones
_TITLE_TOKENS = 24


class Passages:
    """Makes the passages of one document.

    Attributes:
        unquoted_rows: How many rows of tables are never quoted, by the reason (see `advice.why_no_advice`).
    """

    def __init__(self, document: str, title: str, unit: Unit, language: str, page_heading: str = "") -> None:
        self._document = document
        self._title = title
        self._unit = unit
        self._language = language
        self._page_heading = page_heading  # a title by another name: it comes and goes with the front matter's
        self._passages: list[Passage] = []
        self._times: dict[str, int] = {}
        self._leads: set[str] = set()
        self.unquoted_rows: Counter[str] = Counter()

    def add(self, headings: Sequence[str], blocks: Sequence[Block], within: str = "") -> None:
        """Add the passages under one heading path."""
        self._leads.update(lead.text for block in blocks for lead in block.leads)
        for piece in split([block for block in blocks if block.kind != "note"]):
            self._passages.append(self._passage(tuple(headings), piece, within))
        for piece in split([block for block in blocks if block.kind == "note"]):
            self._passages.append(self._passage((), piece, within))  # a note stands where there was room for it

    def document(self, format_: str, facts: dict[str, str], principle: str = "") -> Document:
        """Return the document of the passages so far; a reason that holds for all of it holds for each."""
        found = [(passage.text, passage.no_advice) for passage in self._passages]
        reason = "" if principle else advice.why_no_document(self._title, facts, found)
        if reason:
            self._passages = [_marked(passage, passage.no_advice or reason) for passage in self._passages]
        return Document(
            self._document, self._title, format_, self._language, tuple(self._passages), facts, principle, reason
        )

    def _passage(self, headings: tuple[str, ...], piece: Piece, within: str) -> Passage:
        text, marks = text_of(piece)
        numbers = [number for _, number in marks]
        own = "\n".join(block.text for block in piece.blocks)  # however they are joined
        no_advice = advice.why_no_advice(piece.blocks, headings)
        if no_advice:
            self.unquoted_rows[no_advice] += sum(
                block.kind == "row" and block.text not in self._leads for block in piece.blocks
            )
        return Passage(
            id=self._id(headings, own),
            document=self._document,
            text=text,
            headings=headings,
            place=Place(self._unit, min(numbers), max(numbers), within),
            marks=marks,
            context=self._context(headings, "" if piece.blocks[0].kind != "row" else piece.blocks[0].label),
            language=language_of(own, usual=self._language),
            no_advice=no_advice,
            is_cut=piece.is_cut,
            sketch=sketch(own),
        )

    def _id(self, headings: tuple[str, ...], text: str) -> str:
        """Return an id made of document, headings, text, and how often the same stood there before."""
        path = [heading for heading in headings if heading != self._page_heading]
        content = digest(self._document, path, text)
        number = self._times[content] = self._times.get(content, 0) + 1
        return digest(self._document, path, text, number)[:16]

    def _context(self, headings: tuple[str, ...], lead: str) -> str:
        """Return what is embedded in front of a passage: as many of title, headings, lead-in as fit."""
        parts = [_first_words(self._title, _TITLE_TOKENS)]
        room = CONTEXT - tokens(parts[0])
        chosen: list[str] = []
        for part in [lead, *reversed(headings[-_HEADINGS_SHOWN:])]:
            shortened = _first_words(part, room)
            if shortened:
                chosen.append(shortened)
                room -= tokens(shortened) + 1
        ordered = [*parts, *reversed(chosen)]
        return ". ".join(part.rstrip(" .:：") for part in ordered if part) + "."


def _first_words(text: str, size: int) -> str:
    """Return the beginning of a text that has at most so many tokens, cut between words."""
    if size <= 2:
        return ""
    text = text[: 8 * size]  # characters: a token has seven letters and a space at most
    while tokens(text) > size:
        text = text.rpartition(" ")[0] if " " in text else text[: len(text) * 3 // 4]
    return text


def _marked(passage: Passage, reason: str) -> Passage:
    return replace(passage, no_advice=reason)


def digest(*parts: object) -> str:
    """Return 64 hex digits made of these parts."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()
