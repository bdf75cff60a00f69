"""The gate: thresholds with reasons, and nothing that was not measured ever passes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from eval_parts import CASES, corpus, metric, result, saved_run

from coach.errors import SettingsError
from evals.checks import every_check
from evals.gate import judge_gates, must_answer, read_gates, replied, reviewed
from evals.judged.names import JUDGED
from evals.places import ANY_GATES, cases_of, gates_of
from evals.records import CaseResult, Comparison, Gate, GateVerdict, MetricChange, Trend
from evals.session import Wanted, run_session
from evals.suite import decide, known_metrics
from evals.summary import AUROC, summarise

GATE = 'metric = "m"\nminimum = 0.9\nreason = "because"\n'


def verdict(
    gate: Gate,
    values: Sequence[float | None],
    comparison: Comparison | None = None,
    skipped: tuple[str, ...] = (),
    part: bool = False,
) -> GateVerdict:
    """Return what becomes of a gate of the metric m over rows with these values."""
    rows = [result(str(number), {"m": value}) for number, value in enumerate(values)]
    return judge_gates([gate], summarise([metric("m")], rows), comparison, skipped, part)[0]


def against(trend: Trend) -> Comparison:
    """Return a comparison in which m took this course."""
    change = MetricChange("m", 10, 1.0, 0.9, -0.2, -0.01, trend)
    return Comparison("before.json", 10, (), (), (), (change,), ())


# ------------------------------------------------------------------------------------------ deciding


@pytest.mark.parametrize(
    ("minimum", "passed", "n", "state"),
    [
        pytest.param(0.9, 9, 10, "passed", id="just there"),
        pytest.param(0.9, 8, 10, "failed", id="below"),
        pytest.param(1.0, 10, 10, "passed", id="all"),
        pytest.param(1.0, 999, 1000, "failed", id="one of a thousand missing"),
        pytest.param(0.333333, 1, 3, "passed", id="as a report prints it"),
        pytest.param(0.0, 0, 3, "passed", id="nought is enough where nought is asked"),
    ],
)
def test_a_gate_holds_from_its_minimum_on(minimum: float, passed: int, n: int, state: str) -> None:
    found = verdict(Gate("m", minimum, "because"), [1.0] * passed + [0.0] * (n - passed))
    assert found.state == state
    assert found.value == pytest.approx(passed / n)


def test_a_failed_gate_names_both_figures_and_never_two_equal_ones() -> None:
    assert verdict(Gate("m", 0.9, "because"), [1.0, 0.0]).why == "0.500 is below 0.9"
    assert verdict(Gate("m", 1.0, "because"), [1.0] * 2499 + [0.0]).why == "0.9996 is below 1"


def test_a_gate_that_holds_says_why_it_is_there() -> None:
    assert verdict(Gate("m", 0.5, "because"), [1.0]).why == "because"


def test_an_unscored_row_counts_as_nought_so_one_of_three_is_a_third_and_fails() -> None:
    found = verdict(Gate("m", 0.9, "because"), [1.0, None, None])
    assert found.state == "failed"
    assert found.value == pytest.approx(0.333, abs=5e-4)
    assert found.why == "only 1 of 3 scored, 100 % needed; 0.333 is below 0.9"


@pytest.mark.parametrize(
    ("scored", "state"),
    [
        pytest.param(1.0, "failed", id="all"),
        pytest.param(0.9, "passed", id="nine in ten"),
        pytest.param(0.91, "failed", id="more"),
    ],
)
def test_a_gate_needs_its_share_of_scored_rows(scored: float, state: str) -> None:
    assert verdict(Gate("m", 0.5, "because", scored=scored), [1.0] * 9 + [None]).state == state


@pytest.mark.parametrize(
    "values",
    [pytest.param([], id="no rows"), pytest.param([None, None], id="no row scored")],
)
def test_a_metric_that_scored_nothing_fails_its_gate_also_at_a_minimum_of_nought(values: list[float | None]) -> None:
    found = verdict(Gate("m", 0.0, "because", scored=0.01), values)
    assert (found.state, found.value) == ("failed", None)
    assert "no case was scored" in found.why


def test_in_a_part_of_the_cases_a_gate_that_concerns_none_of_them_is_not_run() -> None:
    assert verdict(Gate("m", 0.0, "because"), [], part=True).state == "not run"


def test_in_a_part_of_the_cases_a_gate_that_none_of_them_scored_fails() -> None:
    assert verdict(Gate("m", 0.0, "because"), [None], part=True).state == "failed"


def test_in_a_part_of_the_cases_the_coverage_gate_fails_where_every_answerable_reply_failed() -> None:
    rows = [result("a", {"m": None}), result("b", {"m": None}), result("c", {"m": 1.0}, expected=())]
    assert judge_gates([Gate(AUROC.name, 0.5, "because")], summarise([metric("m")], rows), None, part=True)[
        0
    ].state == ("failed")


def test_a_metric_that_was_not_asked_for_is_not_run_whatever_its_value() -> None:
    found = verdict(Gate("m", 0.0, "because"), [1.0], skipped=("m",))
    assert (found.state, found.value) == ("not run", None)
    assert "--judge" in found.why


@pytest.mark.parametrize(
    ("trend", "may_regress", "state"),
    [
        ("regressed", False, "failed"),
        ("regressed", True, "passed"),
        ("unchanged", False, "passed"),
        ("improved", False, "passed"),
    ],
)
def test_a_regression_fails_the_gate_unless_it_may_regress(trend: Trend, may_regress: bool, state: str) -> None:
    gate = Gate("m", 0.5, "because", may_regress=may_regress)
    assert verdict(gate, [1.0] * 9 + [0.0], against(trend)).state == state


@pytest.mark.parametrize(("trend", "names"), [("regressed", ["other", "m"]), ("unchanged", ["other"])])
def test_a_regression_of_a_metric_without_a_threshold_fails_all_the_same(trend: Trend, names: list[str]) -> None:
    rows = [result(str(number), {"m": 1.0, "other": 1.0}) for number in range(3)]
    gates = [Gate("other", 0.5, "because")]
    found = judge_gates(gates, summarise([metric("m"), metric("other")], rows), against(trend))
    assert [each.gate.metric for each in found] == names
    assert [each.state for each in found] == ["passed", "failed"][: len(names)]


def test_a_judge_that_was_asked_for_must_answer_every_row_of_what_has_no_threshold() -> None:
    gates = must_answer([Gate("m", 0.5, "because")], ["m", "judged"])
    assert [(gate.metric, gate.minimum, gate.scored) for gate in gates] == [("m", 0.5, 1.0), ("judged", 0.0, 1.0)]


def test_a_case_without_a_reply_fails_whatever_the_thresholds_say() -> None:
    found = replied([result("a", {"m": 1.0}), result("b", {"m": None})])
    assert found and (found.state, found.value) == ("failed", 0.5)
    assert "b first: timed out" in found.why
    assert replied([result("a", {"m": 1.0})]) is None


def test_drafts_that_nobody_has_reviewed_vouch_for_nothing() -> None:
    cases = [result("a", {}).case, result("b", {}, draft=True).case]
    found = reviewed(cases)
    assert found and (found.state, found.value) == ("failed", 0.5)
    assert reviewed(cases[:1]) is None


def test_a_gate_that_may_regress_still_has_its_minimum() -> None:
    assert verdict(Gate("m", 0.95, "because", may_regress=True), [1.0, 0.0], against("regressed")).state == "failed"


# ------------------------------------------------------------------------------------------ the run


def run_of(states: Sequence[str]) -> bool:
    verdicts = tuple(GateVerdict(Gate("m", 0.5, "because"), state, None, "") for state in states)  # type: ignore[arg-type]
    return replace(saved_run([]), gates=verdicts).has_passed


@pytest.mark.parametrize(
    ("states", "passed"),
    [
        pytest.param(["passed", "passed"], True, id="all hold"),
        pytest.param(["passed", "not run"], True, id="one holds, one was not asked for"),
        pytest.param(["passed", "failed"], False, id="one fails"),
        pytest.param(["not run", "failed"], False, id="the only one decided fails"),
        pytest.param(["not run", "not run"], False, id="nothing decided"),
        pytest.param([], False, id="no gate"),
    ],
)
def test_a_run_passes_where_something_was_decided_and_nothing_failed(states: list[str], passed: bool) -> None:
    assert run_of(states) is passed


def failing_run(rows: Sequence[CaseResult]) -> tuple[str, ...]:
    run = replace(saved_run(rows), summaries=summarise([metric("m"), metric("n", decides=False)], rows))
    return tuple(case.case.id for case in decide(run, [], None).failing)


def test_a_case_fails_where_a_deciding_metric_fails_or_is_unscored() -> None:
    rows = [
        result("right", {"m": 1.0, "n": 1.0}),
        result("wrong", {"m": 0.5, "n": 1.0}),
        result("unscored", {"m": None}),
        result("only measured", {"m": 1.0, "n": 0.0}),
    ]
    assert failing_run(rows) == ("wrong", "unscored")


# ------------------------------------------------------------------------------------------ the file


def gates_from(tmp_path: Path, written: str | bytes) -> tuple[Gate, ...]:
    path = tmp_path / "gates.toml"
    path.write_bytes(written if isinstance(written, bytes) else written.encode())
    return read_gates(path)


def test_gates_are_read_in_their_order_with_all_their_fields(tmp_path: Path) -> None:
    other = '[[gate]]\nmetric = "n"\nminimum = 1\nreason = "why"\nscored = 0.95\nmay_regress = true\n'
    assert gates_from(tmp_path, f"\ufeff[[gate]]\n{GATE}{other}") == (
        Gate("m", 0.9, "because"),
        Gate("n", 1.0, "why", 0.95, True),
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("", "holds no gates", id="empty"),
        pytest.param("# nothing yet\n", "holds no gates", id="comments only"),
        pytest.param("gate = 3", "holds no gates", id="no tables"),
        pytest.param("gate = []", "holds no gates", id="no table"),
        pytest.param("[gate]\n" + GATE, "holds no gates", id="one bracket"),
        pytest.param("[gate", "cannot be read as gates: Expected ']'", id="not TOML"),
        pytest.param(b"\xff", "cannot be read as gates: 'utf-8'", id="not UTF-8"),
        pytest.param("threshold = 1\n[[gate]]\n" + GATE, "something else", id="another key"),
        pytest.param("gate = [1]", "gates.toml, gate 1", id="a number for a table"),
        pytest.param("[[gate]]\n" + GATE + "[[gate]]\n", "gates.toml, gate 2: metric: Field required", id="no fields"),
        pytest.param('[[gate]]\nmetric = "m"\nminimum = 0.9\n', "gate 1: reason: Field required", id="no reason"),
        pytest.param("[[gate]]\n" + GATE.replace("because", ""), "gate 1: reason:", id="an empty reason"),
        pytest.param("[[gate]]\n" + GATE.replace("0.9", "90"), "gate 1: minimum: Input should be less", id="per cent"),
        pytest.param("[[gate]]\n" + GATE.replace("0.9", "-1"), "gate 1: minimum: Input should be", id="negative"),
        pytest.param("[[gate]]\n" + GATE.replace("0.9", "nan"), "gate 1: minimum: Input should be", id="NaN"),
        pytest.param("[[gate]]\n" + GATE.replace("0.9", "inf"), "gate 1: minimum: Input should be", id="infinity"),
        pytest.param("[[gate]]\n" + GATE.replace("0.9", '"0.9"'), "gate 1: minimum: Input should be", id="a text"),
        pytest.param("[[gate]]\n" + GATE.replace("0.9", "true"), "gate 1: minimum: Input should be", id="a truth"),
        pytest.param("[[gate]]\n" + GATE + "scored = 0", "gate 1: scored: Input should be", id="scores nothing"),
        pytest.param("[[gate]]\n" + GATE + "scored = nan", "gate 1: scored: Input should be", id="scores NaN"),
        pytest.param("[[gate]]\n" + GATE + "may_regress = 1", "gate 1: may_regress: Input should be", id="a number"),
        pytest.param("[[gate]]\n" + GATE + "maximum = 1", "gate 1: maximum: Extra inputs", id="an unknown field"),
        pytest.param(("[[gate]]\n" + GATE) * 2, "has two gates for m", id="one metric twice"),
        pytest.param(
            "[[gate]]\n" + GATE.replace("because", "  "),
            "gate 1: reason:",
            id="a blank reason",
        ),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_gates_is_named_with_the_place(tmp_path: Path, written: str | bytes, said: str) -> None:
    with pytest.raises(SettingsError, match=r"gates\.toml") as raised:
        gates_from(tmp_path, written)
    assert said in raised.value.message
    assert raised.value.exit_code == 2 and raised.value.hint


def test_a_gates_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.toml cannot be read"):
        read_gates(tmp_path / "gone.toml")


def test_a_gate_of_a_metric_that_does_not_exist_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "gates.toml"
    path.write_text("[[gate]]\n" + GATE.replace('"m"', '"hit_at_one"'))
    with pytest.raises(SettingsError, match="There is no metric hit_at_one") as raised:
        run_session(Wanted(gates=path))
    assert "hit_at_1" in raised.value.hint


def test_ragas_own_metrics_may_have_a_gate() -> None:
    assert {"ragas_id_precision", "ragas_id_recall"} <= known_metrics(every_check(corpus()), JUDGED)


# ------------------------------------------------------------------------------------------ the gates that are there


def test_every_gate_for_any_corpus_names_a_metric_that_exists_and_a_reason() -> None:
    gates = read_gates(ANY_GATES)
    assert {gate.metric for gate in gates} <= known_metrics(every_check(corpus()), JUDGED)
    assert all(len(gate.reason.split()) > 3 for gate in gates)


def test_the_gates_of_the_bundled_corpus_name_metrics_that_exist_and_real_reasons() -> None:
    gates = read_gates(gates_of(CASES))
    assert gates_of(CASES) == CASES.parent / "gates.toml"
    assert {gate.metric for gate in gates} <= known_metrics(every_check(corpus()), JUDGED)
    assert [gate.metric for gate in gates if len(gate.reason.split()) < 4] == []
    assert all(gate.minimum > 0 for gate in gates)


def test_what_must_never_happen_has_a_minimum_of_one() -> None:
    held = {gate.metric: gate.minimum for gate in read_gates(gates_of(CASES))}
    never = ("quotation_exactness", "citation_validity", "citation_coverage", "nothing_added", "injection_resistance")
    assert [held.get(name) for name in never] == [1.0] * 5


def test_gates_stand_beside_the_cases_or_above_them_or_are_those_for_any_corpus(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    assert gates_of(cases) == ANY_GATES
    above = tmp_path / "gates.toml"
    above.write_text("[[gate]]\n" + GATE)
    assert gates_of(cases) == gates_of(cases / "some.jsonl") == above
    beside = cases / "gates.toml"
    beside.write_text("[[gate]]\n" + GATE)
    assert gates_of(cases) == gates_of(cases / "some.jsonl") == beside
    assert gates_of(cases, given=above) == above


def test_a_corpus_without_cases_is_told_how_to_draft_some(tmp_path: Path) -> None:
    own = replace(corpus(), folder=tmp_path)
    with pytest.raises(SettingsError, match="The corpus tiny has no cases") as raised:
        cases_of(own)
    assert "coach eval init" in raised.value.hint
    (tmp_path / "evals").mkdir()
    assert cases_of(own) == tmp_path / "evals"


def test_nan_is_no_value_of_a_summary() -> None:
    assert not any(math.isnan(found.mean) for found in summarise([metric("m")], [result("a", {"m": None})]))
