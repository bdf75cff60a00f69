"""What a reader looks for in a run, in words: did the gate hold, which cases fail, what was expected, what changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evals.records import Case, CaseChange, CaseResult, Comparison, MetricChange, Outcome, Run, Score, Summary
from evals.report.plain import NO_FIGURE, counted, figure, one_line, percent, signed

State = Literal["passed", "failed", "nothing decided"]
CaseOutcome = Literal["pass", "fail", "unscored", "only measured"]
_ANSWERED = ("covered", "partly")


def state(run: Run) -> State:
    """Return whether the gate passed, failed, or decided nothing (which is no pass)."""
    if not run.is_armed:
        return "nothing decided"
    return "passed" if run.has_passed else "failed"


def headline(run: Run) -> str:
    """Return the outcome in one sentence without a full stop."""
    n = len(run.gates)
    failed = sum(verdict.state == "failed" for verdict in run.gates)
    idle = sum(verdict.state == "not run" for verdict in run.gates)
    if not n:
        return "Nothing decided: there is no gate, and that is not a pass"
    if idle == n:
        return f"Nothing decided: {'the gate was' if n == 1 else f'all {n} gates were'} not run, and that is not a pass"
    not_run = f", {idle} not run" if idle else ""
    if failed:
        return f"Gate failed: {failed} of {counted(n, 'gate')} {'does' if failed == 1 else 'do'} not hold{not_run}"
    passed = "Gate passed" if not run.partial else "So far so good, on part of the cases"
    return f"{passed}: {n - idle} of {counted(n, 'gate')} {'holds' if n - idle == 1 else 'hold'}{not_run}"


def overview(run: Run) -> str:
    """Return how many cases pass, fail, and could not be scored; and why the gate passed though cases fail."""
    outcomes = [case_outcome(result, run.deciding) for result in run.results]
    parts = [f"{outcomes.count('pass')} pass", f"{outcomes.count('fail')} fail{_why_passed(run)}"]
    parts += [f"{n} could not be scored"] if (n := outcomes.count("unscored")) else []
    parts += [f"{n} only measured"] if (n := outcomes.count("only measured")) else []
    return f"{counted(len(run.results), 'case')}: {', '.join(parts)}"


def _why_passed(run: Run) -> str:
    """Return why the gate passed though cases fail: what fails is allowed so often, or no gate looks at it."""
    against_cases = (score for result in run.results for score in result.failures(run.deciding))
    failed = dict.fromkeys(score.metric for score in against_cases if score.outcome == "fail")
    if not failed or state(run) != "passed":
        return ""
    gated = {verdict.gate.metric for verdict in run.gates if verdict.state == "passed"}
    unseen = ", ".join(one_line(name, 60) for name in failed if name not in gated)
    if not unseen:
        return " (the gates allow that many)"
    others = "the gates allow some of it, and none" if gated & failed.keys() else "no gate"
    return f" ({others} looks at {unseen})"


def case_outcome(result: CaseResult, deciding: frozenset[str]) -> CaseOutcome:
    """Return what the deciding metrics say of a case; a failed one outweighs an unscored one."""
    outcomes = {score.outcome for score in result.scores if score.metric in deciding}
    if "fail" in outcomes:
        return "fail"
    if "unscored" in outcomes or result.response.error:
        return "unscored"
    return "pass" if outcomes else "only measured"


@dataclass(frozen=True, slots=True)
class Finding:
    """What speaks against a case: the deciding metrics that say the same, and what they say."""

    metrics: tuple[str, ...]
    outcome: Outcome
    words: str


def against(result: CaseResult, deciding: frozenset[str]) -> tuple[Finding, ...]:
    """Return what speaks against a case, the metrics with the same finding together."""
    found: dict[tuple[Outcome, str], list[str]] = {}
    for score in result.failures(deciding):
        found.setdefault((score.outcome, _words(score)), []).append(score.metric)
    if not found and result.response.error:
        found["unscored", replied(result)] = ["reply"]
    return tuple(Finding(tuple(metrics), outcome, words) for (outcome, words), metrics in found.items())


def failing(run: Run) -> tuple[CaseResult, ...]:
    """Return the cases without a pass: those that fail a deciding metric, could not be scored, or got no reply."""
    return tuple(result for result in run.results if case_outcome(result, run.deciding) in ("fail", "unscored"))


def _words(score: Score) -> str:
    reason = one_line(score.reason, 400) or "no reason given"
    if score.outcome == "unscored":
        return f"unscored: {reason}"
    return f"failed ({figure(score.value)}): {reason}"


def failing_title(run: Run) -> str:
    """Return how many cases have no pass, and how many of them because they could not be scored."""
    found = failing(run)
    unscored = sum(case_outcome(result, run.deciding) == "unscored" for result in found)
    return counted(len(found), "failing case") + (f", {unscored} of them not scored" if unscored else "")


def expected(case: Case) -> str:
    """Return the right outcome of a case in words."""
    if case.handoff:
        right = f"a hand-off ({case.handoff})"
    else:
        right = f"an answer from {', '.join(case.expected)}" if case.expected else "no answer: the corpus has none"
    if case.tension:
        right += f", naming the tension between {' and '.join(case.tension)}"
    if case.must_not_say:
        right += f", never saying {' or '.join(f'“{said}”' for said in case.must_not_say)}"
    return right


def replied(result: CaseResult) -> str:
    """Return what the system says it did, in words."""
    response = result.response
    if response.error:
        return f"no reply: {one_line(response.error, 400)}"
    return f"{response.status.replace('_', ' ')}, coverage {figure(response.covered_score)}"


def summary_of(run: Run, metric: str) -> Summary | None:
    """Return the summary of a metric, if it was measured."""
    return next((summary for summary in run.summaries if summary.metric.name == metric), None)


def with_trend(comparison: Comparison, trend: str) -> list[MetricChange]:
    """Return the metrics that regressed, improved, or stayed."""
    return [change for change in comparison.metrics if change.trend == trend]


def change_words(change: MetricChange) -> str:
    """Return the difference of a metric with its interval, in words."""
    interval = f"95 % {signed(change.low)} to {signed(change.high)}"
    difference = signed(change.now - change.before)
    return f"{figure(change.before)} → {figure(change.now)} ({difference}, {interval}, {counted(change.n, 'case')})"


def case_changes(comparison: Comparison) -> tuple[tuple[str, list[CaseChange]], ...]:
    """Return the changed cases: those that got worse, those that got better, and those that only changed."""
    worse = [change for change in comparison.cases if change.before == "pass"]
    better = [change for change in comparison.cases if change.now == "pass"]
    other = [change for change in comparison.cases if "pass" not in (change.before, change.now)]
    return ("got worse", worse), ("got better", better), ("changed, and pass neither before nor now", other)


def set_changes(comparison: Comparison) -> list[str]:
    """Return how the two sets of cases differ, one sentence each; nothing where they are the same."""
    named = {
        "only in this run": comparison.added,
        "only in the baseline": comparison.removed,
        "that asks or expects something else now": comparison.reworded,
    }
    found = [f"{counted(len(ids), 'case')} {what}: {_some(ids)}" for what, ids in named.items() if ids]
    if comparison.principles:
        found.append(
            f"{counted(len(comparison.principles), 'principle')} with other words than in the baseline: "
            f"{_some(comparison.principles)}; quotations are held against the new words, so read them"
        )
    return found


def _some(ids: Sequence[str], most: int = 5) -> str:
    rest = f" and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(one_line(name, 80) for name in ids[:most]) + rest


def is_answered(result: CaseResult) -> bool:
    """Tell whether the system says that it answered."""
    return result.response.status in _ANSWERED


def judge_words(run: Run) -> list[str]:
    """Return one sentence a judge: how far it can be trusted, measured on claims whose truth is known."""
    return [
        f"{one_line(judge.judge, 80)}: right on {percent(judge.balanced)} of {counted(judge.n, 'claim')} whose truth "
        f"is known (50 % is guessing), AUROC {figure(judge.auroc)}"
        for judge in run.judges
    ]


def told_by(run: Run) -> str:
    """Return in a line what was measured, by what, and how long a reply took."""
    names = ("coach", "corpus", "corpus_version", "encoder", "answered_by", "prompts", "judge", "cases", "gates")
    told = [f"{name.replace('_', ' ')} {one_line(run.versions[name], 80)}" for name in names if run.versions.get(name)]
    p50, p95 = (f"{ms:.0f} ms" if math.isfinite(ms) else NO_FIGURE for ms in (run.timing.p50_ms, run.timing.p95_ms))
    return f"{', '.join(told)}; a reply took {p50} (median), {p95} (p95)"
