"""An answer printed while a chat model writes it, and what it took."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing

from rich.console import Console

from coach.cli.options import remark
from coach.cli.render import Page, safe, show
from coach.cli.sources import sources_of
from coach.coach import Coach
from coach.counted import counted
from coach.generation import Answered, Explained, Opened, PersonalCoach, Quoted
from coach.records import Answer, Question


def answer_live(coach: Coach, question: Question, out: Console) -> Answer:
    """Answer a question and print the answer: each point as soon as it was verified.

    Ctrl-C ends the request to the model.

    Returns:
        The whole answer.

    Raises:
        QuestionError: it is not a question that can be read.
    """
    address_of = sources_of(coach.corpus)
    page = Page(out, address_of)
    is_open = False
    with ExitStack() as waiting, closing(coach.stream(question)) as events:
        waiting.enter_context(_status(coach))
        for event in events:
            waiting.close()
            match event:
                case Opened():
                    is_open = True
                    page.show_opening(event.opening, event.status, event.remarks)
                case Quoted():
                    page.show_quotation(event.place, event.point)
                case Explained():
                    page.show_reading(event.point)
                case Answered(answer) if is_open:
                    page.show_rest(answer)
                case Answered(answer):
                    show(answer, out, address_of)
            sys.stdout.flush()
    return answer


def _status(coach: Coach) -> ExitStack:
    """Say on a terminal that a model is at work."""
    shown = ExitStack()
    if sys.stderr.isatty():
        shown.enter_context(Console(stderr=True).status(f"{safe(coach.answered_by)} reads the principles"))
    return shown


def tell_usage(personal: PersonalCoach) -> None:
    """Say on standard error what chat models have taken so far, and what that cost where a price was given."""
    spent, dollars = personal.usage, personal.cost
    unknown = "set COACH_PRICE=in/out (dollars per million tokens) to see the cost"
    money = unknown if dollars is None else f"about ${dollars:.4f}"
    calls = counted(spent.calls, "call")
    estimated = f" ({spent.unmetered:,} of them estimated)" if spent.unmetered else ""
    remark(f"Spent: {calls}{estimated}, {spent.tokens_in:,} tokens in, {spent.tokens_out:,} out; {money}")
