"""What a run says, in words that colour and icons only repeat; what stands in a run comes out as harmless Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from coach.counted import counted
from ui import safe
from ui.runs.records import Case, CaseOutcome, GateState, Metric, Outcome, Overview

NO_FIGURE = "–"
_JOINED, _MAY_END = "\N{WORD JOINER}", "\N{ZERO WIDTH SPACE}"
PASSED, FAILED, UNDECIDED = ":material/check_circle:", ":material/cancel:", ":material/do_not_disturb_on:"
_SIGNS = {"passed": "✔ passed", "failed": "✘ failed", "not run": "○ not run"}
_OUTCOMES = {"pass": "✔ pass", "fail": "✘ fail", "unscored": "○ not scored", "only measured": "· only measured"}


def icon(run: Overview) -> str:
    """Return the icon of a run's gate."""
    return UNDECIDED if not run.armed else PASSED if run.passed else FAILED


def colour(run: Overview) -> str:
    """Return the name of the colour that repeats what the icon and the words say."""
    return "gray" if not run.armed else "green" if run.passed else "red"


def state(run: Overview) -> str:
    """Return the state of a run's gate in a word, with its sign, for tables."""
    return "○ nothing decided" if not run.armed else _SIGNS["passed" if run.passed else "failed"]


def gate_state(given: GateState) -> str:
    """Return the state of one gate in a word, with its sign."""
    return _SIGNS[given]


def outcome(given: Outcome | CaseOutcome) -> str:
    """Return an outcome in a word, with its sign."""
    return _OUTCOMES[given]


def headline(run: Overview) -> str:
    """Return whether the gate holds, in one sentence without a full stop."""
    n = len(run.gates)
    failed = sum(gate.state == "failed" for gate in run.gates)
    idle = sum(gate.state == "not run" for gate in run.gates)
    if not run.armed:
        return "Nothing was decided, and that is not a pass"
    if not run.passed:
        return f"The gate fails: {failed} of {counted(n, 'threshold')} {'is' if failed == 1 else 'are'} not met"
    rest = f", {idle} not run" if idle else ""
    begins = "The gate holds" if not run.partial else "So far so good, on part of the cases"
    return f"{begins}: {n - idle} of {counted(n, 'threshold')} {'is' if n - idle == 1 else 'are'} met{rest}"


def counts(run: Overview) -> str:
    """Return how many cases pass, fail, and could not be scored."""
    parts = [f"{run.count('pass')} pass", f"{run.count('fail')} fail"]
    parts += [f"{n} not scored"] if (n := run.count("unscored")) else []
    parts += [f"{n} only measured"] if (n := run.count("only measured")) else []
    return f"{counted(len(run.cases), 'case')}: {', '.join(parts)}"


def figure(value: float | None) -> str:
    """Return a value of 0 to 1 with three decimals; what is not quite 1 is not shown as 1."""
    if value is None:
        return NO_FIGURE
    return f"{min(value, 0.999) if 0.999 < value < 1 else value:.3f}"


def interval(metric: Metric) -> str:
    """Return a metric's 95 % interval; no line ends within it."""
    low, high = metric.interval
    return NO_FIGURE if low is None or high is None else f"{low:.2f}{_JOINED}–{_JOINED}{high:.2f}"


def name(given: str) -> str:
    """Return a metric's name as Markdown; in a narrow place its lines end after an underscore."""
    return safe.one_line(given, 60).replace("&#95;", f"&#95;{_MAY_END}")


def signed(value: float) -> str:
    """Return a difference with its sign, three decimals; what rounds to nothing has none."""
    return "0.000" if abs(value) < 0.0005 else f"{value:+.3f}".replace("-", "−")


def moment(when: datetime) -> str:
    """Return a time as people read it; it is in UTC."""
    return f"{when.day} {when:%b %Y, %H:%M} UTC"


def expected(case: Case) -> str:
    """Return the right outcome of a case."""
    if case.handoff:
        right = f"a hand-off ({safe.one_line(case.handoff)})"
    else:
        ids = ", ".join(map(safe.one_line, case.expected))
        right = f"an answer from {ids}" if ids else "no advice: the corpus has no answer to it"
    if case.tension:
        right += f", naming the tension between {' and '.join(map(safe.one_line, case.tension))}"
    if case.must_not_say:
        right += f", never saying {' or '.join(f'“{safe.one_line(said)}”' for said in case.must_not_say)}"
    return right[0].upper() + right[1:]


def given(case: Case) -> str:
    """Return what the system says it did."""
    if case.error:
        return f"No reply: {safe.one_line(case.error, 400)}"
    did = safe.one_line(case.status.replace("_", " ")).capitalize() or "No status"
    ranked = f"; ranked first: {', '.join(map(safe.one_line, case.ranking[:3]))}" if case.ranking else ""
    return f"{did}, coverage {figure(case.covered_score)} of 1{ranked}"


def against(case: Case, deciding: Sequence[str]) -> list[tuple[str, str]]:
    """Return what speaks against a case: the metrics that say the same together, as plain text, and what they say."""
    found: dict[str, list[str]] = {}
    for name in deciding:
        score = case.scores.get(name)
        if score is not None and score.outcome != "pass":
            reason = safe.one_line(score.reason, 400) or "no reason given"
            said = (
                f"not scored: {reason}" if score.outcome == "unscored" else f"failed ({figure(score.value)}): {reason}"
            )
            found.setdefault(said, []).append(name)
    if not found and case.error:
        found[safe.one_line(case.error, 400)] = ["reply"]
    return [(", ".join(names), said) for said, names in found.items()]
