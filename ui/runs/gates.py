"""The gate of a run, threshold by threshold, and every metric behind it."""

from __future__ import annotations

import streamlit as st

from ui import safe, tables
from ui.runs import words
from ui.runs.read import Kept
from ui.runs.records import Gate, Overview


def headline(run: Kept) -> None:
    """Draw whether the gate holds, and what the run was."""
    found = run.overview
    with st.container(border=True, gap="xsmall", key="gate-headline"):
        st.markdown(f"#### :{words.colour(found)}[{words.icon(found)}] {words.headline(found)}")
        st.markdown(words.counts(found) + ".")
        if found.partial:
            st.markdown(f":material/filter_alt: Not the whole set: {safe.one_line(found.partial, 200)}")
        st.caption(f"{words.moment(found.run.started)}{_took(found)}{_versions(found)}")


def draw(run: Kept) -> None:
    """Draw the thresholds, those that are not met first, and the metrics."""
    found = run.overview
    if not found.gates:
        st.markdown("This run had no threshold to meet.")
    order = {"failed": 0, "passed": 1, "not run": 2}
    for gate in sorted(found.gates, key=lambda gate: order[gate.state]):
        if gate.state == "failed":
            st.markdown(_failed(gate))
    tables.draw([_row(gate, found) for gate in sorted(found.gates, key=lambda gate: order[gate.state])], "thresholds")
    with st.expander("Every metric of this run", key="every-metric", icon=":material/functions:"):
        tables.draw([_metric_row(found, number) for number in range(len(found.metrics))], "metrics")
    for remark in found.remarks[:20]:
        st.caption(f":material/info: {safe.one_line(remark, 400)}")


def _failed(gate: Gate) -> str:
    reason = f" The threshold is there because: {safe.one_line(gate.reason, 300)}" if gate.reason else ""
    return f":red[{words.FAILED}] **{safe.one_line(gate.metric)}** {safe.one_line(gate.why, 300)}.{reason}"


def _row(gate: Gate, run: Overview) -> dict[str, str]:
    metric = run.metric(gate.metric)
    return {
        "Threshold": words.name(gate.metric),
        "State": words.gate_state(gate.state),
        "Value (95 %)": f"{words.figure(gate.value)}{f' ({words.interval(metric)})' if metric else ''}",
        "At least": words.figure(gate.minimum),
    }


def _metric_row(run: Overview, number: int) -> dict[str, str]:
    metric = run.metrics[number]
    missing = f" ({metric.n - metric.scored} not scored)" if metric.scored < metric.n else ""
    return {
        "Metric": words.name(metric.name),
        "Mean (95 %)": f"{words.figure(metric.mean)} ({words.interval(metric)})",
        "Cases": f"{metric.n}{missing}",
        "What it is": safe.one_line(metric.about, 200),
    }


def _took(run: Overview) -> str:
    took = f" · {run.run.duration_s:.0f} s" if run.run.duration_s is not None else ""
    return took + (f" · a reply in {run.run.p50_ms:.0f} ms (median)" if run.run.p50_ms is not None else "")


def _versions(run: Overview) -> str:
    names = ("answered_by", "corpus_version", "encoder", "judge", "coach")
    told = [
        f"{name.replace('_', ' ')} {safe.one_line(run.versions[name], 60)}" for name in names if run.versions.get(name)
    ]
    return "".join(f" · {one}" for one in told)
