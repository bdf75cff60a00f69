"""Two runs side by side."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coach.counted import counted
from ui import labels, paged, safe, tables
from ui.runs import failing, words
from ui.runs.difference import CaseDifference, Difference, MetricDifference, compare
from ui.runs.read import Kept, cases_of

_SIGNS = {"got worse": ":red[:material/trending_down:]", "got better": ":green[:material/trending_up:]",
          "changed": ":material/swap_horiz:"}  # fmt: skip


def draw(runs: Sequence[Kept], now: Kept) -> None:
    """Draw a run beside one that is chosen.

    Args:
        runs: All of the same corpus, newest first.
        now: The run that is looked at.
    """
    others = {run.name: run for run in runs if run.name != now.name}
    if not others:
        st.markdown("There is only one run of this corpus. After the next `coach eval` two can be compared.")
        return
    place = max(range(len(others)), key=lambda number: (_likeness(list(others.values())[number], now), -number))
    name = st.selectbox(
        "Compare with",
        list(others),
        index=place,
        format_func=labels.distinct(others, lambda name: label(others[name])),
        key=f"compare-{now.name}",
        help="The run chosen above is measured against this one.",
    )
    before = others[name]
    found = compare(before, cases_of(before), now, cases_of(now))
    _tell_apart(found)
    tables.draw([_row(metric) for metric in found.metrics], "differences")
    st.caption(
        f"Before: {words.moment(before.overview.run.started)}. Now: {words.moment(now.overview.run.started)}. The "
        f"difference is over the {counted(found.shared, 'case')} that both runs hold with the same text; better "
        "and worse count cases that pass in one run only."
    )
    _cases(found, now)


def label(run: Kept) -> str:
    """Return a run in one plain line, for a list to choose from."""
    by = safe.plain(run.overview.versions.get("answered_by", ""), 40)
    part = " · part of the set" if run.overview.partial else ""
    return f"{words.moment(run.overview.run.started)} · {words.state(run.overview)}{f' · {by}' if by else ''}{part}"


def _likeness(run: Kept, now: Kept) -> tuple[bool, bool, bool]:
    """Return how much a run is what one would compare with: earlier, whole where it is whole, of the same system."""
    before, after = run.overview, now.overview
    is_alike = before.versions.get("answered_by") == after.versions.get("answered_by")
    return before.run.started <= after.run.started, bool(before.partial) == bool(after.partial), is_alike


def _tell_apart(found: Difference) -> None:
    """Say what differs between the two besides the figures."""
    told = [_changed(*version) for version in found.versions]
    if told:
        st.markdown(f":material/commit: **Changed between them:** {'; '.join(told[:12])}")
    sets = {
        "only in this run": found.only_now,
        "only in the other": found.only_before,
        "asking or expecting something else": found.reworded,
    }
    parts = [f"{counted(len(ids), 'case')} {what}" for what, ids in sets.items() if ids]
    if parts:
        st.markdown(f":material/difference: {'; '.join(parts)}. These are left out of the differences.")


def _changed(name: str, before: str, now: str) -> str:
    was, is_now = (safe.one_line(version, 40) or "none" for version in (before, now))
    return f"{safe.one_line(name.replace('_', ' '))} {was} → {is_now}"


def _row(metric: MetricDifference) -> dict[str, str]:
    difference = words.NO_FIGURE if metric.difference is None else words.signed(metric.difference)
    arrow = (
        "" if metric.difference is None or abs(metric.difference) < 0.0005 else "▲ " if metric.difference > 0 else "▼ "
    )
    return {
        "Metric": words.name(metric.name),
        "Before → now": f"{words.figure(metric.before)} → {words.figure(metric.now)}",
        "Difference": f"{arrow}{difference}",
        "Better, worse": f"{metric.better}, {metric.worse}" if metric.better or metric.worse else words.NO_FIGURE,
    }


def _cases(found: Difference, now: Kept) -> None:
    if not found.cases:
        st.markdown("No case changed." if found.shared else "The two runs share no case.")
        return
    counts = {trend: sum(case.trend == trend for case in found.cases) for trend in _SIGNS}
    told = [f"{n} {trend}" for trend, n in counts.items() if n]
    st.markdown(f"##### Cases that changed: {', '.join(told)}")
    deciding = [metric.name for metric in now.overview.metrics if metric.decides]
    paged.draw(found.cases, lambda case: _case(case, deciding), f"changed-{now.name}")


def _case(case: CaseDifference, deciding: Sequence[str]) -> None:
    moved = f" · {safe.one_line(', '.join(case.metrics), 60)}" if case.metrics else ""
    title = f"{_SIGNS[case.trend]} {case.trend} · **{safe.one_line(case.now.id, 60)}**{moved}"
    with st.expander(title):
        st.markdown(f"**Asked**\n\n{safe.markdown(case.now.question[:2_000])}")
        failing.expected(case.now)
        for side, one, name in zip(st.columns(2), (case.before, case.now), ("Before", "Now"), strict=True):
            with side:
                failing.given(one, f"{name}: {words.outcome(one.outcome)}")
        for names, said in words.against(case.now, deciding):
            st.markdown(f":red[{words.FAILED}] **{safe.one_line(names)}** {said}")
