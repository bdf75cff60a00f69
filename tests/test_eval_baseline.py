"""A run against a saved one: like with like or not at all, and a regression only where it is more than chance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eval_parts import VERSIONS, metric, result, saved_run

from coach.errors import SettingsError
from coach.records import Turn
from evals.baseline import SavedScore, SavedTurn, compare, read_baseline
from evals.records import CaseChange, CaseResult, Comparison, Gate, Response, Run
from evals.report.json import SCHEMA, run_object, write_json
from evals.suite import decide
from evals.summary import summarise


def save(path: Path, results: Sequence[CaseResult], **versions: str) -> Path:
    write_json(saved_run(results, **versions), path)
    return path


def change(path: Path, **fields: Any) -> Path:
    """Write a saved run with some of its top-level fields replaced; None takes a field out."""
    found = {**run_object(saved_run([result("a", {"m": 1.0})])), **fields}
    path.write_text(json.dumps({key: value for key, value in found.items() if value is not None}))
    return path


def first_case(path: Path, **fields: Any) -> Path:
    """Write a saved run with some fields of its only case replaced."""
    found = run_object(saved_run([result("a", {"m": 1.0})]))["cases"][0]
    return change(path, cases=[{**found, **fields}])


def compared(tmp_path: Path, before: Sequence[CaseResult], now: Sequence[CaseResult], **versions: str) -> Comparison:
    return compare(read_baseline(save(tmp_path / "before.json", before)), scored_run(now, **versions))


def scored_run(results: Sequence[CaseResult], **versions: str) -> Run:
    """Return a run in which m decides and n is only measured."""
    return replace(
        saved_run(results, **versions), summaries=summarise([metric("m"), metric("n", decides=False)], results)
    )


def refusal(path: Path) -> SettingsError:
    with pytest.raises(SettingsError) as raised:
        read_baseline(path)
    return raised.value


# ------------------------------------------------------------------------------------------ reading it


def test_eval_11_a_missing_baseline_is_refused_with_the_way_to_make_one(tmp_path: Path) -> None:
    error = refusal(tmp_path / "gone.json")
    assert str(tmp_path / "gone.json") in error.message and "No such file" in error.message
    assert error.hint == "Save one with: coach eval --save-baseline FILE"
    assert error.exit_code == 2


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"\n", "is empty", id="an empty line"),
        pytest.param(b'{"schema": 1', "is not JSON, or was cut off (line 1, column 13: ", id="cut off"),
        pytest.param(b"\xff\xfe", "is not UTF-8 (byte 0)", id="not UTF-8"),
        pytest.param(b"[" * 100_000, "is not a saved run: it is nested too deep", id="nested too deep"),
        pytest.param(b'{"schema": ' + b"1" * 5_000 + b"}", "is not JSON", id="a number of 5,000 digits"),
        pytest.param(b"[]", "is not a saved run", id="a list"),
        pytest.param(b"null", "is not a saved run", id="nothing"),
        pytest.param(b"{}", "is not a saved run", id="no fields"),
        pytest.param(b'{"passed": true, "seeded": 12, "faults": []}', "is not a saved run", id="a report of controls"),
    ],
)
def test_a_file_that_is_no_saved_run_is_named(tmp_path: Path, written: bytes, said: str) -> None:
    path = tmp_path / "before.json"
    path.write_bytes(written)
    error = refusal(path)
    assert f"The baseline {path} {said}" in error.message
    assert "\n" not in error.message and "pydantic" not in error.message and "http" not in error.message
    assert error.hint == "Save one with: coach eval --save-baseline FILE"


def test_a_folder_is_no_baseline(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path).message


@pytest.mark.parametrize(
    ("schema", "told"),
    [(0, "0"), (SCHEMA + 1, str(SCHEMA + 1)), (str(SCHEMA), f'"{SCHEMA}"'), ([SCHEMA], f"[{SCHEMA}]")],
)
def test_another_schema_is_refused(tmp_path: Path, schema: Any, told: str) -> None:
    assert f"has schema {told}, not {SCHEMA}" in refusal(change(tmp_path / "b.json", schema=schema)).message


def test_another_schema_is_told_before_what_else_differs(tmp_path: Path) -> None:
    path = change(tmp_path / "b.json", schema=SCHEMA + 1, versions=None, cases=[{"name": "a"}])
    assert f"has schema {SCHEMA + 1}, not {SCHEMA}" in refusal(path).message


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"cases": [{"id": "a"}]}, id="a case without its fields"),
        pytest.param({"cases": {"a": 1}}, id="cases that are no list"),
        pytest.param({"cases": 3}, id="a number for cases"),
        pytest.param({"versions": []}, id="versions that are no table"),
    ],
)
def test_a_saved_run_that_lacks_something_is_refused(tmp_path: Path, fields: dict[str, Any]) -> None:
    assert "is not a saved run" in refusal(change(tmp_path / "b.json", **fields)).message


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"covered_score": "high"}, id="a text for a coverage score"),
        pytest.param({"scores": {"m": 1.0}}, id="a score that is no table"),
        pytest.param({"scores": {"m": {"outcome": "pass"}}}, id="a score without a value"),
        pytest.param({"history": [{"role": "user"}]}, id="a turn without its text"),
        pytest.param(
            {"scores": {"m": {"value": "good", "outcome": "pass"}}},
            id="a text for a value",
        ),
        pytest.param({"scores": {"m": {"value": "1.0", "outcome": "pass"}}}, id="a number in quotation marks"),
        pytest.param({"scores": {"m": {"value": True, "outcome": "pass"}}}, id="a truth for a value"),
        pytest.param({"covered_score": False}, id="a truth for a coverage score"),
        pytest.param({"covered_score": float("inf")}, id="infinity for a coverage score"),
        pytest.param(
            {"scores": {"m": {"value": float("nan"), "outcome": "pass"}}},
            id="NaN for a value",
        ),
        pytest.param(
            {"covered_score": float("nan")},
            id="NaN for a coverage score",
        ),
        pytest.param(
            {"scores": {"m": {"value": 1.0, "outcome": "splendid"}}},
            id="an unknown outcome",
        ),
    ],
)
def test_a_saved_case_that_cannot_be_compared_is_refused(tmp_path: Path, fields: dict[str, Any]) -> None:
    message = refusal(first_case(tmp_path / "b.json", **fields)).message
    assert f"is not a saved run (cases.0.{next(iter(fields))}" in message
    assert "\n" not in message and "instance of" not in message and "http" not in message


def test_a_case_for_which_the_system_gave_no_coverage_score_is_read(tmp_path: Path) -> None:
    found = read_baseline(first_case(tmp_path / "b.json", covered_score=None)).cases["a"]
    assert found.covered_score is None
    assert found.rank_by() < 0, "below every answerable case that has a number"


def test_a_saved_run_with_half_a_character_in_a_reply_is_read(tmp_path: Path) -> None:
    row = result("a", {"m": 1.0})
    odd = replace(row, response=replace(row.response, text="odd \ud800"))
    assert read_baseline(save(tmp_path / "b.json", [odd])).cases.keys() == {"a"}


def test_a_saved_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = [
        result("a", {"m": 1.0}),
        result("b", {"m": 0.25}, 0.5, expected=(), history=(Turn("user", "Hi"),)),
    ]
    found = read_baseline(save(tmp_path / "before.json", rows))
    assert found.versions == VERSIONS
    assert found.cases["a"].scores == {
        "m": SavedScore(value=1.0, outcome="pass"),
    }
    assert found.cases["b"].scores["m"] == SavedScore(value=0.25, outcome="fail")
    assert (found.cases["a"].expected, found.cases["b"].expected) == (("P1",), ())
    assert (found.cases["b"].history, found.cases["b"].covered_score) == ((SavedTurn(role="user", content="Hi"),), 0.5)


# ------------------------------------------------------------------------------------------ like with like


@pytest.mark.parametrize(
    ("key", "name"),
    [("corpus", "corpus"), ("answered_by", "answering system"), ("encoder", "encoder")],
)
def test_eval_11_a_baseline_of_another_model_encoder_or_corpus_is_refused_with_the_reason(
    tmp_path: Path, key: str, name: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        compared(tmp_path, [result("a", {"m": 1.0})], [result("a", {"m": 1.0})], **{key: "another"})
    assert f"is of another {name}: {VERSIONS[key]} there, another here" in raised.value.message
    assert "save a new baseline" in raised.value.hint


def test_a_baseline_with_another_judge_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "before.json", [result("a", {"m": 1.0})], judge="openai:one")
    for judge in ({"judge": "openai:two"}, {}):
        with pytest.raises(SettingsError, match="is of another judge: openai:one there"):
            compare(read_baseline(path), scored_run([result("a", {"m": 1.0})], **judge))


def test_a_judge_may_be_added_to_what_had_none(tmp_path: Path) -> None:
    now = [result("a", {"m": 1.0, "n": 0.5})]
    found = compared(tmp_path, [result("a", {"m": 1.0})], now, judge="openai:one")
    assert [each.metric for each in found.metrics] == ["m"]


def test_another_version_of_the_same_corpus_is_what_is_compared(tmp_path: Path) -> None:
    rows = [result("a", {"m": 1.0})]
    assert compared(tmp_path, rows, rows, corpus_version="v2", cases="c2", gates="g2").shared == 1


def test_runs_that_share_no_case_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="shares no case with this run"):
        compared(tmp_path, [result("a", {"m": 1.0})], [result("b", {"m": 1.0})])


# ------------------------------------------------------------------------------------------ which cases


def test_added_removed_and_reworded_cases_are_named_and_not_compared(tmp_path: Path) -> None:
    before = [result("kept", {"m": 1.0}), result("gone", {"m": 0.0}), result("reworded", {"m": 0.0}, question="Old?")]
    now = [result("new", {"m": 0.0}), result("kept", {"m": 1.0}), result("reworded", {"m": 1.0}, question="New?")]
    found = compared(tmp_path, before, now)
    assert (found.baseline, found.shared) == ("before.json", 1)
    assert (found.added, found.removed, found.reworded) == (("new",), ("gone",), ("reworded",))
    assert [(each.metric, each.n, each.before, each.now) for each in found.metrics] == [("m", 1, 1.0, 1.0)]
    assert found.cases == ()


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(result("x", {"m": 1.0}, history=(Turn("user", "Hi"),)), id="other turns before it"),
        pytest.param(result("x", {"m": 1.0}, expected=()), id="no longer answerable"),
        pytest.param(result("x", {"m": 1.0}, expected=(), handoff="legal"), id="now a hand-off"),
        pytest.param(result("x", {"m": 1.0}, expected=("P2",)), id="another principle expected"),
        pytest.param(result("x", {"m": 1.0}, tension=("P1", "P2")), id="a tension expected"),
        pytest.param(result("x", {"m": 1.0}, must_not_say=("boo",)), id="something else forbidden"),
    ],
)
def test_a_case_with_another_history_or_label_is_another_case(tmp_path: Path, now: CaseResult) -> None:
    kept = result("kept", {"m": 1.0})
    assert compared(tmp_path, [kept, result("x", {"m": 1.0})], [kept, now]).reworded == ("x",)


def test_a_case_that_changed_is_named_with_both_outcomes_and_the_reason(tmp_path: Path) -> None:
    before = [result("a", {"m": 1.0}), result("b", {"m": 0.0}), result("c", {"m": 1.0}), result("d", {"m": 0.2})]
    now = [result("a", {"m": 0.5}), result("b", {"m": 1.0}), result("c", {"m": None}), result("d", {"m": 0.4})]
    assert compared(tmp_path, before, now).cases == (
        CaseChange("a", "m", "pass", "fail", ""),
        CaseChange("b", "m", "fail", "pass", ""),
        CaseChange("c", "m", "pass", "unscored", "timed out"),
    )


def test_a_change_in_what_is_only_measured_is_not_listed_case_by_case(tmp_path: Path) -> None:
    found = compared(tmp_path, [result("a", {"m": 1.0, "n": 1.0})], [result("a", {"m": 1.0, "n": 0.0})])
    assert [(each.metric, each.now) for each in found.metrics] == [("m", 1.0), ("n", 0.0)]
    assert found.cases == ()


def test_principles_with_other_words_are_named(tmp_path: Path) -> None:
    rows = [result("a", {"m": 1.0})]
    path = tmp_path / "before.json"
    write_json(replace(saved_run(rows), principles={"P1": "aa", "P2": "bb", "P3": "cc"}), path)
    now = replace(scored_run(rows), principles={"P1": "aa", "P2": "b2", "P4": "dd"})
    assert compare(read_baseline(path), now).principles == ("P2", "P3", "P4")


def test_a_run_saved_before_principles_were_told_apart_names_none(tmp_path: Path) -> None:
    rows = [result("a", {"m": 1.0})]
    now = replace(scored_run(rows), principles={"P1": "aa"})
    assert compare(read_baseline(change(tmp_path / "b.json", principles=None)), now).principles == ()


def test_a_metric_that_only_one_of_the_runs_has_is_not_compared(tmp_path: Path) -> None:
    found = compared(tmp_path, [result("a", {"m": 1.0, "old": 1.0})], [result("a", {"m": 1.0, "n": 1.0})])
    assert [each.metric for each in found.metrics] == ["m"]


# ------------------------------------------------------------------------------------------ what is a regression


def rows(values: Sequence[float | None]) -> list[CaseResult]:
    return [result(f"c{number}", {"m": value}) for number, value in enumerate(values)]


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        pytest.param([1.0] * 60, [1.0] * 60, "unchanged", id="nothing changed"),
        pytest.param([1.0] * 60, [0.0] + [1.0] * 59, "unchanged", id="one of sixty worse"),
        pytest.param([1.0] * 60, [0.0] * 10 + [1.0] * 50, "regressed", id="ten of sixty worse"),
        pytest.param([0.0] * 10 + [1.0] * 50, [1.0] * 60, "improved", id="ten of sixty better"),
        pytest.param([0.0] * 5 + [1.0] * 55, [1.0] * 55 + [0.0] * 5, "unchanged", id="five better, five worse"),
        pytest.param([1.0] * 60, [0.98] * 60, "regressed", id="all a little worse"),
        pytest.param([1.0] * 60, [0.995] * 60, "unchanged", id="all worse by less than anybody would act on"),
        pytest.param([0.995] * 60, [1.0] * 60, "unchanged", id="all better by less than anybody would act on"),
        pytest.param([1.0] * 60, [None] * 10 + [1.0] * 50, "regressed", id="ten of sixty no longer scored"),
    ],
)
def test_a_change_is_a_regression_only_where_it_is_more_than_chance(
    tmp_path: Path, before: list[float | None], now: list[float | None], trend: str
) -> None:
    assert compared(tmp_path, rows(before), rows(now)).metrics[0].trend == trend


def test_a_change_shows_both_means_over_the_shared_cases(tmp_path: Path) -> None:
    found = compared(tmp_path, rows([1.0, 1.0, 0.0, 0.0]), rows([1.0, 0.0, None, 1.0])).metrics[0]
    assert (found.metric, found.n, found.before, found.now) == ("m", 4, 0.5, 0.5)


def decided(tmp_path: Path, worse: int) -> tuple[str, str]:
    """Return state and reason of a gate of m that 0.5 is enough for, after some of sixty cases got worse."""
    path = save(tmp_path / "before.json", rows([1.0] * 60))
    now = rows([0.0] * worse + [1.0] * (60 - worse))
    run = replace(saved_run(now), summaries=summarise([metric("m")], now))
    verdict = decide(run, [Gate("m", 0.5, "because")], read_baseline(path)).gates[0]
    return verdict.state, verdict.why


def test_a_regression_fails_a_gate_whose_minimum_holds(tmp_path: Path) -> None:
    assert decided(tmp_path, worse=1) == ("passed", "because")
    assert decided(tmp_path, worse=10) == ("failed", "worse than the baseline by more than chance")


def covered(scores: Sequence[float], answerable: int) -> list[CaseResult]:
    """Return cases with these coverage scores, the first ones answerable."""
    return [
        result(f"c{number}", {"m": 1.0}, score, expected=("P1",) if number < answerable else ())
        for number, score in enumerate(scores)
    ]


def test_the_coverage_scores_separation_is_compared_too(tmp_path: Path) -> None:
    before = covered([0.9] * 20 + [0.1] * 20, answerable=20)
    found = compared(tmp_path, before, covered([0.5] * 40, answerable=20)).metrics[-1]
    assert (found.metric, found.n, found.before, found.now) == ("coverage_auroc", 40, 1.0, 0.5)
    assert found.trend == "regressed"
    assert compared(tmp_path, before, before).metrics[-1].trend == "unchanged"


def silent(rows: Sequence[CaseResult], *numbers: int) -> list[CaseResult]:
    """Return rows some of which got no reply."""
    failed = Response("", "not_covered", (), 0.0, error="timed out")
    return [replace(row, response=failed) if number in numbers else row for number, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("gone", "now"),
    [  # a fifth of one kind, told rightly before, is told wrongly now
        pytest.param((0, 1, 2, 3), 0.8, id="answerable cases"),
        pytest.param((36, 37, 38, 39), 0.8, id="uncovered cases"),
    ],
)
def test_a_case_that_lost_its_reply_is_told_wrongly_in_the_comparison_too(
    tmp_path: Path, gone: tuple[int, ...], now: float
) -> None:
    rows = covered([0.9] * 20 + [0.1] * 20, answerable=20)
    worse = compared(tmp_path, rows, silent(rows, *gone)).metrics[-1]
    assert (worse.metric, worse.n, worse.before, worse.now) == ("coverage_auroc", 40, 1.0, pytest.approx(now))
    assert worse.trend == "regressed"


def test_a_baseline_with_cases_without_a_reply_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "before.json", silent(rows([1.0] * 3), 1, 2))
    assert "holds cases without a reply (2)" in refusal(path).message
