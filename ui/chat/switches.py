"""Which corpus is asked, what writes the answers, and what may be kept for the editors."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.model.usable import Usable, usable
from ui import labels, opened, safe, titles
from ui.chat import here
from ui.chat.here import Here
from ui.corpus.private import corpora_of
from ui.trouble import told_later
from ui.visitor import who

_CORPUS, _MODEL, _GAPS = "switch-corpus", "switch-model", "switch-gaps"
_COMPOSER = "The principles themselves"
_LOOK_AGAIN_S = 30  # whether a model can be used is asked of its server: not at every click


def draw(place: Here) -> None:
    """Draw the switches.

    Args:
        place: Who visits, and what is asked.
    """
    side = st.expander("Corpus and chat model", icon=":material/tune:", key="switches", on_change="rerun")
    if side.open:  # what is not drawn takes no time
        _inside(side, place)
    st.caption(f":material/format_quote: {written_by(place.model)}")


def written_by(model: str) -> str:
    """Return, as Markdown, who writes the answers.

    Args:
        model: ``provider:model``; empty where none is set up, or somebody chose none.
    """
    if not model:
        return "Answers come straight from the principles."
    return f"{safe.one_line(model)} reads the principles for your case; what it writes is checked first."


def _inside(side: DeltaGenerator, place: Here) -> None:
    with side:
        _corpora(place)
        _models(place)
        st.toggle(
            "Keep questions that are not covered, for the editors of this corpus",
            value=bool(opened.store().preference(place.owner, "keep_gaps")),
            key=_GAPS,
            on_change=_keep_gaps,
        )
        st.caption(
            "If this is on, the editors can read such a question word for word, without your name, and see what to "
            "write next. It is off unless you switch it on."
        )


def _corpora(place: Here) -> None:
    offered = {**corpora_of(place.visitor), place.corpus: place.folder}
    named = list(offered)
    if len(named) == 1:
        st.caption(f"Corpus: **{safe.one_line(titles.shown(place.corpus, place.folder))}**")
        return
    key = f"{_CORPUS}-{place.corpus}"
    st.selectbox(
        "Corpus",
        named,
        index=named.index(place.corpus),
        format_func=labels.distinct(named, lambda name: titles.shown(name, offered[name])),
        key=key,
        on_change=_switch_corpus,
        args=(key,),
        help="A conversation belongs to its corpus: another one begins a new conversation. "
        "The command line asks several together: `coach ask --corpus a --corpus b`.",
    )


def _models(place: Here) -> None:
    models = opened.options().models
    if not models:
        st.caption("No chat model is set up here; with one, each point also says what it means for your case.")
        return
    names = ["", *models]
    st.selectbox(
        "Answers are written by",
        names,
        index=names.index(place.model),
        format_func=labels.distinct(names, lambda name: safe.plain(name, 60) or _COMPOSER),
        key=_MODEL,
        on_change=_switch_model,
    )
    problem = _problem(place.model) if place.model else None
    if problem is not None:
        missing = "".join(f"\n\n{safe.one_line(part.what)}: {safe.one_line(part.remedy)}" for part in problem.missing)
        st.warning(
            f"**{safe.one_line(place.model)} cannot be used just now.** Answers come straight from the principles."
            f"{missing}",
            icon=":material/info:",
        )


def _problem(model: str) -> Usable | None:
    """Return what is missing for a model; None where nothing is, or where nobody can tell."""
    provider = model.partition(":")[0]
    found = next((one for one in _providers() if one.provider == provider), None)
    return None if found is None or found.is_usable else found


@st.cache_data(ttl=_LOOK_AGAIN_S, show_spinner=False)
def _providers() -> list[Usable]:
    return usable()


@told_later
def _switch_corpus(key: str) -> None:
    chosen = str(st.session_state[key])
    if chosen != here.now().corpus:  # a choice that the browser sends twice is made once
        opened.store().keep_preference(who().id, "corpus", chosen)
        here.go_to("")


@told_later
def _switch_model() -> None:
    here.keep_model(opened.store(), who().id, str(st.session_state[_MODEL]))


@told_later
def _keep_gaps() -> None:
    opened.store().keep_preference(who().id, "keep_gaps", "yes" if st.session_state[_GAPS] else "")
