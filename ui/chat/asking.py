"""What a visitor does with questions: asks, asks again, mends; each is kept before it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from coach.retriever.question import check_question
from ui import opened, safe
from ui.chat import here, refused
from ui.chat.trouble import told_later
from ui.visitor import who

LATER = "chat_to_answer"  # in the session: the conversation and the place of the question that is to be answered
TYPED = "chat_typed"  # ... whether the question came from the chat input, which has a stop button of its own
ATTEMPTS = "chat_attempts"  # ... how often a question was answered anew
EDITED = "chat_edited"  # ... the question that is being mended
_CHOSEN = "chat_chosen"  # ... how many questions were chosen from pills
_TITLE = 80  # characters of a question that name its conversation


def ask(text: str) -> None:
    """Keep a question, to be answered in this run; a first one begins a conversation. What cannot be kept is told."""
    with _not_lost(text):
        check_question(text)
        place, store = here.now(), opened.store()
        conversation = place.conversation or store.start(place.owner, place.corpus, safe.plain(text, _TITLE))
        message = store.add_question(place.owner, conversation.id, text)
        here.go_to(conversation.id)
        _answer_later(conversation.id, message.place)


def ask_typed(key: str) -> None:
    """Ask what was typed in the chat input of that key."""
    st.session_state[TYPED] = True
    ask(st.session_state.get(key) or "")


def starter_key() -> str:
    """Return the key of the pills to start with; after a choice it is another one."""
    return f"chat_starter-{st.session_state.get(_CHOSEN, 0)}"


def ask_chosen(key: str) -> None:
    """Ask what was chosen from the pills of that key; a choice that the browser sends twice is asked once."""
    text = st.session_state.get(key)
    if text and key == starter_key():
        st.session_state[_CHOSEN] = st.session_state.get(_CHOSEN, 0) + 1
        ask(text)


def answer_now(conversation: str, place: int) -> None:
    """Let a question that was not answered be answered.

    Args:
        conversation: Its id.
        place: Of the question in it.
    """
    _answer_anew(conversation, place)


@told_later
def answer_again(conversation: str, place: int) -> None:
    """Let a question be answered anew; what follows it is dropped.

    Args:
        conversation: Its id.
        place: Of the question in it.
    """
    opened.store().cut(who().id, conversation, place + 1)
    _answer_anew(conversation, place)


def mend(conversation: str, place: int, key: str) -> None:
    """Ask a question in other words; the old one and what follows it are dropped.

    Args:
        conversation: Its id.
        place: Of the question in it.
        key: Of the text field that holds the new words.
    """
    text = st.session_state.get(key) or ""
    with _not_lost(text):
        check_question(text)
        st.session_state.pop(EDITED, None)
        owner, store = who().id, opened.store()
        store.cut(owner, conversation, place)
        _answer_anew(conversation, store.add_question(owner, conversation, text).place)


def tell_refused() -> bool:
    """Say why the text that was sent last was not kept; tell whether there is one."""
    return refused.tell(ask_typed)


@contextmanager
def _not_lost(text: str) -> Iterator[None]:
    """Keep a text in the window where it is no question, or the page cannot keep it."""
    refused.drop()
    try:
        yield
    except Exception as error:
        refused.keep(text, error)


def attempts(conversation: str, place: int) -> int:
    """Return how often a question was answered anew in this window.

    Args:
        conversation: Its id.
        place: Of the question in it.
    """
    counted: int = st.session_state.get(ATTEMPTS, {}).get((conversation, place), 0)
    return counted


def _answer_anew(conversation: str, place: int) -> None:
    counted = {**st.session_state.get(ATTEMPTS, {}), (conversation, place): attempts(conversation, place) + 1}
    st.session_state[ATTEMPTS] = counted
    _answer_later(conversation, place)


def _answer_later(conversation: str, place: int) -> None:
    st.session_state[LATER] = (conversation, place)
