"""An answer that another window is making: one that was just reloaded or closed still has to keep what was checked."""

from __future__ import annotations

import streamlit as st

from ui import opened
from ui.chat import asking, turn, underway
from ui.chat.live import first_answer

_LOOK_S = 0.1
_LEFT_S = 2.0  # a window that is still there keeps a whole answer within a moment


def wait(owner: str, question: tuple[str, int]) -> None:
    """Hold the place of an answer until its window has kept it, or what was checked of it; then draw the page anew.

    A window that is reloaded is back sooner than its answer is stopped: without this it would say that nothing was
    answered. An answer whose window went without keeping it is taken up here.

    Args:
        owner: Whose conversation it is.
        question: Its id, and the place of the last question in it, to which no answer stood a moment ago.
    """
    live = first_answer(question)
    if live is not None and live.asked.owner == owner:
        with st.chat_message("assistant", avatar=turn.COACH):
            st.markdown(":shimmer[This is being answered, or was until just now, in another window]")
        while not live.is_put_away(_LOOK_S):
            st.session_state.get(asking.LATER)  # Streamlit ends a run that was stopped wherever it reads its state
            if live.is_left_for(_LEFT_S):
                underway.begin(live)
                st.rerun()
    # Kept meanwhile, perhaps between the moment when the conversation was read and the look at what is being made.
    if opened.store().messages(owner, question[0])[-1].role == "assistant":
        st.rerun()
