"""A text that was sent and could not be kept as a question: said why, and not lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from coach.errors import QuestionError
from ui import boundary, safe

_KEPT = "chat_refused"  # in the session
_TEXT = "refused-text"


@dataclass(frozen=True, slots=True)
class _Refused:
    text: str
    error: Exception


def keep(text: str, error: Exception) -> None:
    """Keep a text in the window, with what is wrong with it or with the page."""
    st.session_state[_KEPT] = _Refused(text, error)


def drop() -> None:
    """Let go of it."""
    st.session_state.pop(_KEPT, None)


def tell(on_ask: Callable[[str], None]) -> bool:
    """Say why the text that was sent last was not kept, where the page is drawn just now; tell whether there is one.

    Args:
        on_ask: Called with the key of a text field to ask what is in it.
    """
    refused = st.session_state.get(_KEPT)
    if not isinstance(refused, _Refused):
        return False
    if not isinstance(refused.error, QuestionError):
        boundary.on_error(refused.error)
        st.markdown(f"Your question was not kept: {safe.markdown(refused.text)}")
    with st.container(border=True, key="refused", gap="small"):
        if isinstance(refused.error, QuestionError):
            message, hint = safe.one_line(refused.error.message), safe.one_line(refused.error.hint)
            st.markdown(f":material/edit_note: **{message}.** {hint}")
        st.text_area("What you wrote", value=refused.text, key=_TEXT, height=120)
        with st.container(horizontal=True, gap="small"):
            st.button("Ask this", type="primary", key="refused-ask", on_click=on_ask, args=(_TEXT,))
            st.button("Drop it", key="refused-drop", on_click=drop)
    return True
