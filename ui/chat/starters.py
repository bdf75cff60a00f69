"""The page before the first question: what Coach is, and questions to start with."""

from __future__ import annotations

import streamlit as st

from coach.records import Corpus
from ui import safe
from ui.chat import asking, switches

_MOST = 5  # starter questions; more is a list to read before one may ask


def draw(corpus: Corpus | None, model: str) -> None:
    """Draw what Coach is, and questions of the corpus's own principles.

    Args:
        corpus: The corpus; None where it cannot be read.
        model: That is asked; empty for none.
    """
    with st.container(key="welcome", gap="xsmall"):
        st.header("What is going on at work?", anchor=False)
        st.markdown(
            "Describe a situation in your own words. You get the principles that answer it, quoted word for word, "
            "and you hear plainly when they do not."
        )
        if corpus is None:
            return
        many, kind = len(corpus.principles), "document" if corpus.passages else "principle"
        counted = f"one {kind}" if many == 1 else f"{many:,} {kind}s"
        about = f", about {safe.one_line(corpus.about.rstrip(' .'))}" if corpus.about else ""
        st.caption(f"**{safe.one_line(corpus.title)}**: {counted}{about}. {switches.written_by(model)}")
    questions = spread(corpus)
    if questions:
        key = asking.starter_key()
        st.pills(
            "Or start with one of these",
            questions,
            format_func=safe.one_line,
            key=key,
            on_change=asking.ask_chosen,
            args=(key,),
        )


def spread(corpus: Corpus) -> list[str]:
    """Return questions of the corpus's principles, spread over it in its order; none where it has none."""
    found = list(dict.fromkeys(principle.question for principle in corpus.principles if principle.question))
    count = min(_MOST, len(found))
    return [found[number * len(found) // count] for number in range(count)]
