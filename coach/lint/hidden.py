"""Text that a person does not see and a model reads: it can carry an order, or make a line read as another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from coach.lint.material import Material
from coach.lint.records import Finding

_HINT = "Take them out: type the line anew, or paste it as plain text."
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_ORDER = re.compile("[\u202a-\u202e\u2066-\u2069]+")
_NOTHING = re.compile("[\u200b\u200c\u200d\u2060-\u2064\u180e]+|(?<=.)\ufeff")
_FLAG = "\U0001f3f4"  # the flags of England, Scotland and Wales are spelled with tag characters
# The reader of documents says so of display:none, hidden, aria-hidden, white on white (see `coach.documents`).
_REMARKED = re.compile(r"would not show|[Ii]nvisible characters")


def check(material: Material) -> Iterator[Finding]:
    """Yield hidden signs: those that spell or reorder text as errors, those that only part words as warnings."""
    for text in material.texts:
        if text.text.isascii():
            continue
        for match in _TAGS.finditer(text.text):
            if text.text[match.start() - 1 : match.start()] != _FLAG:
                told = f"Invisible characters spell {_spelled(match[0])!r}"
                yield text.found("hidden-text", "error", match.start(), told, _HINT)
        for match in _ORDER.finditer(text.text):
            told = "Invisible characters reorder this line, so that it reads as another one"
            yield text.found("hidden-text", "error", match.start(), told, _HINT)
        for match in _NOTHING.finditer(text.text):
            if not _joins(text.text, match.start(), match.end()):
                told = f"{len(match[0])} character(s) without width stand in {_around(text.text, match.start())!r}"
                yield text.found("hidden-text", "warning", match.start(), told, _HINT)
    for path, remark in material.remarks:
        if _REMARKED.search(remark):
            told = f"The document hides text from people: {remark[0].lower()}{remark[1:].rstrip('.')}"
            yield Finding("hidden-text", "warning", path, None, told, "Look at the document's source.")


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
