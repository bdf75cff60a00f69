"""The whole answer around the points that hold: opening, tensions, next step, a question back, and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from coach.composer import MAX_TENSIONS, compose
from coach.generation import notes
from coach.generation.ask import Asking
from coach.generation.trial import UNCHECKED, UNREAD, UNSUPPORTED, Court, StepTrial
from coach.generation.writer import Writer
from coach.records import Answer, Dropped, NextStep, Point, Tension

MAX_DAYS = 60  # a next step that may wait longer is none


@dataclass(frozen=True, slots=True)
class Made:
    """What came of asking a model.

    Attributes:
        points: Those that hold, in the order in which they are shown.
        step: The next step, where there is one that follows the rules.
        writer: What the model wrote besides, and how it failed.
        court: What was dropped.
        is_judged_offline: No model verified the readings.
        passed_over: The id of a principle that fits best and is not shown, since it advises what harms.
    """

    points: tuple[Point, ...]
    step: StepTrial | None
    writer: Writer
    court: Court
    is_judged_offline: bool
    passed_over: str = ""


def whole_answer(made: Made, asking: Asking, composed: Answer, today: date) -> Answer:
    """Return the answer; without points it is the composer's."""
    ask_back = made.court.ask_back
    found = composed
    if made.points:
        found = led_by(made.points, asking)
        cited = {point.principle for point in made.points}
        found = replace(
            found,
            points=made.points,
            tensions=_tensions(made, asking, found.tensions),
            next_step=_next_step(made.step, today) or found.next_step,
            nearby=tuple(near for near in found.nearby if near.principle not in cited),
        )
    return replace(
        found,
        retrieval=composed.retrieval,
        closing="" if ask_back and not composed.retrieval.concern else found.closing,
        remarks=(*found.remarks, *_notes(made)),
        dropped=tuple(made.court.dropped),
        ask_back=ask_back,
        fault=made.writer.fault.kind if made.writer.fault else "",
    )


def led_by(points: Sequence[Point], asking: Asking) -> Answer:
    """Return what the composer says when these points come first: opening, tensions, next step."""
    retrieval = asking.retrieval
    chosen = [asking.ranked(point.principle) for point in points]
    others = [ranked for ranked in retrieval.ranking if ranked not in chosen]
    return compose(replace(retrieval, ranking=(*chosen, *others)), asking.corpus)


def _tensions(made: Made, asking: Asking, found: Sequence[Tension]) -> tuple[Tension, ...]:
    """Return the tensions of the corpus between the points shown, the one the model names first, and what was found."""
    cited = {point.principle for point in made.points}
    principles = [made.court.checks.principle(name) for name in made.writer.draft.tension]
    named = {principle.id for principle in principles if principle}
    between = [tension for tension in asking.corpus.tensions if set(tension.between) <= cited]
    between.sort(key=lambda tension: set(tension.between) != named)
    return tuple(dict.fromkeys([*between, *found]))[:MAX_TENSIONS]


def _next_step(step: StepTrial | None, today: date) -> NextStep | None:
    if step is None or not step.holds:
        return None
    days = step.draft.within_days
    by = today + timedelta(days=days) if 0 < days <= MAX_DAYS else None
    return NextStep(step.text, step.principle.id, step.quote, by)


def _notes(made: Made) -> Iterator[str]:
    writer, court = made.writer, made.court
    has_reading = any(point.reading for point in made.points)
    if writer.was_given_fewer:
        yield notes.FEWER
    if writer.fault is not None:
        yield notes.fault_note(writer.fault, bool(made.points))
    elif not made.points:
        yield _why_none(court.dropped)
    if court.unchecked and made.points and not has_reading:
        yield notes.unchecked_note(court.unchecked)
    elif made.points and court.dropped:
        parts = {(what.principle, what.part) for what in court.dropped}  # one that failed twice is one
        open_ = (UNCHECKED, UNSUPPORTED) if made.is_judged_offline else (UNCHECKED,)
        yield notes.dropped_note(len(parts), all(what.reason not in open_ for what in court.dropped))
    if made.points and made.passed_over:
        yield notes.passed_over_note(made.passed_over)
    if made.is_judged_offline and has_reading:
        yield notes.JUDGED


def _why_none(dropped: Sequence[Dropped]) -> str:
    """Return why no point of a model is shown."""
    if not dropped:
        return notes.NOTHING_WRITTEN
    return notes.NOT_IN_FORM if all(what.reason == UNREAD for what in dropped) else notes.NONE_HELD
