"""Corpora to look at, made as people make them: files in a folder, read by the real readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from coach.corpus import read_corpus
from coach.documents import Options, read_folder
from coach.lint import RULES, Files, Finding, lint_corpus
from coach.records import Corpus, Passage, Principle

ADVICE = "Ask the people whom a decision concerns before you take it, and tell them what you heard."


def of_principles(folder: Path, *texts: str, facts: str = "name: test\n") -> Corpus:
    """Return a corpus of principles P1, P2, ... with these texts."""
    (folder / "principles").mkdir(parents=True, exist_ok=True)
    (folder / "corpus.yaml").write_text(facts, encoding="utf-8")
    for number, text in enumerate(texts, start=1):
        page = f"---\nid: P{number}\n---\n\n{text}\n"
        (folder / "principles" / f"P{number:02}.md").write_text(page, encoding="utf-8")
    return read_corpus(folder)


def of_documents(folder: Path, home: Path | None = None) -> tuple[Corpus, list[tuple[str, str]]]:
    """Return a corpus of the documents in a folder, and what the reader remarked of them: path, remark.

    Args:
        folder: Of the documents.
        home: The folder of the corpus itself; nothing stands in it unless told.
    """
    workers = 1 if sum(1 for _ in folder.iterdir()) < 10 else 0  # a process costs more than a page or two
    reads = list(read_folder(folder, Options(workers=workers)))
    documents = [document for read in reads for document in read.documents]
    principles = tuple(
        Principle(one.id, one.title, "\n\n".join(p.text for p in one.passages if not p.no_advice), source=one.id)
        for one in documents
    )
    passages = tuple(
        Passage(
            p.id, one.id, p.text, p.context, p.headings, p.place, p.marks, language=p.language, no_advice=p.no_advice
        )
        for one in documents
        for p in one.passages
    )
    corpus = Corpus(
        "test",
        "Test",
        "en",
        "",
        home or folder / "none",
        principles,
        (),
        (),
        (),
        {},
        {},
        version="v",
        passages=passages,
    )
    return corpus, [(read.path, remark) for read in reads for remark in read.remarks]


def found(
    corpus: Corpus,
    rule: str,
    failed: Sequence[tuple[str, str, str]] = (),
    remarks: Sequence[tuple[str, str]] = (),
    ranked: Callable[[str], Sequence[str]] | None = None,
) -> list[Finding]:
    """Return what one rule finds."""
    files = Files(tuple(failed), tuple(remarks))
    return list(lint_corpus(corpus, files, [one for one in RULES if one.id == rule], ranked))
