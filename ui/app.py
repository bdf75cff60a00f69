"""The script that Streamlit runs for every visitor and click: the pages, and what they share."""

from __future__ import annotations

import streamlit as st
from streamlit import config

from ui.boundary import guarded
from ui.style import CSS, ICON


def _chat() -> None:
    from ui.chat.page import show

    show()


def _corpus() -> None:
    from ui.chat.here import leave
    from ui.corpus.page import show

    leave()
    show()


def _evals() -> None:
    from ui.chat.here import leave
    from ui.runs.page import show

    leave()
    show()


def main() -> None:
    """Draw the page that the address names."""
    # A click while an answer is being made ends this run where it waits, and the next one takes the answer up again.
    # With fast reruns the next one begins beside it, and this one cannot tell that from a press on the stop button.
    if config.get_option("runner.fastReruns"):
        config.set_option("runner.fastReruns", False)
    st.set_page_config(page_title="Coach", page_icon=ICON, layout="centered")
    st.html(CSS)
    pages = [
        st.Page(guarded(_chat), title="Chat", icon=":material/forum:", url_path="chat", default=True),
        st.Page(guarded(_corpus), title="Corpus", icon=":material/menu_book:", url_path="corpus"),
        st.Page(guarded(_evals), title="Evals", icon=":material/monitoring:", url_path="evals"),
    ]
    st.navigation(pages).run()


main()
