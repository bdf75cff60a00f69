"""The run as it is read in a terminal or a pipe: the outcome first, then why, then which cases."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.records import CaseResult, Comparison, GateVerdict, Run, Summary
from evals.report import findings
from evals.report.plain import NO_FIGURE, between, counted, figure, one_line, safe

CASES = 10  # failing cases shown unless everything is asked for
CHANGES = 10  # changed cases shown unless everything is asked for
_STYLES = {"passed": "green", "failed": "bold red", "not run": "yellow", "nothing decided": "bold yellow"}


def show(run: Run, console: Console, verbose: bool = False) -> None:
    """Print a run.

    Args:
        run: What to show; nothing of it is read as markup or reaches the terminal as a control character.
        console: Where to; without colour the words say the same.
        verbose: Show every metric, every failing case with its reply, and every change.
    """
    _show_headline(run, console)
    _show_gates(run, console)
    if verbose:
        _show_metrics(run, console)
    _show_comparison(run.comparison, console, verbose)
    _show_failing(run, console, verbose)
    _show_list("Judges", findings.judge_words(run), console)
    _show_list("Remarks", run.remarks, console)
    console.print()
    _paragraph(Text(findings.told_by(run), style="dim"), console)
    if verbose:
        _show_list("Versions", [f"{name}: {version}" for name, version in run.versions.items()], console)


def _show_headline(run: Run, console: Console) -> None:
    _paragraph(Text(findings.headline(run), style=_STYLES[findings.state(run)]), console)
    _paragraph(Text(findings.overview(run)), console)
    if run.partial:
        _paragraph(Text(f"Not the whole set: {safe(run.partial)}", style="yellow"), console)


def _show_gates(run: Run, console: Console) -> None:
    if not run.gates:
        return
    table = _table("gate", "value", "95 %", "n", "unscored", "at least", "state")
    for verdict in run.gates:
        summary = findings.summary_of(run, verdict.gate.metric)
        state = Text(verdict.state, style=_STYLES[verdict.state])
        counts = (str(summary.n), str(summary.unscored)) if summary else (NO_FIGURE, NO_FIGURE)
        interval = between(summary.low, summary.high) if summary else NO_FIGURE
        name = Text(one_line(verdict.gate.metric, 60))
        table.add_row(name, figure(verdict.value), interval, *counts, figure(verdict.gate.minimum), state)
    _heading("Gates", console)
    _print_table(table, console)
    for verdict in run.gates:
        if verdict.state == "failed" or (verdict.state == "not run" and not run.partial):
            _show_why(verdict, console)


def _show_why(verdict: GateVerdict, console: Console) -> None:
    named = (f"{one_line(verdict.gate.metric, 60)} {verdict.state}: ", _STYLES[verdict.state])
    console.print()
    _paragraph(Text.assemble(named, safe(verdict.why)), console, indent=2)
    if verdict.gate.reason:
        _paragraph(Text(f"The threshold is there because: {safe(verdict.gate.reason)}", style="dim"), console, indent=4)


def _show_metrics(run: Run, console: Console) -> None:
    table = _table("metric", "mean", "95 %", "n", "passed", "failed", "unscored")
    for summary in run.summaries:
        counts = (summary.n, summary.passed, summary.failed, summary.unscored)
        name = Text(one_line(summary.metric.name, 60))
        table.add_row(name, _mean(summary), between(summary.low, summary.high), *map(str, counts))
    _heading("All metrics", console)
    _print_table(table, console)


def _mean(summary: Summary) -> str:
    return figure(summary.mean) if summary.scored else NO_FIGURE


def _show_comparison(comparison: Comparison | None, console: Console, verbose: bool) -> None:
    if comparison is None:
        return
    _heading("Since the baseline", console)
    shared = f"{one_line(comparison.baseline, 120)}, {counted(comparison.shared, 'case')} in both"
    _paragraph(Text(shared, style="dim"), console, indent=2)
    for trend, style in (("regressed", "bold red"), ("improved", "green")):
        for change in findings.with_trend(comparison, trend):
            words = f"{one_line(change.metric, 60)} {findings.change_words(change)}"
            _paragraph(Text.assemble((f"{trend}: ", style), words), console, indent=2)
    unchanged = len(findings.with_trend(comparison, "unchanged"))
    _paragraph(Text(f"unchanged within the interval: {counted(unchanged, 'metric')}"), console, indent=2)
    _show_case_changes(comparison, console, verbose)
    for sentence in findings.set_changes(comparison):
        _paragraph(Text(sentence), console, indent=2)


def _show_case_changes(comparison: Comparison, console: Console, verbose: bool) -> None:
    for what, changes in findings.case_changes(comparison):
        if not changes:
            continue
        shown = changes if verbose else changes[:CHANGES]
        console.print()
        _paragraph(Text(f"{counted(len(changes), 'result')} {what}:", style="bold"), console, indent=2)
        for change in shown:
            words = f"{one_line(change.case, 80)}  {one_line(change.metric, 60)}: {change.before} → {change.now}"
            reason = one_line(change.reason, 200)
            _paragraph(Text(f"{words} ({reason})" if reason else words), console, indent=4)
        _and_more(len(changes) - len(shown), console)


def _show_failing(run: Run, console: Console, verbose: bool) -> None:
    failing = findings.failing(run)
    if not failing:
        return
    _heading(findings.failing_title(run), console)
    shown = failing if verbose else failing[:CASES]
    for place, result in enumerate(shown):
        if place:
            console.print()
        _show_case(result, run.deciding, console, verbose)
    _and_more(len(failing) - len(shown), console)


def _show_case(result: CaseResult, deciding: frozenset[str], console: Console, verbose: bool) -> None:
    case = result.case
    _paragraph(Text.assemble((safe(case.id), "bold"), (f"  {case.kind}  {safe(case.line)}", "dim")), console, indent=2)
    question = Text(safe(case.question) if verbose else one_line(case.question, 400))
    if not verbose:
        question.truncate(console.width - 6, overflow="ellipsis")
    _paragraph(question, console, indent=4)
    if case.xfail:
        _paragraph(Text(f"known to fail: {safe(case.xfail)}", style="dim"), console, indent=4)
    if verbose:
        _paragraph(Text(f"expected: {safe(findings.expected(case))}"), console, indent=4)
        _paragraph(Text(f"replied: {findings.replied(result)}"), console, indent=4)
        _paragraph(Text(safe(result.response.text), style="italic"), console, indent=6)
    for found in findings.against(result, deciding):
        named = one_line(", ".join(found.metrics), 400)
        style = "red" if found.outcome == "fail" else "yellow"
        _paragraph(Text.assemble((named, style), f" {found.words}"), console, indent=4)


def _show_list(title: str, lines: Iterable[str], console: Console) -> None:
    for place, line in enumerate(lines):
        if not place:
            _heading(title, console)
        _paragraph(Text(safe(line)), console, indent=2)


def _heading(title: str, console: Console) -> None:
    console.print()
    _paragraph(Text(title, style="bold"), console)


def _and_more(n: int, console: Console) -> None:
    if n:
        _paragraph(Text(f"and {n} more", style="dim"), console, indent=4)


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, no_wrap=True, justify="left" if name == "state" else "right")
    return table


def _print_table(table: Table, console: Console) -> None:
    """Print a table indented, without the spaces that would trail each line."""
    width = console.options.update_width(console.width - 2)
    for segments in console.render_lines(table, width, pad=False):
        line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
        line.rstrip()
        console.print(Text("  ") + line, soft_wrap=True, highlight=False)


def _paragraph(text: Text, console: Console, indent: int = 0) -> None:
    """Print a text wrapped and indented, without trailing spaces; a ``Text`` is never read as markup."""
    for line in text.wrap(console, console.width - indent):
        line = Text(" " * indent) + line
        line.rstrip()
        console.print(line, soft_wrap=True, highlight=False)
