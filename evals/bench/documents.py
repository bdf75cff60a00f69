"""Retrieval on a folder of documents: ``python -m evals.bench.documents FOLDER QUESTIONS.jsonl``.

Beside it, in the same run with the same encoder, what plain dense retrieval finds: windows of 600 characters, the best
one of a document. Nothing is kept: the index is built in a temporary folder.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coach import words
from coach.composer import compose
from coach.documents import Document, Sketched, fold, preference, read_folder
from coach.encoder import open_encoder
from coach.index import Home, VectorSource, ensure_index
from coach.records import Answer, Corpus, Passage, Principle, Question
from coach.retriever.documents import DocumentRetriever
from coach.retriever.retriever import index_plan
from coach.settings import from_environment, keep_quiet

Floats = npt.NDArray[np.float32]
WINDOW = 600  # characters
USAGE = "python -m evals.bench.documents FOLDER QUESTIONS.jsonl"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the documents that answer it; none where nothing does."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one way of retrieval found; ranks are of the first relevant document, scores tell covered from not."""

    ranks: tuple[int, ...]
    scores: tuple[float, ...]
    ms: tuple[float, ...]

    def line(self, name: str, asked: Sequence[Asked]) -> str:
        """Return the figures in a line."""
        ranks = np.array(self.ranks, dtype=float)
        yes = [score for score, one in zip(self.scores, asked, strict=True) if one.relevant]
        no = [score for score, one in zip(self.scores, asked, strict=True) if not one.relevant]
        return (
            f"{name:<12} MRR {np.mean(1 / ranks):.3f}  hit@1 {(ranks <= 1).sum()}/{len(ranks)}  "
            f"hit@5 {(ranks <= 5).sum()}/{len(ranks)}  AUROC {auroc(yes, no):.3f}  "
            f"ms a question: median {np.median(self.ms):.0f}, p95 {np.percentile(self.ms, 95):.0f}"
        )


def auroc(yes: Sequence[float], no: Sequence[float]) -> float:
    """Return how often a score of ``yes`` is above one of ``no``, ties counting half; nan without any."""
    if not yes or not no:
        return float("nan")
    pairs = np.array(yes)[:, None] - np.array(no)[None, :]
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def main(folder: Path, questions: Path) -> None:
    """Measure both and print their figures."""
    asked = read_asked(questions)
    encoder = open_encoder(from_environment())
    documents = [document for read in read_folder(folder) if not read.same_as for document in read.documents]
    corpus = corpus_of(folder, documents)
    lost = sorted({path for one in asked for path in one.relevant} - {principle.id for principle in corpus.principles})
    print(f"{len(corpus.principles)} documents, {len(corpus.passages)} passages, {len(asked)} questions")
    print(f"relevant, but not read or holding nothing to quote: {', '.join(lost) or 'none'}")
    with tempfile.TemporaryDirectory() as cache:
        begun = time.perf_counter()
        with ensure_index(index_plan(corpus, encoder), encoder, Home(Path(cache) / "index")) as index:
            print(f"indexed in {time.perf_counter() - begun:.0f} s")
            ours, lines = _ours(DocumentRetriever(corpus, index, encoder), asked)
    print(_plain(documents, asked, encoder).line("plain dense", asked))
    print(ours.line("documents", asked))
    print("\n".join(lines))


