"""The plain stack on a folder: LangChain's loader, splitter, HuggingFaceEmbeddings and Chroma, as documented.

Run as a script, so that nothing but this stack is imported: ``WEIGHTS SOURCE FOLDER`` prints how many chunks it made;
``WEIGHTS FOLDER MOST`` what it stored for so many of them, as JSON: ``texts`` and their ``vectors``.
"""

from __future__ import annotations

import json
import sys

from langchain_chroma import Chroma
from langchain_community.document_loaders import DirectoryLoader, TextLoader
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

_AT_ONCE = 5000  # Chroma takes no more in one call


def main(weights: str, source: str, folder: str) -> None:
    """Index a folder of Markdown."""
    documents = DirectoryLoader(source, glob="**/*.md", loader_cls=TextLoader).load()
    chunks = RecursiveCharacterTextSplitter(chunk_size=600, chunk_overlap=60).split_documents(documents)
    store = Chroma("documents", HuggingFaceEmbeddings(model_name=weights), persist_directory=folder)
    for start in range(0, len(chunks), _AT_ONCE):
        store.add_documents(chunks[start : start + _AT_ONCE])
    print(len(chunks))


def show_stored(weights: str, folder: str, most: int) -> None:
    """Print chunks with the vectors that were stored for them."""
    store = Chroma("documents", HuggingFaceEmbeddings(model_name=weights), persist_directory=folder)
    found = store.get(limit=most, include=["documents", "embeddings"])
    vectors = [[float(value) for value in vector] for vector in found["embeddings"]]
    print(json.dumps({"texts": found["documents"], "vectors": vectors}))


if __name__ == "__main__":
    if sys.argv[-1].isdigit():
        show_stored(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    else:
        main(*sys.argv[1:])
