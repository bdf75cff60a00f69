"""Markdown by markdown-it: its blocks say on which lines they stand, which is what a citation needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from coach.documents import front, templates
from coach.documents.advice import PROSE
from coach.documents.blocks import Block, Content, Kind, TextMaker
from coach.documents.decode import decode
from coach.documents.formats.html import HtmlReader
from coach.documents.formats.html_left_out import last_closings, remarks_on
from coach.documents.formats.markdown_inline import inline_blocks, unmarked
from coach.documents.limits import Limits, RefusedFile
from coach.documents.tables import Cell, Row, row_blocks
from coach.documents.torn import remarks_on_torn, without_torn

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_NOTE = re.compile(r"^[ ]{0,3}\[\^([^\]\s]+)\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"(?<!^)\[\^[^\]\s]{1,80}\](?!:)", re.MULTILINE)
# Kramdown's attributes, tables of contents asked for, and Jekyll's and GitLab's spellings of them.
_ATTRIBUTES = re.compile(
    r"(?<![ \t])[ \t]*\{:?\s*[.#:][^{}\n]{0,200}\}[ \t]*$|^[ \t]*(?:[-*+1.]+[ \t]+)?\{::?\w[^{}\n]{0,200}\}[ \t]*$",
    re.MULTILINE,
)
_NO_TARGET = re.compile(r"^([ ]{0,3}\[[^\]\n]+\]:)[ \t]*(?=\n[ \t]*\n|\n[ ]{0,3}\[|\n?\Z)", re.MULTILINE)
_NESTED = re.compile(r"^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){40}", re.MULTILINE)
_CONTENTS_HERE = re.compile(
    r"^[ \t]*(?:\[\[_?TOC_?\]\]|\[TOC\]|(?:[-*+]|1\.) TOC)[ \t]*$", re.MULTILINE | re.IGNORECASE
)


def read_markdown(content: bytes, limits: Limits) -> Content:
    """Read a Markdown page.

    Raises:
        RefusedFile: it is not text, or its front matter cannot be read.
    """
    decoded = decode(content)
    facts, body = front.split(decoded.text)
    return markdown_content(body, facts, list(decoded.remarks))


def markdown_content(body: str, facts: dict[str, str], remarks: list[str]) -> Content:
    """Return the content of a page whose front matter has been read."""
    text = _prepared(body)
    if _NESTED.search(text):
        raise RefusedFile(
            "quotes or lists nested more than 40 deep", "Write it with fewer marks at a line's beginning."
        )
    reader = _Reader(text.split("\n"))
    blocks, torn = without_torn(reader.read(_parser().parse(text)))
    remarks += remarks_on(reader.html.left_out) + remarks_on_torn(torn)
    if reader.html.redirects:
        facts = {"redirect_to": "meta refresh", **facts}
    return Content("line", blocks, facts.get("title", ""), facts, remarks)


def _prepared(body: str) -> str:
    """Return the page without template tags, footnote marks and attributes; every line keeps its number."""
    text = templates.strip_tags(body)
    if text is not body:  # a link's target that was a tag: without any, the definition would be a paragraph
        text = _NO_TARGET.sub(r"\1 #", text)
    if "[^" in text:
        # A definition would be taken for the target of a link and vanish; in front of it goes what no author writes.
        text = _NOTE.sub(lambda match: f"\ue000{match[1]}\ue001 ", text)
        text = _NOTE_MARK.sub("", text)
    if "{" in text:
        text = _ATTRIBUTES.sub("", text)
    return _CONTENTS_HERE.sub("", text)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Beyond the limit the parser drops text in silence: `_NESTED` refuses such a page before.
    return MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])


class _Reader:
    """Walks over a page's tokens; HTML between them goes to one reader, which so knows what is open or hidden."""

    def __init__(self, source: Sequence[str]) -> None:
        self._source = source
        self.html = HtmlReader(last_closings("\n".join(source)))
        self._blocks: list[Block] = []
        self._depth = 0
        self._heading = 0
        self._is_in_item = False  # an item has begun and some of its text was read
        self._rows: list[Row] | None = None

    def read(self, tokens: Sequence[Token]) -> list[Block]:
        """Return the blocks of a page."""
        for token in tokens:
            self._take(token)
        self._blocks += self.html.finish()
        return self._blocks

    def _take(self, token: Token) -> None:
        if token.type in ("inline", "html_block", "fence", "code_block"):
            self._text(token)
        elif token.type.endswith("list_open"):
            self._depth += 1
        elif token.type.endswith("list_close"):
            self._depth -= 1
        elif token.type == "list_item_open":
            self._is_in_item = False
        elif token.type in ("heading_open", "heading_close"):
            self._heading = int(token.tag[1:]) if token.type == "heading_open" else 0
        elif token.type == "table_open":
            self._rows = []
        elif token.type == "tr_open" and self._rows is not None:
            self._rows.append([])
        elif token.type == "table_close":
            self._put(row_blocks(self._rows or []))
            self._rows = None

    def _text(self, token: Token) -> None:
        if token.type == "inline":
            self._inline(token)
        elif token.type == "html_block" or (token.type == "code_block" and self.html.is_in_table):
            self._feed(token.content, (token.map or [0])[0] + 1)  # indented HTML after a blank line is still HTML
        elif token.type == "fence" and not self._source[(token.map or [0, 1])[1] - 1].strip().startswith(token.markup):
            self._put(_open_fence(token))
        else:
            self._put(_code(token))

    def _inline(self, token: Token) -> None:
        line = (token.map or [0])[0] + 1
        if self._rows is not None:
            cell = Cell(inline_blocks(token, line, "paragraph", 0, self.html.left_out), is_header=len(self._rows) == 1)
            (self._rows or [[]])[-1].append(cell)
            return
        if self.html.is_hiding or self.html.is_in_table:
            self._feed(token.content, line)  # the HTML reader knows what becomes of a cell's or a hidden element's text
            return
        kind: Kind = "heading" if self._heading else "item" if self._depth else "paragraph"
        blocks = inline_blocks(token, line, kind, self._heading or self._depth, self.html.left_out)
        for block in blocks:
            block.goes_on = self._is_in_item and block.kind == "item"
            self._is_in_item = True
        self._put(blocks)

    def _feed(self, content: str, line: int) -> None:
        self.html.feed_from(unmarked(content), line)
        if not self.html.is_in_table:
            self._blocks += self.html.take()

    def _put(self, blocks: list[Block]) -> None:
        if not self.html.is_hiding:
            self._blocks += blocks


def _open_fence(token: Token) -> list[Block]:
    """Return the text behind a fence that is never closed: its author forgot it, and what follows is no code."""
    blocks: list[Block] = []
    text = TextMaker()
    for number, line in enumerate([*token.content.split("\n"), ""], start=(token.map or [0])[0] + 2):
        if line.strip():
            text.wrap()
            text.add(line, number)
        elif text:
            blocks.append(text.block("paragraph"))
            text = TextMaker()
    return blocks


def _code(token: Token) -> list[Block]:
    """Return a code listing: its lines as they are, without the blank ones."""
    first = (token.map or [0])[0] + 1 + (token.type == "fence")
    language = (token.info.split() or [""])[0]
    content = unmarked(token.content) if language.lower() in PROSE else token.content
    lines = [(number, line.strip()) for number, line in enumerate(content.split("\n"), start=first)]
    lines = [(number, line) for number, line in lines if line]
    offsets = [0]
    for _, line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    marks = tuple((offset, number) for offset, (number, _) in zip(offsets, lines, strict=False))
    return [Block("code", "\n".join(line for _, line in lines), marks, label=language)] if lines else []
