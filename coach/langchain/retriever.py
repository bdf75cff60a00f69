"""The retriever, for other people's chains."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from coach.coach import open_coach
from coach.composer import telling_words, texts_to_quote
from coach.records import Profile, Question
from coach.retriever import Retriever
from coach.settings import from_environment, keep_quiet


class CoachRetriever(BaseRetriever):
    """Returns the principles that answer a question, best first, as documents.

    A document's text is the principle, word for word. Its metadata holds ``id``, ``title``, ``score`` (0-1), ``quote``
    (the words that speak most to the question), ``status`` and ``covered_score``, ``source`` and ``corpus_version``.

    Args:
        retriever: Coach's own.
        k: How many principles at most.
        only_covered: Return nothing where the corpus does not answer the question.
        profile: Who asks.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Any
    k: int = 3
    only_covered: bool = True
    profile: Profile = Profile()

    @classmethod
    def open(cls, corpus: str = "", **options: Any) -> CoachRetriever:
        """Open a corpus by name or folder; its index is built first where it has to be.

        Raises:
            CoachError: the corpus, the encoder or the index cannot be used.
        """
        keep_quiet()
        return cls(retriever=open_coach(from_environment(corpus)).retriever, **options)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        coach_retriever: Retriever = self.retriever
        found = coach_retriever.retrieve(Question(query, profile=self.profile))
        if self.only_covered and found.coverage.status not in ("covered", "partly"):
            return []
        documents, is_document = [], bool(coach_retriever.corpus.passages)
        texts = texts_to_quote(found.ranking[: self.k], coach_retriever.corpus)
        for ranked in found.ranking[: self.k]:
            principle = coach_retriever.corpus.principle(ranked.principle)
            metadata = {
                "id": principle.id,
                "title": principle.title,
                "score": ranked.score,
                "quote": telling_words(texts[principle.id], ranked.sentence, is_document=is_document),
                "status": found.coverage.status,
                "covered_score": round(found.coverage.score, 4),
                "source": principle.source,
                "corpus_version": coach_retriever.corpus.version,
            }
            documents.append(Document(page_content=principle.text, metadata=metadata, id=principle.id))
        return documents
