"""What is learned from a folder of documents when its index is built: words, their nearness, exact vectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.index import Row, VectorSource
from coach.retriever.documents.nearness import MOST, train_nearness
from coach.retriever.documents.postings import train_postings
from coach.retriever.documents.terms import Counted, is_wide
from coach.retriever.map import train_map
from coach.retriever.probe import train_probes

# Names this way of learning; part of the index's facts, so a change builds the index anew.
TRAINING = "documents/1"
# Passages that count as one text for coverage: an article's length. A book holds any word. Of the four development sets
# the worst AUROC, with the other signs, was 0.814 with 12, 0.787 with 4 and 0.811 with whole documents.
SECTION = 12
MOST_DRAWN = 300  # documents on the map: of more no person reads the names, and it has no use for search
_LOWER = re.compile(r"(?<![\w'’])[a-z]{2,}(?![\w])")
Arrays = dict[str, npt.NDArray[Any]]
KnownWords = Callable[[], Mapping[str, npt.NDArray[np.float32]]]


def train_documents(
    rows: Sequence[Row],
    vectors: npt.NDArray[np.float32],
    encoder: VectorSource,
    known: KnownWords = lambda: {},
) -> Arrays:
    """Return every array that the retriever of documents needs beside the vectors.

    Args:
        rows: All rows of the index, passages first.
        vectors: Their vectors, (n, d) float32, unit norm.
        encoder: Asked for the vectors of single words.
        known: Returns vectors (d,) of words that were embedded before.
    """
    passages = [row for row in rows if row.kind == "passage"]
    owners = list(dict.fromkeys(row.owner for row in passages))
    number = {owner: place for place, owner in enumerate(owners)}
    owned = np.array([number[row.owner] for row in passages], dtype=np.int32)
    own = vectors[: len(passages)]
    return {
        "documents": np.array(owners, dtype=np.str_),
        "passage_document": owned,
        "passage_vectors": own.astype(np.float16),
        "passage_mean": own.mean(axis=0) if len(own) else np.zeros(vectors.shape[1], dtype=np.float32),
        **_words([row.text for row in passages], _sections(owned), (encoder, known)),
        **train_probes(rows, vectors),
        **(train_map(rows, vectors) if len(owners) <= MOST_DRAWN else {}),
    }


def _sections(owned: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the section of each passage: so many neighbours of one document each."""
    order = np.argsort(owned, kind="stable")
    firsts = np.searchsorted(owned[order], owned[order])
    within = np.empty(len(owned), dtype=np.int64)
    within[order] = np.arange(len(owned)) - firsts
    codes = owned.astype(np.int64) * (len(owned) + 1) + within // SECTION
    sections: npt.NDArray[np.int32] = np.unique(codes, return_inverse=True)[1].astype(np.int32)
    return sections


def _words(texts: Sequence[str], sections: npt.NDArray[np.int32], source: tuple[VectorSource, KnownWords]) -> Arrays:
    counted = Counted(texts)
    terms = len(counted.terms)
    frequent = np.argsort(-np.bincount(counted.numbers, minlength=terms), kind="stable")
    embedded = np.array([place for place in frequent.tolist() if not is_wide(counted.forms[place])][:MOST], np.int32)
    forms = [counted.forms[place] for place in embedded.tolist()]
    return {
        "words_terms": np.array(counted.terms, dtype=np.str_),
        **train_postings("passages", len(texts), terms, (counted.texts, counted.numbers, counted.times)),
        **train_postings("sections", int(sections.max(initial=-1)) + 1, terms, _by_section(counted, sections)),
        "near_numbers": embedded,
        "near_forms": np.array(forms, dtype=np.str_),
        **train_nearness(_vectors_of(forms, *source)),
        "plain_words": np.array(sorted({word for text in texts for word in _LOWER.findall(text)}), dtype=np.str_),
    }


def _by_section(
    counted: Counted, sections: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return how often each section holds each term: numbers of sections, of terms, and times; sorted by term."""
    count = int(sections.max(initial=0)) + 1
    found, places = np.unique(counted.numbers.astype(np.int64) * count + sections[counted.texts], return_inverse=True)
    times = np.bincount(places, weights=counted.times, minlength=len(found)).astype(np.int32)
    return (found % count).astype(np.int32), (found // count).astype(np.int32), times


def _vectors_of(forms: Sequence[str], encoder: VectorSource, known: KnownWords) -> npt.NDArray[np.float32]:
    held = known()
    new = [form for form in forms if form not in held]
    fresh = dict(zip(new, encoder.encode(new), strict=True)) if new else {}
    found = [fresh[form] if form in fresh else held[form] for form in forms]
    return np.stack(found).astype(np.float32) if found else np.zeros((0, encoder.dimension), dtype=np.float32)
