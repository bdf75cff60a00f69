"""The script that Streamlit runs for every visitor and click: the pages, and what they share."""

from __future__ import annotations

import streamlit as st
from streamlit import config

from ui.boundary import guarded
from ui.style import CSS, ICON
from ui.visitor import require_sign_in, show_account


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


def _pages() -> None:
    """Draw the page that the address names, with nothing of any of them before people have signed in."""
    require_sign_in()
    chosen = st.navigation(
        [
            st.Page(guarded(_chat), title="Chat", icon=":material/forum:", url_path="chat", default=True),
            st.Page(guarded(_corpus), title="Corpus", icon=":material/menu_book:", url_path="corpus"),
            st.Page(guarded(_evals), title="Evals", icon=":material/monitoring:", url_path="evals"),
        ]
    )
    show_account()  # before the page: an answer that is being made may take a while
    chosen.run()


def main() -> None:
    """Draw what is the same at every address, and the page."""
    # A click while an answer is being made ends this run where it waits, and the next one takes the answer up again.
    # With fast reruns the next one begins beside it, and this one cannot tell that from a press on the stop button.
    if config.get_option("runner.fastReruns"):
        config.set_option("runner.fastReruns", False)
    st.set_page_config(page_title="Coach", page_icon=ICON, layout="centered")
    st.html(CSS)
    guarded(_pages)()  # an error in there leaves no page at all, rather than one that let somebody in


main()
