"""Long lists, drawn a part at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

Item = TypeVar("Item")


def draw(items: Sequence[Item], one: Callable[[Item], None], key: str, at_once: int = 15, more: int = 0) -> None:
    """Draw the first items, and a button for more of them.

    Args:
        items: All of them.
        one: Draws one.
        key: Names the list; how much of it is shown is remembered under it in the session.
        at_once: How many are drawn at first.
        more: How many more with each press; 0 for as many again.
    """
    counter = f"paged-{key}"
    step = more or at_once
    most = at_once + step * int(st.session_state.get(counter, 0))
    for item in items[:most]:
        one(item)
    if left := len(items[most:]):
        label = f"Show {min(step, left)} more" + (f" of {left:,}" if left > step else "")
        st.button(label, key=f"more-{key}", icon=":material/expand_more:", on_click=_more, args=(counter,))


def _more(counter: str) -> None:
    st.session_state[counter] = int(st.session_state.get(counter, 0)) + 1
