"""What people hear who do not see the page: its title, that an answer is coming, and that it is there.

A region of the page that a screen reader watches has to stand there before its words change, and Streamlit puts an
element anew wherever its words do. So all its words stand there from the first, and the style sheet shows those that
are true: while something waits, and beside each answer's row of buttons, which carries one of two marks in turn.
"""

from __future__ import annotations

import streamlit as st

_HEAD = """<h1 class="coach-heard">Coach</h1>
<div role="status" class="coach-heard">
  <p class="coach-answering">Coach is answering.</p>
  <p class="coach-answered-0">Coach has answered.</p>
  <p class="coach-answered-1">Coach has answered.</p>
</div>"""
# Every message begins with who says it; the words of the style sheet are read out as well.
CSS = """
.coach-heard, [data-testid="stChatMessageContent"]::before {
  position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
[data-testid="stChatMessageContent"]::before { content: "Coach:"; }
[data-testid="stChatMessageContent"][aria-label$="user"]::before { content: "You:"; }
[data-testid="stElementContainer"]:has(> .stHtml > .coach-heard) { position: absolute; }
[data-testid="stElementContainer"]:has(> .stHtml > [class^="coach-mark-"]) { display: none; }
[role="status"] > [class^="coach-answer"] { display: none; }
.stApp:has(.st-key-waiting) .coach-answering,
.stApp:not(:has(.st-key-waiting)):has(.coach-mark-0) .coach-answered-0,
.stApp:not(:has(.st-key-waiting)):has(.coach-mark-1) .coach-answered-1 { display: block; }
"""


def head() -> None:
    """Draw the title and the region, unseen; first on the page, so that they stay where they are."""
    st.html(_HEAD)


def mark(number: int) -> None:
    """Mark an answer that is there.

    Args:
        number: Of the answers so far; the next one has the next number.
    """
    st.html(f'<span class="coach-mark-{number % 2}"></span>')
