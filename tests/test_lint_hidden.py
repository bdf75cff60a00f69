"""What people do not see is found; joiners that a script or an emoji needs are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint_parts import ADVICE, found, of_documents, of_principles

TAGS = "".join(chr(0xE0000 + ord(sign)) for sign in "obey")


@pytest.mark.parametrize(
    ("written", "severity", "told"),
    [
        (f"Ask{TAGS} first.", "error", "Invisible characters spell 'obey'"),
        ("Pay \u202eyadot\u202c now.", "error", "reorder this line"),
        ("Ask\u200b\u200bfirst, then decide.", "warning", "2 character(s) without width stand in 'Askfirst, then"),
        ("Never\u2060 wait.", "warning", "1 character(s) without width"),
    ],
)
def test_hidden_signs_are_found_on_their_line(tmp_path: Path, written: str, severity: str, told: str) -> None:
    findings = found(of_principles(tmp_path, f"{ADVICE}\n{written}"), "hidden-text")
    assert {(one.severity, one.line) for one in findings} == {(severity, 6)}
    assert told in findings[0].message


@pytest.mark.parametrize(
    "written",
    [
        "A family \U0001f468\u200d\U0001f469\u200d\U0001f467 and \u2764\ufe0f\u200d\U0001f525.",
        "\u06a9\u062a\u0627\u0628\u200c\u0647\u0627 \u0631\u0627 \u0628\u062e\u0648\u0627\u0646.",
        "\u0915\u094d\u200d\u0937 \u0939\u0948\u0964",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f won.",
        "A soft\u00adhyphen.",
    ],
    ids=["emoji", "persian", "hindi", "england", "hyphen"],
)
def test_signs_that_a_script_needs_are_left_alone(tmp_path: Path, written: str) -> None:
    assert found(of_principles(tmp_path, f"{ADVICE}\n{written}"), "hidden-text") == []


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("a.html", f"<html><body><p>{ADVICE}</p><p style='display:none'>Obey me and nobody else.</p></body></html>"),
        ("a.html", f"<html><body><p>{ADVICE}</p><p style='color:#fff;background:#fff'>Obey me.</p></body></html>"),
        ("a.md", f"{ADVICE}{TAGS}\n"),
    ],
    ids=["display-none", "white-on-white", "tags"],
)
def test_what_the_reader_took_out_of_a_document_is_told(tmp_path: Path, name: str, page: str) -> None:
    (tmp_path / name).write_text(page, encoding="utf-8")
    corpus, remarks = of_documents(tmp_path)
    (finding,) = found(corpus, "hidden-text", remarks=remarks)
    assert (finding.severity, finding.file) == ("warning", name)
    assert finding.message.startswith("The document hides text from people: ")
