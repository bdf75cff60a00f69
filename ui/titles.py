"""What corpora are called where one is chosen: by their own title."""

from __future__ import annotations

import streamlit as st

from coach.corpus import fields, frontmatter
from coach.corpus.find import find_corpus
from coach.errors import CoachError
from ui import safe
from ui.corpus.private import is_private, short_name

_SHOWN = 60  # characters
_LOOK_AGAIN_S = 60  # a corpus may be given another title


def shown(corpus: str, folder: str) -> str:
    """Return the title of a corpus as a label, and whether nobody else can see it.

    Args:
        corpus: The name by which the page knows it.
        folder: What `ui.shelf.Shelf.lend` takes for it.
    """
    return safe.plain(_title(corpus, folder) + (" (yours alone)" if is_private(corpus) else ""), _SHOWN)


@st.cache_data(ttl=_LOOK_AGAIN_S, show_spinner=False)
def _title(corpus: str, folder: str) -> str:
    """Return what a corpus calls itself; its name where it does not say so, or cannot be read."""
    try:
        text = fields.read_text(find_corpus(folder) / "corpus.yaml", "corpus.yaml")
        said = frontmatter.load_mapping(text, "corpus.yaml").get("title")
        return fields.one_line(said, "corpus.yaml: title") or short_name(corpus)
    except CoachError:  # said where it is opened
        return short_name(corpus)
