"""The side of the page: a new conversation, who asks and what is asked, planned steps, and the conversations so far."""

from __future__ import annotations

import streamlit as st

from coach.records import Corpus
from ui import fold
from ui.chat import conversations, here, planned, profile, switches
from ui.chat.here import Here


def draw(place: Here, corpus: Corpus | None) -> None:
    """Draw the side.

    Args:
        place: Who visits, and where.
        corpus: The corpus that is asked; None where it cannot be read.
    """
    with st.sidebar:
        st.button(
            "New conversation",
            icon=":material/edit_square:",
            width="stretch",
            key="new-conversation",
            on_click=here.go_to,
            args=("",),
        )
        profile.draw(place, corpus)
        switches.draw(place)
        planned.draw(place)
        conversations.draw(place)
        st.html(fold.HTML, unsafe_allow_javascript=True)
