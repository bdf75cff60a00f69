"""Publishes a snapshot: its index first, then the snapshot; the one before stays for going back."""

from __future__ import annotations

from collections.abc import Callable

from coach.corpus import read_corpus, snapshot
from coach.encoder import open_encoder
from coach.errors import SettingsError
from coach.index import Manifest
from coach.index.vectors import Progress
from coach.records import Corpus
from coach.retriever.retriever import open_retriever
from coach.settings import Settings
from coach.sync.folder import Collection, point_at, sweep
from coach.sync.prepare import Prepared


def publish(
    collection: Collection, prepared: Prepared, settings: Settings,
    on_remark: Callable[[str], None] = lambda remark: None, on_progress: Progress | None = None,
) -> tuple[Corpus, Manifest]:  # fmt: skip
    """Build the index of a snapshot, and make the snapshot the one in use; the caller holds the collection's lock.

    Whatever ends it before the switch leaves the snapshot before in use, with its index; what was embedded by then is
    not embedded again.

    Raises:
        CoachError: the index cannot be built.
    """
    before = snapshot.named(collection.folder)[:1]
    corpus, manifest = _build(collection, prepared.snapshot.name, settings, on_remark, on_progress)
    point_at(collection, [prepared.snapshot.name, *before])
    sweep(collection)
    return corpus, manifest


def roll_back(
    collection: Collection, settings: Settings, on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Progress | None = None,
) -> Corpus:  # fmt: skip
    """Make the snapshot before the one in use; done twice, nothing has changed. The caller holds the lock.

    Raises:
        SettingsError: there is none before.
        CoachError: its index has gone and cannot be built.
    """
    names = snapshot.named(collection.folder)
    if len(names) < 2 or not (collection.snapshots / names[1]).is_dir():
        raise SettingsError(f"{collection.name} has no state before this one", "There is nothing to go back to.")
    corpus, _ = _build(collection, names[1], settings, on_remark, on_progress)
    point_at(collection, [names[1], names[0]])
    return corpus


def _build(
    collection: Collection, name: str, settings: Settings, on_remark: Callable[[str], None],
    on_progress: Progress | None,
) -> tuple[Corpus, Manifest]:  # fmt: skip
    corpus = read_corpus(collection.folder, of=collection.snapshots / name)
    encoder = open_encoder(settings, on_remark)
    retriever = open_retriever(corpus, encoder, settings, on_progress=on_progress)  # that it is built is no news here
    try:
        return corpus, retriever.index.manifest
    finally:
        retriever.index.close()
