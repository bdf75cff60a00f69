"""Answers the last question of a conversation while the page is drawn, and keeps what comes of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import StopException

from coach.errors import CoachError
from coach.records import Answer, Corpus, Question, Turn
from ui import boundary, opened
from ui.chat import asking, followups, turn, waiting, words
from ui.chat.answer import Drawn
from ui.chat.here import Here
from ui.chat.live import Asked, Live
from ui.chat.stopped import so_far
from ui.store import NotFound, Outdated
from ui.store.records import Message

_LIVE = "chat_live"  # in the session: the answer that is being made


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where an answer is drawn.

    Attributes:
        body: For the answer.
        status: Below it, for what is happening.
        drawn: What was drawn of it.
    """

    body: DeltaGenerator
    status: DeltaGenerator
    drawn: Drawn


def is_wanted(question: tuple[str, int]) -> bool:
    """Tell whether a question was just asked, or its answer is being made."""
    live = _live()
    return st.session_state.get(asking.LATER) == question or (live is not None and live.asked.key == question)


def answer(place: Here, messages: tuple[Message, ...], corpus: Corpus | None) -> None:
    """Answer the last message, a question, where the page is drawn just now; what goes wrong is told there.

    Args:
        place: Who asks, and where.
        messages: The conversation.
        corpus: Where the principles stand.
    """
    assert place.conversation is not None  # there are messages
    conversation, at = place.conversation.id, messages[-1].place
    with st.chat_message("assistant", avatar=turn.COACH):
        sheet = _Sheet(st.container(gap="small"), st.empty(), Drawn(at + 1, corpus))
        try:
            found = _make(place, messages, sheet)
        except Exception as error:
            with sheet.body:
                boundary.on_error(error)
                turn.offer_answer(conversation, at)
            return
        with sheet.body:
            sheet.drawn.finish(found)
            turn.rest(found, conversation, at + 1, is_stopped=False)
        followups.actions(found, conversation, at + 1)


def leave_others(question: tuple[str, int] | None) -> None:
    """End an answer to another question than the one that stands last; what was checked of it is kept."""
    live = _live()
    if live is not None and live.asked.key != question:
        _stop(live)


def _make(place: Here, messages: tuple[Message, ...], sheet: _Sheet) -> Answer:
    """Draw an answer as it is made, keep it, and return it.

    Raises:
        StopException: The person stopped it, or has gone; what was checked by then is kept.
        Exception: It cannot be made.
    """
    live = _taken_up(place, messages)
    has_stop_button = st.session_state.pop(asking.TYPED, False)
    try:
        with sheet.body:
            on_stop = None if has_stop_button or not live.asked.model else partial(_stop, live)
            found = waiting.draw_live(live, sheet.drawn, sheet.status, on_stop)
        _keep(live.asked, found)  # before anything else is drawn, where a stop could come between
    except StopException:
        waiting.draw_after_stop(partial(_stop, live, sheet))
        raise
    except Exception:
        live.end()
        _forget()
        sheet.status.empty()
        raise
    _forget()
    sheet.status.empty()
    return found


def _taken_up(place: Here, messages: tuple[Message, ...]) -> Live:
    """Return the answer that is being made; begin it where the question was just asked.

    Raises:
        TooMany: The visitor has asked too much within a minute.
    """
    live, is_new = _live(), st.session_state.pop(asking.LATER, None) is not None
    if live is not None and not is_new:
        return live
    if live is not None:  # to the same question, before it was mended
        live.end()
        _forget()
    opened.limiter().check(place.owner, bool(place.model))
    *before, last = messages
    history = tuple(Turn(message.role, message.text) for message in before)
    question = Question(last.text, history, opened.store().profile(place.owner))
    conversation = place.conversation.id if place.conversation else ""
    asked = Asked(place.owner, conversation, last.place, place.corpus, place.folder, place.model, question)
    live = Live(partial(opened.shelf().lend, asked.folder, asked.model), asked)
    st.session_state[_LIVE] = live
    st.session_state["last_asked"] = (asked.corpus, last.text)  # for the map of the corpus page
    return live


def _keep(asked: Asked, found: Answer) -> None:
    """Keep an answer, which principles it used, and what was not covered where the visitor lets us."""
    owner, store = asked.owner, opened.store()
    store.add_answer(owner, asked.conversation, found, words.as_text(found), to=asked.place)
    store.count_uses(asked.corpus, [point.principle for point in found.points])
    is_gap = found.status == "not_covered" and not found.retrieval.refusal
    if is_gap and store.preference(owner, "keep_gaps"):
        nearest = found.nearby[0].principle if found.nearby else ""
        store.keep_gap(asked.corpus, asked.question.text, nearest)


def _stop(live: Live, sheet: _Sheet | None = None) -> None:
    """End an answer; keep what was checked of it, and say so where it is drawn."""
    live.end()
    _forget()
    asked, found = live.asked, None
    with suppress(CoachError):  # the corpus cannot be used any more
        found = so_far(live)
    if found is not None:
        with suppress(Outdated, NotFound):  # another question was asked meanwhile, or the conversation was deleted
            text = words.as_text(found)
            opened.store().add_answer(asked.owner, asked.conversation, found, text, is_stopped=True, to=asked.place)
    if sheet is not None:
        with suppress(NotFound):  # the browser has gone, and with it the visitor
            _draw_stopped(asked, found, sheet)


def _draw_stopped(asked: Asked, found: Answer | None, sheet: _Sheet) -> None:
    sheet.status.empty()
    with sheet.body:
        if found is None:
            turn.offer_answer(asked.conversation, asked.place)
            return
        sheet.drawn.finish(found)
        turn.rest(found, asked.conversation, asked.place + 1, is_stopped=True)
    followups.actions(found, asked.conversation, asked.place + 1)


def _live() -> Live | None:
    return st.session_state.get(_LIVE)


def _forget() -> None:
    st.session_state.pop(_LIVE, None)
