"""Answers the last question of a conversation while the page is drawn, and keeps what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from coach.coach import Coach
from coach.records import Answer, Corpus, Question, Turn
from ui import opened
from ui.chat import asking, followups, not_made, stopped, turn, underway, waiting, words
from ui.chat.answer import Drawn
from ui.chat.here import Here
from ui.chat.live import Asked, Live
from ui.chat.underway import Sheet
from ui.shelf import Shelf
from ui.store.records import Message
from ui.turns import Turns


def is_wanted(question: tuple[str, int], is_again: bool) -> bool:
    """Tell whether a question was just asked, or its answer is being made.

    Args:
        question: The id of the conversation, and the place of the question in it.
        is_again: Whether an answer stands already.
    """
    live = underway.current()
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
        sheet = Sheet(st.container(gap="small"), st.empty(), Drawn(at + 1, corpus))
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
    live = underway.current()
    if live is not None and (live.asked.key != question or (live.asked.old is not None) != is_again):
        stopped.stop(live)


def _make(place: Here, messages: tuple[Message, ...], sheet: Sheet) -> Message:
    """Draw an answer as it is made, keep it, and return it.

    Raises:
        StopException: The person stopped it, or has gone; what was checked by then is kept.
        Exception: It cannot be made.
    """
    live = _taken_up(place, messages)
    has_stop_button = st.session_state.pop(asking.TYPED, False)
    try:
        live.start()
        with sheet.body:
            on_stop = None if has_stop_button or not live.asked.model else partial(stopped.stop, live)
            found = waiting.draw_live(live, sheet.drawn, sheet.status, on_stop)
        made = _keep(live.asked, found)  # before anything else is drawn, where a stop could come between
    except StopException:
        waiting.draw_after_stop(partial(stopped.stop, live, sheet))
        raise
    except Exception:
        live.end()
        underway.forget(live)
        sheet.status.empty()
        raise
    underway.forget(live)
    sheet.status.empty()
    return made


def _taken_up(place: Here, messages: tuple[Message, ...]) -> Live:
    """Return the answer that is being made; begin it where the question was just asked."""
    live, is_new = underway.current(), st.session_state.pop(asking.LATER, None) is not None
    if live is not None and not is_new:
        return live
    if live is not None:  # to the same question, before it was mended
        live.end()
        underway.forget(live)
    old = messages[-1] if messages[-1].role == "assistant" else None
    *before, last = messages[:-1] if old else messages
    history = tuple(Turn(message.role, message.text) for message in before)
    question = Question(last.text, history, opened.store().profile(place.owner))
    conversation = place.conversation.id if place.conversation else ""
    asked = Asked(place.owner, conversation, last.place, place.corpus, place.folder, place.model, question, old)
    live = Live(partial(_lent, opened.turns(bool(asked.model)), opened.shelf(), asked), asked)
    underway.begin(live)
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
