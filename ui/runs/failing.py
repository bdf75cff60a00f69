"""The cases of a run that do not pass: what was expected, what was given, what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coach.counted import counted
from ui import paged, safe
from ui.runs import words
from ui.runs.read import Kept, cases_of
from ui.runs.records import Case

_LONGEST = 4_000  # characters of a text that is shown
_SPEAKERS = {"user": "The person", "assistant": "The system"}


def draw(run: Kept) -> None:
    """Draw the cases that fail or could not be scored, filtered by kind and metric."""
    deciding = [metric.name for metric in run.overview.metrics if metric.decides]
    failing = [case for case in cases_of(run) if case.outcome in ("fail", "unscored")]
    if not failing:
        st.markdown(f":green[{words.PASSED}] Every case passes, or is only measured.")
        return
    shown = _filtered(failing, deciding)
    st.caption(f"{len(shown)} of {counted(len(failing), 'case')} without a pass.")
    paged.draw(shown, lambda case: one(case, deciding), f"failing-{run.name}")


def one(case: Case, deciding: Sequence[str]) -> None:
    """Draw a case: which one, what was asked, what speaks against it; the rest opens.

    Args:
        case: The case.
        deciding: Names of the metrics that can speak against it.
    """
    with st.container(border=True, gap="xsmall"):
        st.markdown(
            f"{words.outcome(case.outcome)} · **{safe.one_line(case.id, 60)}** · {safe.one_line(case.kind, 30)}"
        )
        st.markdown(safe.one_line(case.question, 220))
        for names, said in words.against(case, deciding):
            st.markdown(f":red[{words.FAILED}] **{safe.one_line(names)}** {said}")
        with st.expander("Expected and given", type="compact"):
            _whole(case)


def _whole(case: Case) -> None:
    for turn in case.history[-6:]:
        st.caption(f"{_SPEAKERS.get(turn.role, safe.one_line(turn.role, 20))}: {safe.one_line(turn.content, 300)}")
    st.markdown(f"**Asked**\n\n{safe.markdown(_cut(case.question))}")
    expected(case)
    given(case)
    if case.xfail:
        st.caption(f"Known to fail: {safe.one_line(case.xfail, 300)}")
    if case.line:
        st.caption(f"Stands in {safe.one_line(case.line, 120)}")


def expected(case: Case) -> None:
    """Draw what would be right."""
    st.markdown(f"**Expected**\n\n{words.expected(case)}.")


def given(case: Case, title: str = "Given") -> None:
    """Draw what was replied, under a title."""
    st.markdown(f"**{title}**\n\n{words.given(case)}.")
    if case.response:
        with st.container(border=True):
            st.markdown(safe.markdown(_cut(case.response)))


def _filtered(failing: Sequence[Case], deciding: Sequence[str]) -> list[Case]:
    kinds = list(dict.fromkeys(case.kind for case in failing))
    of = {name: sum(_speaks(case, name) for case in failing) for name in deciding}
    left, right = st.columns(2)
    kind = left.multiselect(
        "Kind",
        kinds,
        format_func=lambda kind: f"{safe.plain(kind, 40)} ({sum(case.kind == kind for case in failing)})",
        placeholder="Every kind",
        key="failing-kind",
    )
    metric = right.multiselect(
        "Metric that fails",
        [name for name in deciding if of[name]],
        format_func=lambda name: f"{safe.plain(name, 40)} ({of[name]})",
        placeholder="Any metric",
        key="failing-metric",
    )
    return [
        case
        for case in failing
        if (not kind or case.kind in kind) and (not metric or any(_speaks(case, name) for name in metric))
    ]


def _speaks(case: Case, metric: str) -> bool:
    return metric in case.scores and case.scores[metric].outcome != "pass"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + " …"
