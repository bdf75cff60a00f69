"""The run as one self-contained HTML page: no script, no request, every text of a case escaped."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from coach.cited import quotations
from coach.errors import EnvironmentFault
from evals.records import CaseResult, MetricChange, Run
from evals.report import findings
from evals.report.curve import CoverageCurve, coverage_curve
from evals.report.plain import between, counted, figure, milliseconds, one_line, percent, safe, seconds, signed
from evals.report.plots import NARROW, WIDE, Row, changes_svg, coverage_svg, scores_svg

MAX_TEXT = 8_000  # characters of one text that the page shows; JSON holds all
OPEN = 5  # failing cases that stand open when the page is opened
_MARKS = {"passed": "good", "failed": "bad", "improved": "good", "regressed": "bad"}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a reply: the assistant's own words, or a quotation with its citation."""

    text: str
    is_quotation: bool = False


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as the page shows it; ``anchor`` is ours, so that no id of a case becomes part of an address."""

    anchor: str
    result: CaseResult
    outcome: str
    against: tuple[findings.Finding, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot for wide windows and one for narrow ones (the same where one suits both)."""

    wide: str
    narrow: str = ""


def html(run: Run) -> str:
    """Return the page.

    Raises:
        EnvironmentFault: what draws it (Altair, vl-convert, Jinja) is not installed.
    """
    try:
        import altair  # noqa: F401
        import vl_convert  # noqa: F401
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        raise EnvironmentFault(
            f"the HTML report cannot be drawn: {error}",
            "install what the evals need: pip install 'grounded-coach[evals]'",
        ) from error
    room = Environment(
        loader=FileSystemLoader(Path(__file__).parent, encoding="utf-8"),
        autoescape=True,
        finalize=shown,  # runs on every value before it is escaped
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    words = (between, counted, figure, milliseconds, one_line, percent, seconds, signed)
    named = {word.__name__: word for word in words} | {"parts": partial(parts, known=_citable(run))}
    page = room.get_template("page.html.j2").render(**_content(run), findings=findings, **named)
    return page.lstrip()  # the macros before the document leave empty lines


def shown(value: Any) -> Any:
    """Return a value as the page may show it: texts without acting characters and of a bearable length."""
    if type(value) is not str:
        return value
    if len(value) > MAX_TEXT:
        value = f"{value[:MAX_TEXT]} … ({len(value) - MAX_TEXT} more characters, see the JSON report)"
    return safe(value)


def parts(reply: str, known: Collection[str]) -> list[Part]:
    """Return a reply cut into the assistant's own words and its cited quotations, nothing lost.

    Args:
        reply: The reply.
        known: Ids that exist.
    """
    found: list[Part] = []
    at = 0
    for quotation in quotations(reply, known):
        begin = reply.find(quotation.text, at)
        if begin <= at - 1 or begin < 1:
            continue
        end = begin + len(quotation.text) + 1  # with its quotation marks
        found += [Part(reply[at : begin - 1])] if begin - 1 > at else []
        found.append(Part(reply[begin - 1 : end], is_quotation=True))
        at = end
    return [*found, Part(reply[at:])] if reply[at:] else found


def _citable(run: Run) -> frozenset[str]:
    return frozenset(run.principles).union(*(result.response.ranking for result in run.results))


def _content(run: Run) -> dict[str, Any]:
    failing = {result.case.id: place for place, result in enumerate(findings.failing(run), start=1)}
    cases = [_case(result, run.deciding, failing.get(result.case.id)) for result in run.results]
    kinds = dict.fromkeys(view.result.case.kind for view in cases)
    curve = coverage_curve(run)
    return {
        "run": run,
        "state": findings.state(run),
        "gates": [(verdict, findings.summary_of(run, verdict.gate.metric)) for verdict in run.gates],
        "failing": [view for view in cases if view.anchor],
        "open_cases": OPEN,
        "kinds": [(kind, [view for view in cases if view.result.case.kind == kind]) for kind in kinds],
        "curve": curve,
        "plots": _plots(run, curve),
    }


def _case(result: CaseResult, deciding: frozenset[str], place: int | None) -> CaseView:
    anchor = f"case-{place}" if place else ""
    return CaseView(anchor, result, findings.case_outcome(result, deciding), findings.against(result, deciding))


def _plots(run: Run, curve: CoverageCurve | None) -> dict[str, Plot]:
    from markupsafe import Markup  # comes with Jinja

    plots = {}
    if scores := _score_rows(run):
        plots["scores"] = Plot(Markup(scores_svg(scores, WIDE)), Markup(scores_svg(scores, NARROW)))
    if changes := _change_rows(run.comparison.metrics if run.comparison else ()):
        plots["changes"] = Plot(Markup(changes_svg(changes, WIDE)), Markup(changes_svg(changes, NARROW)))
    if curve:
        plots["coverage"] = Plot(Markup(coverage_svg(curve)))
    return plots


def _score_rows(run: Run) -> list[Row]:
    gates = {verdict.gate.metric: verdict for verdict in run.gates}
    rows = []
    for summary in run.summaries:
        if not summary.scored or not all(map(math.isfinite, (summary.mean, summary.low, summary.high))):
            continue
        verdict = gates.get(summary.metric.name)
        mark = _MARKS.get(verdict.state, "plain") if verdict else "plain"
        threshold = verdict.gate.minimum if verdict else None
        rows.append(Row(summary.metric.name, summary.mean, summary.low, summary.high, mark, threshold))
    return rows


def _change_rows(changes: Sequence[MetricChange]) -> list[Row]:
    return [
        Row(change.metric, change.now - change.before, change.low, change.high, _MARKS.get(change.trend, "plain"))
        for change in changes
        if all(map(math.isfinite, (change.before, change.now, change.low, change.high)))
    ]
