"""The corpus page."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack

import streamlit as st

from coach.coach import Coach
from coach.counted import counted
from coach.errors import CoachError
from coach.records import Corpus
from ui import boundary, labels, opened, safe, titles, trouble
from ui.corpus import browse, gaps, map_view, upload, uses
from ui.corpus.private import corpora_of, is_private
from ui.trouble import told_later
from ui.visitor import Visitor, who

_BROWSE, _MAP, _USED, _NEXT, _UPLOAD = "Principles", "Map", "What is used", "What to write next", "Upload"


def show() -> None:
    """Draw the page."""
    opened.wait_until_ready()
    visitor = who()
    corpora = corpora_of(visitor)
    name = _chosen(visitor, list(corpora))
    with ExitStack() as lent:
        try:
            coach = lent.enter_context(opened.shelf().lend(corpora[name]))
        except CoachError as error:  # another one can still be chosen
            boundary.tell(error)
            trouble.tell()
            _choice(name, corpora)
            return
        _head(coach.corpus, name)
        trouble.tell()
        _choice(name, corpora)
        names = [_BROWSE, _MAP, _USED, _NEXT, *([_UPLOAD] if opened.options().allows_upload else [])]
        tabs = dict(zip(names, st.tabs(names, key="corpus-tab", on_change="rerun"), strict=True))
        for label, tab in tabs.items():
            if tab.open:
                with tab:
                    _tab(label, coach, name, visitor)


def _tab(label: str, coach: Coach, name: str, visitor: Visitor) -> None:
    if label == _BROWSE:
        browse.draw(coach, opened.store().uses(name), visitor)
    elif label == _MAP:
        map_view.draw(coach, name)
    elif label == _USED:
        uses.draw(coach.corpus, opened.store().uses(name))
    elif label == _NEXT:
        gaps.draw(name, coach.corpus, visitor)
    else:
        upload.draw(visitor)


def _head(corpus: Corpus, name: str) -> None:
    st.title(safe.one_line(corpus.title, 120), anchor=False)
    if corpus.about:
        about = corpus.about.rstrip(". ")
        st.markdown(f"About {safe.one_line(about, 300)}.")
    counts = [
        counted(len(corpus.principles), "document" if corpus.passages else "principle"),
        counted(len(corpus.situations), "situation") if corpus.situations else "no situations yet",
        counted(len(corpus.tensions), "tension") if corpus.tensions else "",
        f"version {safe.one_line(corpus.version)}",
        ":material/lock: yours alone" if is_private(name) else "",
    ]
    st.caption(" · ".join(filter(None, counts)))


def _choice(name: str, corpora: Mapping[str, str]) -> None:
    names = list(corpora)
    if len(names) > 1:
        st.selectbox(
            "Corpus",
            names,
            index=names.index(name),
            format_func=labels.distinct(names, lambda name: titles.shown(name, corpora[name])),
            key=f"corpus-choice-{name}",
            on_change=_switch,
            args=(f"corpus-choice-{name}",),
        )


def _chosen(visitor: Visitor, names: list[str]) -> str:
    """Return the corpus that the visitor chose last, here or on the chat page, while there is such a one."""
    kept = opened.store().preference(visitor.id, "corpus")
    return kept if kept in names else names[0]


@told_later
def _switch(key: str) -> None:
    opened.store().keep_preference(who().id, "corpus", str(st.session_state[key]))
