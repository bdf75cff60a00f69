"""The run as Markdown: a comment on a pull request, or the summary of a CI step.

Nothing of a case may act in a comment: text that is not plainly harmless stands in a code span, where GitHub renders no
HTML, image, link, mention or reference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.records import CaseResult, Comparison, Run
from evals.report import findings
from evals.report.plain import NO_FIGURE, between, counted, figure, milliseconds, one_line, seconds

MARKER = "<!-- coach-eval -->"  # first line; a workflow finds its own comment by it
MAX_LENGTH = 60_000  # characters; GitHub refuses a comment over 65,536
# What each part may take of that; the failing cases get what the others leave.
_REMARKS, _CHANGES, _GATES, _VERSIONS = 3_000, 12_000, 12_000, 5_000
_FINDINGS = 6  # of one case
_SIGNS = {"passed": "✓ passed", "failed": "✗ **failed**", "not run": "– not run"}
_TAME = re.compile(r"(?:[^\W_]|[ .,;:()'’“”…%/=+≥≤–−→?-])*")
# What becomes a link, a reference or an emoji although every character of it is harmless.
_LIVE = re.compile(r":\S|//|www\.|\bgh-\d", re.IGNORECASE)


def markdown(run: Run) -> str:
    """Return the run as Markdown of fewer than 60,000 characters; what was left out is counted."""
    parts = [[MARKER, f"## {findings.headline(run)}", "", f"Coach eval, {findings.overview(run)}."]]
    parts[0] += ["", f"**Not the whole set:** {prose(run.partial)}"] if run.partial else []
    parts.append(_fit([f"- {prose(remark)}" for remark in run.remarks], _REMARKS, "remarks"))
    parts.append(_changes(run.comparison))
    parts.append(_gates(run))
    versions = _versions(run)
    used = sum(len(line) + 1 for part in [*parts, versions] for line in part) + 100
    parts += [_failing(run, MAX_LENGTH - used), versions]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def prose(text: str, limit: int = 300) -> str:
    """Return the text on one line as it is where nothing in it can act, else as a code span."""
    line = one_line(text, limit)
    return line if line and _TAME.fullmatch(line) and not _LIVE.search(line) else code(text, limit)


def code(text: str, limit: int = 300) -> str:
    """Return the text on one line as a code span whose fence is longer than any run of backticks in it."""
    line = one_line(text, limit)
    if not line:
        return "(empty)"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _cell(text: str) -> str:
    return text.replace("|", "¦")  # GitHub ends a cell even at a bar within a code span


def _gates(run: Run) -> list[str]:
    if not run.gates:
        return []
    rows = []
    for verdict in run.gates:
        summary = findings.summary_of(run, verdict.gate.metric)
        value = figure(verdict.value)
        value += f" ({between(summary.low, summary.high)})" if summary else ""
        n = f"{summary.n}" if summary else NO_FIGURE
        unscored = f"{summary.unscored}" if summary else NO_FIGURE
        why = prose(verdict.why) if verdict.why and verdict.state != "passed" else ""
        cells = [code(verdict.gate.metric, 60), value, figure(verdict.gate.minimum), n, unscored]
        rows.append(f"| {' | '.join(map(_cell, [*cells, _SIGNS[verdict.state], why]))} |")
    head = ["| gate | value (95 %) | at least | n | unscored | state | why |", "|---|---|---|---|---|---|---|"]
    return ["### Gates", "", *head, *_fit(rows, _GATES, "gates")]


def _changes(comparison: Comparison | None) -> list[str]:
    if comparison is None:
        return ["No baseline to compare with."]
    lines = [
        f"- **{trend}:** {code(change.metric, 60)} {findings.change_words(change)}"
        for trend in ("regressed", "improved")
        for change in findings.with_trend(comparison, trend)
    ]
    unchanged = len(findings.with_trend(comparison, "unchanged"))
    lines.append(f"- unchanged within the interval: {counted(unchanged, 'metric')}")
    for what, changes in findings.case_changes(comparison):
        for change in changes:
            reason = f" ({prose(change.reason, 200)})" if change.reason else ""
            moved = f"{code(change.metric, 60)} {change.before} → {change.now}{reason}"
            lines.append(f"- {what}: {code(change.case, 80)} {moved}")
    lines += [f"- {prose(sentence, 600)}" for sentence in findings.set_changes(comparison)]
    head = f"Against {prose(comparison.baseline, 120)}, {counted(comparison.shared, 'case')} in both:"
    return ["### Since the baseline", "", head, "", *_fit(lines, _CHANGES, "changes")]


def _failing(run: Run, room: int) -> list[str]:
    items = [_case(result, run.deciding) for result in findings.failing(run)]
    if not items:
        return []
    summary = f"<summary>{findings.failing_title(run)}</summary>"
    head = ["<details>", summary, ""]
    tail = ["", "</details>"]
    return [*head, *_fit(items, room - sum(len(line) + 1 for line in [*head, *tail]), "failing cases"), *tail]


def _case(result: CaseResult, deciding: frozenset[str]) -> str:
    case = result.case
    lines = [f"- **{code(case.id, 80)}** {case.kind}" + (f", {code(case.line, 80)}" if case.line else "")]
    lines.append(f"  - asked: {code(case.question)}")
    lines.append(f"  - expected: {prose(findings.expected(case))}")
    reply = f": {code(result.response.text)}" if result.response.text else ""
    lines.append(f"  - replied: {prose(findings.replied(result))}{reply}")
    if case.xfail:
        lines.append(f"  - known to fail: {prose(case.xfail)}")
    found = findings.against(result, deciding)
    lines += [f"  - {code(', '.join(one.metrics), 200)} {prose(one.words)}" for one in found[:_FINDINGS]]
    lines += [f"  - and {counted(len(found) - _FINDINGS, 'more finding')}"] if len(found) > _FINDINGS else []
    return "\n".join(lines)


def _versions(run: Run) -> list[str]:
    lines = [f"- {prose(name, 60)}: {code(version, 120)}" for name, version in run.versions.items()]
    lines += [f"- judge {prose(words)}" for words in findings.judge_words(run)]
    timing = run.timing
    reply = f"a reply {milliseconds(timing.p50_ms)} (median), {milliseconds(timing.p95_ms)} (p95)"
    lines.append(f"- took {seconds(timing.duration_s)}; {reply}")
    shown = _fit(lines, _VERSIONS, "versions")
    return ["<details>", "<summary>Versions</summary>", "", *shown, "", "</details>"]


def _fit(lines: Sequence[str], room: int, what: str) -> list[str]:
    """Return as many of the lines as fit into ``room`` characters, and a line that counts those left out."""
    left = room - 60  # for that line
    for kept, line in enumerate(lines):
        left -= len(line) + 1
        if left < 0:
            return [*lines[:kept], "", f"… and {len(lines) - kept} more {what}: see the other reports"]
    return list(lines)
