"""What is cited leads to its file: on a terminal that shows links, and nowhere else."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from coach.cli.render import show
from coach.cli.sources import sources_of
from coach.corpus import find_corpus, read_corpus
from coach.records import Answer, Corpus, Coverage, Passage, Point, Principle, Retrieval

LINK = "\x1b]8;"


@pytest.fixture
def handbook(tmp_path: Path) -> Corpus:
    """A corpus of two documents, of which one is still there."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "one on one.md").write_text("Meet each person every week.\n")
    (tmp_path / "corpus.yaml").write_text("documents: {source: documents}\n")
    names = ("one on one.md", "gone.md")
    return replace(
        read_corpus(find_corpus("product-leadership")),
        folder=tmp_path,
        principles=tuple(Principle(name, name, "Meet each person every week.", source=name) for name in names),
        passages=tuple(Passage(name, name, "Meet each person every week.") for name in names),
    )


def printed(corpus: Corpus, principle: str, is_terminal: bool) -> str:
    point = Point(principle, "One on ones", "Meet each person every week.", where="line 1")
    retrieval = Retrieval((), Coverage("covered", 0.9), "asked")
    answer = Answer("covered", "Well.", (point,), (), None, (), "", (), retrieval, corpus.version)
    page = io.StringIO()
    show(answer, Console(file=page, force_terminal=is_terminal, color_system="standard", width=88), sources_of(corpus))
    return page.getvalue()


def test_on_a_terminal_a_citation_opens_its_file(handbook: Corpus) -> None:
    told = printed(handbook, "one on one.md", is_terminal=True)
    assert LINK in told
    assert f"{handbook.folder.resolve().as_uri()}/documents/one%20on%20one.md" in told


@pytest.mark.parametrize(("principle", "is_terminal"), [("one on one.md", False), ("gone.md", True)])
def test_in_a_pipe_and_for_a_file_that_has_gone_there_is_no_link(
    handbook: Corpus, principle: str, is_terminal: bool
) -> None:
    told = printed(handbook, principle, is_terminal)
    assert "(line 1)" in told
    assert LINK not in told


def test_principles_that_are_no_documents_have_no_address() -> None:
    corpus = read_corpus(find_corpus("product-leadership"))
    assert sources_of(corpus)(corpus.principles[0].id) == ""
