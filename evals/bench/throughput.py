"""Texts a second, ours against sentence-transformers': run as ``python -m evals.bench.throughput``, prints JSON."""

from __future__ import annotations

import json
import sys
import time
from statistics import median
from typing import Any

import numpy as np

from coach.corpus import find_corpus, read_corpus
from coach.encoder import Encoder, open_encoder
from coach.encoder.export import load_sentence_transformer
from coach.encoder.weights import find_model
from coach.settings import DEFAULT_ENCODER, Settings, from_environment, keep_quiet

TEXTS = 512
SHORTEST, LONGEST = 15, 90  # words
_WARM_UP = 64


def measure_throughput(settings: Settings, pairs: int) -> dict[str, Any]:
    """Embed the same texts with both, in turns.

    Args:
        settings: Name the corpus whose situations are embedded, and the cache.
        pairs: How many times each embeds all of them.

    Returns:
        ``texts``, ``coach_per_s`` and ``plain_per_s`` (medians), ``ratio`` (median over pairs), ``smallest_cosine``.
    """
    texts = _texts(settings.corpus)
    encoder = open_encoder(settings)
    plain = load_sentence_transformer(str(find_model(DEFAULT_ENCODER).folder), allow_download=False)
    _ours(encoder, texts[:_WARM_UP]), _theirs(plain, texts[:_WARM_UP])
    ours, theirs, cosine = [], [], 1.0
    for _ in range(pairs):
        ours_s, vectors = _ours(encoder, texts)
        theirs_s, expected = _theirs(plain, texts)
        ours.append(len(texts) / ours_s)
        theirs.append(len(texts) / theirs_s)
        cosine = min(cosine, float((vectors * expected).sum(axis=1).min()))
    return {
        "texts": len(texts),
        "coach_per_s": median(ours),
        "plain_per_s": median(theirs),
        "ratio": median(fast / slow for fast, slow in zip(ours, theirs, strict=True)),
        "smallest_cosine": cosine,
    }


def _texts(corpus: str) -> list[str]:
    """Return situations of 15 to 90 words, spread over the corpus: the file order would give a few principles only."""
    situations = read_corpus(find_corpus(corpus)).situations
    found = [item.text for item in situations if SHORTEST <= len(item.text.split()) <= LONGEST]
    step = max(1, len(found) // TEXTS)
    return found[::step][:TEXTS]


def _ours(encoder: Encoder, texts: list[str]) -> tuple[float, Any]:
    begun = time.perf_counter()
    vectors = encoder.encode(texts)
    return time.perf_counter() - begun, vectors


def _theirs(model: Any, texts: list[str]) -> tuple[float, Any]:
    begun = time.perf_counter()
    vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    return time.perf_counter() - begun, np.asarray(vectors, dtype=np.float32)


if __name__ == "__main__":
    keep_quiet()
    print(json.dumps(measure_throughput(from_environment(encoder=DEFAULT_ENCODER), int(sys.argv[1]))))
