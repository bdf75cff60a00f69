"""Where a visitor is just now: which conversation, with which corpus and chat model."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ui import opened
from ui.corpus.private import corpora_of
from ui.store import Store
from ui.store.errors import NotFound
from ui.store.records import Conversation
from ui.visitor import Visitor, who

NAMES_IT = "c"  # the part of the address that names the conversation
_LEFT, _LAST = "chat_left", "chat_last"  # in the session: whether another page was open, and the last conversation
CLOSED = "This conversation is about a corpus that is not offered here any more"
_COMPOSER = "none"  # what is kept where somebody chose to have no chat model


@dataclass(frozen=True, slots=True)
class Here:
    """A visitor and what the page is about.

    Attributes:
        visitor: Who it is.
        corpus: The name by which the page knows the corpus that is asked.
        folder: What `ui.shelf.Shelf.lend` takes for it.
        model: ``provider:model``; empty for the composer.
        conversation: None where nothing was asked yet.
        is_lost: Whether the address names a conversation that is not there, or is somebody else's.
        is_closed: Whether the conversation asks a corpus that is not offered to the visitor any more.
    """

    visitor: Visitor
    corpus: str
    folder: str
    model: str
    conversation: Conversation | None
    is_lost: bool = False
    is_closed: bool = False

    @property
    def owner(self) -> str:
        """Whose conversations these are."""
        return self.visitor.id


def now() -> Here:
    """Return where the visitor of this script run is, as the address and the preferences say."""
    visitor, store, options = who(), opened.store(), opened.options()
    named = st.query_params.get(NAMES_IT, "")
    conversation = _conversation(store, visitor.id, named) if named else None
    corpora = corpora_of(visitor)
    corpus = conversation.corpus if conversation else store.preference(visitor.id, "corpus")
    if conversation is None and corpus not in corpora:
        corpus = next(iter(corpora))
    return Here(
        visitor=visitor,
        corpus=corpus,
        folder=corpora.get(corpus, corpus),
        model=chosen_model(store.preference(visitor.id, "model"), options.models),
        conversation=conversation,
        is_lost=bool(named) and conversation is None,
        is_closed=corpus not in corpora,
    )


def leave() -> None:
    """Note that another page is open."""
    st.session_state[_LEFT] = True


def return_to_last() -> None:
    """Open the conversation that was left for another page; its links do not name it."""
    has_left = st.session_state.pop(_LEFT, False)
    if has_left and NAMES_IT not in st.query_params and (last := st.session_state.get(_LAST)):
        go_to(last)
    st.session_state[_LAST] = st.query_params.get(NAMES_IT, "")


def go_to(conversation_id: str) -> None:
    """Open a conversation; a fresh one where the id is empty."""
    if conversation_id:
        st.query_params[NAMES_IT] = conversation_id
    else:
        st.query_params.pop(NAMES_IT, None)


def chosen_model(kept: str, models: tuple[str, ...]) -> str:
    """Return the model that is asked: the one that was chosen while there is such a one, else the first."""
    if kept == _COMPOSER or not models:
        return ""
    return kept if kept in models else models[0]


def keep_model(store: Store, owner: str, model: str) -> None:
    """Remember which chat model somebody chose; empty for none."""
    store.keep_preference(owner, "model", model or _COMPOSER)


def _conversation(store: Store, owner: str, conversation_id: str) -> Conversation | None:
    try:
        return store.conversation(owner, conversation_id)
    except NotFound:
        return None
