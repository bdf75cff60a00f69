"""The chain: a question, its history and a profile in; a verified answer out."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from coach.composer import compose
from coach.corpus.find import find_corpus
from coach.corpus.read import read_corpus
from coach.encoder import open_encoder
from coach.records import Answer, Corpus, Question
from coach.retriever.retriever import Retriever, open_retriever
from coach.settings import Settings
from coach.verify import verify


class Coach:
    """Answers questions from one corpus.

    Args:
        corpus: The corpus.
        retriever: Finds its principles.
    """

    def __init__(self, corpus: Corpus, retriever: Retriever) -> None:
        self.corpus = corpus
        self.retriever = retriever

    def ask(self, question: Question) -> Answer:
        """Answer a question.

        Returns:
            An answer in which every quotation stands word for word in the principle it cites.

        Raises:
            QuestionError: it is not a question that can be read.
        """
        begun = time.perf_counter()
        answer = verify(compose(self.retriever.retrieve(question), self.corpus), self.corpus)
        return replace(answer, elapsed_ms=round((time.perf_counter() - begun) * 1000, 1))


def open_coach(
    settings: Settings,
    on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Coach:
    """Open everything that answering needs; what is missing or out of date is built first.

    Args:
        settings: Names the corpus, the encoder and the cache.
        on_remark: Told in one sentence each about slow or unusual steps.
        on_progress: Called with (done, all) while texts are embedded.

    Raises:
        CoachError: the corpus, the encoder or the index cannot be used.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:  # the encoder and Chroma load at the same time
        chroma = pool.submit(_import_chroma)
        corpus = read_corpus(find_corpus(settings.corpus))
        encoder = open_encoder(settings, on_remark)
        chroma.result()
    return Coach(corpus, open_retriever(corpus, encoder, settings, on_remark, on_progress))


def _import_chroma() -> None:
    import chromadb  # noqa: F401
