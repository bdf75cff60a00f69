"""A corpus folder, read and checked: principles, situations, beyond, tensions and hand-offs."""

from coach.corpus.find import find_corpus, known_corpora, named_corpora
from coach.corpus.read import read_corpus

__all__ = ["find_corpus", "known_corpora", "named_corpora", "read_corpus"]
