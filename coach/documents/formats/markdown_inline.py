"""The text inside one Markdown block: emphasis, links, images and inline HTML leave only their words."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from coach.documents.blocks import Block, Kind, TextMaker
from coach.documents.formats.html_elements import is_hidden
from coach.documents.formats.html_left_out import HIDDEN, left_out_by

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_NOTE_OPENS = re.compile("\ue000[^\ue001]*\ue001")
_PRIVATE = re.compile("[\ue000\ue001]")
_DROPPED = {"script", "style", "svg", "template"}
_EMPTY_TARGET = re.compile(r"\]\(\s*\)")  # what a template tag leaves of a link that the author spelled wrongly
# A link inside code, inside HTML, or with a space in its target is none for the parser; a reader wants its words.
_LINK = re.compile(r"!?\[([^\[\]\n]{1,300})\]\((?:[^()\n]|\([^()\n]{0,80}\)){0,500}\)")
# Beside Japanese or punctuation the parser leaves ``**`` standing; between two letters of code it is an operator.
_STARS = re.compile(r"(?<![A-Za-z0-9*\s])\*\*(?!\*)|(?<!\*)\*\*(?![A-Za-z0-9*\s])")
# The end of a link's words and its target, as CommonMark has it: in angle brackets or not, with a title or not; or the
# name of a target.
_TARGET = re.compile(
    r"\](?:\(\s*(?:<[^<>\n]*>|(?:[^\s()\\]|\\.|\([^\s()]*\))*)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)|\[[^\[\]]*\])"
)
_MAILTO = re.compile(r"\bmailto:(?=[\w.+-]+@)")
_HASHES = re.compile(r"^[ \t]*#{1,6}[ \t]+(?=\S)", re.MULTILINE)
_NOTED = re.compile(r"[^\W\d_]{3}$|[.,;:!?)\]”’\"]$")
_LABEL_CHARACTERS = 100
_FOUND_CHARACTERS = 6  # shorter words are looked for only where the parser is
_MARKS_BEFORE = 3  # ``[``, ``**`` and the like


class _Lines:
    """Follows the parser through a block's source: it tells which words stand there, but not on which line."""

    def __init__(self, source: str, first: int) -> None:
        self._source = source
        self._place = 0
        self.number = first

    def next(self) -> None:
        """Go to the next line."""
        self._go(self._source.find("\n", self._place) + 1)

    def find(self, words: str) -> None:
        """Go behind these words; a target before them may have had lines of its own. Short ones stand everywhere."""
        end = len(self._source) if len(words) >= _FOUND_CHARACTERS else self._place + len(words) + _MARKS_BEFORE
        found = self._source.find(words, self._place, end)
        self._go(found + len(words) if found >= 0 else 0)

    def skip(self, written: str) -> None:
        """Go behind what stands there in just these signs: a tag may have lines of its own."""
        found = self._source.find(written, self._place)
        self._go(found + len(written) if found >= 0 else 0)

    def skip_target(self) -> None:
        """Go behind the link whose words end here: behind its target, or the name of one, where it has any."""
        ends = self._source.find("]", self._place)
        found = _TARGET.match(self._source, ends) if ends >= 0 else None
        self._go(found.end() if found else ends + 1)

    def skip_image(self, label: str) -> None:
        """Go behind an image with this label."""
        begins = self._source.find(f"![{label}]", self._place)
        if begins >= 0:
            self._go(begins + len(label) + 2)
            self.skip_target()

    def lines_of(self, code: str) -> list[str]:
        """Return a code span as it stands in the source: the parser makes spaces of its line ends."""
        if self._source.find(code, self._place) < 0:
            found = re.compile(r"\s+".join(map(re.escape, code.split()))).search(self._source, self._place)
            return found[0].split("\n") if found else [code]
        return [code]

    def _go(self, place: int) -> None:
        if place > self._place:
            self.number += self._source.count("\n", self._place, place)
            self._place = place


