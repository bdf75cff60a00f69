"""Publishes a snapshot: its index first, then the snapshot; the one before stays for going back."""

from __future__ import annotations

from collections.abc import Callable

from coach.corpus import read_corpus, snapshot
from coach.encoder import open_encoder
from coach.errors import CorpusError, SettingsError
from coach.index import Manifest
from coach.index.vectors import Progress
from coach.records import Corpus
from coach.retriever.retriever import publish_index
from coach.settings import Settings
from coach.sync.difference import Difference, difference
from coach.sync.files import read_files
from coach.sync.folder import Collection, point_at, sweep, usable
from coach.sync.prepare import Prepared
from coach.sync.settings import settled


def publish(
    collection: Collection, prepared: Prepared, settings: Settings,
    on_remark: Callable[[str], None] = lambda remark: None, on_progress: Progress | None = None,
) -> tuple[Corpus, Manifest]:  # fmt: skip
    """Build the index of a snapshot, and make the snapshot the one in use; the caller holds the collection's lock.

    Whatever ends it before the switch leaves the snapshot before in use, with its index and its settings; what was
    embedded by then is not embedded again.

    Raises:
        CoachError: the index cannot be built.
    """
    with settled(collection):
        built = _build(collection, prepared.snapshot.name, settings, on_remark, on_progress)
        _switch(collection, prepared)
    sweep(collection)
    return built


def record(collection: Collection, prepared: Prepared) -> None:
    """Make a snapshot the one in use, without its index; the caller holds the collection's lock.

    One with the same content takes the place of the one in use, so that going back still goes back.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    _switch(collection, prepared)
    sweep(collection)


def _switch(collection: Collection, prepared: Prepared) -> None:
    before = usable(collection)
    before = before[1:2] if prepared.difference.is_same else before[:1]
    point_at(collection, [prepared.snapshot.name, *before])


def settle(
    collection: Collection, settings: Settings, on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Progress | None = None,
) -> Corpus:  # fmt: skip
    """Write other settings for what is in use already, such as another folder with the same documents.

    Raises:
        CoachError: the index cannot be built.
    """
    with settled(collection):
        name = snapshot.in_use(collection.folder).name
        return _build(collection, name, settings, on_remark, on_progress)[0]


def roll_back(
    collection: Collection, settings: Settings, on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Progress | None = None,
) -> Corpus:  # fmt: skip
    """Make the snapshot before the one in use; done twice, nothing has changed. The caller holds the lock.

    Raises:
        SettingsError: there is none before.
        CoachError: its index has gone and cannot be built.
    """
    now, before = _both(collection)
    corpus, _ = _build(collection, before, settings, on_remark, on_progress)
    point_at(collection, [before, now])
    return corpus


def what_comes_back(collection: Collection) -> Difference:
    """Return what ``roll_back`` would change; the caller holds the lock.

    Raises:
        SettingsError: there is no state before.
        CorpusError: it is damaged.
    """
    now, before = (collection.snapshots / name for name in _both(collection))
    try:
        return difference(before, now, read_files(before), read_files(now))
    except (
        CorpusError
    ):  # going back is the way out of a state that is damaged, and then nothing can be compared with it
        return difference(before, None, read_files(before), {})


def _both(collection: Collection) -> tuple[str, str]:
    """Return the names of the snapshot in use and of the one before."""
    names = snapshot.named(collection.folder)
    if len(names) < 2 or not (collection.snapshots / names[1]).is_dir():
        raise SettingsError(f"{collection.name} has no state before this one", "There is nothing to go back to.")
    return names[0], names[1]


def _build(
    collection: Collection, name: str, settings: Settings, on_remark: Callable[[str], None],
    on_progress: Progress | None,
) -> tuple[Corpus, Manifest]:  # fmt: skip
    corpus = read_corpus(collection.folder, of=collection.snapshots / name)
    encoder = open_encoder(settings, on_remark)
    return corpus, publish_index(corpus, encoder, settings, on_progress=on_progress)  # that it is built is no news
