"""A folder of documents as a corpus, as `coach corpus add` makes it, without its index."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

from coach.corpus import read_corpus
from coach.records import Corpus
from coach.sync import Collection, create, prepare


def corpus_of(folder: Path) -> Corpus:
    """Read a folder; what is read of it is kept beside it."""
    collection = Collection("read", Path(mkdtemp(dir=folder.parent)) / "read", folder)
    create(collection)
    prepared = prepare(collection)
    assert prepared is not None  # nothing was read before
    return read_corpus(collection.folder, of=prepared.snapshot)
