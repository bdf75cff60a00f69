"""An answer that was stopped: ended, and of it the points that were checked by then, and no more."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from coach.errors import CoachError
from coach.generation import Explained, Opened, Quoted
from coach.records import Answer, Point
from ui import opened
from ui.chat import followups, turn, underway, words
from ui.chat.live import Asked, Live
from ui.chat.underway import Sheet
from ui.store import NotFound
from ui.store.records import Message

_OLD_STAYS = ":material/stop_circle: Stopped. The answer from before stays."


def stop(live: Live, sheet: Sheet | None = None) -> None:
    """End an answer; keep what was checked of it, unless another one stands.

    Args:
        live: The answer.
        sheet: Where it is drawn, and is said what came of it; None where it is not drawn.
    """
    live.end()
    try:
        made = _kept(live) if live.asked.old is None else None
    finally:
        underway.forget(live)
    if sheet is not None:
        with suppress(NotFound):  # the browser has gone, and with it the visitor
            _draw(live.asked, made, sheet)


def _kept(live: Live) -> Message | None:
    """Keep what was checked of an answer, and return it; None where that is nothing."""
    asked = live.asked
    # The corpus cannot be used any more, another question was asked meanwhile, or the conversation was deleted.
    with suppress(CoachError):
        found = _so_far(live)
        if found is not None:
            text = words.as_text(found)
            add = opened.store().add_answer
            return add(asked.owner, asked.conversation, found, text, is_stopped=True, to=asked.place)
    return None


def _draw(asked: Asked, made: Message | None, sheet: Sheet) -> None:
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


def _so_far(live: Live) -> Answer | None:
    """Return what was checked of an answer as an answer of its own; None where that is nothing.

    Raises:
        CoachError: the corpus cannot be used any more.
    """
    points: dict[int, Point] = {}
    opening = None
    for event in live.events:
        match event:
            case Opened():
                opening = event
            case Quoted() | Explained():
                points[event.place] = event.point
    if opening is None or not points:
        return None
    with opened.shelf().lend(live.asked.folder) as composer:
        composed = composer.ask(live.asked.question)
    return replace(
        composed,
        opening=opening.opening,
        status=opening.status,
        remarks=opening.remarks,
        points=tuple(points[place] for place in sorted(points)),
        tensions=(),
        next_step=None,
        nearby=(),
        closing="",
        answered_by=live.asked.model or composed.answered_by,
    )
