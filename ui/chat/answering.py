"""Answers the last question of a conversation while the page is drawn, and keeps what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import StopException

from coach.coach import Coach
from coach.errors import CoachError
from coach.records import Answer, Corpus, Question, Turn
from ui import opened
from ui.chat import asking, followups, not_made, turn, waiting, words
from ui.chat.answer import Drawn
from ui.chat.here import Here
from ui.chat.live import Asked, Live
from ui.chat.stopped import so_far
from ui.shelf import Shelf
from ui.store import NotFound
from ui.store.records import Message
from ui.turns import Turns

_LIVE = "chat_live"  # in the session: the answer that is being made
_OLD_STAYS = ":material/stop_circle: Stopped. The answer from before stays."


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


def is_wanted(question: tuple[str, int], is_again: bool) -> bool:
    """Tell whether a question was just asked, or its answer is being made.

    Args:
        question: The id of the conversation, and the place of the question in it.
        is_again: Whether an answer stands already.
    """
    live = _live()
    if live is not None and live.asked.key == question:
        return (live.asked.old is not None) == is_again
    return bool(st.session_state.get(asking.LATER) == (*question, is_again))


def answer(place: Here, messages: tuple[Message, ...], corpus: Corpus | None) -> None:
    """Answer the last question where the page is drawn just now; what goes wrong is told there.

    Args:
        place: Who asks, and where.
        messages: The conversation. An answer at its end stays until the new one is whole.
        corpus: Where the principles stand.
    """
    assert place.conversation is not None  # there are messages
    conversation, is_again = place.conversation.id, messages[-1].role == "assistant"
    at = messages[-1].place - is_again
    with st.chat_message("assistant", avatar=turn.COACH):
        sheet = _Sheet(st.container(gap="small"), st.empty(), Drawn(at + 1, corpus))
        try:
            made = _make(place, messages, sheet)
        except Exception as error:
            not_made.keep(conversation, error)
            if is_again:
                st.rerun()  # what stood there is drawn again
            with sheet.body:
                not_made.tell(conversation)
                turn.offer_answer(conversation, at)
            return
        assert made.answer is not None  # it has just been made
        with sheet.body:
            sheet.drawn.finish(made.answer)
            turn.rest(made.answer, conversation, at + 1, is_stopped=False)
        followups.actions(made, conversation)


def leave_others(question: tuple[str, int] | None, is_again: bool = False) -> None:
    """End an answer to another question than the one that stands last; what was checked of it is kept.

    Args:
        question: The id of the conversation, and the place of the question; None where there is none.
        is_again: Whether an answer to it stands already.
    """
    live = _live()
    if live is not None and (live.asked.key != question or (live.asked.old is not None) != is_again):
        _stop(live)


def _make(place: Here, messages: tuple[Message, ...], sheet: _Sheet) -> Message:
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
        made = _keep(live.asked, found)  # before anything else is drawn, where a stop could come between
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
    return made


def _taken_up(place: Here, messages: tuple[Message, ...]) -> Live:
    """Return the answer that is being made; begin it where the question was just asked."""
    live, is_new = _live(), st.session_state.pop(asking.LATER, None) is not None
    if live is not None and not is_new:
        return live
    if live is not None:  # to the same question, before it was mended
        live.end()
        _forget()
    old = messages[-1] if messages[-1].role == "assistant" else None
    *before, last = messages[:-1] if old else messages
    history = tuple(Turn(message.role, message.text) for message in before)
    question = Question(last.text, history, opened.store().profile(place.owner))
    conversation = place.conversation.id if place.conversation else ""
    asked = Asked(place.owner, conversation, last.place, place.corpus, place.folder, place.model, question, old)
    live = Live(partial(_lent, opened.turns(bool(asked.model)), opened.shelf(), asked), asked)
    st.session_state[_LIVE] = live
    st.session_state["last_asked"] = (asked.corpus, last.text)  # for the map of the corpus page
    return live


@contextmanager
def _lent(turns: Turns, shelf: Shelf, asked: Asked) -> Iterator[Coach]:
    """Lend a Coach when it is this question's turn."""
    with turns.turn(), shelf.lend(asked.folder, asked.model) as coach:
        yield coach


def _keep(asked: Asked, found: Answer) -> Message:
    """Keep an answer, which principles it used, and what was not covered where the visitor lets us.

    Raises:
        StaysAsItWas: A chat model failed, and an answer stands for which none did.
    """
    owner, store, text = asked.owner, opened.store(), words.as_text(found)
    if asked.old is None:
        made = store.add_answer(owner, asked.conversation, found, text, to=asked.place)
    else:
        not_made.check_no_loss(asked.old.answer, found)
        made = store.replace_answer(owner, asked.conversation, found, text, asked.old)
    store.count_uses(asked.corpus, [point.principle for point in found.points])
    is_gap = found.status == "not_covered" and not found.retrieval.refusal
    if is_gap and store.preference(owner, "keep_gaps"):
        nearest = found.nearby[0].principle if found.nearby else ""
        store.keep_gap(asked.corpus, asked.question.text, nearest)
    return made


def _stop(live: Live, sheet: _Sheet | None = None) -> None:
    """End an answer; keep what was checked of it, unless another one stands, and say so where it is drawn."""
    live.end()
    _forget()
    asked, made = live.asked, None
    if asked.old is None:
        # The corpus cannot be used any more, another question was asked meanwhile, or the conversation was deleted.
        with suppress(CoachError):
            found = so_far(live)
            if found is not None:
                text = words.as_text(found)
                add = opened.store().add_answer
                made = add(asked.owner, asked.conversation, found, text, is_stopped=True, to=asked.place)
    if sheet is not None:
        with suppress(NotFound):  # the browser has gone, and with it the visitor
            _draw_stopped(asked, made, sheet)


def _draw_stopped(asked: Asked, made: Message | None, sheet: _Sheet) -> None:
    sheet.status.empty()
    with sheet.body:
        if asked.old is not None:
            st.markdown(_OLD_STAYS)
            st.button("Show it", key=f"show-old-{asked.conversation}-{asked.place}")  # any press draws the page anew
            return
        if made is None or made.answer is None:
            turn.offer_answer(asked.conversation, asked.place)
            return
        sheet.drawn.finish(made.answer)
        turn.rest(made.answer, asked.conversation, made.place, is_stopped=True)
    followups.actions(made, asked.conversation)


def _live() -> Live | None:
    return st.session_state.get(_LIVE)


def _forget() -> None:
    st.session_state.pop(_LIVE, None)