class _Inline:
    """Collects the words of one block."""

    def __init__(self, lines: _Lines, kind: Kind, level: int, left_out: Counter[str]) -> None:
        self._lines = lines
        self._left_out = left_out
        self._kind: Kind = kind
        self._level = level
        self._text = TextMaker()
        self._links = 0
        self._strong = 0
        self._struck = 0
        self._has_plain = False  # something stands in the current line outside of bold letters
        self._is_raised = False
        self._hidden: list[str] = []
        self.blocks: list[Block] = []

    def add(self, token: Token) -> None:
        match token.type:
            case "text":
                self._words(token.content, _STARS.sub("", _MAILTO.sub("", _LINK.sub(r"\1", token.content))))
            case "code_inline":
                self._code(token.content)
            case "softbreak" | "hardbreak":
                self._next_line(token.type == "hardbreak")
            case "link_open" | "link_close":
                self._links += token.nesting
                if token.type == "link_close" and token.markup != "autolink":
                    self._lines.skip_target()
            case "image":
                self._lines.skip_image(token.content)
            case "s_open" | "s_close":
                self._struck += token.nesting  # struck out is taken back
            case "strong_open" | "strong_close":
                self._strong += token.nesting
            case "html_inline":
                self._html(token.content)

    def finish(self) -> list[Block]:
        if self._text:
            self.blocks.append(self._text.block(self._kind, self._level))
        return self.blocks

    def _words(self, written: str, words: str) -> None:
        if self._hidden:
            left_out_by(self._hidden[-1] if self._hidden[-1] in _DROPPED else HIDDEN, written, self._left_out)
        if self._hidden or self._struck:
            return
        self._lines.find(written)
        if self._is_raised and words.strip().isdigit() and _NOTED.search(self._text.last_piece):
            return  # the mark of a footnote; that of a square metre stays
        if _NOTE_OPENS.match(words):  # a footnote begins, also where the one before has no blank line after it
            self._close()
            self._kind, self._level = "note", 0
            words = _NOTE_OPENS.sub("", words)
        words = _EMPTY_TARGET.sub("]", _PRIVATE.sub("", words))
        self._has_plain = self._has_plain or (not self._strong and bool(words.strip()))
        self._text.add(words, self._lines.number, bool(self._links))

    def _code(self, code: str) -> None:
        for number, line in enumerate(self._lines.lines_of(code)):
            if number:
                self._lines.next()
                self._text.wrap()
            self._words(line, _LINK.sub(r"\1", line))

    def _next_line(self, is_hard: bool) -> None:
        self._lines.next()
        if self._text and not self._has_plain and not self._strong and len(self._text) <= _LABEL_CHARACTERS:
            self._close()  # a line in bold letters above a text is its heading, whatever the author typed
        elif is_hard:
            self._text.break_line()
        else:
            self._text.wrap()
        self._has_plain = False if not self._text else self._has_plain

    def _close(self) -> None:
        if self._text:
            self.blocks.append(self._text.block(self._kind, self._level))
        self._text, self._has_plain = TextMaker(), False

    def _html(self, content: str) -> None:
        self._lines.skip(content)
        found = _TAG.match(content)
        if found is None:
            return  # a comment
        closes, tag, attributes, is_void = found[1], found[2].lower(), found[3], found[4]
        if tag == "br":
            self._text.break_line()
        elif tag == "a":
            self._links = max(0, self._links + (-1 if closes else 1))
        elif closes:
            if tag in self._hidden:
                self._hidden.remove(tag)
        elif not is_void and (tag in _DROPPED or is_hidden(_given(attributes))):
            self._hidden.append(tag)
        self._is_raised = tag == "sup" and not closes


def inline_blocks(token: Token, line: int, kind: Kind, level: int, left_out: Counter[str]) -> list[Block]:
    """Return the blocks of one Markdown block that begins in ``line``: one, but for bold headings and footnotes.

    Args:
        token: The parser's, of the whole block.
        line: Where it begins.
        kind: What it is.
        level: Of a heading or an item.
        left_out: Counts the characters that are left out, by their element.
    """
    inline = _Inline(_Lines(token.content, line), kind, level, left_out)
    for child in token.children or []:
        inline.add(child)
    return inline.finish()


def unmarked(text: str) -> str:
    """Return a text that is no Markdown for the parser without the Markdown that its author meant; lines stay."""
    return _HASHES.sub("", _LINK.sub(r"\1", text))


def _given(attributes: str) -> dict[str, str]:
    return {name.lower(): first or second or third for name, first, second, third in _ATTRIBUTE.findall(attributes)}
