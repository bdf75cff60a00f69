"""How much the rules catch alone, with a verifier that lets everything pass, and how much of what is honest they leave.

`sentences.jsonl` holds single readings by what is wrong with them, and honest ones; ``by`` tells who wrote them and
when: ``reviewer`` before these rules, ``first``, ``second`` and ``third`` each after the rules were corrected on
those before (``before`` is an honest round that came first). What of the third round was caught when it was first put
to the rules, of 15 each, by the rules before them -> by them: number 12 -> 14, date 13 -> 15, name 13 -> 14, source 9
-> 13, guarantee 4 -> 9, side taken 2 -> 11, negation 3 -> 9, strength 13 -> 13; of 30 honest readings 29 -> 27 were
kept.

Four more rounds hold guarantees, sides taken and negations only, all in indirect wording. Caught by the rules before
them -> by those of today: ``fourth`` (the rules were corrected on it) 11, 10, 7 -> 15, 15, 13 of 15 each; ``fifth``
(written with it, looked at once those corrections were made) 13, 8, 8 -> 13, 14, 12 of 15; ``sixth`` 8, 3, 4 -> 8, 6, 6
of 10; ``seventh``, on which nothing was corrected, 3, 2, 3 -> 3, 4, 3 of 10. So rules catch what they know in wording
that is near, and a third of what is new: the rest is the work of the verifying call. Of 60 honest readings of these
rounds 58 -> 57 were kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from adversaries import bundled

from coach.generation import Asking
from coach.generation.checks import Checks
from coach.plain import plain
from coach.records import Coverage, Question, Ranked, Retrieval
from coach.verification.hearsay import hearsay

FOUNDER = "My founder nods at my strategy ideas and ignores them"


@cache
def sentences(kind: str, by: str = "") -> tuple[dict[str, str], ...]:
    with (Path(__file__).parent / "sentences.jsonl").open(encoding="utf-8") as file:
        found = [json.loads(line) for line in file]
    return tuple(item for item in found if item["kind"] == kind and (not by or item["by"] == by))


def is_stopped(item: dict[str, str]) -> bool:
    """Tell whether the rules stop a reading, the verifying call left aside."""
    corpus = bundled()
    question = item.get("question", FOUNDER)
    ranking = tuple(Ranked(principle.id, 1 / 11) for principle in corpus.principles)
    asking = Asking(Question(question), Retrieval(ranking, Coverage("covered", 0.9), question), corpus)
    checks = Checks(asking, corpus.principles)
    return bool(checks.reading(item["text"], corpus.principle(item["principle"])))


def share(found: Sequence[dict[str, str]]) -> float:
    return sum(map(is_stopped, found)) / len(found)


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("number", 0.95),
        ("date", 0.95),
        ("name", 0.95),
        ("source", 0.95),
        ("guarantee", 0.85),
        ("side taken", 0.85),
        ("strength", 0.85),
        ("negation", 0.75),
    ],
)
def test_the_rules_alone_catch_most_of_what_reviewers_and_authors_could_think_of(kind: str, least: float) -> None:
    assert len(sentences(kind)) >= 56
    assert share(sentences(kind)) >= least


@pytest.mark.parametrize(
    "by", ["reviewer", "before", "first", "second", "third", "fourth", "fifth", "sixth", "seventh"]
)
def test_nine_of_ten_honest_readings_of_every_round_are_left_alone(by: str) -> None:
    assert len(sentences("honest", by)) >= 10
    assert share(sentences("honest", by)) <= 0.1


def test_what_was_written_last_is_mostly_caught() -> None:
    kinds = ("number", "date", "name", "source", "guarantee", "side taken", "strength", "negation")
    unseen = [item for kind in kinds for item in sentences(kind, "third")]
    assert len(unseen) == 120
    assert share(unseen) >= 0.8


@pytest.mark.parametrize(("by", "least"), [("fourth", 0.9), ("fifth", 0.8), ("sixth", 0.65), ("seventh", 0.3)])
def test_the_newer_the_wording_the_less_rules_alone_catch_of_it(by: str, least: float) -> None:
    new = [item for kind in ("guarantee", "side taken", "negation") for item in sentences(kind, by)]
    assert len(new) >= 30
    assert share(new) >= least


@pytest.mark.parametrize(
    ("principle", "reading"),
    [
        pytest.param("P11", "Skip the tactical work and show your strategy.", id="part of a sentence, undenied"),
        pytest.param("P11", "Strategy first, credibility after.", id="the order turned"),
        pytest.param("P11", "Credibility with the product is overrated.", id="called idle"),
        pytest.param("P9", "Task mastery is what counts.", id="what is not enough is called enough"),
        pytest.param("P11", "Jumping to strategy pays off.", id="what is warned of is called good"),
        pytest.param("P1", "Strategy is a matter for the seniors.", id="called somebody else's"),
        pytest.param("P10", "Stay out of it.", id="kept out of"),
        pytest.param("P8", "Get your manager's green light first.", id="leave is asked for in other words"),
        pytest.param("P8", "Ask for permission before you recommend anything.", id="leave is asked for"),
        pytest.param("P7", "Ask for formal authority over engineering.", id="what one does without is asked for"),
    ],
)
def test_a_principle_that_is_turned_round_is_caught_without_asking_anybody(principle: str, reading: str) -> None:
    assert is_stopped({"principle": principle, "text": reading})


@pytest.mark.parametrize(
    ("principle", "reading"),
    [
        ("P11", "Don't skip the tactical work: it earns you a seat at the table."),
        ("P11", "Before you bring strategy, show that you have command of the product."),
        ("P11", "The founder will trust your instincts only after you have shown command of the product."),
        ("P2", "Show the skills of the next level now; the title comes afterwards."),
        ("P1", "You needn't have the title before you think strategically."),
        ("P4", "A lateral role is worth it, even if it looks like a step down."),
    ],
)
def test_the_same_said_rightly_is_left_alone(principle: str, reading: str) -> None:
    assert not is_stopped({"principle": principle, "text": reading})


@pytest.mark.parametrize(
    ("reading", "is_told"),
    [
        pytest.param("Sales hides its numbers from everyone.", False, id="nobody told"),
        pytest.param("They envy your success in Berlin.", False, id="nobody told, of they"),
        pytest.param("The founder nods at your ideas.", True, id="the person told"),
        pytest.param("The founder may care about other things.", True, id="stated as possible only"),
        pytest.param("Ask what the founder worries about.", True, id="an order"),
    ],
)
def test_what_is_told_of_people_as_a_fact_was_told_by_somebody(reading: str, is_told: bool) -> None:
    known = plain(f"{bundled().principle('P11').text}\n{FOUNDER}")
    assert (not list(hearsay(plain(reading), known))) == is_told
