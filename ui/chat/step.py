"""A next step: a line that can be accepted with a day, and the question how it went at a later visit."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from coach.records import NextStep
from ui import opened, safe
from ui.chat import words
from ui.chat.trouble import told_later
from ui.store.records import PlannedStep
from ui.visitor import who

_DAYS = 7  # until the day that is proposed where the answer names none
_LATEST_DAYS = 366


def draw(step: NextStep, conversation: str, place: int) -> None:
    """Draw the next step of an answer, to be accepted, or as it was accepted.

    Args:
        step: The step.
        conversation: The id of the conversation.
        place: Of the answer in it.
    """
    with st.container(border=True, key=f"step-{place}", gap="small"):
        by = f" (say, by {words.day(step.by)})" if step.by else ""
        id_ = f":gray-badge[{safe.one_line(step.principle)}]"
        st.markdown(f":material/footprint: **{words.STEP}** {safe.one_line(step.text)} {id_}{by}")
        planned = _planned(step, conversation)
        if planned is not None:
            by_day = f" by {words.day(planned.by)}" if planned.by else ""
            st.markdown(
                f":material/event_available: You planned to do this{by_day}. I will ask how it went at your next visit."
            )
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            key = f"step-day-{conversation}-{place}"
            accept = f"step-accept-{conversation}-{place}"
            st.button(
                "I will do this", icon=":material/check:", key=accept, on_click=_accept, args=(conversation, step, key)
            )
            _ask_day(step, key)


def _ask_day(step: NextStep, key: str) -> None:
    today = date.today()
    proposed = max(step.by or today + timedelta(days=_DAYS), today)
    st.date_input(
        "By when?",
        value=proposed,
        min_value=today,
        max_value=proposed + timedelta(days=_LATEST_DAYS),
        format="YYYY-MM-DD",
        key=key,
        width=170,
        label_visibility="collapsed",
    )


def ask_how_it_went() -> None:
    """Draw the oldest step that was planned at an earlier visit and is still open, if there is one."""
    store, owner, today = opened.store(), who().id, date.today()
    due = store.due_steps(owner, today)
    if not due:
        return
    step = due[0]
    with st.container(border=True, key="how-it-went", gap="small"):
        when = words.short_day(step.accepted, today)
        st.markdown(f":material/footprint: On {when} you planned to do this: **{safe.one_line(step.text)}**")
        st.markdown("How did it go?")
        note = f"step-note-{step.id}"
        st.text_input("In your words (optional)", key=note, max_chars=500)
        with st.container(horizontal=True, gap="small"):
            for label, outcome, icon in _OUTCOMES:
                st.button(
                    label, key=f"step-{outcome}-{step.id}", icon=icon, on_click=_settle, args=(step, outcome, note)
                )


_OUTCOMES = (
    ("Done", "done", ":material/check:"),
    ("Not yet", "not yet", ":material/schedule:"),
    ("Dropped", "dropped", ":material/close:"),
)


def _planned(step: NextStep, conversation: str) -> PlannedStep | None:
    kept = opened.store().planned_steps(who().id, conversation)
    return next((one for one in kept if (one.principle, one.text) == (step.principle, step.text)), None)


@told_later
def _accept(conversation: str, step: NextStep, key: str) -> None:
    by = st.session_state.get(key)
    opened.store().accept_step(who().id, conversation, step, by if isinstance(by, date) else None)


@told_later
def _settle(step: PlannedStep, outcome: str, note: str) -> None:
    opened.store().settle_step(who().id, step.id, outcome, st.session_state.get(note) or "")
    st.toast("Noted.", icon=":material/check:")
