"""HTML, as whole pages and as pieces inside Markdown, by the standard library's parser.

It says on which line each text stands and needs no tree in memory: 200,000 nested elements took 0.6 s and 17 MB,
against 1.3 s and 139 MB for lxml (``reference/facts.md``, section 6).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser

from coach.documents import front, templates
from coach.documents.blocks import Block, Content, TextMaker
from coach.documents.decode import decode
from coach.documents.formats.furniture import page_title
from coach.documents.formats.html_elements import BREAKS, CLOSED_BY, DROPPED, HEAD, HEADINGS, VOID, is_hidden
from coach.documents.formats.html_left_out import (
    BESIDE,
    HIDDEN,
    is_never_closed,
    last_closings,
    left_out_by,
    remarks_on,
)
from coach.documents.limits import Limits
from coach.documents.tables import Cell, Row, row_blocks
from coach.documents.torn import TORN, remarks_on_torn, without_torn

_MAIN_SHARE = 200  # characters that <main> or <article> must hold to be taken for the page
_ITEMS = ("li", "dt", "dd")
_DEEPER = ("ul", "ol", "dl", "dd")  # what a term is stands below it


class HtmlReader(HTMLParser):
    """Turns HTML into blocks; may be fed in pieces, each with the line where it begins.

    Args:
        closings: Where the elements of the page are closed for the last time, see `html_left_out`.

    Attributes:
        blocks: The blocks so far.
        title: Of ``<title>``.
        left_out: How many characters of text were left out, by the element they stand in.
        redirects: Whether the page only sends the reader elsewhere.
    """

    def __init__(self, closings: Mapping[str, int]) -> None:
        super().__init__(convert_charrefs=True)
        self._closings = closings
        self.blocks: list[Block] = []
        self.title = ""
        self.left_out: Counter[str] = Counter()
        self.redirects = False
        self._open: list[str] = []
        self._times: dict[str, int] = {}
        self._dropped: list[int] = []  # depths in `_open` at which dropped or hidden elements begin
        self._hidden_from: list[int] = []
        self._text = TextMaker()
        self._tables: list[list[Row]] = []
        self._line_before = 0
        self._parts: list[str] = []  # for each of `blocks` the part of the page it is in: "main", "article" or none
        self._articles = 0
        self._is_in_item = False  # an item has begun and some of its text was read

    def feed_from(self, piece: str, first_line: int) -> None:
        """Feed a piece that begins in ``first_line``."""
        self._line_before = first_line - self.getpos()[0]
        self.feed(piece)

    @property
    def is_hiding(self) -> bool:
        """Whether what comes next stands inside an element that nobody sees."""
        return bool(self._dropped)

    @property
    def is_in_table(self) -> bool:
        """Whether what comes next stands inside a table."""
        return bool(self._tables)

    def finish(self) -> list[Block]:
        """Return all blocks: those of the page's main part, where it names one, else of its article, if it is one."""
        self.close()
        self._flush()
        while self._tables:
            self._end_table()
        for part in ("main", "article")[: 2 if self._articles == 1 else 1]:  # of several, each may be a teaser
            inside = [block for block, of in zip(self.blocks, self._parts, strict=True) if of == part]
            size = sum(len(block.text) for block in inside)
            if size >= _MAIN_SHARE:
                self.left_out[BESIDE] += sum(len(block.text) for block in self.blocks) - size
                return inside
        return self.blocks

    def take(self) -> list[Block]:
        """Return the blocks so far and forget them."""
        self._flush()
        taken, self.blocks, self._parts = self.blocks, [], []
        return taken

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.redirects = True
        if tag == "br":
            self._text.break_line()
        if tag not in HEAD:
            self._end_head()
        if tag in BREAKS:
            self._flush()
            self._close_implied(tag)
        if tag in VOID:
            return
        self._open.append(tag)
        self._times[tag] = self._times.get(tag, 0) + 1
        hides = is_hidden(given)
        drops = tag in DROPPED and not is_never_closed(tag, self._line, self._closings)
        if drops or hides or given.get("role") == "navigation":
            self._dropped.append(len(self._open))
            if hides:
                self._hidden_from.append(len(self._open))
        elif not self._dropped:
            self._begin(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS:
            self._flush()
        if not self._times.get(tag):
            return  # it was never opened
        while self._open:
            last = self._pop()
            if last == tag:
                break

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title" and not self._times.get("svg"):
            self.title = self.title or re.sub(r"\s+", " ", data).strip()
            return
        if data.strip() and self._open and self._open[-1] == "head":
            self._end_head()
        if self._dropped:
            element = HIDDEN if self._hidden_from else self._open[self._dropped[-1] - 1]
            left_out_by(element, data, self.left_out)
            return
        line = self._line
        is_link, is_pre = bool(self._times.get("a")), bool(self._times.get("pre"))
        for number, piece in enumerate(data.split("\n")):
            if number:
                self._text.break_line() if is_pre else self._text.wrap()
            self._text.add(piece, line + number, is_link)

    def _begin(self, tag: str) -> None:
        if tag in _ITEMS:
            self._is_in_item = False
        elif tag == "table":
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._tables[-1].append([])
        elif tag in ("td", "th") and self._tables:
            rows = self._tables[-1]
            if not rows:
                rows.append([])
            rows[-1].append(Cell(is_header=tag == "th"))
        elif tag == "article" and self._times[tag] == 1 and not self._times.get("main"):
            self._articles += 1

    def _pop(self) -> str:
        tag = self._open.pop()
        self._times[tag] -= 1
        depth = len(self._open) + 1
        if tag == "table" and self._tables and not self._dropped:
            self._flush()
            self._end_table()
        for depths in (self._dropped, self._hidden_from):
            if depths and depths[-1] == depth:
                depths.pop()
        return tag

    @property
    def _line(self) -> int:
        return self._line_before + self.getpos()[0]

    def _end_head(self) -> None:
        """Close a ``<head>`` that its author left open, as HTML allows."""
        while self._times.get("head"):
            self._pop()

    def _close_implied(self, tag: str) -> None:
        """Close what the author left open: a paragraph before a block, an item before the next."""
        if self._open and self._open[-1] == "p":
            self._pop()
        ends, keeps = CLOSED_BY.get(tag, (set(), set()))
        for place in range(len(self._open) - 1, max(-1, len(self._open) - 30), -1):
            if self._open[place] in keeps:
                return
            if self._open[place] in ends:
                while len(self._open) > place:
                    self._pop()
                return

    def _flush(self) -> None:
        """Make a block of the text so far."""
        if not self._text:
            self._text = TextMaker()
            return
        text, self._text = self._text, TextMaker()
        heading = next((tag for tag in reversed(self._open[-6:]) if tag in HEADINGS), None)
        if heading:
            self._put(text.block("heading", HEADINGS[heading]))
        elif self._times.get("pre"):
            self._put(text.block("code"))
        elif any(map(self._times.get, _ITEMS)):
            block = text.block("item", max(1, sum(self._times.get(tag, 0) for tag in _DEEPER)))
            block.goes_on, self._is_in_item = self._is_in_item, True
            self._put(block)
        else:
            self._put(text.block("paragraph"))

    def _put(self, block: Block) -> None:
        if self._tables and self._tables[-1] and self._tables[-1][-1] and self._times.get("table"):
            self._tables[-1][-1][-1].blocks.append(block)
            return
        self._parts.append(next((part for part in ("main", "article") if self._times.get(part)), ""))
        self.blocks.append(block)

    def _end_table(self) -> None:
        for block in row_blocks(self._tables.pop()):
            self._put(block)


def read_html(content: bytes, limits: Limits) -> Content:
    """Read an HTML page, also one that a site generator fills (front matter, template tags).

    Raises:
        RefusedFile: it is not text, or its front matter cannot be read.
    """
    decoded = decode(content)
    facts, body = front.split(decoded.text)
    page = templates.strip_tags(body)
    reader = HtmlReader(last_closings(page))
    reader.feed_from(page, 1)
    blocks, torn = without_torn(reader.finish())
    remarks = [*decoded.remarks, *remarks_on(reader.left_out), *remarks_on_torn(torn)]
    title = facts.get("title", "") or page_title(reader.title.replace(TORN, ""), blocks)
    if reader.redirects:
        facts = {"redirect_to": "meta refresh", **facts}
    return Content("line", blocks, title, facts, remarks)
