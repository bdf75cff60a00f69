"""A corpus folder, read and checked: principles, situations, beyond, tensions and hand-offs."""

from coach.corpus.find import find_corpus, known_corpora
from coach.corpus.passages import CHUNKER, corpus_rows
from coach.corpus.read import read_corpus

__all__ = ["CHUNKER", "corpus_rows", "find_corpus", "known_corpora", "read_corpus"]
