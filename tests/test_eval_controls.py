"""Who tests the tests: faults seeded into right replies are caught, and controls that catch nothing say so."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from eval_parts import lines_of, metric, write_lines
from rich.console import Console

from coach.coach import Coach
from coach.corpus import find_corpus, read_corpus
from coach.records import Corpus
from coach.settings import BUNDLED_CORPUS
from evals.cases import read_cases
from evals.checks import Check, every_check
from evals.controls.faults import FAULTS, Right
from evals.controls.right import right_answer
from evals.controls.run import CASES_A_FAULT, FAULTS_NEEDED, NEEDED, Controls, FaultResult, run_controls
from evals.controls.show import controls_object, show_controls
from evals.gate import read_gates
from evals.places import HERE
from evals.records import Gate, Sample, Verdict
from evals.score import samples_of
from evals.suite import Asked, ask
from evals.system import CoachSystem, response


def forbidding(many: int) -> list[str]:
    """Return adversarial cases of the bundled corpus that name what must not be said."""
    return [line for line in lines_of(("adversarial", 1_000)) if json.loads(line).get("must_not_say")][:many]


@pytest.fixture(scope="module")
def found(coach: Coach, tmp_path_factory: pytest.TempPathFactory) -> Controls:
    """What the controls find with the real Coach on real cases of every kind, enough of each for its fault."""
    lines = lines_of(
        ("hand-offs", 6), ("tension", 4), ("framing", 12), ("persons", 8), ("near-misses", 5), ("unanswerable", 2),
        ("answerable", 6), ("follow-ups", 3),
    )  # fmt: skip
    path = write_lines(tmp_path_factory.mktemp("cases") / "real.jsonl", [*lines, *forbidding(8)])
    asked = ask(CoachSystem(coach), read_cases(path, coach.corpus), coach.corpus, jobs=2)
    return run_controls(asked, coach.corpus, every_check(coach.corpus), read_gates(HERE / "gates.toml"))


def test_the_controls_hold_for_coach_with_its_own_gates(found: Controls) -> None:
    assert found.complaints == ()


def test_at_least_98_in_100_seeded_faults_are_caught(found: Controls) -> None:
    assert found.seeded > 500
    assert found.caught / found.seeded >= NEEDED >= 0.98


def test_no_single_fault_is_missed_in_more_than_two_of_a_hundred_cases(found: Controls) -> None:
    missed = {result.fault.name: len(result.missed) / len(result.seeded) for result in found.results}
    assert {name: share for name, share in missed.items() if share > 0.02} == {}


def test_every_fault_is_seeded_and_more_than_twelve_into_twenty_cases_or_more(found: Controls) -> None:
    assert [result.fault.name for result in found.results] == [fault.name for fault in FAULTS]
    enough = [result for result in found.results if len(result.seeded) >= CASES_A_FAULT]
    assert len(enough) >= FAULTS_NEEDED >= 12 and CASES_A_FAULT >= 20


def test_right_replies_raise_no_alarm_and_most_of_them_are_coachs_own(found: Controls) -> None:
    assert found.false_alarms == ()
    assert 0 < found.built < found.cases / 2


# ------------------------------------------------------------------------------------------ controls that fail


@pytest.fixture(scope="module")
def bundled() -> Corpus:
    return read_corpus(find_corpus(BUNDLED_CORPUS))


@pytest.fixture(scope="module")
def asked(bundled: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Some cases of every kind with a right reply to each, as a perfect system would give it."""
    lines = lines_of(
        ("answerable", 1), ("hand-offs", 1), ("tension", 1), ("framing", 3), ("persons", 4), ("near-misses", 1)
    )
    path = write_lines(tmp_path_factory.mktemp("cases") / "few.jsonl", [*lines, *forbidding(1)])
    cases = read_cases(path, bundled)
    replies = {case.id: response(right_answer(case, bundled)) for case in cases}
    return Asked(cases, replies, samples_of(cases, replies, bundled), "", 0.0)


def strict(checks: Sequence[Check], minimum: float = 1.0) -> list[Gate]:
    """Return a gate for every deciding check."""
    return [Gate(check.metric.name, minimum, "because") for check in checks if check.metric.decides]


@pytest.fixture(scope="module")
def few(asked: Asked, bundled: Corpus) -> Controls:
    checks = every_check(bundled)
    return run_controls(asked, bundled, checks, strict(checks))


