"""What a visitor does with questions: asks, asks again, mends; each is kept before it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from coach.errors import CoachError
from coach.retriever.question import check_question
from ui import opened, safe
from ui.chat import here, not_made, refused
from ui.chat.here import Here
from ui.store.messages import went_on_elsewhere
from ui.store.records import Message
from ui.visitor import who

# In the session: the conversation and the place of the question that is to be answered, and whether an answer stands.
LATER = "chat_to_answer"
TYPED = "chat_typed"  # ... whether the question came from the chat input, which has a stop button of its own
ATTEMPTS = "chat_attempts"  # ... how often a question was answered anew
EDITED = "chat_edited"  # ... the question that is being mended
_HEARD = "chat_heard"  # ... whether Streamlit called us with what was typed
_CHOSEN = "chat_chosen"  # ... how many questions were chosen from pills
_TITLE = 80  # characters of a question that name its conversation


def ask(text: str) -> None:
    """Keep a question, to be answered in this run; a first one begins a conversation. What cannot be kept is told."""
    with _not_lost(text):
        check_question(text)
        place, store = _counted(text), opened.store()
        conversation = place.conversation or store.start(place.owner, place.corpus, safe.plain(text, _TITLE))
        message = store.add_question(place.owner, conversation.id, text)
        here.go_to(conversation.id)
        _answer_later(conversation.id, message.place)


def ask_typed(key: str) -> None:
    """Ask what was typed in the chat input of that key."""
    st.session_state[TYPED] = st.session_state[_HEARD] = True
    ask(st.session_state.get(key) or "")


def ask_unheard(text: str | None) -> None:
    """Ask what was typed where Streamlit called nobody, and draw the page anew.

    The first run of a window calls nothing: that of a server that was started anew, or had let go of the window, while
    the browser still showed the page. The question would be gone from the chat input and nowhere else.

    Args:
        text: What the chat input returned; None where nothing was typed.
    """
    is_heard = st.session_state.pop(_HEARD, False)
    if text and not is_heard:
        ask(text)
        st.rerun()


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
    with not_made.told_there(conversation):
        messages = opened.store().messages(who().id, conversation)
        _counted(next((message.text for message in messages if message.place == place), ""))
        _answer_anew(conversation, place, is_again=False)


def answer_again(conversation: str, place: int) -> None:
    """Let the last question be answered anew; the answer that stands goes when the new one is whole.

    Args:
        conversation: Its id.
        place: Of the question in it.
    """
    with not_made.told_there(conversation):
        messages = opened.store().messages(who().id, conversation)
        if len(messages) != place + 2:
            raise went_on_elsewhere("nothing was changed", "This is how it stands now.")
        _counted(messages[place].text)
        _answer_anew(conversation, place, is_again=True)


def mend(conversation: str, question: Message, key: str) -> None:
    """Ask the last question in other words; the old ones and their answer are dropped.

    Args:
        conversation: Its id.
        question: As it was.
        key: Of the text field that holds the new words.
    """
    text = st.session_state.get(key) or ""
    with _not_lost(text):
        check_question(text)
        owner = _counted(text).owner
        st.session_state.pop(EDITED, None)
        _answer_anew(conversation, opened.store().mend(owner, conversation, text, question).place, is_again=False)


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
        st.session_state.pop(TYPED, None)  # what is asked next may come from a button
        refused.keep(text, error)


def attempts(conversation: str, place: int) -> int:
    """Return how often a question was answered anew in this window.

    Args:
        conversation: Its id.
        place: Of the question in it.
    """
    counted: int = st.session_state.get(ATTEMPTS, {}).get((conversation, place), 0)
    return counted


def _counted(text: str) -> Here:
    """Count a question, longer ones as several, before anything is kept or dropped for it; return who asks, and where.

    Raises:
        CoachError: the visitor has asked too much within a minute, or the corpus is not offered any more.
    """
    place = here.now()
    if place.is_closed:
        raise CoachError(here.CLOSED, "A new conversation asks another corpus.")
    opened.limiter().check(place.owner, bool(place.model), len(text))
    return place


def _answer_anew(conversation: str, place: int, is_again: bool) -> None:
    counted = {**st.session_state.get(ATTEMPTS, {}), (conversation, place): attempts(conversation, place) + 1}
    st.session_state[ATTEMPTS] = counted
    _answer_later(conversation, place, is_again)


def _answer_later(conversation: str, place: int, is_again: bool = False) -> None:
    st.session_state[LATER] = (conversation, place, is_again)
