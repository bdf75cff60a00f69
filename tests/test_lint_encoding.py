"""Signs that were lost or decoded wrongly are found; those that only look odd are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint_parts import ADVICE, found, of_principles


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("The caf\ufffd is open.", "A sign was lost when this was decoded: 'caf\ufffd'"),
        ("The cafÃ© is open.", "'cafÃ©' was decoded wrongly; it was perhaps 'café'"),
        ("Donâ€™t wait.", "'Donâ€™t' was decoded wrongly; it was perhaps 'Don’t'"),
        ("FÃ¼r alle.", "'FÃ¼r' was decoded wrongly; it was perhaps 'Für'"),
    ],
)
def test_a_broken_sign_is_told_with_what_was_meant(tmp_path: Path, written: str, told: str) -> None:
    (finding,) = found(of_principles(tmp_path, f"{ADVICE}\n{written}"), "encoding")
    assert (finding.severity, finding.line, finding.message) == ("warning", 6, told)


@pytest.mark.parametrize(
    "written", ["Der CAFÉ-Besitzer, “naïve” à côté.", "Ça va? ÂGE, Ã and 5 € – 6 €.", "日本語の文章です。"]
)
def test_ordinary_signs_are_left_alone(tmp_path: Path, written: str) -> None:
    assert found(of_principles(tmp_path, f"{ADVICE}\n{written}"), "encoding") == []
