"""A corpus on the shelf: its newest edition, and the older ones that are still being read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coach.errors import CoachError
from coach.index import Home, ServerHome, published_name
from coach.records import Corpus
from coach.retriever.retriever import AnyRetriever
from ui.boundary import LOG, note

_TRY_AGAIN_S = 60.0  # after a published generation could not be opened: a machine that refuses may have recovered


@dataclass(slots=True)
class Edition:
    """One generation of a corpus, open.

    Attributes:
        corpus: Its text.
        retriever: Finds its principles.
        home: Where the next generation will be published.
        loans: How many are reading it.
        is_withdrawn: Whether a newer one took its place; it closes when the last loan ends.
    """

    corpus: Corpus
    retriever: AnyRetriever
    home: Home | ServerHome
    loans: int = 0
    is_withdrawn: bool = False

    @property
    def generation(self) -> str:
        """The name of the generation."""
        return self.retriever.index.manifest.generation


class Title:
    """A corpus by its folder; threads may share it.

    Args:
        open_first: Opens it; builds its index where there is none.
        open_newer: Opens what was published since; builds nothing.
    """

    def __init__(self, open_first: Callable[[], Edition], open_newer: Callable[[], Edition]) -> None:
        self._open_first = open_first
        self._open_newer = open_newer
        self._newest: Edition | None = None
        self._failed = ("", 0.0)  # the generation that could not be opened, and when
        self._is_closed = False
        self._opening = threading.Lock()
        self._counting = threading.Lock()

    def borrow(self) -> Edition | None:
        """Return the newest edition, to be given back; None where the title was closed meanwhile.

        While one thread opens a newer edition, the others get the one that is open.

        Raises:
            CoachError: it cannot be opened, and no older edition is open.
        """
        newest = self._newest
        if newest is None:
            with self._opening:
                if self._newest is None and not self._is_closed:
                    self._take(self._open_first())
        elif self._is_superseded(newest) and self._opening.acquire(blocking=False):
            try:
                self._renew(newest)
            finally:
                self._opening.release()
        with self._counting:
            if self._is_closed or self._newest is None:
                return None
            self._newest.loans += 1
            return self._newest

    def give_back(self, edition: Edition) -> None:
        """End a loan."""
        with self._counting:
            edition.loans -= 1
            is_last = edition.is_withdrawn and edition.loans == 0
        if is_last:
            edition.retriever.index.close()

    def close(self) -> bool:
        """Close it for good where nobody is reading or opening it; tell whether that is so."""
        if not self._opening.acquire(blocking=False):
            return False
        try:
            with self._counting:
                if self._newest is not None and self._newest.loans:
                    return False
                self._is_closed = True
            if self._newest is not None:
                self._newest.retriever.index.close()
            return True
        finally:
            self._opening.release()

    def _is_superseded(self, newest: Edition) -> bool:
        name = _published(newest.home)
        failed, at = self._failed
        return name != newest.generation and (name != failed or time.monotonic() - at > _TRY_AGAIN_S)

    def _renew(self, newest: Edition) -> None:
        """Open what was published; whatever fails, the edition that is open stays."""
        name = _published(newest.home)
        if self._newest is not newest:  # another thread was faster
            return
        try:
            self._take(self._open_newer())
        except CoachError as error:
            self._failed = (name, time.monotonic())
            LOG.warning(
                "%s: the new index cannot be used, the one before stays in use. %s. %s",
                newest.corpus.name,
                error.message,
                error.hint,
            )
        except Exception as error:
            self._failed = (name, time.monotonic())
            LOG.warning("%s: the index before stays in use (error id %s)", newest.corpus.name, note(error))

    def _take(self, edition: Edition) -> None:
        with self._counting:
            older, self._newest = self._newest, edition
            if older is not None:
                older.is_withdrawn = True
            is_last = older is not None and older.loans == 0
        if older is not None:
            LOG.info("%s: %s is in use now", edition.corpus.name, edition.generation)
            if is_last:
                older.retriever.index.close()


def folder_of(title: Path) -> str:
    """Return what tells one corpus folder from another, however it was named."""
    return str(title.resolve())


def _published(home: Home | ServerHome) -> str:
    """Return the name of the published generation; what is wrong with the pointer, where it cannot be read."""
    try:
        return published_name(home)
    except CoachError as error:
        return error.message
