"""An answer drawn while it is made: point by point, to be stopped at any moment, never a sentence that disappears."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from coach.generation import Answered, Event, Explained, Opened, Quoted
from coach.records import Answer
from ui import safe
from ui.chat import asking
from ui.chat.answer import Drawn
from ui.chat.live import Live

_LOOK_S = 0.15  # how often a run that waits looks whether it was stopped; an answer without a model comes sooner


def draw_live(live: Live, drawn: Drawn, status: DeltaGenerator, on_stop: Callable[[], None] | None) -> Answer:
    """Draw an answer as it is made, and return it whole.

    Args:
        live: The answer on its way.
        drawn: Where it is drawn.
        status: Says what is happening meanwhile.
        on_stop: Called in the next run when the person presses a button beside it; None for no such button.

    Raises:
        StopException: The person stopped it, or has gone.
        Exception: What ended it.
    """
    number, said = 0, ""
    sign: DeltaGenerator | None = None
    while True:
        event = live.event(number, 0.0 if live.asked.model and not said else _LOOK_S)
        if event is not None:
            number += 1
            if isinstance(event, Answered):
                return event.answer
            _draw(event, drawn)
        if (news := _news(live.asked.model, live.events)) != said:
            said = news
            sign = sign or _sign(status, on_stop)
            sign.markdown(f":shimmer[{news}]")
        st.session_state.get(asking.LATER)  # Streamlit ends a run that was stopped wherever it reads its state


def _sign(status: DeltaGenerator, on_stop: Callable[[], None] | None) -> DeltaGenerator:
    """Return where it says what is happening, with a button to stop beside it."""
    row = status.container(horizontal=True, vertical_alignment="center", gap="small", key="waiting")
    sign = row.empty()
    if on_stop is not None:
        row.button("Stop", icon=":material/stop_circle:", type="tertiary", key="stop", on_click=on_stop)
    return sign


def _draw(event: Event, drawn: Drawn) -> None:
    match event:
        case Opened():
            drawn.open(event.opening, event.status, event.remarks)
        case Quoted() | Explained():
            drawn.quote(event.place, event.point)


def _news(model: str, events: tuple[Event, ...]) -> str:
    """Return what is happening, as Markdown."""
    if not model:
        return "Looking through the principles"
    name = safe.one_line(model)
    match events[-1:]:
        case (Quoted(point=point),):
            return f"{name} reads {safe.one_line(point.principle)} for your case; you see it once it is checked"
        case (Explained(),):
            return f"{name} goes on reading"
        case _:
            return f"{name} reads the principles"


def draw_after_stop(draw: Callable[[], None]) -> None:
    """Draw something after the run was told to stop, and change the session's state.

    Streamlit ends a stopped run wherever its thread does either. Another thread of the same run may still do both.
    """
    inside = contextvars.copy_context()
    thread = threading.Thread(target=inside.run, args=(draw,), name="after-stop", daemon=True)
    add_script_run_ctx(thread, get_script_run_ctx())
    thread.start()
    thread.join()
