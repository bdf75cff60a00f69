"""Retrieval for a folder of documents: ranked are documents, quoted are sentences of their passages."""

from coach.retriever.documents.retriever import DocumentRetriever

__all__ = ["DocumentRetriever"]
