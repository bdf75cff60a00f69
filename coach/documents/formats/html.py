"""HTML, as whole pages and as pieces inside Markdown, by the standard library's parser.

It says on which line each text stands and needs no tree in memory: 200,000 nested elements took 0.6 s and 17 MB,
against 1.3 s and 139 MB for lxml (``reference/facts.md``, section 6).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from coach.documents import front, templates
from coach.documents.blocks import Block, Content, TextMaker
from coach.documents.decode import decode
from coach.documents.formats.html_elements import BREAKS, CLOSED_BY, DROPPED, HEADINGS, VOID, is_hidden
from coach.documents.limits import Limits
from coach.documents.tables import Cell, Row, row_blocks

_MAIN_SHARE = 200  # characters that <main> or <article> must hold to be taken for the page

HID_TEXT = "Text that a browser would not show was left out."


class HtmlReader(HTMLParser):
    """Turns HTML into blocks; may be fed in pieces, each with the line where it begins.

    Attributes:
        blocks: The blocks so far.
        title: Of ``<title>``.
        hid_text: Whether text was left out because nobody would see it.
        redirects: Whether the page only sends the reader elsewhere.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.title = ""
        self.hid_text = False
        self.redirects = False
        self._open: list[str] = []
        self._times: dict[str, int] = {}
        self._dropped: list[int] = []  # depths in `_open` at which dropped or hidden elements begin
        self._hidden_from: list[int] = []
        self._text = TextMaker()
        self._tables: list[list[Row]] = []
        self._line_before = 0
        self._in_main = False
        self._main: list[int] = []  # places in `blocks` of those inside <main> or <article>

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
        """Return all blocks: those of the page's main part, where it names one."""
        self.close()
        self._flush()
        while self._tables:
            self._end_table()
        main = [self.blocks[place] for place in self._main]
        return main if sum(len(block.text) for block in main) >= _MAIN_SHARE else self.blocks

    def take(self) -> list[Block]:
        """Return the blocks so far and forget them."""
        self._flush()
        taken, self.blocks = self.blocks, []
        return taken

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.redirects = True
        if tag == "br":
            self._text.break_line()
        if tag in BREAKS:
            self._flush()
            self._close_implied(tag)
        if tag in VOID:
            return
        self._open.append(tag)
        self._times[tag] = self._times.get(tag, 0) + 1
        hides = is_hidden(given)
        if tag in DROPPED or hides or given.get("role") == "navigation":
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
        if self._open and self._open[-1] == "title" and not self.title:
            self.title = re.sub(r"\s+", " ", data).strip()
        if self._dropped:
            self.hid_text = self.hid_text or (bool(self._hidden_from) and bool(data.strip()))
            return
        line = self._line_before + self.getpos()[0]
        is_link, is_pre = bool(self._times.get("a")), bool(self._times.get("pre"))
        for number, piece in enumerate(data.split("\n")):
            if number:
                self._text.break_line() if is_pre else self._text.wrap()
            self._text.add(piece, line + number, is_link)

    def _begin(self, tag: str) -> None:
        if tag == "table":
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._tables[-1].append([])
        elif tag in ("td", "th") and self._tables:
            rows = self._tables[-1]
            if not rows:
                rows.append([])
            rows[-1].append(Cell(is_header=tag == "th"))
        elif tag in ("main", "article"):
            self._in_main = True

    def _pop(self) -> str:
        tag = self._open.pop()
        self._times[tag] -= 1
        depth = len(self._open) + 1
        if tag == "table" and self._tables and not self._dropped:
            self._flush()
            self._end_table()
        elif tag in ("main", "article") and not self._times.get("main") and not self._times.get("article"):
            self._in_main = False
        for depths in (self._dropped, self._hidden_from):
            if depths and depths[-1] == depth:
                depths.pop()
        return tag

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
        elif self._times.get("li"):
            self._put(text.block("item", max(1, self._times.get("ul", 0) + self._times.get("ol", 0))))
        else:
            self._put(text.block("paragraph"))

    def _put(self, block: Block) -> None:
        if self._tables and self._tables[-1] and self._tables[-1][-1] and self._times.get("table"):
            self._tables[-1][-1][-1].blocks.append(block)
            return
        if self._in_main:
            self._main.append(len(self.blocks))
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
    reader = HtmlReader()
    reader.feed_from(templates.strip_tags(body), 1)
    blocks = reader.finish()
    remarks = list(decoded.remarks)
    if reader.hid_text:
        remarks.append(HID_TEXT)
    if reader.redirects:
        facts = {"redirect_to": "meta refresh", **facts}
    return Content("line", blocks, facts.get("title", "") or reader.title, facts, remarks)
