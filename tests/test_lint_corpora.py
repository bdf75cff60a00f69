"""What the rules say of real handbooks, looked at one by one; skipped where these are not at hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from coach.lint import Files, lint_corpus
from tests.lint_parts import of_documents

HOME = Path(__file__).resolve().parents[2] / "shared" / "corpora"
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "most"),
    [
        # Addresses of people and telephone numbers; two amounts of advanced sick leave.
        ("tts-handbook", {"personal-data": 20, "contradiction": 1}),
        # The first edition stands there as PDF, ODT and, in part, as Markdown.
        ("open-org-leaders-manual", {}),
        # The same; mentoring for 5 or 8 months, any or all conditions; one page with hidden text; nearly all Japanese.
        ("gitlab-handbook-ja", {"personal-data": 60, "contradiction": 4, "hidden-text": 1, "language": 1}),
    ],
)
def test_there_is_no_false_alarm_in_a_real_handbook(name: str, most: dict[str, int]) -> None:
    folder = HOME / name / "docs"
    if not folder.is_dir():
        pytest.skip(f"the corpus {name} is not here")
    corpus, remarks = of_documents(folder)
    plain = tuple(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))
    findings = lint_corpus(corpus, Files((), tuple(remarks), folder, plain))
    counts = Counter(one.rule for one in findings if one.rule not in ("duplicate", "near-duplicate"))
    assert {rule for rule in counts if counts[rule] > most.get(rule, 0)} == set()
    assert "error" not in {one.severity for one in findings}
    assert {one.severity for one in findings if "duplicate" in one.rule} <= {"note"}
