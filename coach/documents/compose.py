"""From a file's content to its documents: titles, passages with their ids, contexts and languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from itertools import groupby
from pathlib import PurePosixPath

from coach import words
from coach.documents import advice
from coach.documents.blocks import Block, Content, PrincipleEntry, TextMaker, printable, sections
from coach.documents.language import language_of
from coach.documents.passages import Passages, digest
from coach.documents.records import Document

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
    maker = Passages(path, title, content.unit, language_of(prose), heading.text if heading else "")
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
        text = entry.fields["text"]
        title = printable(entry.fields.get("title") or entry.fields.get("question") or "")
        title = title or words.sentences(text)[0]
        maker = Passages(f"{path}#{name}", title, content.unit, language_of(f"{title}\n{text}"))
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
    base = "t" + digest(entry.fields["text"])[:10]
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
    title = words.clean(printable(_TAG.sub("", unescape(content.title))))
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
