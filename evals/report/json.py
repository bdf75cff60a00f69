"""The run as one JSON object, for programs and for comparing two runs.

Schema 1. Fields may be added; the number goes up when one changes its meaning or goes away. Figures have six decimals,
``null`` stands where there is none, ids and texts are exact (nothing in them is made safe to show).

- ``schema``, ``versions`` (name to version), ``passed`` (something was decided and no gate failed), ``armed`` (at least
  one gate was decided), ``partial`` (why this is not the whole set, or ""), ``remarks``, ``principles`` (id to a digest
  of its words)
- ``metrics``: ``name``, ``tier``, ``mean`` (an unscored row counts as 0), ``interval`` ([low, high], 95 %), ``n``,
  ``scored``, ``passed``, ``failed``, ``unscored``, ``passes_at``, ``decides``, ``about``
- ``gates``: ``metric``, ``minimum``, ``scored`` (the share of rows that must be), ``may_regress``, ``reason``,
  ``state`` (``passed``, ``failed``, ``not run``), ``value``, ``why``
- ``comparison`` (null without a baseline): ``baseline``, ``shared``, ``added``, ``removed``, ``reworded``,
  ``principles`` (those with other words), ``metrics`` (``metric``, ``n``, ``before``, ``now``, ``interval`` of the
  difference, ``trend``), ``cases`` (``case``, ``metric``, ``before``, ``now``, ``reason``)
- ``judges``: ``judge``, ``auroc``, ``balanced``, ``n``
- ``cases``: ``id``, ``kind``, ``line``, ``question``, ``history`` (``role``, ``content``), ``expected``, ``handoff``,
  ``tension``, ``attack``, ``must_not_say``, ``pair``, ``variant``, ``draft``, ``xfail``, ``outcome`` (``pass``,
  ``fail``, ``unscored``, ``only measured``), ``status``, ``covered_score``, ``ranking`` (ten at most), ``response``,
  ``error``, ``scores`` (metric to ``value``, ``outcome``, ``reason``)
- ``run``: everything that may differ between two runs of the same input: ``started``, ``duration_s``, ``machine``,
  ``p50_ms``, ``p95_ms``, ``elapsed_ms`` (case to milliseconds)
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from evals.records import CaseResult, Comparison, GateVerdict, Run, Summary
from evals.report.files import replace_text
from evals.report.findings import case_outcome

SCHEMA = 1
RANKING = 10  # ids of a ranking that are kept
_DECIMALS = 6


def run_object(run: Run) -> dict[str, Any]:
    """Return a run as plain data, its keys in a fixed order; the module's text documents every field."""
    return {
        "schema": SCHEMA,
        "versions": dict(sorted(run.versions.items())),
        "passed": run.has_passed,
        "armed": run.is_armed,
        "partial": run.partial,
        "remarks": list(run.remarks),
        "principles": dict(run.principles),
        "metrics": [_metric(summary) for summary in run.summaries],
        "gates": [_gate(verdict) for verdict in run.gates],
        "comparison": None if run.comparison is None else _comparison(run.comparison),
        "judges": [
            {"judge": judge.judge, "auroc": _figure(judge.auroc), "balanced": _figure(judge.balanced), "n": judge.n}
            for judge in run.judges
        ],
        "cases": [_case(result, run.deciding) for result in run.results],
        "run": _timing(run),
    }


def run_text(run: Run) -> str:
    """Return a run as JSON text, one line end at the end; lone surrogates, where there are any, are escaped."""
    found = run_object(run)
    text = json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(found, allow_nan=False, indent=1)
    return text + "\n"


def write_json(run: Run, path: Path) -> None:
    """Write a run as JSON, as a whole or not at all.

    Raises:
        SettingsError: the file cannot be written.
    """
    replace_text(path, run_text(run))


def _figure(value: float | None) -> float | None:
    """Return a figure as it is kept: six decimals, no NaN, no infinity, no minus zero."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), _DECIMALS) + 0.0


def _metric(summary: Summary) -> dict[str, Any]:
    metric = summary.metric
    return {
        "name": metric.name,
        "tier": metric.tier,
        "mean": _figure(summary.mean),
        "interval": [_figure(summary.low), _figure(summary.high)],
        "n": summary.n,
        "scored": summary.scored,
        "passed": summary.passed,
        "failed": summary.failed,
        "unscored": summary.unscored,
        "passes_at": _figure(metric.passes_at),
        "decides": metric.decides,
        "about": metric.about,
    }


def _gate(verdict: GateVerdict) -> dict[str, Any]:
    gate = verdict.gate
    return {
        "metric": gate.metric,
        "minimum": _figure(gate.minimum),
        "scored": _figure(gate.scored),
        "may_regress": gate.may_regress,
        "reason": gate.reason,
        "state": verdict.state,
        "value": _figure(verdict.value),
        "why": verdict.why,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "baseline": comparison.baseline,
        "shared": comparison.shared,
        "added": list(comparison.added),
        "removed": list(comparison.removed),
        "reworded": list(comparison.reworded),
        "principles": list(comparison.principles),
        "metrics": [
            {
                "metric": change.metric,
                "n": change.n,
                "before": _figure(change.before),
                "now": _figure(change.now),
                "interval": [_figure(change.low), _figure(change.high)],
                "trend": change.trend,
            }
            for change in comparison.metrics
        ],
        "cases": [
            {
                "case": change.case,
                "metric": change.metric,
                "before": change.before,
                "now": change.now,
                "reason": change.reason,
            }
            for change in comparison.cases
        ],
    }


def _case(result: CaseResult, deciding: frozenset[str]) -> dict[str, Any]:
    case, response = result.case, result.response
    return {
        "id": case.id,
        "kind": case.kind,
        "line": case.line,
        "question": case.question,
        "history": [{"role": turn.role, "content": turn.content} for turn in case.history],
        "expected": list(case.expected),
        "handoff": case.handoff,
        "tension": None if case.tension is None else list(case.tension),
        "attack": case.attack,
        "must_not_say": list(case.must_not_say),
        "pair": case.pair,
        "variant": case.variant,
        "draft": case.draft,
        "xfail": case.xfail,
        "outcome": case_outcome(result, deciding),
        "status": response.status,
        "covered_score": _figure(response.covered_score),
        "ranking": list(response.ranking[:RANKING]),
        "response": response.text,
        "error": response.error,
        "scores": {
            score.metric: {"value": _figure(score.value), "outcome": score.outcome, "reason": score.reason}
            for score in result.scores
        },
    }


def _timing(run: Run) -> dict[str, Any]:
    timing = run.timing
    return {
        "started": timing.started,
        "duration_s": _figure(timing.duration_s),
        "machine": timing.machine,
        "p50_ms": _figure(timing.p50_ms),
        "p95_ms": _figure(timing.p95_ms),
        "elapsed_ms": {result.case.id: _figure(result.response.elapsed_ms) for result in run.results},
    }
