"""Statements about the same thing that cannot both hold are candidates; different ones and declared ones are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coach.records import Tension
from tests.lint_parts import found, of_documents, of_principles

BASE = "New managers must hold a weekly talk with each person on their team."


@pytest.mark.parametrize(
    ("other", "how"),
    [
        ("New managers must not hold a weekly talk with each person on their team.", "one denies"),
        ("New managers may hold a weekly talk with each person on their team.", "must / may"),
    ],
)
def test_a_statement_turned_round_is_a_candidate(tmp_path: Path, other: str, how: str) -> None:
    (finding,) = found(of_principles(tmp_path, BASE, other), "contradiction")
    assert (finding.severity, finding.where) == ("warning", "principles/P01.md:5")
    assert finding.message == f"Candidate ({how}): “{BASE}” against “{other}” (principles/P02.md:5)"


def test_opposite_words_are_a_candidate(tmp_path: Path) -> None:
    one, other = (f"Share your draft with the whole team {word} the first review." for word in ("before", "after"))
    (finding,) = found(of_principles(tmp_path, one, other), "contradiction")
    assert finding.message.startswith("Candidate (before / after): ")


def test_other_numbers_are_a_candidate_also_across_documents(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Leave\n\nEmployees receive 20 days of paid holiday each calendar year.\n")
    (tmp_path / "b.md").write_text(
        "# Holiday\n\nIntro.\n\nEmployees receive 25 days of paid holiday each calendar year.\n"
    )
    corpus, _ = of_documents(tmp_path)
    (finding,) = found(corpus, "contradiction")
    assert finding.where == "a.md:3"
    assert "(20 / 25)" in finding.message and finding.message.endswith("(b.md:5)")


def test_one_word_more_hides_no_contradiction(tmp_path: Path) -> None:
    other = "Therefore new managers must never hold a weekly talk with each person on their team."
    assert len(found(of_principles(tmp_path, BASE, other), "contradiction")) == 1


@pytest.mark.parametrize(
    "other",
    [
        BASE,
        "New managers must hold a weekly talk with each person on their team, in 2024.",  # one of them says no number
        "Old customers must not wait for a weekly call with each supplier of theirs.",
        "New managers must not only hold a weekly talk with each person on their team.",
        "Must new managers not hold a weekly talk with each person on their team?",
    ],
    ids=["same", "one number", "other", "not only", "question"],
)
def test_what_does_not_contradict_is_no_candidate(tmp_path: Path, other: str) -> None:
    assert found(of_principles(tmp_path, BASE, other), "contradiction") == []


def test_principles_that_pull_apart_are_told_until_the_tension_is_declared(tmp_path: Path) -> None:
    corpus = of_principles(
        tmp_path,
        "Delegate customer interviews to your researchers and keep your calendar free for strategy.",
        "Never delegate customer interviews to researchers: strategy is made of what customers say.",
    )
    (finding,) = found(corpus, "tension")
    assert (finding.severity, "may pull against" in finding.message) == ("note", True)
    declared = replace(corpus, tensions=(Tension(("P2", "P1"), "who listens", "the stakes"),))
    assert found(declared, "tension") == []
