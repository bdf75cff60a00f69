"""The colour of words inside charts: Streamlit's theme colours a chart's axes by itself, but not the words we place."""

from __future__ import annotations

import streamlit as st

from ui.theme import DARK, LIGHT


def ink() -> str:
    """Return the colour of text on the ground that this visitor sees; the run is repeated when that changes."""
    return str((DARK if st.context.theme.type == "dark" else LIGHT)["textColor"])
