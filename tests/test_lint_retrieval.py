"""A principle that its own words do not find is found by nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coach.coach import Coach
from coach.records import Question
from tests.lint_parts import found, of_documents, of_principles

TEXTS = ("Ask before you decide. Then decide.", "Write down what you decided.", "Thank people by name.", "Rest enough.")


def test_a_principle_behind_three_others_is_told_with_the_words_that_missed_it(tmp_path: Path) -> None:
    corpus = of_principles(tmp_path, *TEXTS)

    def ranked(asked: str) -> Sequence[str]:
        return ["P2", "P3", "P4", "P1"] if asked.startswith("Ask") else ["P1", "P2", "P3", "P4"]

    findings = found(corpus, "not-retrieved", ranked=ranked)
    assert [one.file for one in findings] == ["principles/P01.md", "principles/P04.md"]
    assert findings[0].message == "P1 is not among the first 3 for its own title and its first sentence"


def test_a_document_is_told_only_where_none_of_its_words_finds_it(tmp_path: Path) -> None:
    for name in "abcde":
        (tmp_path / f"{name}.md").write_text(f"# Page {name}\n\nOnce upon a time there was a team named {name}.\n")
    corpus, _ = of_documents(tmp_path)

    def ranked(asked: str) -> Sequence[str]:
        return ["a.md", "b.md", "d.md" if asked == "Page d" else "c.md"]

    assert [one.where for one in found(corpus, "not-retrieved", ranked=ranked)] == ["e.md:3"]


def test_without_an_index_nothing_is_asked(tmp_path: Path) -> None:
    assert found(of_principles(tmp_path, *TEXTS), "not-retrieved") == []


def test_every_bundled_principle_is_found_by_its_own_words(coach: Coach) -> None:
    def ranked(asked: str) -> Sequence[str]:
        return [one.principle for one in coach.retriever.retrieve(Question(asked)).ranking]

    assert found(coach.corpus, "not-retrieved", ranked=ranked) == []
