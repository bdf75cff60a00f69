"""Text that a person does not see and a model reads: it can carry an order, or make a line read as another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from coach.lint.material import Material, Text
from coach.lint.records import Finding

_HINT = "Take them out: type the line anew, or paste it as plain text."
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_ORDER = re.compile("[\u202a-\u202e\u2066-\u2069]+")
_NOTHING = re.compile("[\u200b\u200c\u200d\u2060-\u2064\u180e]+|(?<=.)\ufeff")
_FLAG = "\U0001f3f4"  # the flags of England, Scotland and Wales are spelled with tag characters
# The reader of documents says so of display:none, hidden, aria-hidden, white on white (see `coach.documents`).
_STYLED_REMARK, _SIGNS_REMARK = re.compile("would not show"), re.compile("[Ii]nvisible characters")
_STYLED = re.compile(
    r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0|aria-hidden\s*=|<[a-z][^<>]{0,300}\shidden\b"
    r"|color\s*:\s*(?:#fff|white|transparent)"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def check(material: Material) -> Iterator[Finding]:
    """Yield hidden signs: those that spell or reorder text as errors, those that only part words as warnings.

    Documents are looked at as they stand on disk, for the reader takes such signs out. Signs that part words say
    nothing there, and those that reorder are what lines in Hebrew or Arabic letters need.
    """
    lines: dict[str, Finding] = {}
    looked_at = set()
    for text in material.originals():
        is_document = text.file in material.files.plain
        if is_document:
            looked_at.add(text.file)
            if styled := _STYLED.search(text.text):
                lines[text.file] = text.found("hidden-text", "warning", styled.start(), "", "")
        if not text.text.isascii():
            yield from _signs(text, is_document)
    for path, remark in material.files.remarks:
        is_styled = bool(_STYLED_REMARK.search(remark))
        if is_styled or (_SIGNS_REMARK.search(remark) and path not in looked_at):
            told = f"The document hides text from people: {remark[0].lower()}{remark[1:].rstrip('.')}"
            line = lines[path].line if is_styled and path in lines else None
            yield Finding("hidden-text", "warning", path, line, told, "Look at the document's source.")


def _signs(text: Text, is_document: bool) -> Iterator[Finding]:
    for match in _TAGS.finditer(text.text):
        if text.text[match.start() - 1 : match.start()] != _FLAG:
            told = f"Invisible characters spell {_spelled(match[0])!r}"
            yield text.found("hidden-text", "error", match.start(), told, _HINT)
    for match in _ORDER.finditer(text.text):
        if not (is_document and _RIGHT_TO_LEFT.search(_line_around(text.text, match.start()))):
            told = "Invisible characters reorder this line, so that it reads as another one"
            yield text.found("hidden-text", "error", match.start(), told, _HINT)
    for match in () if is_document else _NOTHING.finditer(text.text):
        if not _joins(text.text, match.start(), match.end()):
            told = f"{len(match[0])} character(s) without width stand in {_around(text.text, match.start())!r}"
            yield text.found("hidden-text", "warning", match.start(), told, _HINT)


def _line_around(text: str, place: int) -> str:
    return text[text.rfind("\n", 0, place) + 1 :].split("\n", 1)[0]


def _spelled(tags: str) -> str:
    """Return the letters that tag characters stand for. Source: Unicode 16, chapter 23.9."""
    return "".join(chr(ord(sign) - 0xE0000) for sign in tags if 0x20 <= ord(sign) - 0xE0000 < 0x7F)[:60]


def _joins(text: str, start: int, end: int) -> bool:
    """Tell whether a joiner does what it is for: inside an emoji, or between letters of a script that needs it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if "\u200b" in text[start:end] or not before:
        return bool(re.match("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]", before or "x"))  # Thai, Lao, Burmese, Khmer
    category = unicodedata.category(before)
    return category in ("So", "Sk", "Mn") or before == "\ufe0f" or bool(re.match("[\u0590-\u0dff]", before + after))


def _around(text: str, place: int) -> str:
    """Return the visible signs around a place."""
    before, after = text[max(0, place - 12) : place].split("\n")[-1], text[place : place + 13].split("\n")[0]
    return _NOTHING.sub("", before + after).strip()
