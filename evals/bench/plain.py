"""The plain stack: HuggingFaceEmbeddings and langchain_chroma, as their documentation shows them.

Run as a script, so that nothing but this stack is imported: ``build WEIGHTS FOLDER`` indexes the texts read from stdin
(JSON: id to text), ``ask WEIGHTS FOLDER QUESTION`` answers one question.
"""

from __future__ import annotations

import json
import sys

from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings

_COLLECTION = "principles"


def build(weights: str, folder: str) -> None:
    """Index the texts on stdin in ``folder``."""
    texts: dict[str, str] = json.load(sys.stdin)
    Chroma.from_texts(
        list(texts.values()),
        HuggingFaceEmbeddings(model_name=weights),
        metadatas=[{"id": identifier} for identifier in texts],
        ids=list(texts),
        collection_name=_COLLECTION,
        persist_directory=folder,
    )


def ask(weights: str, folder: str, question: str) -> None:
    """Print the three nearest principles."""
    store = Chroma(_COLLECTION, HuggingFaceEmbeddings(model_name=weights), persist_directory=folder)
    for document in store.similarity_search(question, k=3):
        print(f"[{document.metadata['id']}] {document.page_content}")


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build(*sys.argv[2:])
    else:
        ask(*sys.argv[2:])
