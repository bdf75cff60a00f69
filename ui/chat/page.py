"""The chat page: a conversation, its newest answer in full, and where to ask."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.errors import CoachError, EnvironmentFault
from coach.records import Corpus
from ui import aloud, boundary, opened, trouble
from ui.chat import answering, asking, elsewhere, here, not_made, sidebar, starters, step, turn
from ui.chat.here import Here
from ui.store.records import Message

_FOLDED = 8  # older messages that are drawn at first
_SEEN = "chat_seen"  # in the session: the messages that were read last
_SHOWN = "chat_shown"  # in the session: the conversation whose every message is drawn
_ASK = "chat-ask"


def show() -> None:
    """Draw the page."""
    aloud.head()
    opened.wait_until_ready()
    here.return_to_last()
    try:
        opened.tidied()
        place = here.now()
        messages = _messages(place)
    except EnvironmentFault as error:
        _without_what_is_kept(error)
        return
    st.session_state[_SEEN] = messages
    if place.is_lost:
        here.go_to("")
        st.info(
            "This conversation is not here: it was deleted, or it is somebody else's. Here is a fresh one.",
            icon=":material/link_off:",
        )
    trouble.tell()
    if place.is_closed:
        _closed(messages, place)
        return
    corpus = _corpus(place.folder)
    sidebar.draw(place, corpus)
    welcome = st.empty()  # drawn anew, it takes away at once what stood here before the first question
    if not messages:
        with welcome.container():
            step.ask_how_it_went()
            starters.draw(corpus, place.model)
    _chat_input(is_first=not messages)
    last = max((number for number, message in enumerate(messages) if message.role == "user"), default=0)
    _earlier(messages[:last], place, corpus)
    _latest(messages, last, place, corpus)
    asking.tell_refused()


def _closed(messages: tuple[Message, ...], place: Here) -> None:
    """Draw a conversation whose corpus is not offered any more: to be read, and nothing more."""
    answering.leave_others(None)
    sidebar.draw(place, None)
    st.info(f"{here.CLOSED}. You can read it; a new conversation asks another corpus.", icon=":material/lock:")
    _earlier(messages, place, None)
    asking.tell_refused()


def _without_what_is_kept(error: EnvironmentFault) -> None:
    """Draw what this window saw last, where it cannot be read again; what is sent meanwhile is not lost."""
    for message in st.session_state.get(_SEEN, ()):
        if message.role == "user":
            turn.question(message, "", is_last=False)
        else:
            turn.folded(message, "")
    _chat_input(is_first=False)
    if not asking.tell_refused():
        boundary.tell(error)


def _chat_input(is_first: bool) -> None:
    # In the main part of the page Streamlit would scroll on to the end of the answer, away from its question.
    typed = st.bottom.chat_input(
        "Describe a situation at work" if is_first else "Ask a follow-up, or something new",
        key=_ASK,
        submit_mode="stop",
        on_submit=asking.ask_typed,
        args=(_ASK,),
    )
    asking.ask_unheard(typed)


def _corpus(folder: str) -> Corpus | None:
    try:
        with st.spinner("Opening the corpus"), opened.shelf().lend(folder) as coach:
            return coach.corpus
    except CoachError as error:
        boundary.tell(error)
        return None


def _messages(place: Here) -> tuple[Message, ...]:
    if place.conversation is None:
        return ()
    return opened.store().messages(place.owner, place.conversation.id)


def _earlier(messages: tuple[Message, ...], place: Here, corpus: Corpus | None) -> None:
    """Draw the messages before the last question, answers in few elements unless they were unfolded."""
    if place.conversation is None:
        return
    id_ = place.conversation.id
    hidden = 0 if st.session_state.get(_SHOWN) == id_ else max(0, len(messages) - _FOLDED)
    if hidden:
        label = f"Show {hidden} earlier messages"
        st.button(label, icon=":material/history:", type="tertiary", key="show-earlier", on_click=_show, args=(id_,))
    for message in messages[hidden:]:
        if message.role == "user":
            turn.question(message, id_, is_last=False)
        elif (id_, message.place) in st.session_state.get(turn.UNFOLDED, ()):
            turn.answer(message, id_, corpus, is_last=False)
        else:
            turn.folded(message, id_)


def _latest(messages: tuple[Message, ...], last: int, place: Here, corpus: Corpus | None) -> None:
    """Draw the last question and its answer, which may have to be made.

    Args:
        messages: The conversation.
        last: The number of the last question in it.
        place: Who visits.
        corpus: Where the principles stand.
    """
    if place.conversation is None or not messages:
        answering.leave_others(None)
        return
    id_, question = place.conversation.id, messages[last]
    answering.leave_others((id_, question.place), is_again=messages[-1].role == "assistant")
    asked = sum(message.role == "user" for message in messages)
    with _fresh_place(asked + asking.attempts(id_, question.place), "latest" if last else "first"):
        turn.question(question, id_, is_last=True)
        _answer(messages, (id_, question.place), place, corpus)


def _fresh_place(number: int, key: str) -> DeltaGenerator:
    """Return one of two places in turn, and empty the other one at once.

    What stood in the same place would fade below the new answer until that is whole.

    Args:
        number: Of the answer; the next one gets the other place.
        key: Of the place.
    """
    if number % 2:
        st.empty()
        return st.container(key=key)
    place = st.container(key=key)
    st.empty()
    return place


def _answer(messages: tuple[Message, ...], question: tuple[str, int], place: Here, corpus: Corpus | None) -> None:
    """Answer the last question if that was just asked for; else draw its answer, or say that there is none."""
    last = messages[-1]
    has_answer = last.role == "assistant"
    if answering.is_wanted(question, is_again=has_answer):
        answering.answer(place, messages, corpus)
        return
    if has_answer:
        turn.answer(last, question[0], corpus, is_last=True)
    else:
        elsewhere.wait(place.owner, question)
        turn.unanswered(*question)
    not_made.tell(question[0])


def _show(conversation: str) -> None:
    st.session_state[_SHOWN] = conversation
