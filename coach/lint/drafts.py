"""Questions that a chat model or an FAQ brought and that nobody has reviewed: they count, so somebody should."""

from __future__ import annotations

from collections.abc import Iterator

from coach.enrich.draft_file import is_draft
from coach.lint.material import Material
from coach.lint.records import Finding

_FOLDERS = ("situations/", "beyond/")
_HINT = "Read each line, change or delete it, then take the line that begins with “# Draft by” away."


def check(material: Material) -> Iterator[Finding]:
    """Yield the files of situations and beyond questions that still say that they are drafts."""
    for text in material.texts:
        if text.file.startswith(_FOLDERS) and is_draft(text.text):
            lines = [line.strip() for line in text.text.split("\n")]
            count = sum(bool(line) and not line.startswith("#") for line in lines)
            told = f"A draft that nobody has reviewed: {count} question{'s' * (count != 1)}"
            yield text.found("drafts", "note", 0, told, _HINT)
