"""Untrusted text on its way into Streamlit's Markdown: shown exactly as written, nothing in it acts.

Streamlit parses Markdown, and then looks into the text that is left, after its escapes were resolved, for addresses
(``www.x.y``, ``a@b.c``), emoji and icon names (``:wave:``, ``:material_home:``) and arrows (``->``). So escaping is not
enough: the sign that such a pattern turns on also gets a piece of text of its own, inside a ``:color[...]`` that names
no colour and is drawn as a bare span. tests/test_ui_chat_browser.py proves it in a browser.
"""

from __future__ import annotations

import re
import unicodedata

from coach import words

# Moves or hides other text, or cannot be sent at all: control characters, direction overrides, lone surrogates.
_ACTS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\u061c\ufeff]"
)
_COMPUTES = set("=+-@|")  # the last one where a program is called (DDE)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# A sign that a pattern turns on: a colon before something, an @, the full stop of www., and all but the first of a run
# that could be an arrow or a dash.
_TURNS = re.compile(
    r"(?P<alone>:(?=\S)|@|(?<=www)\.|(?<=[<>=~-])[<>=~-])|(?P<sign>[!#$&()*+\-./:<=>\[\\\]^_`{|}~])", re.I
)


def markdown(text: str) -> str:
    """Return Markdown that shows a text as it is written: its lines stay lines, its blank lines part paragraphs.

    Args:
        text: Anything: of a corpus, a chat model, a person.
    """
    return "\n\n".join(_paragraph(lines) for lines in _paragraphs(text))


def marked(text: str, quote: str) -> str:
    """Return Markdown that shows a text with the words of a quotation highlighted: bold, on a ground of its own.

    Args:
        text: Where the quotation stands.
        quote: Its words; where they are not found, nothing is highlighted.
    """
    paragraphs = list(_paragraphs(text))
    begins, ends = _place(quote, " ".join(line for lines in paragraphs for line in lines))
    shown, at = [], 0
    for lines in paragraphs:
        drawn = []
        for line in lines:
            one, other = (min(max(edge - at, 0), len(line)) for edge in (begins, ends))
            drawn.append(_literal(line[:one]) + _highlight(line[one:other]) + _literal(line[other:]))
            at += len(line) + 1
        shown.append("\\\n".join(drawn))
    return "\n\n".join(shown)


def one_line(text: str, limit: int = 0) -> str:
    """Return Markdown for a label, an option or a title: one line, cut at a word.

    Args:
        text: Anything.
        limit: Most characters shown; 0 for all.
    """
    return _literal(plain(text, limit))


def plain(text: str, limit: int = 0) -> str:
    """Return one line for the places that know no Markdown: the options of a select box, a file name, a page's title.

    Args:
        text: Anything.
        limit: Most characters, the dots included; 0 for all.
    """
    line = " ".join(_harmless(text).split())
    if not limit or len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,;:.") + "…"


def cell(text: str, limit: int = 0) -> str:
    """Return one line for a table that people download as CSV: no spreadsheet computes anything in it.

    Args:
        text: Anything.
        limit: Most characters, the dots included, without the sign that may stand before; 0 for all.

    Source:
        OWASP, "CSV Injection": what begins with one of these signs is a formula, unless an apostrophe stands before.
    """
    line = plain(text, limit)
    return f"'{line}" if unicodedata.normalize("NFKC", line[:1]) in _COMPUTES else line


def file_name(text: str, limit: int = 60) -> str:
    """Return a name for a file that every system takes, without its ending.

    Args:
        text: What is in the file, in a few words.
        limit: Most characters.
    """
    named = re.sub(r"[^\w.-]+", "-", plain(text, limit).rstrip("…")).strip("-._")
    return named or "conversation"


def _harmless(text: str) -> str:
    return _ACTS.sub("", _LINE_END.sub("\n", text))


def _paragraphs(text: str) -> list[list[str]]:
    """Return the lines of each paragraph, white space folded; a text of nothing has no paragraph."""
    parts = re.split(r"\n\s*\n", _harmless(text))
    lines = [[" ".join(line.split()) for line in part.split("\n") if line.strip()] for part in parts]
    return [found for found in lines if found]


def _paragraph(lines: list[str]) -> str:
    return "\\\n".join(map(_literal, lines))


def _literal(line: str) -> str:
    return _TURNS.sub(_replacement, line)


def _replacement(found: re.Match[str]) -> str:
    code = f"&#{ord(found[0])};"
    return f":color[{code}]" if found["alone"] else code


def _highlight(words_: str) -> str:
    return f":primary-background[**{_literal(words_)}**]" if words_.strip() else _literal(words_)


def _place(quote: str, line: str) -> tuple[int, int]:
    """Return where a quotation begins and ends in a line; (0, 0) where it does not stand there.

    Quotations are compared in their canonical form; the place is counted back to the text as it is shown.
    """
    pieces = [words.canonical(piece) or " " for piece in _clusters(line)]
    wanted = words.place_of(quote, "".join(pieces))
    if wanted is None or words.canonical(line) != "".join(pieces):
        return 0, 0
    begins, ends = wanted
    edges, at, shown = [], 0, 0
    for cluster, piece in zip(_clusters(line), pieces, strict=True):
        edges.append((at, at + len(piece), shown, shown + len(cluster)))
        at, shown = at + len(piece), shown + len(cluster)
    inside = [(first, last) for start, end, first, last in edges if end > begins and start < ends]
    return (inside[0][0], inside[-1][1]) if inside else (0, 0)


def _clusters(line: str) -> list[str]:
    """Return the characters of a line, each with the marks that combine with it."""
    found: list[str] = []
    for sign in line:
        if found and unicodedata.combining(sign):
            found[-1] += sign
        else:
            found.append(sign)
    return found
