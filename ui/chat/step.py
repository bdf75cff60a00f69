"""A next step: a line that can be accepted with a day, taken back, and asked about once that day has passed."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from coach.lead_ins import STEP, suggested
from coach.records import NextStep
from ui import opened, safe
from ui.chat import words
from ui.store.records import PlannedStep
from ui.trouble import told_later
from ui.visitor import who

_DAYS = 7  # until the day that is proposed where the answer names none
_LATEST_DAYS = 366
_MOST_COMING = 3  # steps to come that the first page tells of
_STANDS = {  # of a step, by its outcome
    "": ":material/event_available:",
    "done": ":material/check: You did this.",
    "dropped": ":material/close: You dropped this.",
}


def draw(step: NextStep, conversation: str, place: int) -> None:
    """Draw the next step of an answer, to be accepted, or as it was accepted.

    Args:
        step: The step.
        conversation: The id of the conversation.
        place: Of the answer in it.
    """
    with st.container(border=True, key=f"step-{place}", gap="small"):
        id_ = f":gray-badge[{safe.one_line(step.principle)}]"
        st.markdown(f":material/footprint: **{STEP}** {safe.one_line(step.text)} {id_}{suggested(step.by)}")
        planned = _planned(step, conversation)
        if planned is not None:
            _draw_planned(planned)
            return
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            key = f"step-day-{conversation}-{place}"
            accept = f"step-accept-{conversation}-{place}"
            _ask_day(step.by, key, "By when?")
            st.button(
                "I will do this", icon=":material/check:", key=accept, on_click=_accept, args=(conversation, step, key)
            )


def _draw_planned(planned: PlannedStep) -> None:
    """Draw how a step stands that was accepted; while it is open it can be told as done, or taken back."""
    st.markdown(_how_it_stands(planned))
    if planned.outcome:
        return
    with st.container(horizontal=True, gap="small"):
        done, back, note = f"step-did-{planned.id}", f"step-back-{planned.id}", f"step-note-{planned.id}"
        st.button("I did it", icon=":material/check:", key=done, on_click=_settle, args=(planned, "done", note))
        st.button("Not after all", icon=":material/undo:", key=back, on_click=_take_back, args=(planned,))


def _ask_day(by: date | None, key: str, label: str) -> None:
    today = date.today()
    proposed = max(by or today + timedelta(days=_DAYS), today)
    st.date_input(
        label,
        value=proposed,
        min_value=today,
        max_value=proposed + timedelta(days=_LATEST_DAYS),
        format="YYYY-MM-DD",
        key=key,
        width=170,
    )


def ask_how_it_went() -> None:
    """Draw the steps that are planned: the oldest one whose day has passed with the question how it went."""
    store, owner, today = opened.store(), who().id, date.today()
    due = store.due_steps(owner, today)
    if due:
        _ask(due[0], today)
    coming = [step for step in store.open_steps(owner) if step not in due]
    for step in coming[:_MOST_COMING]:
        st.caption(f":material/footprint: You planned to do this{_by(step)}: {safe.one_line(step.text)}")


def _ask(step: PlannedStep, today: date) -> None:
    with st.container(border=True, key="how-it-went", gap="small"):
        when = words.short_day(step.accepted, today)
        st.markdown(f":material/footprint: On {when} you planned to do this: **{safe.one_line(step.text)}**")
        st.markdown(f"How did it go?{_note(step)}")
        note, day = f"step-note-{step.id}", f"step-later-{step.id}"
        st.text_input("In your words (optional)", key=note, max_chars=500)
        with st.container(horizontal=True, gap="small"):
            for label, outcome, icon in _OUTCOMES:
                st.button(
                    label, key=f"step-{outcome}-{step.id}", icon=icon, on_click=_settle, args=(step, outcome, note)
                )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.button(
                "Not yet",
                key=f"step-not-yet-{step.id}",
                icon=":material/schedule:",
                on_click=_put_off,
                args=(step, day, note),
            )
            _ask_day(None, day, "If not yet, by when now?")


_OUTCOMES = (
    ("Done", "done", ":material/check:"),
    ("Dropped", "dropped", ":material/close:"),
)


def _planned(step: NextStep, conversation: str) -> PlannedStep | None:
    kept = opened.store().planned_steps(who().id, conversation)
    same = [one for one in kept if (one.principle, one.text) == (step.principle, step.text)]
    # In a file from before steps could be put off one may be kept as "not yet": it can be accepted anew.
    return same[-1] if same and same[-1].outcome in _STANDS else None


def _how_it_stands(planned: PlannedStep) -> str:
    """Return, as Markdown, what came of a step, or when it will be asked about."""
    if planned.outcome:
        return f"{_STANDS[planned.outcome]}{_note(planned)}"
    later = planned.by is not None and planned.by >= date.today()
    asks = "once that day has passed" if later else "at your next visit"
    return f"{_STANDS['']} You planned to do this{_by(planned)}. I will ask how it went {asks}.{_note(planned)}"


def _by(planned: PlannedStep) -> str:
    return f" by {words.day(planned.by)}" if planned.by else ""


def _note(planned: PlannedStep) -> str:
    return f" You wrote: “{safe.one_line(planned.note)}”" if planned.note else ""


@told_later
def _accept(conversation: str, step: NextStep, key: str) -> None:
    by = st.session_state.get(key)
    opened.store().accept_step(who().id, conversation, step, by if isinstance(by, date) else None)


@told_later
def _settle(step: PlannedStep, outcome: str, note: str) -> None:
    opened.store().settle_step(who().id, step.id, outcome, st.session_state.get(note) or step.note)
    st.toast("Noted.", icon=":material/check:")


@told_later
def _take_back(step: PlannedStep) -> None:
    opened.store().take_back_step(who().id, step.id)


@told_later
def _put_off(step: PlannedStep, day: str, note: str) -> None:
    by = st.session_state.get(day)
    by = by if isinstance(by, date) else date.today() + timedelta(days=_DAYS)
    opened.store().put_off_step(who().id, step.id, by, st.session_state.get(note) or step.note)
    st.toast("Noted.", icon=":material/check:")
