"""Twenty visitors at once, each with ten questions, on the page as it is served."""

from __future__ import annotations

import asyncio
import os
from statistics import quantiles

import pytest
from ui_parts import served

from coach.coach import Coach
from evals.bench.page import EACH, MAX_CROWD_P95_MS, VISITORS
from evals.bench.visitors import Visit, crowd

pytestmark = pytest.mark.slow
QUESTIONS = (
    "My founder nods at my strategy ideas and ignores them",
    "Which tool is best for drawing a product roadmap?",
    "How do I get promoted to the next level?",
    "Should I state what I think in my updates, or wait because the founder owns the strategy?",
    "My manager keeps touching my shoulder and I do not know what to do",
    "Everyone on the steering committee wants something else, and my team is stuck waiting",
    "How do I learn to think strategically while I am still junior?",
)


@pytest.fixture(scope="module")
def busy() -> float:
    """How many programs wanted each core before we came."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory, coach: Coach, busy: float) -> list[Visit]:
    """What each of them met."""
    with served(tmp_path_factory.mktemp("many")) as site:
        return asyncio.run(crowd(site.url, QUESTIONS, VISITORS, EACH))


def test_each_of_twenty_visitors_gets_every_answer_and_nothing_of_the_others(visits: list[Visit]) -> None:
    """ui-06: each says a word in every question that must reach no other window."""
    assert [problem for visit in visits for problem in visit.problems] == []
    assert [len(visit.taken_ms) for visit in visits] == [EACH] * VISITORS == [10] * 20


def test_of_twenty_visitors_at_once_nineteen_in_twenty_answers_are_there_in_two_seconds(
    visits: list[Visit], busy: float
) -> None:
    taken = [taken for visit in visits for taken in visit.taken_ms]
    if busy > 1:
        pytest.skip(f"the machine was busy ({busy:.1f} programs wanted each core), so times were not measured")
    assert quantiles(taken, n=20)[-1] <= MAX_CROWD_P95_MS == 2000.0
