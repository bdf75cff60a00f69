"""Where the documents of a corpus stand on this machine, so that a terminal can open what is cited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coach.corpus.source import source_of
from coach.errors import CorpusError
from coach.records import Corpus

Opener = Callable[[str], str]  # from the id of a principle to the address of its file; empty for none


def sources_of(corpus: Corpus) -> Opener:
    """Return what gives the address (``file://...``) of the file in which a principle stands.

    Only documents have one, and only where the file is still there.

    Args:
        corpus: Of documents or of principles.
    """
    if not corpus.passages:
        return lambda principle: ""
    try:
        folder = source_of(corpus.folder)
    except CorpusError:  # what is cited is still cited
        return lambda principle: ""
    return lambda principle: _address(folder, corpus, principle)


def _address(folder: Path, corpus: Corpus, principle: str) -> str:
    try:
        path = folder / corpus.principle(principle).source
        return path.resolve().as_uri() if path.is_file() else ""
    except (KeyError, OSError, ValueError):
        return ""
