"""From a corpus to the rows that are embedded: passages of principles, situations, beyond."""

from __future__ import annotations

from collections.abc import Iterator

from coach import words
from coach.index.rows import Row
from coach.records import Corpus, Principle

# Names how principles become passages; another name makes an index out of date.
CHUNKER = "principle-and-sentences/2"
DOCUMENT_CHUNKER = "passages/1"  # the same for a folder of documents


def corpus_rows(corpus: Corpus) -> list[Row]:
    """Return every row of the index: ``text`` is embedded, ``label`` is what a hit stands for.

    A passage's label is the exact sentence; the title is prefixed for embedding only (document MRR 0.47 -> 0.54 on a
    handbook, design section 2). A situation's and a beyond's label is its hand-off kind, or empty.
    Of a folder of documents each passage is a row, labelled with its id: what may not be quoted leads there too.
    """
    if corpus.passages:
        rows = [Row("passage", passage.embedded, passage.principle, passage.id) for passage in corpus.passages]
    else:
        rows = [row for principle in corpus.principles for row in _passages(principle)]
    rows += [Row("situation", situation.text, situation.principle, "") for situation in corpus.situations]
    rows += [Row("beyond", beyond.text, beyond.topic, beyond.handoff or "") for beyond in corpus.beyond]
    return rows


def _passages(principle: Principle) -> Iterator[Row]:
    found = words.sentences(principle.text)
    for sentence in found:
        yield Row("passage", f"{principle.title}. {sentence}", principle.id, sentence)
    if len(found) > 1:
        yield Row("passage", principle.text, principle.id, principle.text)
    if principle.question:
        yield Row("passage", principle.question, principle.id, principle.text)
