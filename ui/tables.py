"""Small tables as Markdown: a real table for every reader, without the half second that pandas takes to import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st


def draw(rows: Sequence[Mapping[str, str]], key: str) -> None:
    """Draw a table.

    Args:
        rows: Title to cell, the same titles in each row; cells are Markdown of one line in which nothing acts, as
            `ui.safe.one_line` returns it.
        key: Names it; a wide table can be moved sideways within its own place.
    """
    if not rows:
        return
    titles = list(rows[0])
    lines = [_line(titles), _line(["---"] * len(titles)), *(_line(list(row.values())) for row in rows)]
    with st.container(key=f"table-{key}"):
        st.markdown("\n".join(lines))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell or ' ' for cell in cells)} |"
