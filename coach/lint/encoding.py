"""Text that was decoded wrongly somewhere on its way: it is quoted as it stands, and matches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.lint.material import Material
from coach.lint.records import Finding

_HINT = "Write the sign that was meant, or export the file anew as UTF-8."
_LOST = re.compile("\\S{0,12}\ufffd\\S{0,12}")
# UTF-8 read as Windows-1252: a lead byte shows as one of Â Ã â ã å ..., what follows it as one of these signs.
_TAIL = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_TWICE = re.compile(
    f"\\w{{0,8}}(?:[\u00c2\u00c3\u00c4\u00c5\u00d0\u00d1]{_TAIL}|[\u00e2\u00e3\u00e5-\u00e9]{_TAIL}{{2}})\\w{{0,8}}"
)


def check(material: Material) -> Iterator[Finding]:
    """Yield signs that were lost, and signs that were decoded as others."""
    for text in material.texts:
        if text.text.isascii():
            continue
        for match in _LOST.finditer(text.text):
            told = f"A sign was lost when this was decoded: {match[0]!r}"
            yield text.found("encoding", "warning", match.start(), told, _HINT)
        for match in _TWICE.finditer(text.text):
            meant = _meant(match[0])
            if meant:
                told = f"{match[0]!r} was decoded wrongly; it was perhaps {meant!r}"
                yield text.found("encoding", "warning", match.start(), told, _HINT)


def _meant(text: str) -> str:
    """Return what a text says when it is decoded once more as UTF-8; empty where it is no UTF-8."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return ""
