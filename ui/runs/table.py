"""The runs as a table, newest first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coach.counted import counted
from ui import safe, tables
from ui.runs import words
from ui.runs.read import Kept

_SHOWN = 5


def draw(runs: Sequence[Kept], has_several_corpora: bool) -> None:
    """Draw the newest runs, and all of them on demand.

    Args:
        runs: Newest first.
        has_several_corpora: Whether it needs saying which corpus a run is of.
    """
    tables.draw([_row(run, has_several_corpora) for run in runs[:_SHOWN]], "runs")
    if len(runs) > _SHOWN:
        label = f"All {counted(len(runs), 'run')}"
        with st.expander(label, key="all-runs", on_change="rerun", icon=":material/table_rows:") as rest:
            if rest.open:
                st.dataframe([_plain(run, has_several_corpora) for run in runs], hide_index=True, height=360)


def _row(run: Kept, has_corpus: bool) -> dict[str, str]:
    """Return a row in Markdown, narrow enough for a phone."""
    return {title: safe.one_line(cell) for title, cell in _short(run, has_corpus).items()}


def _plain(run: Kept, has_corpus: bool) -> dict[str, str]:
    """Return a row as plain text; Streamlit offers the table as CSV."""
    versions = run.overview.versions
    told = {"Corpus version": "corpus_version", "Encoder": "encoder", "Cases": "cases"}
    more = {title: safe.plain(versions.get(name, words.NO_FIGURE), 40) for title, name in told.items()}
    return {title: safe.cell(cell) for title, cell in (_short(run, has_corpus) | more).items()}


def _short(run: Kept, has_corpus: bool) -> dict[str, str]:
    found = run.overview
    part = ", a part" if found.partial else ""
    return {
        "Started (UTC)": words.moment(found.run.started).removesuffix(" UTC"),
        "Gate": words.state(found),
        "Pass": f"{found.count('pass')} of {len(found.cases)}{part}",
        "Answered by": safe.plain(found.versions.get("answered_by", words.NO_FIGURE), 40),
        **({"Corpus": safe.plain(run.corpus, 40) or words.NO_FIGURE} if has_corpus else {}),
    }
