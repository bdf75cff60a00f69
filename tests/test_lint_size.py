"""Principles of which the encoder would read a part only, and those that advise nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint_parts import ADVICE, found, of_documents, of_principles


def test_a_principle_longer_than_the_window_is_told_with_its_size(tmp_path: Path) -> None:
    (finding,) = found(of_principles(tmp_path, ADVICE, "go " * 300), "over-long")
    assert (finding.severity, finding.file) == ("warning", "principles/P02.md")
    assert finding.message.startswith("P2 has about 300 tokens; the encoder reads 254 at once")


def test_a_principle_that_just_fits_is_left_alone(tmp_path: Path) -> None:
    assert found(of_principles(tmp_path, "go " * 254), "over-long") == []


def test_a_long_document_is_split_and_so_not_too_long(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text((ADVICE + "\n\n") * 60)
    assert found(of_documents(tmp_path)[0], "over-long") == []


@pytest.mark.parametrize(("text", "count"), [("See below.", 1), ("Listen more than you talk.", 0), ("約束を守る。", 0)])
def test_a_principle_of_a_word_or_two_says_nothing(tmp_path: Path, text: str, count: int) -> None:
    assert len(found(of_principles(tmp_path, text), "empty")) == count
