"""Questions and titles that a model or an FAQ brought and that nobody has reviewed: they count, so somebody should."""

from __future__ import annotations

from collections.abc import Iterator

from coach.enrich.draft_file import is_draft
from coach.lint.material import Material
from coach.lint.records import Finding

_FOLDERS = ("situations/", "beyond/", "titles/")
_SHOWN = 100
_HINT = "Read each line, change or delete it, then take the line that begins with “# Draft by” away."


def check(material: Material) -> Iterator[Finding]:
    """Yield the files of situations, beyond questions and titles that still say that they are drafts."""
    for text in material.texts:
        if text.is_of_corpus and text.file.startswith(_FOLDERS) and is_draft(text.text):
            lines = [line.strip() for line in text.text.split("\n")]
            kept = [line for line in lines if line and not line.startswith("#")]
            what = f"{len(kept)} question{'s' * (len(kept) != 1)}"
            if text.file.startswith("titles/"):
                what = f"the title “{' '.join(kept)[:_SHOWN]}”"
            told = f"A draft that nobody has reviewed: {what}"
            yield text.found("drafts", "note", 0, told, _HINT)
