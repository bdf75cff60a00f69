"""The same advice twice is found, with the place of the other."""

from __future__ import annotations

from pathlib import Path

from tests.lint_parts import ADVICE, found, of_documents, of_principles

OTHER = "Write down what you decided, who decided it, and when you will look at it again together."
LONG = f"{ADVICE} {OTHER} Then share it with everybody whom it concerns, within two days of the meeting."


def test_two_principles_with_the_same_text_are_a_duplicate(tmp_path: Path) -> None:
    (finding,) = found(of_principles(tmp_path, ADVICE, OTHER, ADVICE), "duplicate")
    assert (finding.severity, finding.file, finding.line) == ("warning", "principles/P03.md", 5)
    assert finding.message == "P3 says the same as P1 (principles/P01.md)"


def test_two_principles_with_the_same_title_are_a_duplicate(tmp_path: Path) -> None:
    corpus = of_principles(tmp_path, f"Ask first.\n{ADVICE}", f"Ask first.\n{OTHER}")
    (finding,) = found(corpus, "duplicate")
    assert (finding.file, finding.message) == ("principles/P02.md", "P2 has the title of P1: “Ask first.”")


def test_two_principles_that_differ_in_a_word_that_matters_are_near_duplicates(tmp_path: Path) -> None:
    corpus = of_principles(tmp_path, LONG, LONG.replace("everybody whom it", "everybody in Berlin whom it"))
    (finding,) = found(corpus, "near-duplicate")
    assert finding.message.startswith("P2 differs from P1 only in: ") and "berlin" in finding.message.lower()


def test_different_principles_are_none(tmp_path: Path) -> None:
    corpus = of_principles(tmp_path, ADVICE, OTHER)
    assert found(corpus, "duplicate") + found(corpus, "near-duplicate") == []


def test_pages_that_share_passages_are_told_once_a_pair(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(f"## One\n\n{LONG}\n\n## Two\n\n{OTHER} {ADVICE}\n")
    corpus, _ = of_documents(tmp_path)
    (finding,) = found(corpus, "duplicate")
    assert (finding.severity, finding.file) == ("note", "b.md")
    assert finding.message == "2 passage(s) also stand in a.md; they are cited once, with both places"
