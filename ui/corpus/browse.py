"""Browsing, searching and filtering principles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from coach.coach import Coach
from coach.counted import counted
from coach.records import Corpus, Principle
from ui import opened, paged, safe
from ui.corpus import card
from ui.corpus.card import Shelved
from ui.corpus.search import Cited, Hit, Wanted, audiences, by_meaning, by_words, fitting, is_told, near
from ui.visitor import Visitor

_AT_ONCE = 20
_MOST_TYPED = 400  # characters
_FOUND = "corpus_search"  # in the session: what was searched last, and the order by meaning
_CITED: dict[str, Cited] = {"All": "all", "Quoted in answers": "quoted", "Never quoted": "never quoted"}
_SITUATIONS: dict[str, bool | None] = {"All": None, "With situations": True, "Without situations": False}


def draw(coach: Coach, uses: Mapping[str, int], visitor: Visitor) -> None:
    """Draw the search, the filters and what they leave.

    Args:
        coach: Of the corpus.
        uses: How many answers quoted each principle.
        visitor: Whose searches are counted.
    """
    corpus = coach.corpus
    query = st.text_input(
        "Search",
        placeholder="Words, or a situation in a sentence",
        key="corpus-search",
        max_chars=_MOST_TYPED,
        icon=":material/search:",
    ).strip()
    wanted = _filters(corpus)
    among = fitting(corpus, wanted, uses)
    of = card.shelved(corpus, uses)
    if not query:
        _list([Hit(principle) for principle in among], of, _count(among, corpus), "all")
        return
    _found(query, among, of, _order(query, coach, visitor))


def _found(query: str, among: Sequence[Principle], of: Shelved, order: Sequence[str]) -> None:
    """Draw what was found: by meaning first where a situation is told, by words first where words are looked for."""
    found = by_words(query, of.corpus, among)
    tells = is_told(query)
    nearest = near(order, among, found, is_alone=not tells)
    others = (
        [hit for hit in found if hit.principle.id not in {near.principle.id for near in nearest}] if tells else found
    )
    noun = "more principle" if tells and nearest else "principle"
    groups = [
        (others, f"{counted(len(others), noun)} with these words", "words"),
        (nearest, "Nearest in meaning", "meaning"),
    ]
    for hits, title, key in reversed(groups) if tells else groups:
        if hits:
            _list(hits, of, title, key)
    if not others and not nearest:
        st.markdown(":material/search_off: **Nothing found.** Try other words, or take a filter away.")


def _filters(corpus: Corpus) -> Wanted:
    people = audiences(corpus)
    with st.container(horizontal=True, gap="small", key="corpus-filters"):
        audience = (
            st.multiselect(
                "For whom",
                people,
                format_func=lambda name: safe.plain(name, 60),
                placeholder="Anybody",
                key=f"corpus-audience-{corpus.name}",
            )
            if people
            else []
        )
        cited = st.selectbox("Quoted", list(_CITED), key="corpus-cited")
        situations = st.selectbox("Situations", list(_SITUATIONS), key="corpus-situations")
    return Wanted(tuple(audience), _CITED[cited], _SITUATIONS[situations])


def _order(query: str, coach: Coach, visitor: Visitor) -> tuple[str, ...]:
    """Return the principles in the order of their meaning; asked of the retriever once for a search.

    Raises:
        TooMany: the visitor has searched and asked too much within a minute.
    """
    key = (query, coach.corpus.version, str(coach.corpus.folder))
    kept = st.session_state.get(_FOUND)
    if isinstance(kept, tuple) and kept[0] == key:
        return tuple(kept[1])
    opened.limiter().check(visitor.id, has_model=False, length=len(query))
    order = by_meaning(query, coach)
    st.session_state[_FOUND] = (key, order)
    return order


def _list(hits: Sequence[Hit], of: Shelved, title: str, key: str) -> None:
    st.markdown(f"**{title}**")
    paged.draw(hits, lambda hit: card.draw(hit, of), f"principles-{key}", at_once=_AT_ONCE)


def _count(among: Sequence[Principle], corpus: Corpus) -> str:
    if len(among) == len(corpus.principles):
        return counted(len(among), "principle")
    return f"{len(among):,} of {counted(len(corpus.principles), 'principle')}"
