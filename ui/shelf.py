"""The open corpora of this process: lent to whoever answers a question, renewed when a new index is published."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.coach import Coach
from coach.corpus.find import find_corpus
from coach.corpus.read import read_corpus
from coach.encoder import Encoder, open_encoder
from coach.index import open_index
from coach.records import Corpus
from coach.retriever.retriever import AnyRetriever, index_home, index_plan, open_retriever, retriever_of
from coach.settings import Settings, model_settings
from ui.boundary import LOG
from ui.edition import Edition, Title, folder_of

if TYPE_CHECKING:
    from coach.generation import PersonalCoach

MOST_OPEN = 16  # corpora at a time: each private one of a visitor counts, and an open index takes about 10 MB


@dataclass(frozen=True, slots=True)
class News:
    """What is being prepared, for people who wait for it; ``text`` is empty where nothing is.

    Attributes:
        text: One sentence.
        done: How many texts are embedded.
        total: Of how many.
    """

    text: str = ""
    done: int = 0
    total: int = 0


class Shelf:
    """Coaches for every corpus and chat model; threads may share it, and nothing in it belongs to a visitor.

    Args:
        settings: Names the encoder and the cache; each loan names its corpus.
        most_open: How many corpora stay open; the one that was lent longest ago is closed first.
    """

    def __init__(self, settings: Settings, most_open: int = MOST_OPEN) -> None:
        self.news = News()
        self._settings = settings
        self._most_open = most_open
        self._titles: OrderedDict[str, Title] = OrderedDict()
        self._models: dict[str, PersonalCoach] = {}
        self._encoder: Encoder | None = None
        self._sorting = threading.Lock()
        self._opening_encoder = threading.Lock()
        self._opening_model = threading.Lock()

    @contextmanager
    def lend(self, corpus: str, model: str = "") -> Iterator[Coach]:
        """Lend a Coach; what was published since the last loan is opened first.

        Args:
            corpus: A name or folder.
            model: ``provider:model``; empty for the composer.

        Raises:
            CoachError: the corpus, its index, the encoder or the model cannot be used.
        """
        folder = find_corpus(corpus)
        personal = self._personal(model) if model else None
        title, edition = self._borrow(folder)
        try:
            yield Coach(edition.corpus, edition.retriever, personal)
        finally:
            title.give_back(edition)

    def encoder(self) -> Encoder:
        """Return the encoder that all corpora share; opened on first use.

        Raises:
            CoachError: it cannot be opened.
        """
        with self._opening_encoder:
            if self._encoder is None:
                self._encoder = open_encoder(self._settings, self._tell)
            return self._encoder

    def _borrow(self, folder: Path) -> tuple[Title, Edition]:
        while True:
            title = self._title(folder)
            edition = title.borrow()
            if edition is not None:
                return title, edition

    def _title(self, folder: Path) -> Title:
        key = folder_of(folder)
        with self._sorting:
            title = self._titles.get(key)
            if title is None:
                title = self._titles[key] = Title(lambda: self._first(folder), lambda: self._newer(folder))
            self._titles.move_to_end(key)
            for other in list(self._titles)[: -self._most_open]:
                if self._titles[other].close():
                    del self._titles[other]
            return title

    def _first(self, folder: Path) -> Edition:
        """Open a corpus; its index is built where it is missing, stale or damaged."""
        try:
            encoder, corpus = self.encoder(), read_corpus(folder)
            retriever = open_retriever(corpus, encoder, self._settings, self._tell, self._count)
        finally:
            self.news = News()
        return self._edition(corpus, retriever, encoder)

    def _newer(self, folder: Path) -> Edition:
        """Open what was published; nothing is built, for somebody waits for an answer."""
        encoder, corpus = self.encoder(), read_corpus(folder)
        index = open_index(index_home(corpus, encoder, self._settings), index_plan(corpus, encoder).facts)
        try:
            return self._edition(corpus, retriever_of(corpus, index, encoder), encoder)
        except BaseException:
            index.close()
            raise

    def _edition(self, corpus: Corpus, retriever: AnyRetriever, encoder: Encoder) -> Edition:
        return Edition(corpus, retriever, index_home(corpus, encoder, self._settings))

    def _personal(self, name: str) -> PersonalCoach:
        with self._opening_model:
            if name not in self._models:
                from coach.generation import open_personal

                wanted = model_settings(name)
                assert wanted is not None  # the name is not empty
                self._models[name] = open_personal(wanted, self._settings.cache)
            return self._models[name]

    def _tell(self, text: str) -> None:
        self.news = News(text)
        LOG.info("%s", text)

    def _count(self, done: int, total: int) -> None:
        self.news = News(self.news.text, done, total)
