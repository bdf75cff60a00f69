"""Files that could not be read, languages that the encoder does not read, situations whose document has gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from coach import words
from coach.corpus.snapshot import aliases
from coach.documents.language import language_of
from coach.lint.material import Material
from coach.lint.records import Finding

_ENGLISH = "en"  # what the default encoder was trained on
_LEAST_SHARE = 0.01
_ENOUGH_WORDS = 12


def unreadable(material: Material) -> Iterator[Finding]:
    """Yield the files that were meant to be read and could not be."""
    for path, reason, remedy in material.files.failed:
        yield Finding("unreadable", "warning", path, None, f"It was not read: {reason}", remedy)


def language(material: Material) -> Iterator[Finding]:
    """Yield how much of the corpus is in languages that the default encoder does not read."""
    texts = material.quoted
    found = Counter(
        text.language if material.is_of_documents else language_of(text.text, _usual(text.text)) for text in texts
    )
    others = {code: count for code, count in found.most_common() if code not in (_ENGLISH, "und")}
    share = sum(others.values()) / max(1, len(texts))
    if share >= _LEAST_SHARE:
        listed = ", ".join(f"{code} {count:,}" for code, count in list(others.items())[:5])
        told = f"{share:.0%} of {len(texts):,} texts are not in English ({listed}); the default encoder reads English"
        yield Finding(
            "language", "note", "corpus.yaml", None, told, "Choose an encoder for these languages: --encoder."
        )


def _usual(text: str) -> str:
    """Return what a text is taken for where it is too short to tell: a few words look like any language."""
    return _ENGLISH if len(words.words(text)) < _ENOUGH_WORDS else "und"


def withdrawn(material: Material) -> Iterator[Finding]:
    """Yield situations and titles of documents that are no longer there: nothing reads them any more."""
    if not material.is_of_documents:
        return
    have = {principle.id for principle in material.corpus.principles}
    have |= aliases(have).keys()
    for text in material.texts:
        kind, _, name = text.file.partition("/")
        stem = name.removesuffix(".txt")
        if text.is_of_corpus and kind in ("situations", "titles") and stem not in have:
            what = "These situations belong" if kind == "situations" else "This title belongs"
            told = f"{what} to {stem}, which is not in the corpus any more"
            yield Finding(
                "withdrawn", "warning", text.file, None, told, "Move them to another document's, or delete them."
            )
