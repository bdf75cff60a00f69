"""The readings of a question: as a whole, its sentences apart, its clauses apart.

A long question is several sentences, only some of which ask; the vector of the whole blurs them. The mean of the
similarities to several readings is the similarity to the mean of their vectors, so all of them cost one search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coach import words
from coach.index import VectorSource

Floats = npt.NDArray[np.float32]
PART_WORDS = 4  # a shorter part ("Help!") says nothing by itself
MAX_PARTS = 16  # of each kind; bounds the time that a very long question takes
# Weights against 1 for the whole. Four development sets (evals/README.md), mean reciprocal rank with words: whole alone
# 0.60, with sentences 0.623, with both 0.631; 0.3 and 1 instead of 0.5 differed by less than 0.01.
SENTENCES, CLAUSES = 0.5, 0.5
_CLAUSE = re.compile(r"[,;:–—]\s+|\s+(?=(?:and|but|because|so|when|if|that)\b)")


@dataclass(frozen=True, slots=True)
class Read:
    """A question as vectors.

    Attributes:
        whole: (d,) of the whole question, unit norm.
        together: (d,) mean of all readings, not of unit norm: its product with a vector is the mean similarity.
        words: (w, d) of single words, in the order in which they were asked for.
    """

    whole: Floats
    together: Floats
    words: Floats


def read(text: str, encoder: VectorSource, single: Sequence[str] = ()) -> Read:
    """Encode the readings of a question, and single words with them, in one call.

    Args:
        text: The question.
        encoder: Gives the vectors.
        single: Words to encode by themselves.
    """
    sentences, parts = _bounded(_sentences(text)), _bounded(clauses(text))
    vectors = encoder.encode([text, *sentences, *parts, *single])
    whole = vectors[0]
    ends = 1 + len(sentences), 1 + len(sentences) + len(parts)
    mean = whole + SENTENCES * vectors[1 : ends[0]].mean(axis=0) + CLAUSES * vectors[ends[0] : ends[1]].mean(axis=0)
    return Read(whole, (mean / (1 + SENTENCES + CLAUSES)).astype(np.float32), vectors[ends[1] :])


def clauses(text: str) -> list[str]:
    """Return the clauses of a text, each with ``PART_WORDS`` words or more where there are as many; at least one."""
    found: list[str] = []
    for sentence in words.sentences(text):
        pending = ""
        for piece in _CLAUSE.split(sentence):
            pending = f"{pending} {piece.strip()}".strip()
            if len(words.words(pending)) >= PART_WORDS:
                found.append(pending)
                pending = ""
        if pending and found:
            found[-1] += f" {pending}"
        elif pending:
            found.append(pending)
    return found or [text]


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in words.sentences(text) if len(words.words(sentence)) >= PART_WORDS] or [text]


def _bounded(parts: Sequence[str]) -> list[str]:
    """Join neighbours where there are too many."""
    size = -(-len(parts) // MAX_PARTS)
    return [" ".join(parts[start : start + size]) for start in range(0, len(parts), size)]
