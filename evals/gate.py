"""The gate: thresholds with their reasons, read from TOML, and whether a run holds them."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.errors import SettingsError
from evals.records import Case, CaseResult, Comparison, Gate, GateState, GateVerdict, Summary

_MUST_ANSWER = "It has no threshold, but a judge that was asked for must answer every row."
_WORSE = "worse than the baseline by more than chance"


class _Gate(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    metric: str = Field(min_length=1)
    minimum: float = Field(ge=0, le=1)
    reason: str = Field(pattern=r"\S")
    scored: float = Field(default=1.0, gt=0, le=1)
    may_regress: bool = False


def read_gates(path: Path) -> tuple[Gate, ...]:
    """Read gates, one ``[[gate]]`` table each: ``metric``, ``minimum``, ``reason``, and ``scored``, ``may_regress``.

    Raises:
        SettingsError: the file cannot be read, or a gate is not one; the message names it.
    """
    try:
        tables = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise SettingsError(f"{path} cannot be read as gates: {error}", "evals/gates.toml shows the form.") from error
    gates = tables.get("gate")
    if set(tables) - {"gate"} or not isinstance(gates, list) or not gates:
        raise SettingsError(f"{path} holds no gates, or something else", "Write one [[gate]] table for each metric.")
    found = tuple(_gate(table, f"{path.name}, gate {number}") for number, table in enumerate(gates, start=1))
    names = [gate.metric for gate in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingsError(f"{path.name} has two gates for {', '.join(twice)}", "Keep one for each metric.")
    return found


def _gate(table: Any, place: str) -> Gate:
    try:
        read = _Gate.model_validate(table)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise SettingsError(
            f"{place}: {wrong}",
            "A gate has metric, minimum (0 to 1) and reason, and may have scored (a share) and may_regress.",
        ) from error
    return Gate(read.metric, read.minimum, read.reason, read.scored, read.may_regress)


def judge_gates(
    gates: Sequence[Gate],
    summaries: Sequence[Summary],
    comparison: Comparison | None,
    skipped: Collection[str] = (),
    part: bool = False,
) -> tuple[GateVerdict, ...]:
    """Decide every gate.

    Args:
        gates: The thresholds.
        summaries: The metrics of the run.
        comparison: The run against its baseline, if one was given; whatever regressed fails, threshold or none.
        skipped: Metrics that were not asked for in this run (no judge); their gates are not run, never passed.
        part: Whether only some of the cases were asked; gates that none of them concerns are then not run.

    Returns:
        One verdict a gate, in their order. A gate of a metric that no case scored fails.
    """
    by_name = {summary.metric.name: summary for summary in summaries}
    regressed = {change.metric for change in comparison.metrics if change.trend == "regressed"} if comparison else set()
    ungated = sorted(regressed - {gate.metric for gate in gates})

    def decide(gate: Gate) -> GateVerdict:
        if gate.metric in skipped:
            return GateVerdict(gate, "not run", None, "no judge was asked for; give --judge")
        if part and gate.metric not in by_name:
            return GateVerdict(gate, "not run", None, "none of the cases chosen concerns it")
        return _verdict(gate, by_name.get(gate.metric), gate.metric in regressed)

    return (*map(decide, gates), *(_regressed(by_name[name]) for name in ungated if name in by_name))


def _regressed(summary: Summary) -> GateVerdict:
    """Return the failed gate of a metric that has no threshold and regressed all the same."""
    gate = Gate(summary.metric.name, 0.0, "It has no threshold; a regression fails the gate all the same.")
    return GateVerdict(gate, "failed", summary.mean, _WORSE)


def must_answer(gates: Sequence[Gate], judged: Sequence[str]) -> list[Gate]:
    """Return the gates, and one for each judged metric that was asked for and has none: it must be scored."""
    named = {gate.metric for gate in gates}
    return [*gates, *(Gate(name, 0.0, _MUST_ANSWER) for name in judged if name not in named)]


def replied(results: Sequence[CaseResult]) -> GateVerdict | None:
    """Return a failed gate where the system gave no reply to some case, whatever the thresholds say."""
    silent = [result for result in results if result.response.error]
    if not silent:
        return None
    why = f"{len(silent)} of {len(results)} cases got no reply, {silent[0].case.id} first: {silent[0].response.error}"
    gate = Gate("replies", 1.0, "What was not answered cannot be called good.")
    return GateVerdict(gate, "failed", 1 - len(silent) / len(results), why)


def reviewed(cases: Sequence[Case]) -> GateVerdict | None:
    """Return a failed gate where cases are drafts that nobody has reviewed: they vouch for nothing yet."""
    drafts = sum(case.draft for case in cases)
    if not drafts:
        return None
    gate = Gate("reviewed_cases", 1.0, "A draft stands in the index word for word until a person rewords it.")
    why = f'{drafts} of {len(cases)} cases are drafts: review each, then take its "draft": true away'
    return GateVerdict(gate, "failed", 1 - drafts / len(cases), why)


def _verdict(gate: Gate, summary: Summary | None, has_regressed: bool) -> GateVerdict:
    if summary is None or not summary.scored:
        return GateVerdict(gate, "failed", None, "no case was scored; add cases for it, or take the gate out")
    wrong = []
    share = summary.scored / summary.n
    if share < gate.scored:
        wrong.append(f"only {summary.scored} of {summary.n} scored, {gate.scored * 100:g} % needed")
    if round(summary.mean, 6) < gate.minimum:
        wrong.append(f"{_figure(summary.mean, gate.minimum)} is below {gate.minimum:g}")
    if has_regressed and not gate.may_regress:
        wrong.append(_WORSE)
    state: GateState = "failed" if wrong else "passed"
    return GateVerdict(gate, state, summary.mean, "; ".join(wrong) or gate.reason)


def _figure(value: float, minimum: float) -> str:
    """Return a value with as many places as it takes to see that it is not the minimum."""
    return next((text for places in (3, 4, 5) if float(text := f"{value:.{places}f}") != minimum), f"{value:.6f}")
