"""A principle, opened in place: its full text with the quoted words highlighted, and why it was chosen."""

from __future__ import annotations

import streamlit as st

from coach.records import RANKED_HIGHER, Corpus, Point, Principle, Ranked, Retrieval
from coach.words import quotes_exactly
from ui import safe

SINCE = "The text has been changed since: the quoted words do not stand in it any more."


def in_full(corpus: Corpus | None, principle_id: str, quote: str) -> None:
    """Draw the marker that opens a principle.

    Args:
        corpus: Where it stands; None where it cannot be read any more.
        principle_id: Its id.
        quote: The words to highlight; empty for none.
    """
    with st.expander(f"{safe.one_line(principle_id)} in full", type="compact"):
        principle = find(corpus, principle_id)
        if principle is None:
            st.caption("This principle is not in the corpus any more.")
            return
        st.markdown(f"**{safe.one_line(principle.title)}**\n\n{safe.marked(principle.text, quote)}")
        if quote and not quotes_exactly(quote, principle.text):
            st.caption(SINCE)


def why(point: Point, retrieval: Retrieval) -> None:
    """Draw why a principle was chosen: the situation it resembles, how near that is, and its share."""
    found = next((ranked for ranked in retrieval.ranking if ranked.principle == point.principle), None)
    if found is not None:
        with st.expander("Why this one?", type="compact"):
            st.markdown(_reasons(found, retrieval))


def find(corpus: Corpus | None, principle_id: str) -> Principle | None:
    """Return a principle of a corpus; None where it is not there, or the corpus is not."""
    return next((one for one in corpus.principles if one.id == principle_id), None) if corpus else None


def _reasons(found: Ranked, retrieval: Retrieval) -> str:
    share = f"Its share among all {len(retrieval.ranking)} principles, for your question: **{found.score:.2f}** of 1."
    ours = f": {found.principle}."
    told = [told for told in retrieval.remarks if told.startswith(RANKED_HIGHER) and told.endswith(ours)]
    share = "\n\n".join([share, *map(safe.markdown, told)])
    if not found.situation:
        return share
    near = f"It answers a situation that resembles yours (similarity **{found.situation_similarity:.2f}** of 1):"
    return f"{near} “{safe.one_line(found.situation)}”\n\n{share}"
