"""Numbers are personal data where their checksum agrees; addresses where they are a person's."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.lint.personal import is_card, is_iban
from tests.lint_parts import ADVICE, found, of_principles


@pytest.mark.parametrize(
    ("written", "severity", "told"),
    [
        ("Pay into DE89 3704 0044 0532 0130 00 today.", "warning", "This looks like a bank account (IBAN): DE89…"),
        ("The card is 4539 1488 0343 6467.", "warning", "This looks like a payment card: 4539…"),
        ("Her number is 219-09-9999.", "warning", "This looks like a social security number: 219-…"),
        ("It is AB 12 34 56 C there.", "warning", "This looks like a national insurance number: AB 1…"),
        ("Write to ann.meyer@acme.org.", "note", "A person's e-mail address: ann.…@acme.org"),
        ("Write to jane.smith@acme.org.", "note", "A person's e-mail address: jane…@acme.org"),
        ("Call +49 30 901820 99.", "note", "A telephone number: +49 …"),
        ("Call (202) 501-4321 at night.", "note", "A telephone number: (202…"),
    ],
)
def test_personal_data_is_found_with_its_line(tmp_path: Path, written: str, severity: str, told: str) -> None:
    (finding,) = found(of_principles(tmp_path, f"{ADVICE}\n{written}"), "personal-data")
    assert (finding.severity, finding.line, finding.message) == (severity, 6, told)


@pytest.mark.parametrize(
    "written",
    [
        "Pay into DE89 3704 0044 0532 0130 01 today.",  # the check digits do not agree
        "The card is 4539 1488 0343 6468, that for trying out 4111 1111 1111 1111.",
        "The form is 000-12-3456, the advert's number 123-45-6789.",
        "Write to info@acme.org, events-team@acme.org, tts.jobs@acme.org or people.ops@acme.org.",
        "Write to first.last@company.com, jane.doe@acme.org or ann.meyer@example.com.",
        "Call 1-800-555-0199, or (888) 687-6878, which is free.",
        "See section 12-34-5678-90 of 2024-01-15, version 1.23.456.7890, and page 10.1000/182.",
        "https://acme.org/issues/4539148803436467 and order A-4539148803436467.",
    ],
)
def test_what_is_nobodys_or_no_number_is_left_alone(tmp_path: Path, written: str) -> None:
    assert found(of_principles(tmp_path, f"{ADVICE}\n{written}"), "personal-data") == []


def test_an_address_is_told_once_a_file(tmp_path: Path) -> None:
    written = "Write to ann.meyer@acme.org.\n" * 3
    assert [one.line for one in found(of_principles(tmp_path, written), "personal-data")] == [5]


def test_checksums_are_those_of_the_standards() -> None:
    # GB82 WEST ... is the example of ISO 13616; two kinds of digits only make a number for trying out.
    assert is_iban("GB82 WEST 1234 5698 7654 32") and not is_iban("GB82 WEST 1234 5698 7654 33")
    assert is_card("5555 5555 5555 4444") is False
    assert is_card("4539 1488 0343 6467") and not is_card("4539 1488 0343 6468")
