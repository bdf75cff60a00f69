"""Forgets a corpus of documents: its texts in every index first, then its folder."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator

from coach import index
from coach.encoder import open_encoder
from coach.errors import CoachError, EncoderError
from coach.index.manifest import read_manifest
from coach.settings import Settings, data_folder
from coach.sync.folder import Collection


def forget(collection: Collection, settings: Settings, on_remark: Callable[[str], None] = lambda remark: None) -> None:
    """Delete a corpus with everything that was made of it; its documents stay. The caller holds the lock.

    Its indexes go first, those in the cache and those on the server that the settings name: where the server cannot be
    reached the corpus stays, and can be removed later.

    Args:
        collection: The corpus.
        settings: Where indexes are, and with which encoder it is asked.
        on_remark: Told while an encoder is prepared.

    Raises:
        EncoderError: the encoder is not to be had.
        EnvironmentFault: a server cannot be asked, or somebody writes the index.
    """
    encoders = list(_encoders(collection, settings))
    try:
        encoders.append(open_encoder(settings, on_remark).identity)
    except EncoderError:
        if settings.store is not None:  # on a server nobody else knows under what name the index stands
            raise
    for encoder in dict.fromkeys(encoders):
        if settings.store is not None:
            where = (collection.name, collection.folder)
            index.remove(index.server_home_of(settings.store, settings.cache, where, data_folder(), encoder))
        index.remove(index.home_of(settings.cache, collection.name, collection.folder, encoder))
    shutil.rmtree(collection.folder)


def _encoders(collection: Collection, settings: Settings) -> Iterator[str]:
    """Yield with which other encoders this corpus was indexed in the cache."""
    for path in sorted((settings.cache / "indexes").glob("*")):
        with contextlib.suppress(CoachError):
            folder = index.published(index.Home(path))
            encoder = read_manifest(folder).facts.encoder if folder else ""
            if index.home_of(settings.cache, collection.name, collection.folder, encoder).folder.name == path.name:
                yield encoder
