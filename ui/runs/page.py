"""The evals page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coach.counted import counted
from coach.settings import data_folder
from ui import labels, safe
from ui.runs import chart, failing, gates, table, two
from ui.runs.access import may_see
from ui.runs.read import Found, Kept, LeftOut, NoRun, runs_in
from ui.visitor import who

_TABS = ("Thresholds", "Failing cases", "Over time", "Two runs")
_AT_FIRST = 2  # charts
_MOST_CHARTS = 6
_MOST_LEFT_OUT = 20


def show() -> None:
    """Draw the page."""
    st.title("Evals", anchor=False)
    st.caption(
        "How well Coach answers cases whose right outcome is known. `coach eval` keeps each of its runs; this page "
        "only reads them."
    )
    found = runs_in(data_folder() / "runs")
    runs = may_see(found.runs)
    if not runs:
        _empty(found)
        return
    corpora = list(dict.fromkeys(run.corpus for run in runs))
    table.draw(runs, len(corpora) > 1)
    _left_out(found.left_out)
    by_name = {run.name: run for run in runs}
    label = labels.distinct(by_name, lambda name: _label(by_name[name], len(corpora) > 1))
    now = by_name[st.selectbox("Look into", list(by_name), format_func=label, key="run")]
    gates.headline(now)
    opened = st.tabs(_TABS, key="evals-tab", on_change="rerun")
    alike = [run for run in runs if run.corpus == now.corpus]
    for tab, draw in zip(opened, (_thresholds, _failing, _over_time, _two), strict=True):
        if tab.open:
            with tab:
                try:
                    draw(now, alike)
                except NoRun as reason:
                    st.warning(f"{safe.one_line(now.name)} cannot be shown: {safe.one_line(str(reason))}.")


def _thresholds(now: Kept, alike: Sequence[Kept]) -> None:
    gates.draw(now)


def _failing(now: Kept, alike: Sequence[Kept]) -> None:
    failing.draw(now)


def _two(now: Kept, alike: Sequence[Kept]) -> None:
    two.draw(alike, now)


def _over_time(now: Kept, alike: Sequence[Kept]) -> None:
    whole = [run for run in alike if not run.overview.partial]
    parts = len(alike) - len(whole)
    names = list(dict.fromkeys(metric.name for run in alike for metric in run.overview.metrics))
    first = [gate.metric for gate in now.overview.gates if gate.state == "failed" and gate.metric in names]
    first += [name for name in ("hit_at_1", "cites_expected", *names) if name in names]
    chosen = st.multiselect(
        "Metrics",
        names,
        default=list(dict.fromkeys(first))[:_AT_FIRST],
        format_func=lambda name: safe.plain(name, 60),
        max_selections=_MOST_CHARTS,
        placeholder="Choose a metric",
        key=f"metrics-{now.corpus}",
    )
    shown: Sequence[Kept] = whole
    if parts and st.toggle(f"Also {counted(parts, 'run')} over part of the cases", value=not whole, key="parts"):
        shown = alike
    if not chosen:
        st.markdown("Choose a metric to see how it moved.")
    for name in chosen:
        _chart(name, shown)


def _chart(name: str, runs: Sequence[Kept]) -> None:
    moments = chart.moments(runs, name)
    about = next((metric.about for run in runs if (metric := run.overview.metric(name)) and metric.about), "")
    st.markdown(f"**{safe.one_line(name)}**{f': {safe.one_line(about, 200)}' if about else ''}")
    if moments:
        st.altair_chart(chart.over_time(moments), key=f"chart-{name}")
    st.caption(chart.in_words(name, moments))


def _label(run: Kept, has_corpus: bool) -> str:
    """Return a run in one plain line, with its corpus where there are several."""
    return f"{safe.plain(run.corpus, 30) or 'unnamed'} · {two.label(run)}" if has_corpus else two.label(run)


def _empty(found: Found) -> None:
    with st.container(border=True, gap="small", key="no-runs"):
        st.markdown("#### :material/science: There is no run yet")
        st.markdown("Run this in a terminal. It asks Coach a few hundred cases, scores the answers, and keeps the run:")
        st.code("coach eval", language=None)
        st.caption("It takes about a minute without a chat model. Then reload this page.")
    _left_out(found.left_out)


def _left_out(files: Sequence[LeftOut]) -> None:
    """Name the files that are no run; their folders are named after corpora, so editors only are told."""
    if not files or not who().is_editor:
        return
    n = len(files)
    with st.expander(f"{counted(n, 'file')} left out", icon=":material/report:", key="left-out"):
        for file in files[:_MOST_LEFT_OUT]:
            st.markdown(f"**{safe.one_line(file.name, 120)}**: {safe.one_line(file.reason, 300)}.")
        if n > _MOST_LEFT_OUT:
            st.caption(f"… and {n - _MOST_LEFT_OUT} more.")
