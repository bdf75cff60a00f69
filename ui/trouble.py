"""What went wrong while a press or a choice was carried out, told where the page is drawn next.

Streamlit carries such an act out before it draws the page; an error there would leave a page of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from ui import boundary

_KEPT = "trouble"
_Given = ParamSpec("_Given")


def told_later(act: Callable[_Given, None]) -> Callable[_Given, None]:
    """Return the same act, whose errors are kept until `tell`."""

    @wraps(act)
    def carried_out(*args: _Given.args, **kwargs: _Given.kwargs) -> None:
        try:
            act(*args, **kwargs)
        except Exception as error:
            st.session_state[_KEPT] = error

    return carried_out


def tell() -> None:
    """Tell what went wrong, once, where the page is drawn just now."""
    error = st.session_state.pop(_KEPT, None)
    if error is not None:
        boundary.on_error(error)
