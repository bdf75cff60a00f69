"""Deleting a private corpus."""

from __future__ import annotations

import streamlit as st

from coach.settings import from_environment
from ui import opened, safe
from ui.corpus import publish
from ui.trouble import told_later
from ui.visitor import who


def draw(name: str) -> None:
    """Draw what deletes a private corpus, folded away.

    Args:
        name: Its short name.
    """
    with st.expander(f"Delete {safe.one_line(name)}", icon=":material/delete:", key="delete-corpus"):
        st.markdown("Its files and its index are deleted at once. Conversations stay; they can no longer be continued.")
        st.button(
            "Delete it for good",
            icon=":material/delete:",
            key="danger-delete-corpus",
            on_click=_remove,
            args=(name,),
        )


@told_later
def _remove(name: str) -> None:
    publish.remove(who(), name, publish.Workshop(opened.shelf().encoder(), from_environment(), lambda *_: None))
    st.session_state.pop("upload-into", None)
