"""Where a document is quoted: the words in their surroundings, not the whole book."""

from __future__ import annotations

import streamlit as st

from coach import places, words
from coach.records import Corpus, Passage, Point, Retrieval
from ui import safe
from ui.chat.principle import SINCE

_GONE = "This document is not in the corpus any more."
_AROUND = 1_500  # characters before the quoted passage, and after it: a section can be a book


def draw(corpus: Corpus | None, point: Point, retrieval: Retrieval) -> None:
    """Draw what opens the section of a document in which a quotation stands, its words marked, and the file's path.

    Args:
        corpus: Where it stands; None where it cannot be read any more.
        point: Whose words are quoted, from a document.
        retrieval: Which passage was found: the same words may stand in several.
    """
    with st.expander("Source", type="compact"):
        st.caption(f"{safe.one_line(point.principle)} · {safe.one_line(point.where)}")
        passages = [one for one in corpus.passages if one.principle == point.principle] if corpus else []
        found = _quoted(passages, point, retrieval)
        if found is not None:
            st.markdown(safe.marked(section(passages, found), point.quote))
        else:
            st.caption(SINCE if passages else _GONE)


def section(passages: list[Passage], found: Passage) -> str:
    """Return the text around a passage under the same headings; dots where the section goes on.

    Args:
        passages: Of its document, in order.
        found: One of them.
    """
    at, texts = passages.index(found), [found.text]
    texts[:0] = _beside(passages[:at][::-1], found)[::-1]
    texts += _beside(passages[at + 1 :], found)
    return "\n\n".join(texts)


def _beside(following: list[Passage], found: Passage) -> list[str]:
    """Return the passages that go on from one in its section, nearest first."""
    texts: list[str] = []
    for one in following:
        if (one.headings, one.place.within) != (found.headings, found.place.within):
            break
        if sum(map(len, texts)) + len(one.text) > _AROUND:
            return [*texts, "…"]
        texts.append(one.text)
    return texts


def _quoted(passages: list[Passage], point: Point, retrieval: Retrieval) -> Passage | None:
    """Return the passage that a point quotes: the one whose place it tells, else the one that was found."""
    holding = [one for one in passages if words.quotes_exactly(point.quote, one.text)]
    named = {one.passage for one in retrieval.ranking if one.principle == point.principle}
    holding.sort(key=lambda one: (places.where(one, point.quote) != point.where, one.id not in named))
    return holding[0] if holding else None