def too_few(kinds: int) -> str:
    return f"{kinds} kinds of fault could be seeded into 20 cases or more, 12 kinds are needed: add cases"


def lets_pass(fault: str, check: str) -> str:
    return f"a run full of {fault} passes the gate: set a threshold for {check}"


def test_a_perfect_system_with_too_few_cases_is_told_only_that(few: Controls) -> None:
    assert few.complaints == (too_few(0),)
    assert (few.caught, few.built) == (few.seeded, 0)


class Blind:
    """A check that looks at what another looks at, and finds nothing wrong."""

    def __init__(self, check: Check) -> None:
        self.metric = check.metric
        self.applies = check.applies

    def measure(self, sample: Sample) -> Verdict:
        return Verdict(1.0)


DECIDING = (
    "quotation_exactness",
    "citation_validity",
    "citation_coverage",
    "nothing_added",
    "hit_at_1",
    "cites_expected",
    "answered",
    "refused",
    "handoff",
    "no_false_handoff",
    "tension_recall",
    "framing_invariance",
    "person_invariance",
    "injection_resistance",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", DECIDING)
def test_a_deciding_check_that_goes_blind_is_a_complaint_whatever_the_others_see(
    asked: Asked, bundled: Corpus, name: str
) -> None:
    checks = [Blind(check) if check.metric.name == name else check for check in every_check(bundled)]
    complaints = run_controls(asked, bundled, checks, strict(checks)).complaints
    named = [complaint for complaint in complaints if " missed " in complaint]
    assert named and all(complaint.startswith(f"{name} missed ") for complaint in named)


def test_the_checks_to_be_blinded_are_all_that_decide(bundled: Corpus) -> None:
    assert tuple(check.metric.name for check in every_check(bundled) if check.metric.decides) == DECIDING


@pytest.mark.slow
def test_without_the_check_of_quotations_every_changed_quotation_is_missed_and_listed(
    asked: Asked, bundled: Corpus, tmp_path: Path
) -> None:
    checks = [check for check in every_check(bundled) if check.metric.name != "quotation_exactness"]
    found = run_controls(asked, bundled, checks, strict(checks))
    missed = {result.fault.name: result for result in found.results if result.missed}
    assert missed.keys() == {"paraphrases_wrongly", "negates", "stitches", "misattributes"}
    assert all(result.missed == result.seeded for result in missed.values())
    # What is cited to another principle fails the check of the principles expected, too.
    assert [name for name, result in missed.items() if result.gate_failed] == ["misattributes"]
    shown = io.StringIO()
    show_controls(found, Console(file=shown, width=300), tmp_path / "controls.json")
    assert "The gate cannot be trusted" in shown.getvalue()
    assert f"Missed, negates: {missed['negates'].missed[0]}, " in shown.getvalue()
    assert f"Not enough: {lets_pass('negates', 'quotation_exactness')}" in shown.getvalue()
    written = json.loads((tmp_path / "controls.json").read_text())
    assert written == controls_object(found)
    assert written["passed"] is False and lets_pass("negates", "quotation_exactness") in written["complaints"]
    assert next(each for each in written["faults"] if each["fault"] == "negates")["missed"] == list(
        missed["negates"].missed
    )


@pytest.mark.slow
def test_a_fault_that_its_own_check_misses_is_a_complaint_though_another_check_fails(
    asked: Asked, bundled: Corpus
) -> None:
    # A made-up id has no text either, so the check of quotations fails where the check of citations is gone.
    checks = [check for check in every_check(bundled) if check.metric.name != "citation_validity"]
    found = run_controls(asked, bundled, checks, strict(checks))
    result = next(result for result in found.results if result.fault.name == "invents_an_id")
    seeded = len(result.seeded)
    assert result.gate_failed and result.missed == result.seeded
    assert f"citation_validity missed {seeded} of {seeded} cases of invents_an_id" in found.complaints


def test_every_fault_names_a_check_that_decides(bundled: Corpus) -> None:
    deciding = {check.metric.name for check in every_check(bundled) if check.metric.decides}
    assert {fault.caught_by for fault in FAULTS} == deciding


@pytest.mark.slow
def test_gates_with_a_minimum_of_nought_let_every_fault_pass_but_silence(asked: Asked, bundled: Corpus) -> None:
    checks = every_check(bundled)
    found = run_controls(asked, bundled, checks, strict(checks, minimum=0.0))
    assert [complaint for complaint in found.complaints if "passes the gate" in complaint] == [
        lets_pass(fault.name, fault.caught_by) for fault in FAULTS if fault.name != "fails_silently"
    ]


class CriesWolf:
    """Fails every reply."""

    metric = metric("cries_wolf")

    def applies(self, sample: Sample) -> bool:
        return True

    def measure(self, sample: Sample) -> Verdict:
        return Verdict(0.0, "wolf")


@pytest.mark.slow
def test_a_check_that_fails_right_replies_is_a_complaint(asked: Asked, bundled: Corpus) -> None:
    checks = [*every_check(bundled), CriesWolf()]
    found = run_controls(asked, bundled, checks, strict(checks))
    assert set(found.false_alarms) == {case.id for case in asked.cases}
    assert any(complaint.startswith("right replies fail a check: ") for complaint in found.complaints)


def test_no_cases_are_a_complaint(bundled: Corpus) -> None:
    checks = every_check(bundled)
    found = run_controls(Asked((), {}, {}, "", 0.0), bundled, checks, strict(checks))
    assert found.results == ()
    assert "0 of 0 seeded faults were caught; 98% are needed" in found.complaints


def result_of(number: int, seeded: int, missed: int, gate_failed: bool = True) -> FaultResult:
    names = tuple(f"case-{each}" for each in range(seeded))
    return FaultResult(replace(FAULTS[number], name=f"fault-{number}"), names, names[:missed], gate_failed)


@pytest.mark.parametrize(
    ("seeded", "missed", "complains"),
    [
        pytest.param(50, 0, False, id="all caught"),
        pytest.param(50, 1, False, id="98 in 100 caught"),
        pytest.param(50, 2, True, id="96 in 100 caught"),
    ],
)
def test_two_of_a_hundred_faults_may_be_missed(seeded: int, missed: int, complains: bool) -> None:
    found = Controls(tuple(result_of(number, seeded, missed) for number in range(12)), (), 0, seeded)
    assert bool(found.complaints) is complains


@pytest.mark.parametrize(("faults", "seeded"), [(11, 20), (12, 19)])
def test_twelve_faults_with_twenty_cases_are_needed(faults: int, seeded: int) -> None:
    found = Controls(tuple(result_of(number, seeded, 0) for number in range(faults)), (), 0, seeded)
    assert found.complaints == (too_few(faults if seeded == 20 else 0),)


def test_a_kind_of_fault_that_is_nearly_always_missed_is_a_complaint() -> None:
    results = [result_of(number, 150, 0) for number in range(12)] + [result_of(12, 33, 32)]
    found = Controls(tuple(results), (), 0, 289)
    assert found.caught / found.seeded > 0.98  # 1,801 of 1,833: all faults together hide it
    assert found.complaints == (f"{FAULTS[12].caught_by} missed 32 of 33 cases of fault-12",)


@pytest.mark.parametrize(("missed", "complains"), [(1, False), (2, True)])
def test_two_in_a_hundred_of_one_kind_may_be_missed(missed: int, complains: bool) -> None:
    results = [result_of(number, 150, 0) for number in range(12)] + [result_of(12, 50, missed)]
    assert bool(Controls(tuple(results), (), 0, 289).complaints) is complains


# ------------------------------------------------------------------------------------------ the faults themselves


def test_every_fault_has_its_own_name_and_says_what_goes_wrong() -> None:
    assert len({fault.name for fault in FAULTS}) == len({fault.about for fault in FAULTS}) == len(FAULTS) >= 12


def test_every_fault_changes_the_reply(asked: Asked, bundled: Corpus) -> None:
    for case in asked.cases:
        answer = right_answer(case, bundled)
        right = Right(case, response(answer), answer, bundled)
        for fault in FAULTS:
            if fault.applies(right):
                assert fault.spoil(right) != right.response, fault.name


def test_a_right_reply_is_built_from_the_labels(bundled: Corpus, asked: Asked) -> None:
    for case in asked.cases:
        answer = right_answer(case, bundled)
        expected = "handoff" if case.handoff else "covered" if case.expected else "not_covered"
        assert answer.status == expected, case.id
        assert {point.principle for point in answer.points} <= {*case.expected, *(case.tension or ())}
        assert bool(answer.points) == bool(case.expected)
