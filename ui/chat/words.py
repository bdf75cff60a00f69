"""The words that frame an answer: the same ones as in the terminal, and an answer as one text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from textwrap import indent

from coach.lead_ins import ASKS_BACK, DECIDES, NEARBY, PULLS_APART, READING, STEP, VERSION, lead_in, led, suggested
from coach.records import NOTE, Answer, NextStep, Point


def on_question(remarks: tuple[str, ...]) -> list[str]:
    """Return the remarks that say how the question was read."""
    return [remark for remark in remarks if not remark.startswith(NOTE)]


def on_answer(answer: Answer) -> list[str]:
    """Return the remarks that say how the answer came to be, the version of the corpus last."""
    return [*(note for note in answer.remarks if note.startswith(NOTE)), f"{VERSION} {answer.corpus_version}"]


def endings(answer: Answer) -> list[str]:
    """Return the last words of an answer: its closing, and a question back."""
    return [text for text in (answer.closing, led(ASKS_BACK, answer.ask_back)) if text]


def day(when: date) -> str:
    """Return a day as people say it: Wednesday, 12 November."""
    return f"{when:%A}, {when.day} {when:%B}"


def short_day(when: date, today: date) -> str:
    """Return a day that has passed: 12 November, with the year where it is another one."""
    return f"{when.day} {when:%B}" + (f" {when.year}" if when.year != today.year else "")


def as_text(answer: Answer) -> str:
    """Return an answer as one text, its quotations set apart: for the history of a conversation, and to be copied."""
    return "\n\n".join(_blocks(answer))


def _blocks(answer: Answer) -> Iterator[str]:
    yield from on_question(answer.remarks)
    yield answer.opening
    for place, point in enumerate(answer.points):
        yield _point(lead_in(place, answer.status), point)
    for tension in answer.tensions:
        one, other = tension.between
        yield f"{PULLS_APART} {tension.about} [{one}, {other}]\n{led(DECIDES, tension.decides)}".rstrip("\n")
    if answer.next_step:
        yield step_line(answer.next_step)
    if answer.nearby:
        yield "\n".join([NEARBY, *(f"- {near.question} [{near.principle}]" for near in answer.nearby)])
    yield from endings(answer)
    yield "\n".join(on_answer(answer))


def _point(begins: str, point: Point) -> str:
    """Return a point as the terminal has it: the citation announces the quotation, so that `coach check` reads both."""
    reading = f"\n\n{READING} {point.reading} [{point.principle}]" if point.reading else ""
    return f"{begins} {point.title} [{point.principle}]\n{indent(f'“{point.quote}”', '    ')}{reading}"


def step_line(step: NextStep) -> str:
    """Return a next step in one line, as the terminal has it."""
    return f"{STEP} {step.text} [{step.principle}]{suggested(step.by)}"
