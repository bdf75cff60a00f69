"""From a question to ranked principles with evidence, and whether the corpus covers it at all."""

from coach.retriever.retriever import Retriever, open_retriever

__all__ = ["Retriever", "open_retriever"]
