"""Who asks: optional, remembered, and what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from coach.records import Audience, Corpus, Profile
from coach.retriever.audience import lift
from ui import opened, safe
from ui.chat.here import Here
from ui.trouble import told_later
from ui.visitor import who

CHANGED = "profile_changed"  # in the session: when it was changed last
_MOST = 80  # characters
_FIELDS = (
    ("role", "Your role", "product manager"),
    ("level", "Your level", "junior, senior, director"),
    ("company", "Kind of company", "founder-led startup"),
)


def draw(place: Here, corpus: Corpus | None) -> None:
    """Draw the fields and what they change.

    Args:
        place: Who visits.
        corpus: The corpus that is asked; None where it cannot be read.
    """
    kept = opened.store().profile(place.owner)
    side = st.expander("About you (optional)", icon=":material/badge:", key="profile", on_change="rerun")
    if not side.open:  # what is not drawn takes no time
        return
    with side:
        for name, title, example in _FIELDS:
            st.text_input(
                title,
                value=getattr(kept, name),
                placeholder=example,
                max_chars=_MOST,
                key=f"profile-{name}",
                on_change=_keep,
            )
        st.caption(_what_it_changes(corpus, kept))


@told_later
def _keep() -> None:
    said = {name: str(st.session_state.get(f"profile-{name}") or "").strip() for name, *_ in _FIELDS}
    opened.store().keep_profile(who().id, Profile(**said))
    st.session_state[CHANGED] = datetime.now(UTC)


def _what_it_changes(corpus: Corpus | None, profile: Profile) -> str:
    """Return, as Markdown, which principles name such a person, and what comes of it."""
    if corpus is None:
        return ""
    if profile == Profile():
        named = {one.id: "" for one in corpus.principles if one.audience != Audience()}
    else:
        named = {one.id: fitting for one in corpus.principles if (fitting := lift(one, profile)[1])}
    if not named:
        whom = "a kind of person" if profile == Profile() else "somebody like you"
        return f"**What this changes:** nothing here, as no principle names {whom}. Chat models are told, too."
    who_it_names = "say whom they are for" if profile == Profile() else "name somebody like you"
    return (
        f"**What this changes:** {_listed(named)} {who_it_names}. Where several principles fit your question about "
        "equally well, those that name you come first. Chat models are told, too."
    )


def _listed(named: Mapping[str, str]) -> str:
    """Return ids with the words that fit: P1 (“junior”), P5 and P7 (“product manager”)."""
    by_word: dict[str, list[str]] = {}
    for id_, word in named.items():
        by_word.setdefault(word, []).append(safe.one_line(id_))
    return ", ".join(_and(ids) + (f" (“{safe.one_line(word)}”)" if word else "") for word, ids in by_word.items())


def _and(ids: Sequence[str]) -> str:
    *others, last = ids
    return f"{', '.join(others)} and {last}" if others else last
