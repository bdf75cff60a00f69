"""From a file's content to its documents: titles, passages with their ids, contexts and languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from itertools import count, groupby
from pathlib import PurePosixPath

from coach import words
from coach.documents import advice
from coach.documents.blocks import Block, Content, PrincipleEntry, TextMaker, printable, sections
from coach.documents.formats.principles import LIMITS, place_of, shortened
from coach.documents.language import language_of
from coach.documents.leads import introduced
from coach.documents.passages import Passages, digest
from coach.documents.records import Document
from coach.documents.templates import strip_tags
from coach.documents.torn import TORN

_GENERAL_NAMES = {"index", "_index", "readme", "default", "home"}
_LITTLE = {advice.TOO_SHORT, advice.FIGURES}  # what is guessed to hold no advice for how little it says: "70/20/10"
_TAG = re.compile(r"<[^<>]{1,80}>")


def documents_of(content: Content, path: str, format_: str) -> list[Document]:
    """Return the documents of a file: one, or one for each principle of a table.

    Args:
        content: What a reader found.
        path: The file's, as it is cited.
        format_: As found.
    """
    documents = _principles(content, path, format_) if content.principles else []
    documents += [_document(content, path, format_)] if content.blocks else []
    if len({document.id for document in documents}) < len(documents):
        raise ValueError(f"{path}: two documents with one id")  # would be one in the index, and nobody would know
    return documents


def _document(content: Content, path: str, format_: str) -> Document:
    title, blocks = _titled(content, path)
    blocks, listings = _without_code(blocks)
    if listings:
        content.remarks.append(f"Code listings left out: {listings}.")
    prose = "\n".join(block.text for block in blocks if block.kind != "code")
    heading = _page_heading(content.blocks)
    maker = Passages(path, title, content.unit, language_of(prose), heading.text if heading else "")
    for above, under in sections(blocks):
        headings = [one.text for one in above if one.text != title]
        for within, part in groupby(
            _below(under, above, heading if heading and heading.text == title else None), key=lambda block: block.within
        ):
            maker.add(headings, list(part), within)
    if rows := +maker.unquoted_rows:
        reasons = ", ".join(f"{number} {reason}" for reason, number in sorted(rows.items()))
        content.remarks.append(f"Rows of tables that are never quoted: {rows.total()} ({reasons}).")
    return maker.document(format_, content.facts)


def _below(blocks: Sequence[Block], path: Sequence[Block], page: Block | None) -> list[Block]:
    """Return the blocks under a heading path, each with what introduces it: also the last heading that forbids."""
    above = [page, *path] if page is not None and page not in path else list(path)
    heading = next((one for one in reversed(above) if words.forbids(one.text)), None)
    return introduced(blocks, heading, is_next=bool(path) and heading is path[-1])


def _principles(content: Content, path: str, format_: str) -> list[Document]:
    """Return one document a principle; its id is the entry's, else one made from its title or text."""
    documents: list[Document] = []
    unquoted: list[str] = []
    for name, entry in _named(content.principles):
        text = entry.fields["text"]
        title = printable(entry.fields.get("title") or entry.fields.get("question") or "")
        title = title or _situation(entry) or words.sentences(text)[0]
        maker = Passages(f"{path}#{name}", title, content.unit, language_of(f"{title}\n{text}"))
        why = _paragraphs(entry.fields.get("rationale", ""), entry.number, entry.rationale_line)
        said = introduced(_paragraphs(text, entry.number, entry.text_line)) + why
        maker.add([], [replace(block, leads=(*_limits(entry), *block.leads)) for block in said], entry.within)
        facts = {
            field: value
            for field, value in entry.fields.items()
            if field not in ("id", "text", "title", "rationale", "situation", *LIMITS) and value
        }
        document = maker.document(format_, facts, principle=name)
        documents.append(_quotable(document) if entry.is_chosen else document)
        if _limits(entry) and any(one.no_advice == advice.LONG_LEAD for one in document.passages):
            unquoted.append(
                f"{place_of(entry, content.unit)}: never quoted, for what limits it is too long to stand above"
            )
    content.remarks += shortened(unquoted)
    return documents


def _situation(entry: PrincipleEntry) -> str:
    """Return the situation that a row is for, where that is told in words: a "case" may only count the rows."""
    told = printable(entry.fields.get("situation", ""))
    return told if any(map(str.isalpha, told)) else ""


def _limits(entry: PrincipleEntry) -> list[Block]:
    """Return whom or when a principle is for, as what introduces it: no quotation leaves that out."""
    said = (entry.fields.get(field, "") for field in LIMITS)
    return [Block("row", printable(text), ((0, entry.number),)) for text in said if text]


def _quotable(document: Document) -> Document:
    """Return a document whose passages may be quoted, however little they say."""
    kept = (replace(one, no_advice="") if one.no_advice in _LITTLE else one for one in document.passages)
    return replace(document, passages=tuple(kept))


def _named(entries: Sequence[PrincipleEntry]) -> Iterator[tuple[str, PrincipleEntry]]:
    """Yield each principle with its id; the ids that authors gave are theirs, whatever stands above them.

    One without an id is named after its title, where that names no other, else after its title and text: a row put
    above it moves no id.
    """
    taken = {entry.fields["id"] for entry in entries if entry.fields.get("id")}
    times = Counter(_slug(entry) for entry in entries if not entry.fields.get("id"))
    times.update(taken)
    for entry in entries:
        name = entry.fields.get("id")
        if not name:
            slug = _slug(entry)
            hashed = digest(entry.fields["text"])
            base = slug if slug and times[slug] == 1 else f"{slug}-{hashed[:6]}" if slug else f"t{hashed[:10]}"
            name = next(each for each in _numbered(base) if each not in taken)
            taken.add(name)
        yield name, entry


def _slug(entry: PrincipleEntry) -> str:
    """Return a title as an id; empty where it does not begin with a letter of a to z."""
    title = entry.fields.get("title") or entry.fields.get("question") or ""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:48].rstrip("-")
    return slug if slug[:1].isalpha() else ""


def _numbered(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in count(2))


def _paragraphs(text: str, number: int, first_line: int) -> list[Block]:
    blocks: list[Block] = []
    for place, line in enumerate(text.split("\n")):
        maker = TextMaker()
        maker.add(line, first_line + place if first_line else number)
        blocks += [maker.block("paragraph")] if maker else []
    return blocks


def _titled(content: Content, path: str) -> tuple[str, list[Block]]:
    """Return the title and the blocks without the heading that is the title.

    It is what the file says it is called, else its first heading where nothing stands above it or it is the only one of
    level 1, else the name of the file, or of its folder where the file is called ``index``.
    """
    title = words.clean(printable(_TAG.sub("", strip_tags(unescape(content.title)).replace(TORN, ""))))
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
    kept = [block for block in blocks if block.kind != "code" or advice.is_prose(block.text, block.label)]
    return kept, len(blocks) - len(kept)
