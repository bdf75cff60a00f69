"""Learns what a message of somebody in danger looks like, from the lines that come with Coach.

``python -m coach.retriever.care.train`` writes the weights for the default encoder into the package; whoever changes
the bundled lines runs it again (a test says so). For another encoder it is done once, and kept in the cache.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coach import words
from coach.corpus import known_corpora, read_corpus
from coach.index import VectorSource
from coach.records import Corpus
from coach.retriever.care.probe import Floats, Terms, Weights, terms_of
from coach.retriever.care.units import units_of
from coach.retriever.probe import two_classes
from coach.settings import BUNDLED_CORPUS

HERE = Path(__file__).parent
DANGER, ORDINARY, SHIPPED = HERE / "danger.txt", HERE / "ordinary.txt", HERE / "weights.npz"
METHOD = "care/1"  # names this way of learning
CRISIS = "crisis"
C = 10.0  # inverse strength of the L2 penalty; at one false alarm in 100, 3 found 0.04 less and 30 the same
OTHER_HANDOFF = 0.3  # weight of lines that belong to a person for another reason: near a crisis, and no grave mistake
SHARE = 4  # of the sentences of the other lines, one in so many is learned alone
BEST_SENTENCE = 0.5  # weight of the sentence of a crisis line that looks most like one, learned alone


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A text with whether it is a crisis, and how much it counts."""

    text: str
    is_crisis: bool
    weight: float


def lines_fingerprint(corpus: Corpus | None = None) -> str:
    """Return 16 hex digits that change with the lines that are learned from, and with how."""
    told = [METHOD, *(f"{one.is_crisis} {one.weight} {one.text}" for one in _lessons(corpus or _bundled()))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def train(encoder: VectorSource, corpus: Corpus | None = None) -> Weights:
    """Return the weights for an encoder.

    Args:
        encoder: Reads the lines; the same lines give the same weights but for rounding.
        corpus: Holds the lines; the bundled one where none is given.
    """
    corpus = corpus or _bundled()
    lessons = _lessons(corpus)
    vectors = encoder.encode([lesson.text for lesson in lessons])
    terms, idf = _vocabulary(lessons)
    first = _fit(lessons, vectors, (terms, idf))
    best = _best_sentences([lesson for lesson in lessons if lesson.is_crisis], first, encoder)
    return _fit([*lessons, *best[0]], np.concatenate([vectors, best[1]]), (terms, idf))


def _bundled() -> Corpus:
    return read_corpus(known_corpora()[BUNDLED_CORPUS])


def _lessons(corpus: Corpus) -> list[_Lesson]:
    found = [
        _Lesson(line.text, line.handoff == CRISIS, 1.0 if line.handoff in (None, CRISIS) else OTHER_HANDOFF)
        for line in corpus.beyond
    ]
    found += [_Lesson(situation.text, False, 1.0) for situation in corpus.situations]
    found += [_Lesson(line, place is DANGER, 1.0) for place in (DANGER, ORDINARY) for line in _lines(place)]
    alone = [
        unit for lesson in found if not lesson.is_crisis and lesson.weight == 1.0 for unit in units_of(lesson.text)[1:]
    ]
    return found + [_Lesson(unit, False, 1.0) for unit in alone[::SHARE]]


def _lines(place: Path) -> list[str]:
    listed = map(words.clean, place.read_text(encoding="utf-8").splitlines())
    return [line for line in listed if line and not line.startswith("#")]


def _vocabulary(lessons: Sequence[_Lesson]) -> tuple[tuple[str, ...], Floats]:
    """Return the terms that a crisis line and another line hold, and their inverse document frequency."""
    times: Counter[str] = Counter()
    theirs: set[str] = set()
    for lesson in lessons:
        found = set(terms_of(lesson.text))
        times.update(found)
        theirs |= found if lesson.is_crisis else set()
    terms = tuple(sorted(term for term in theirs if times[term] > 1))
    counted = np.array([times[term] for term in terms], dtype=np.float64)
    return terms, (np.log((1 + len(lessons)) / (1 + counted)) + 1).astype(np.float32)


def _fit(lessons: Sequence[_Lesson], vectors: Floats, vocabulary: tuple[tuple[str, ...], Floats]) -> Weights:
    from scipy import sparse

    terms, idf = vocabulary
    known = Terms(terms, idf)
    lexical = sparse.lil_matrix((len(lessons), len(terms)), dtype=np.float64)
    for number, lesson in enumerate(lessons):
        places, weighted = known.weights(lesson.text)
        lexical[number, places] = weighted
    features = sparse.hstack([sparse.csr_matrix(vectors.astype(np.float64)), lexical]).tocsr()
    weights = [lesson.weight for lesson in lessons]
    coefficients, bias = two_classes(features, [lesson.is_crisis for lesson in lessons], weights, C)
    width = vectors.shape[1]
    return Weights(coefficients[:width], bias, terms, idf, coefficients[width:])


def _best_sentences(lessons: Sequence[_Lesson], first: Weights, encoder: VectorSource) -> tuple[list[_Lesson], Floats]:
    """Return the sentence of each longer crisis line that looks most like a crisis, and their vectors."""
    from coach.retriever.care.probe import CareProbe

    units = [units_of(lesson.text)[1:] for lesson in lessons]
    units = [listed for listed in units if len(listed) > 1]
    flat = [unit for listed in units for unit in listed]
    vectors = encoder.encode(flat)
    odds = CareProbe(first).log_odds(flat, vectors)
    chosen, start = [], 0
    for listed in units:
        chosen.append(start + int(odds[start : start + len(listed)].argmax()))
        start += len(listed)
    return [_Lesson(flat[number], True, BEST_SENTENCE) for number in chosen], vectors[chosen]


def main() -> None:
    """Write the weights for the default encoder into the package."""
    from coach.encoder import open_encoder
    from coach.retriever.care.care import write_weights
    from coach.settings import from_environment, keep_quiet

    keep_quiet()
    encoder = open_encoder(from_environment(encoder="default"))
    write_weights(SHIPPED, train(encoder), encoder.identity, lines_fingerprint())
    print(f"{SHIPPED.name}: {SHIPPED.stat().st_size / 1000:.0f} kB for {encoder.identity}")


if __name__ == "__main__":
    main()
