"""One index of many passages: what it takes to build, to open and to search; run by `evals.bench.scale`, prints JSON.

``build COUNT CACHE`` or ``search COUNT CACHE``, each in a process of its own so that its memory is its own. The vectors
are made (a topic and noise, so that neighbours exist): what is measured is everything but the encoder.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.records import Corpus, Passage, Place, Principle, Question
from coach.retriever.retriever import AnyRetriever, open_retriever, publish_index
from coach.settings import Settings
from evals.bench.made import sections

_DIMENSION, _TOPICS, _NOISE = 384, 400, 0.6
_PASSAGES_A_DOCUMENT = 8
_QUESTIONS, _WARM_UP = 200, 20


class MadeVectors:
    """An encoder that costs nothing: a vector made of the text's hash."""

    identity = "made-vectors"
    dimension = _DIMENSION

    def __init__(self) -> None:
        self._topics = np.random.default_rng(1).standard_normal((_TOPICS, _DIMENSION)).astype(np.float32)

    def encode(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return (n, 384) float32 vectors of unit norm."""
        found = np.empty((len(texts), _DIMENSION), dtype=np.float32)
        for number, text in enumerate(texts):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
            noise = np.random.default_rng(seed).standard_normal(_DIMENSION, dtype=np.float32)
            found[number] = self._topics[seed % _TOPICS] + _NOISE * noise
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def corpus_of(count: int) -> Corpus:
    """Return a corpus of documents with so many passages."""
    passages, texts = [], dict[str, list[str]]()
    for number, (heading, text) in enumerate(sections(count)):
        document = f"pages/{number // _PASSAGES_A_DOCUMENT:06d}.md"
        place = Place("line", 3 * number + 1, 3 * number + 1)
        passages.append(Passage(f"{number:016x}", document, text, f"{heading}.", (heading,), place, language="en"))
        texts.setdefault(document, []).append(text)
    principles = tuple(Principle(id_, id_, "\n\n".join(parts), source=id_) for id_, parts in texts.items())
    name = f"made-{count}"
    return Corpus(name, name, "en", "", Path(name), principles, (), (), (), {}, {}, f"v{count}", tuple(passages))


def build(count: int, cache: Path) -> dict[str, Any]:
    """Build the index; return seconds and bytes."""
    corpus = corpus_of(count)
    begun = time.perf_counter()
    publish_index(corpus, MadeVectors(), _settings(corpus, cache))
    taken_s = time.perf_counter() - begun
    files = (cache / "indexes").glob(f"{corpus.name}-*/gen-*/**/*")
    size = sum(path.stat().st_size for path in files if path.is_file())
    return {"count": count, "seconds": taken_s, "index_mb": size / 1e6, "peak_mb": _peak_mb()}


def search(count: int, cache: Path) -> dict[str, Any]:
    """Open the index and ask it; return milliseconds and memory.

    Beside the time that passes stands the processor time of the process: on a machine that is busy with
    other things the one says little (a step of 0.2 ms had a 95th percentile of 22 ms), the other hardly changes.
    """
    corpus = corpus_of(count)
    begun = time.perf_counter()
    retriever = _open(corpus, cache)
    opened_s = time.perf_counter() - begun
    asked = [" ".join(text.split()[-30:]) for _, text in sections(_QUESTIONS + _WARM_UP, seed=11)]
    vectors = retriever.encoder.encode(asked)
    taken: dict[str, list[float]] = {}
    for number, text in enumerate(asked):
        _time("vectors", partial(retriever.index.search, "passage", vectors[number], 100), taken)
        _time("whole", partial(retriever.retrieve, Question(text)), taken)
    spreads = {name: _spread(times[_WARM_UP:]) for name, times in taken.items()}
    return {"count": count, "open_s": opened_s, **spreads, "peak_mb": _peak_mb()}


def _open(corpus: Corpus, cache: Path) -> AnyRetriever:
    return open_retriever(corpus, MadeVectors(), _settings(corpus, cache))


def _settings(corpus: Corpus, cache: Path) -> Settings:
    return Settings(corpus.name, "made", cache)


def _time(name: str, do: Callable[[], object], taken: dict[str, list[float]]) -> None:
    begun, worked = time.perf_counter(), time.process_time()
    do()
    taken.setdefault(f"{name}_ms", []).append((time.perf_counter() - begun) * 1000)
    taken.setdefault(f"{name}_cpu_ms", []).append((time.process_time() - worked) * 1000)


def _spread(taken: Sequence[float]) -> dict[str, float]:
    return {"p50": float(np.percentile(taken, 50)), "p95": float(np.percentile(taken, 95))}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps({"build": build, "search": search}[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))))
