"""Which principles are quoted in answers, and which never are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from coach.counted import counted
from coach.records import Corpus, Principle
from ui import safe
from ui.ink import ink

if TYPE_CHECKING:
    import altair

_MOST_BARS = 25
_ROW = 26  # pixels
_COLOUR = "#1f8f80"


def draw(corpus: Corpus, uses: Mapping[str, int]) -> None:
    """Draw how many answers quoted each principle, and list those that none did.

    Args:
        corpus: The corpus.
        uses: How many answers quoted each principle.
    """
    used = sorted(
        (principle for principle in corpus.principles if uses.get(principle.id)), key=lambda one: -uses[one.id]
    )
    never = [principle for principle in corpus.principles if not uses.get(principle.id)]
    if not used:
        st.markdown(
            ":material/bar_chart: **No answer has quoted a principle here yet.** Ask something on the Chat page."
        )
        return
    st.caption("How many answers on this page quoted each principle. Who asked is not counted.")
    st.altair_chart(_chart(used[:_MOST_BARS], uses), key="uses")
    if len(used) > _MOST_BARS:
        st.caption(f"The {_MOST_BARS} most quoted of {len(used)}.")
    with st.expander("The same as a list", icon=":material/notes:", key="uses-list"):
        st.markdown("\n".join(f"- {_name(principle)}: {counted(uses[principle.id], 'answer')}" for principle in used))
    if never:
        st.markdown(
            f"**Never quoted so far** ({len(never):,})\n\n" + "\n".join(f"- {_name(one)}" for one in never[:200])
        )
        st.caption("Nobody may have asked yet, or its situations may miss how people put it.")
    else:
        st.markdown(":material/done_all: Every principle has been quoted.")


def _chart(used: Sequence[Principle], uses: Mapping[str, int]) -> altair.LayerChart:
    import altair as alt

    rows = [
        {"id": safe.plain(one.id, 24), "title": safe.plain(one.title, 120), "answers": uses[one.id]} for one in used
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("id:N", sort=None, title=None, axis=alt.Axis(labelLimit=160, ticks=False, domain=False)),
        x=alt.X("answers:Q", title=None, axis=None),
    )
    told = [
        alt.Tooltip("id:N", title="Principle"),
        alt.Tooltip("title:N", title="Title"),
        alt.Tooltip("answers:Q", title="Answers"),
    ]
    bars = base.mark_bar(color=_COLOUR, height=16, cornerRadiusEnd=3).encode(tooltip=told)
    figures = base.mark_text(align="left", dx=5, fontSize=12, color=ink()).encode(text="answers:Q")
    return alt.LayerChart(layer=[bars, figures], height=_ROW * len(rows) + 10)


def _name(principle: Principle) -> str:
    return f"**{safe.one_line(principle.id)}** {safe.one_line(principle.title, 120)}"
