"""What is left of an answer that was stopped: the points that were checked by then, and no more."""

from __future__ import annotations

from dataclasses import replace

from coach.generation import Explained, Opened, Quoted
from coach.records import Answer, Point
from ui import opened
from ui.chat.live import Live


def so_far(live: Live) -> Answer | None:
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
