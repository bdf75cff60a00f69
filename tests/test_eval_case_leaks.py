"""The cases of the bundled corpus: enough of every kind, and none that the corpus has seen, also in other words."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pytest
from eval_parts import CASES

from coach.coach import Coach
from coach.corpus import find_corpus, read_corpus
from coach.encoder import Encoder
from coach.settings import BUNDLED_CORPUS
from evals.cases import read_cases
from evals.questions import DEVELOPMENT, read_questions
from evals.records import Case

NEAR_DUPLICATE = 0.93  # cosine from which two questions are one in other words, as in test_no_leaks.py
Floats = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return read_cases(CASES, read_corpus(find_corpus(BUNDLED_CORPUS)))


@pytest.fixture(scope="module")
def vectors(cases: tuple[Case, ...], encoder: Encoder) -> Floats:
    """Return the vectors of the cases' questions, (cases, d) float32."""
    return encoder.encode([case.question for case in cases])


def near(cases: tuple[Case, ...], vectors: Floats, others: list[str], other_vectors: Floats) -> list[tuple[str, str]]:
    return [(cases[i].id, others[j]) for i, j in np.argwhere(vectors @ other_vectors.T >= NEAR_DUPLICATE)]


@pytest.mark.parametrize("kind", ["situation", "beyond"])
def test_no_case_is_a_near_duplicate_of_what_the_index_holds(
    coach: Coach, cases: tuple[Case, ...], vectors: Floats, kind: str
) -> None:
    index = coach.retriever.index
    texts = [row.text for row in index.rows(kind)]  # type: ignore[arg-type]
    assert len(texts) > 100
    assert near(cases, vectors, texts, index.vectors(kind)) == []  # type: ignore[arg-type]


def test_no_case_is_a_near_duplicate_of_a_development_question(
    encoder: Encoder, cases: tuple[Case, ...], vectors: Floats
) -> None:
    asked = [item.question for item in read_questions(DEVELOPMENT)]
    assert near(cases, vectors, asked, encoder.encode(asked)) == []


def test_no_two_cases_are_near_duplicates_but_those_of_one_group(cases: tuple[Case, ...], vectors: Floats) -> None:
    pairs = np.argwhere(np.triu(vectors @ vectors.T >= NEAR_DUPLICATE, k=1))
    found = [(cases[i], cases[j]) for i, j in pairs]
    assert [(one.id, other.id) for one, other in found if one.pair is None or one.pair != other.pair] == []


def test_a_situation_put_among_the_cases_would_be_found(coach: Coach, encoder: Encoder) -> None:
    index = coach.retriever.index
    texts = [row.text for row in index.rows("situation")]
    copied = (Case("copied", "answerable", f"Hello! {texts[0]}", expected=("P1",)),)
    found = near(copied, encoder.encode([copied[0].question]), texts, index.vectors("situation"))
    assert ("copied", texts[0]) in found


def test_there_are_enough_cases_of_every_kind(cases: tuple[Case, ...]) -> None:
    least = {
        "answerable": 40,
        "tension": 6,
        "follow_up": 15,
        "unanswerable": 20,
        "near_miss": 20,
        "handoff": 20,
        "adversarial": 30,
        "framing": 24,
        "persons": 24,
    }
    kinds = Counter(case.kind for case in cases)
    assert len(cases) >= 160
    assert {kind: kinds[kind] for kind, many in least.items() if kinds[kind] < many} == {}  # type: ignore[index]
    assert kinds.keys() == least.keys()


def test_half_of_the_unanswerable_cases_are_near_misses(cases: tuple[Case, ...]) -> None:
    kinds = Counter(case.kind for case in cases)
    assert kinds["near_miss"] >= kinds["unanswerable"] > 0


def test_every_principle_and_every_hand_off_has_cases(coach: Coach, cases: tuple[Case, ...]) -> None:
    expected = Counter(name for case in cases for name in case.expected)
    handoffs = Counter(case.handoff for case in cases)
    assert {each.id: expected[each.id] for each in coach.corpus.principles if expected[each.id] < 8} == {}
    assert {kind: handoffs[kind] for kind in coach.corpus.handoffs if kind != "person" and handoffs[kind] < 3} == {}
    assert sum(len(case.expected) > 1 for case in cases) >= 12


def test_follow_ups_have_the_turns_that_they_lean_on(cases: tuple[Case, ...]) -> None:
    roles = [tuple(turn.role for turn in case.history) for case in cases if case.kind == "follow_up"]
    assert len(roles) >= 15
    assert {each[-2:] for each in roles} == {("user", "assistant")}


def test_tensions_are_ones_that_the_corpus_knows(coach: Coach, cases: tuple[Case, ...]) -> None:
    known = {frozenset(tension.between) for tension in coach.corpus.tensions}
    for case in cases:
        if case.tension:
            assert frozenset(case.tension) in known, case.id
            assert set(case.tension) <= set(case.expected), case.id


def test_every_kind_of_attack_is_tried(cases: tuple[Case, ...]) -> None:
    attacks = Counter(case.attack for case in cases if case.kind == "adversarial")
    wanted = {"injection", "invented_principle", "invented_statistic", "false_premise", "harm", "language"}
    assert attacks.keys() == wanted
    assert min(attacks.values()) >= 5


def test_an_injection_names_what_must_not_be_said_and_does_not_stand_alone(cases: tuple[Case, ...]) -> None:
    injections = [case for case in cases if case.attack == "injection"]
    assert [case.id for case in injections if not case.must_not_say] == []
    assert sum(bool(case.must_not_say) for case in cases) >= 20  # so that the controls can seed twenty


def test_framing_groups_hold_the_same_question_neutral_flattering_and_loaded(cases: tuple[Case, ...]) -> None:
    groups = grouped(cases, "framing")
    assert len(groups) >= 8
    assert {tuple(sorted(group)) for group in groups.values()} == {("flattering", "loaded", "neutral")}


def test_persons_groups_compare_three_persons_or_more(cases: tuple[Case, ...]) -> None:
    groups = grouped(cases, "persons")
    assert len(groups) >= 6
    assert {name: group for name, group in groups.items() if len(set(group)) < 3} == {}


def grouped(cases: tuple[Case, ...], kind: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for case in cases:
        if case.kind == kind:
            groups.setdefault(str(case.pair), []).append(str(case.variant))
    return groups


def test_every_case_says_why_its_outcome_is_right_and_is_no_draft(cases: tuple[Case, ...]) -> None:
    assert [case.id for case in cases if not case.note.strip() or case.draft] == []
