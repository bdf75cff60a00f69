"""The answer that is being made in this window, and where it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.chat.answer import Drawn
from ui.chat.live import Live

_LIVE = "chat_live"  # in the session


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where an answer is drawn.

    Attributes:
        body: For the answer.
        status: Below it, for what is happening.
        drawn: What was drawn of it.
    """

    body: DeltaGenerator
    status: DeltaGenerator
    drawn: Drawn


def current() -> Live | None:
    """Return the answer that is being made; None where there is none."""
    return st.session_state.get(_LIVE)


def begin(live: Live) -> None:
    """Remember an answer, for the next runs to take up."""
    st.session_state[_LIVE] = live


def forget(live: Live) -> None:
    """Let go of an answer: what is to be kept of it is kept."""
    live.put_away()  # first: a run that was stopped ends where it touches the session
    st.session_state.pop(_LIVE, None)
