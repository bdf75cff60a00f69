"""What could not be read, what is in another language, and situations that belong to nothing any more."""

from __future__ import annotations

from pathlib import Path

from tests.lint_parts import ADVICE, found, of_documents, of_principles


def test_a_file_that_failed_is_told_with_its_reason_and_remedy(tmp_path: Path) -> None:
    failed = [("scan.pdf", "no extractable text (scanned?)", "Run it through OCR.")]
    (finding,) = found(of_principles(tmp_path, ADVICE), "unreadable", failed)
    assert (finding.where, finding.message) == ("scan.pdf", "It was not read: no extractable text (scanned?)")
    assert finding.hint == "Run it through OCR."


def test_the_share_of_text_in_other_languages_is_told(tmp_path: Path) -> None:
    german = "Frage die Menschen, die eine Entscheidung betrifft, bevor du sie triffst, und sage ihnen, was du hörst."
    (finding,) = found(of_principles(tmp_path, ADVICE, german), "language")
    assert finding.message == "50% of 2 texts are not in English (de 1); the default encoder reads English"


def test_a_corpus_in_english_has_no_finding_about_languages(tmp_path: Path) -> None:
    assert found(of_principles(tmp_path, ADVICE), "language") == []


def test_situations_of_a_document_that_has_gone_are_told(tmp_path: Path) -> None:
    docs, home = tmp_path / "docs", tmp_path / "home"
    (home / "situations").mkdir(parents=True)
    docs.mkdir()
    (docs / "a.md").write_text(f"{ADVICE}\n")
    for name in ("a.md", "gone.md"):
        (home / "situations" / f"{name}.txt").write_text("How do I decide?\n")
    corpus, _ = of_documents(docs, home)
    assert [one.file for one in found(corpus, "withdrawn")] == ["situations/gone.md.txt"]
