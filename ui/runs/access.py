"""Who may see which runs: cases of a corpus that the page does not offer are shown to editors only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st

from coach.corpus import find_corpus, read_corpus
from coach.errors import CoachError
from ui import opened
from ui.runs.read import Kept
from ui.visitor import who

_LOOK_AGAIN_S = 600  # whether a corpus was edited: reading a large one takes a while


def may_see(runs: Sequence[Kept]) -> list[Kept]:
    """Return the runs that this visitor may see, in their order.

    Any corpus can call itself by any name, so a run is of a corpus on offer only where it is of the very texts that
    anybody can read on this page just now, and lies where `coach eval` keeps the runs of that name.
    """
    if who().is_editor:
        return list(runs)
    offered = {_name_and_version(corpus) for corpus in opened.options().corpora} - {("", "")}
    return [run for run in runs if _says(run) in offered and _lies_right(run)]


def _says(run: Kept) -> tuple[str, str]:
    return run.corpus, run.overview.versions.get("corpus_version", "")


def _lies_right(run: Kept) -> bool:
    """Tell whether a run lies in the folder of its corpus: its name, or one that ends in the name's hash."""
    folder = run.name.partition("/")[0]
    digest = hashlib.sha256(run.corpus.encode(errors="surrogatepass")).hexdigest()[:8]
    return folder == run.corpus or folder.endswith(f"-{digest}")


@st.cache_data(ttl=_LOOK_AGAIN_S, show_spinner=False)
def _name_and_version(corpus: str) -> tuple[str, str]:
    """Return what a run of a corpus says of it; nothing where it cannot be read."""
    try:
        found = read_corpus(find_corpus(corpus))
    except CoachError:
        return "", ""
    return found.name, found.version
