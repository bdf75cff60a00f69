"""Drafts count from the moment they are written, so lint says which ones nobody has reviewed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from coach.corpus import read_corpus
from coach.enrich.draft_file import Draft, write_draft
from tests.lint_parts import ADVICE, found, of_principles


def test_a_draft_is_noted_until_its_first_line_is_taken_away(tmp_path: Path) -> None:
    of_principles(tmp_path, ADVICE)
    for name in ("situations/P01.txt", "beyond/near-P01.txt"):
        write_draft(
            tmp_path / name, Draft("openai:any", ("Whom do I ask?", "Who is heard?")), "About P1.", date.today()
        )
    findings = found(read_corpus(tmp_path), "drafts")
    assert [(one.where, one.severity) for one in findings] == [
        ("beyond/near-P01.txt:1", "note"),
        ("situations/P01.txt:1", "note"),
    ]
    assert findings[1].message == "A draft that nobody has reviewed: 2 questions"
    path = tmp_path / "situations" / "P01.txt"
    path.write_text(path.read_text().split("\n", 1)[1])
    assert [one.file for one in found(read_corpus(tmp_path), "drafts")] == ["beyond/near-P01.txt"]


def test_a_principle_that_speaks_of_drafts_is_none(tmp_path: Path) -> None:
    line = "# Draft by me on 2026-03-01: read each line, change or delete it, then take this line away."
    assert found(of_principles(tmp_path, f"{ADVICE}\n\n{line}"), "drafts") == []
