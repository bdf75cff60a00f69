"""The steps somebody has planned, in the side of the page: each leads to the conversation it comes from."""

from __future__ import annotations

from datetime import date

import streamlit as st

from ui import opened, safe
from ui.chat import here, words
from ui.chat.here import Here

_LISTED = 20
_SHOWN = 300  # characters of a step


def draw(place: Here) -> None:
    """Draw the open steps, soonest first; nothing where there are none."""
    coming = opened.store().open_steps(place.owner)
    if not coming:
        return
    many = "1 planned step" if len(coming) == 1 else f"{len(coming)} planned steps"
    side = st.expander(many, icon=":material/footprint:", key="planned", on_change="rerun")
    if not side.open:  # what is not drawn takes no time
        return
    with side, st.container(key="planned-steps", gap="xsmall"):
        for step in coming[:_LISTED]:
            st.button(
                safe.one_line(step.text, _SHOWN),
                key=f"planned-{step.id}",
                type="tertiary",
                on_click=here.go_to,
                args=(step.conversation,),
            )
            st.caption(_when(step.by))
        if len(coming) > _LISTED:
            st.caption(f"… and {len(coming) - _LISTED} more")


def _when(by: date | None) -> str:
    """Return for when a step is planned."""
    if by is None:
        return "no day given"
    today = date.today()
    return f"by {words.day(by)}" if by >= today else f"was for {words.short_day(by, today)}"
