"""A reading does not say what the person has not done, unless they said so."""

from __future__ import annotations

import pytest

from coach.verification import breaches

EVIDENCE = "Earn credibility first: master the product, its customers and the business before you argue strategy."
ASKED = "My founder nods at my strategy ideas and ignores them. What can I do?"


@pytest.mark.parametrize(
    "reading",
    [
        "Your founder ignores you because you have not earned deep credibility.",
        "This happens since you haven't mastered the product.",
        "You have never mastered the customers.",
        "Your ideas are ignored because you've not really earned credibility with them.",
    ],
)
def test_a_reproach_that_the_person_never_made_is_stopped(reading: str) -> None:
    assert "side taken" in {breach.kind for breach in breaches(reading, EVIDENCE, ASKED)}


def test_what_the_person_said_they_have_not_done_may_be_said_again() -> None:
    said = f"{ASKED} I have not mastered the product yet."
    reading = "Begin with the product, because you have not mastered it yet."
    assert [breach for breach in breaches(reading, EVIDENCE, said) if breach.kind == "side taken"] == []


def test_a_step_ahead_is_no_reproach() -> None:
    reading = "You can master the product and its customers before you argue strategy again."
    assert [breach for breach in breaches(reading, EVIDENCE, ASKED) if breach.kind == "side taken"] == []
