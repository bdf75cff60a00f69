"""Text as it stands in an exported Markdown file: what a viewer shows is what was written, and nothing in it acts.

`ui.safe` does the same for Streamlit, with signs of Streamlit's own that any other viewer would show as they are.
"""

from __future__ import annotations

import re

# Cannot be shown, or moves and hides other text where it is printed: control characters, direction overrides, halves.
_ACTS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~&$^]|:(?=\S)|(?<=[Ww]{3})\.|(?<=[=-])[=-]")
_AT_THE_START = re.compile(r"(?P<sign>[-+=:])|(?P<number>\d+)(?P<dot>[.)])")


def escaped(text: str) -> str:
    """Return Markdown that shows a text as it was written: its lines stay lines, its blank lines part paragraphs.

    Args:
        text: Anything; a sign that cannot be shown becomes the replacement sign.

    Source:
        CommonMark 0.31 (sections 2.4, 2.5 and 6.7: any sign of ASCII may be escaped) and the GitHub extensions.
    """
    lines = _ACTS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    paragraphs = re.split(r"\n{2,}", "\n".join(map(_line, lines)).strip("\n"))
    return "\n\n".join(paragraph.replace("\n", "\\\n") for paragraph in paragraphs)


def escaped_line(text: str) -> str:
    """Return Markdown that shows a text in one line, for headings and labels."""
    return escaped(" ".join(text.split()))


def quoted(markdown: str) -> str:
    """Return Markdown as a block quotation."""
    return "\n".join(f"> {line}".rstrip() for line in markdown.split("\n"))


def _line(line: str) -> str:
    """Return one line; white space at its edges, which Markdown drops or takes for code, is kept as references."""
    body = line.strip()
    if not body:
        return ""
    before, after = line[: line.index(body)], line[line.rindex(body) + len(body) :]
    start = _AT_THE_START.match(body)
    if start:
        number, sign = start["number"] or "", start["sign"] or start["dot"]
        shown = f"{number}\\{sign}{_SIGNS.sub(_escape, body[start.end() :])}"
    else:
        shown = _SIGNS.sub(_escape, body)
    return "".join(f"&#{ord(space)};" for space in before) + shown + "".join(f"&#{ord(space)};" for space in after)


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