def read_asked(path: Path) -> list[Asked]:
    """Return the questions of a JSONL file: ``question``, and ``relevant``, a list of objects with ``doc``."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [Asked(line["question"], frozenset(found["doc"] for found in line["relevant"])) for line in lines]


def corpus_of(folder: Path, documents: Sequence[Document]) -> Corpus:
    """Return documents as a corpus: near-duplicates folded, documents of which nothing may be quoted left out."""
    quotable = [document for document in documents if any(not passage.no_advice for passage in document.passages)]
    ordered = sorted(quotable, key=lambda document: preference(document.format, document.id))
    text_of = {passage.id: passage.text for document in ordered for passage in document.passages}
    sketched = [Sketched(passage.id, passage.sketch) for document in ordered for passage in document.passages]
    folded = fold(sketched, text_of.__getitem__).kept_for
    passages = tuple(
        Passage(found.id, document.id, found.text, found.context, found.headings,
                language=found.language, no_advice=found.no_advice)
        for document in quotable for found in document.passages if found.id not in folded
    )  # fmt: skip
    principles = tuple(
        Principle(one.id, one.title, "\n\n".join(found.text for found in one.passages if not found.no_advice))
        for one in quotable
    )
    name = folder.resolve().name
    return Corpus(name, name, "en", "", folder, principles, (), (), (), {}, {}, "measured", passages)


def _ours(retriever: DocumentRetriever, asked: Sequence[Asked]) -> tuple[Figures, list[str]]:
    ranks, scores, ms, answers = [], [], [], []
    retriever.retrieve(Question("How do I begin?"))
    for one in asked:
        begun = time.perf_counter()
        found = retriever.retrieve(Question(one.text))
        ms.append((time.perf_counter() - begun) * 1000)
        scores.append(found.coverage.score)
        answers.append(compose(found, retriever.corpus))
        if one.relevant:
            ranks.append(
                _rank([ranked.principle for ranked in found.ranking], one.relevant, len(retriever.corpus.principles))
            )
    return Figures(tuple(ranks), tuple(scores), tuple(ms)), [*_answered(asked, answers), _exact(retriever, answers)]


def _answered(asked: Sequence[Asked], answers: Sequence[Answer]) -> Iterator[str]:
    for name, wanted in (("answerable", True), ("unanswerable", False)):
        own = [answer.status for one, answer in zip(asked, answers, strict=True) if bool(one.relevant) is wanted]
        counted = {status: own.count(status) for status in ("covered", "partly", "not_covered", "handoff")}
        yield f"{name} ({len(own)}): " + ", ".join(f"{status} {times}" for status, times in counted.items())


def _exact(retriever: DocumentRetriever, answers: Iterable[Answer]) -> str:
    """Say how many quotations stand word for word in a passage of their document that may be quoted."""
    held: dict[str, list[str]] = {}
    for passage in retriever.corpus.passages:
        if not passage.no_advice:
            held.setdefault(passage.principle, []).append(passage.text)
    quoted = [(point.principle, point.quote) for answer in answers for point in answer.points]
    quoted += [
        (ranked.principle, ranked.sentence)
        for answer in answers for ranked in answer.retrieval.ranking if ranked.passage
    ]  # fmt: skip
    exact = sum(any(words.quotes_exactly(quote, text) for text in held[owner]) for owner, quote in quoted)
    return f"quotes exact: {exact} of {len(quoted)}"


def _plain(documents: Sequence[Document], asked: Sequence[Asked], encoder: VectorSource) -> Figures:
    windows = [(document.id, text) for document in documents for text in _windows(document)]
    ids = list(dict.fromkeys(owner for owner, _ in windows))
    owners = np.array([ids.index(owner) for owner, _ in windows])
    vectors = encoder.encode([text for _, text in windows])
    ranks, scores, ms = [], [], []
    for one in asked:
        begun = time.perf_counter()
        best = _best_by_owner(vectors @ encoder.encode([one.text])[0], owners, len(ids))
        order = [ids[number] for number in np.argsort(-best, kind="stable")]
        ms.append((time.perf_counter() - begun) * 1000)
        scores.append(float(best.max()))
        if one.relevant:
            ranks.append(_rank(order, one.relevant, len(ids)))
    return Figures(tuple(ranks), tuple(scores), tuple(ms))


def _best_by_owner(
    similar: npt.NDArray[np.float32], owners: npt.NDArray[np.int64], count: int
) -> npt.NDArray[np.float32]:
    best = np.full(count, -1.0, dtype=np.float32)
    np.maximum.at(best, owners, similar)
    return best


def _windows(document: Document) -> Iterator[str]:
    """Yield the document's text in windows of ``WINDOW`` characters, as a plain splitter cuts it."""
    text = "\n".join(passage.text for passage in document.passages)
    yield from (text[start : start + WINDOW] for start in range(0, len(text), WINDOW))


def _rank(order: Sequence[str], relevant: frozenset[str], last: int) -> int:
    """Return the rank of the first relevant document, from 1; the last rank where none is in the ranking."""
    return next((rank for rank, found in enumerate(order, 1) if found in relevant), max(last, 1))


if __name__ == "__main__":
    keep_quiet()
    if len(sys.argv) != 3:
        sys.exit(f"usage: {USAGE}")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
