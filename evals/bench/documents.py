"""Retrieval on a folder of documents: ``python -m evals.bench.documents FOLDER QUESTIONS.jsonl [--min-mrr 0.62 ...]``.

The folder becomes a corpus as ``coach corpus add`` makes it. Beside it, in the same run with the same encoder, what
plain dense retrieval finds: windows of 600 characters, the best one of a document. Nothing is kept: everything is made
in a temporary folder. Exits with 5 where a bar is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from coach.composer import compose
from coach.documents import Document, read_folder
from coach.encoder import open_encoder
from coach.index import VectorSource
from coach.records import Answer, Corpus, Question
from coach.retriever.retriever import AnyRetriever, open_retriever
from coach.settings import Settings, from_environment, keep_quiet
from coach.sync import Collection, create, prepare, publish
from evals.bench.made import fresh_cache
from evals.bench.quotes import Checked, check_quotes
from evals.lines import read_lines

Floats = npt.NDArray[np.float32]
WINDOW = 600  # characters
MISSED = 5  # exit code of a missed bar, as of `coach eval`
BARS = {"mrr": "document MRR", "hit5": "questions with a document in the first five", "auroc": "covered against not",
        "exact": "share of the quotations that stand in their file, word for word, where they are cited"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the documents that answer it; none where nothing does."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one way of retrieval found.

    Attributes:
        ranks: Of the first relevant document, for each question that has one; infinite where none was found.
        yes: Scores of the questions that are answered somewhere.
        no: Scores of the others.
        ms: A question.
    """

    ranks: tuple[float, ...]
    yes: tuple[float, ...]
    no: tuple[float, ...]
    ms: tuple[float, ...]

    @property
    def mrr(self) -> float:
        """Mean reciprocal rank."""
        return float(np.mean(1 / np.array(self.ranks, dtype=float)))

    def hits(self, most: int) -> int:
        """Return how many questions have a document among so many first ones."""
        return sum(rank <= most for rank in self.ranks)

    def line(self, name: str) -> str:
        """Return the figures in a line."""
        return (
            f"{name:<12} MRR {self.mrr:.3f}  hit@1 {self.hits(1)}/{len(self.ranks)}  "
            f"hit@5 {self.hits(5)}/{len(self.ranks)}  AUROC {auroc(self.yes, self.no):.3f}  "
            f"ms a question: median {np.median(self.ms):.0f}, p95 {np.percentile(self.ms, 95):.0f}"
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """Both ways of retrieval on one folder, and the answers that were composed."""

    corpus: Corpus
    plain: Figures
    ours: Figures
    answers: tuple[Answer, ...]
    quotes: Checked

    @property
    def reached(self) -> dict[str, float]:
        """The figure of each bar."""
        ours = self.ours
        return {"mrr": ours.mrr, "hit5": ours.hits(5), "auroc": auroc(ours.yes, ours.no), "exact": self.quotes.share}


def auroc(yes: Sequence[float], no: Sequence[float]) -> float:
    """Return how often a score of ``yes`` is above one of ``no``, ties counting half; nan without any."""
    if not yes or not no:
        return float("nan")
    pairs = np.array(yes)[:, None] - np.array(no)[None, :]
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def measure(folder: Path, asked: Sequence[Asked], settings: Settings, scratch: Path) -> Measured:
    """Make a corpus of a folder, ask it and the plain stack, and check what is quoted.

    Args:
        folder: Of documents.
        asked: The questions.
        settings: Name the encoder.
        scratch: Everything is made below it.
    """
    encoder = open_encoder(settings)
    own = replace(settings, cache=fresh_cache(scratch / "cache", settings.cache), store=None)
    collection = Collection("measured", scratch / "corpora" / "measured", folder.resolve())
    create(collection)
    prepared = prepare(collection)
    assert prepared is not None  # nothing was read before
    corpus, _ = publish(collection, prepared, own)
    retriever = open_retriever(corpus, encoder, own)
    try:
        ours, answers = _ours(retriever, asked)
    finally:
        retriever.index.close()
    plain = _plain([one for read in read_folder(folder) if not read.same_as for one in read.documents], asked, encoder)
    return Measured(corpus, plain, ours, answers, check_quotes(answers, corpus, folder))


class _Relevant(BaseModel):
    doc: str


class _Line(BaseModel):
    question: str
    relevant: list[_Relevant]


def read_asked(path: Path) -> list[Asked]:
    """Return the questions of a JSONL file: ``question``, and ``relevant``, a list of objects with ``doc``.

    Raises:
        CoachError: the file or a line of it cannot be read as such; the message names the line.
    """
    found = [line for _, line in read_lines(path, _Line)]
    return [Asked(line.question, frozenset(each.doc for each in line.relevant)) for line in found]


def missed(found: Mapping[str, float], least: Mapping[str, float | None]) -> list[str]:
    """Return a sentence for each bar that is not reached; a figure that is not a number reaches none."""
    return [
        f"MISSED: {name} is {found[name]:.3f}, at least {bar:g} is asked for"
        for name, bar in least.items()
        if bar is not None and not found[name] >= bar
    ]


def show(found: Measured, asked: Sequence[Asked]) -> None:
    """Print what was found."""
    known = {principle.id for principle in found.corpus.principles}
    lost = sorted({path for one in asked for path in one.relevant} - known)
    print(f"{len(known)} documents, {len(found.corpus.passages)} passages, {len(asked)} questions")
    print(f"relevant, but not read or holding nothing to quote: {', '.join(lost) or 'none'}")
    print(found.plain.line("plain dense"))
    print(found.ours.line("documents"))
    for name, wanted in (("answerable", True), ("unanswerable", False)):
        own = [answer.status for one, answer in zip(asked, found.answers, strict=True) if bool(one.relevant) is wanted]
        counted = ", ".join(
            f"{status} {own.count(status)}" for status in ("covered", "partly", "not_covered", "handoff")
        )
        print(f"{name} ({len(own)}): {counted}")
    quotes = found.quotes
    print(f"quotations that stand in their file where they are cited: {quotes.exact} of "
          f"{quotes.exact + len(quotes.wrong)}; {quotes.elsewhere} more are cited by page, row or entry")  # fmt: skip
    for owner, quote in quotes.wrong[:10]:
        print(f"  not there: {owner}: {quote[:100]}")


def _ours(retriever: AnyRetriever, asked: Sequence[Asked]) -> tuple[Figures, tuple[Answer, ...]]:
    ranks, ms, answers = [], [], []
    scores: dict[bool, list[float]] = {True: [], False: []}
    retriever.retrieve(Question("How do I begin?"))
    for one in asked:
        begun = time.perf_counter()
        found = retriever.retrieve(Question(one.text))
        ms.append((time.perf_counter() - begun) * 1000)
        scores[bool(one.relevant)].append(found.coverage.score)
        answers.append(compose(found, retriever.corpus))
        if one.relevant:
            order = [ranked.principle for ranked in found.ranking]
            ranks.append(_rank(order, one.relevant))
    return Figures(tuple(ranks), tuple(scores[True]), tuple(scores[False]), tuple(ms)), tuple(answers)


def _plain(documents: Sequence[Document], asked: Sequence[Asked], encoder: VectorSource) -> Figures:
    windows = [(document.id, window) for document in documents for window in _windows(document)]
    number = {owner: place for place, owner in enumerate(dict.fromkeys(owner for owner, _ in windows))}
    ids, owners = list(number), np.array([number[owner] for owner, _ in windows])
    vectors = encoder.encode([window for _, window in windows])
    ranks, ms = [], []
    scores: dict[bool, list[float]] = {True: [], False: []}
    for one in asked:
        begun = time.perf_counter()
        best = np.full(len(ids), -1.0, dtype=np.float32)
        np.maximum.at(best, owners, vectors @ encoder.encode([one.text])[0])
        order = [ids[place] for place in np.argsort(-best, kind="stable")]
        ms.append((time.perf_counter() - begun) * 1000)
        scores[bool(one.relevant)].append(float(best.max()))
        if one.relevant:
            ranks.append(_rank(order, one.relevant))
    return Figures(tuple(ranks), tuple(scores[True]), tuple(scores[False]), tuple(ms))


def _windows(document: Document) -> Iterator[str]:
    """Yield the document's text in windows of ``WINDOW`` characters, as a plain splitter cuts it."""
    text = "\n".join(passage.text for passage in document.passages)
    yield from (text[start : start + WINDOW] for start in range(0, len(text), WINDOW))


def _rank(order: Sequence[str], relevant: frozenset[str]) -> float:
    """Return the rank of the first relevant document, from 1; infinite where none is in the ranking."""
    return next((float(rank) for rank, found in enumerate(order, 1) if found in relevant), float("inf"))


def main() -> None:
    """Measure both and print their figures; exit with 5 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.documents", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="of documents")
    parser.add_argument("questions", type=Path, help="JSON lines with question, and relevant: objects with doc")
    for name, what in BARS.items():
        parser.add_argument(f"--min-{name}", type=float, metavar="LEAST", help=what)
    options = parser.parse_args()
    keep_quiet()
    asked = read_asked(options.questions)
    with tempfile.TemporaryDirectory(prefix="coach-documents-") as scratch:
        found = measure(options.folder, asked, from_environment(), Path(scratch))
    show(found, asked)
    under = missed(found.reached, {name: getattr(options, f"min_{name}") for name in BARS})
    print("\n".join(under))
    if under:
        sys.exit(MISSED)


if __name__ == "__main__":
    main()
