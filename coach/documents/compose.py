"""From a file's content to its documents: titles, passages with their ids, contexts and languages."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from html import unescape
from itertools import groupby
from pathlib import PurePosixPath

from coach import words
from coach.documents import advice
from coach.documents.blocks import Block, Content, PrincipleEntry, TextMaker, sections
from coach.documents.language import language_of
from coach.documents.records import Document, Passage, Place, Unit
from coach.documents.sizes import CONTEXT, tokens
from coach.documents.sketch import sketch
from coach.documents.split import Piece, split, text_of

_HEADINGS_SHOWN = 3  # of a heading path, the last ones
_TITLE_TOKENS = 24
_GENERAL_NAMES = {"index", "_index", "readme", "default", "home"}
_TAG = re.compile(r"<[^<>]{1,80}>")


def documents_of(content: Content, path: str, format_: str) -> list[Document]:
    """Return the documents of a file: one, or one for each principle of a table.

    Args:
        content: What a reader found.
        path: The file's, as it is cited.
        format_: As found.
    """
    documents = _principles(content, path, format_) if content.principles else []
    return [*documents, _document(content, path, format_)] if content.blocks else documents


def _document(content: Content, path: str, format_: str) -> Document:
    title, blocks = _titled(content, path)
    blocks, listings = _without_code(blocks)
    if listings:
        content.remarks.append(f"Code listings left out: {listings}.")
    prose = "\n".join(block.text for block in blocks if block.kind != "code")
    heading = _page_heading(content.blocks)
    maker = _Passages(path, title, content.unit, language_of(prose), heading.text if heading else "")
    for headings, under in sections(blocks):
        for within, part in groupby(under, key=lambda block: block.within):
            maker.add([heading for heading in headings if heading != title], list(part), within)
    return maker.document(format_, content.facts)


def _principles(content: Content, path: str, format_: str) -> list[Document]:
    """Return one document a principle; its id is the entry's, else one made from its title or text."""
    documents: list[Document] = []
    taken: set[str] = set()
    for entry in content.principles:
        name = entry.fields.get("id") or _name_of(entry, taken)
        taken.add(name)
        text, title = entry.fields["text"], entry.fields.get("title") or entry.fields.get("question") or ""
        title = title or words.sentences(text)[0]
        maker = _Passages(f"{path}#{name}", title, content.unit, language_of(f"{title}\n{text}"))
        maker.add([], _paragraphs(text, entry.number), entry.within)
        facts = {
            field: value for field, value in entry.fields.items() if field not in ("id", "text", "title") and value
        }
        documents.append(maker.document(format_, facts, principle=name))
    return documents


def _name_of(entry: PrincipleEntry, taken: set[str]) -> str:
    """Return an id for a principle without one: of its title where no other has it, else of its text."""
    title = entry.fields.get("title") or entry.fields.get("question") or ""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:48]
    if slug and slug[0].isalpha() and slug not in taken:
        return slug
    base = "t" + _digest(entry.fields["text"])[:10]
    return next(
        name for name in [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))] if name not in taken
    )


def _paragraphs(text: str, number: int) -> list[Block]:
    blocks: list[Block] = []
    for line in text.split("\n"):
        maker = TextMaker()
        maker.add(line, number)
        blocks += [maker.block("paragraph")] if maker else []
    return blocks


def _titled(content: Content, path: str) -> tuple[str, list[Block]]:
    """Return the title and the blocks without the heading that is the title.

    It is what the file says it is called, else its first heading where nothing stands above it or it is the only one of
    level 1, else the name of the file, or of its folder where the file is called ``index``.
    """
    title = words.clean(_TAG.sub("", unescape(content.title)))
    heading = _page_heading(content.blocks)
    if not title and heading is not None and content.unit in ("line", "paragraph"):
        title = heading.text
    if heading is not None and heading.text == title:
        return title, [block for block in content.blocks if block is not heading]
    return title or _name_in(path), content.blocks


def _page_heading(blocks: Sequence[Block]) -> Block | None:
    """Return the first heading where it is that of the page: nothing stands above it, or no other has its level 1."""
    first = next((block for block in blocks if block.kind == "heading"), None)
    if first is None:
        return None
    is_alone = sum(block.kind == "heading" and block.level == first.level for block in blocks) == 1
    is_on_top = blocks[0] is first
    return first if (is_on_top and (first.level == 1 or is_alone)) or (first.level == 1 and is_alone) else None


def _name_in(path: str) -> str:
    """Return a title made of a path: ``giving-feedback.md`` is "giving feedback"."""
    pure = PurePosixPath(path)
    name = pure.parent.name if pure.stem.lower() in _GENERAL_NAMES and pure.parent.name else pure.stem
    return re.sub(r"[-_\s]+", " ", name).strip() or path


def _without_code(blocks: Sequence[Block]) -> tuple[list[Block], int]:
    """Return the blocks without listings of code; those that hold a text (a template of an e-mail) stay."""
    kept = [block for block in blocks if block.kind != "code" or advice.is_prose(block.text)]
    return kept, len(blocks) - len(kept)


class _Passages:
    """Makes the passages of one document."""

    def __init__(self, document: str, title: str, unit: Unit, language: str, page_heading: str = "") -> None:
        self._document = document
        self._title = title
        self._unit = unit
        self._language = language
        self._page_heading = page_heading  # a title by another name: it comes and goes with the front matter's
        self._passages: list[Passage] = []
        self._times: dict[str, int] = {}

    def add(self, headings: Sequence[str], blocks: Sequence[Block], within: str = "") -> None:
        """Add the passages under one heading path."""
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
        return Passage(
            id=self._id(headings, text),
            document=self._document,
            text=text,
            headings=headings,
            place=Place(self._unit, min(numbers), max(numbers), within),
            marks=marks,
            context=self._context(headings, piece.lead),
            language=language_of(text, usual=self._language),
            no_advice=advice.why_no_advice(piece.blocks, headings),
            is_cut=piece.is_cut,
            sketch=sketch(text),
        )

    def _id(self, headings: tuple[str, ...], text: str) -> str:
        """Return an id made of document, headings, text, and how often the same stood there before."""
        path = [heading for heading in headings if heading != self._page_heading]
        content = _digest(self._document, path, text)
        number = self._times[content] = self._times.get(content, 0) + 1
        return _digest(self._document, path, text, number)[:16]

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
    if size <= 2 or tokens(text) <= size:
        return text if size > 2 else ""
    while tokens(text) > size:
        text = text.rpartition(" ")[0] if " " in text else text[: len(text) * 3 // 4]
    return text


def _marked(passage: Passage, reason: str) -> Passage:
    from dataclasses import replace

    return replace(passage, no_advice=reason)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()
