"""What `ask` and `chat` talk with: one corpus, or several asked together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer
from rich.console import Console
from rich.text import Text

from coach.cli import faces, render
from coach.cli.options import open_with_progress
from coach.cli.sources import sources_of
from coach.errors import CoachError
from coach.records import Answer, Question
from coach.settings import ModelSettings, Settings

if TYPE_CHECKING:
    from coach.coach import Coach
    from coach.generation import PersonalCoach

CorporaOption = Annotated[  # no envvar here: Typer would split a folder in COACH_CORPUS at its spaces
    list[str] | None,
    typer.Option(
        "--corpus",
        help="A corpus name or folder; given more than once, these corpora are asked together. COACH_CORPUS names one.",
        show_default="product-leadership",
    ),
]


class Partner(Protocol):
    """Answers, and remembers its last answer."""

    @property
    def heading(self) -> str:
        """What is talked with, in a line."""
        ...

    @property
    def personal(self) -> PersonalCoach | None:
        """The chat model that is asked, if any."""
        ...

    @property
    def has_answered(self) -> bool:
        """Whether there is a last answer."""
        ...

    def reply(self, question: Question, out: Console) -> str:
        """Print the answer and return it as plain text."""
        ...

    def face(self, question: Question) -> dict[str, Any]:
        """Return the answer as plain data."""
        ...

    def refused(self, error: CoachError) -> dict[str, Any]:
        """Return as plain data why a question was refused."""
        ...

    def show_why(self, out: Console) -> None:
        """Print why the principles of the last answer were chosen."""
        ...

    def show_sources(self, out: Console) -> None:
        """Print the full text of the principles that the last answer cited."""
        ...

    def forget(self) -> None:
        """Forget the last answer."""
        ...


def open_partner(corpora: Sequence[str], settings: Settings, models: ModelSettings | None) -> Partner:
    """Open what is talked with, with progress on standard error.

    Args:
        corpora: As they were named; none for the one of the settings. One that is named twice is asked once.
        settings: Corpus, encoder and cache.
        models: The chat models wanted; None for the composer.
    """
    wanted = [name for name in dict.fromkeys(corpora) if name] or [settings.corpus]
    if len(wanted) == 1:
        return One(open_with_progress(replace(settings, corpus=wanted[0]), models))
    from coach.cli.several import open_several

    return open_several(wanted, settings, models)


class One:
    """One corpus.

    Args:
        coach: Answers from it.
    """

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._last: Answer | None = None

    @property
    def heading(self) -> str:
        """The corpus, and how much it holds."""
        return f"{self._coach.corpus.title} · {len(self._coach.corpus.principles)} principles"

    @property
    def personal(self) -> PersonalCoach | None:
        """The chat model that is asked, if any."""
        return self._coach.personal

    @property
    def has_answered(self) -> bool:
        """Whether there is a last answer."""
        return self._last is not None

    def reply(self, question: Question, out: Console) -> str:
        """Print the answer, with a chat model as it is made, and return it as plain text."""
        if self._coach.personal:
            from coach.cli.live import answer_live

            self._last = answer_live(self._coach, question, out)
        else:
            answer = self._coach.ask(question)
            render.show(answer, out, sources_of(self._coach.corpus))
            self._last = answer
        return render.plain(self._last)

    def face(self, question: Question) -> dict[str, Any]:
        """Return the answer as plain data."""
        return faces.answer_object(self._coach.ask(question))

    def refused(self, error: CoachError) -> dict[str, Any]:
        """Return as plain data why a question was refused."""
        return faces.refused_object(error, self._coach.corpus.version)

    def show_why(self, out: Console) -> None:
        """Print why the principles of the last answer were chosen, and what a chat model wrote in vain."""
        if self._last is not None:
            render.show_why(self._last.retrieval, out)
            render.show_left_out(self._last, out)

    def show_sources(self, out: Console) -> None:
        """Print the full text of the principles that the last answer cited."""
        if self._last is not None and not show_sources(self._coach, self._last, out):
            render.paragraph(Text("The last answer cited no principle."), out)

    def forget(self) -> None:
        """Forget the last answer."""
        self._last = None


def show_sources(coach: Coach, answer: Answer, out: Console, before: str = "") -> int:
    """Print the full text of the principles that an answer cited, and return how many these are.

    Args:
        coach: Whose corpus holds them.
        answer: The answer.
        out: Where they are printed.
        before: Stands in front of each id.
    """
    for point in answer.points:
        principle = coach.corpus.principle(point.principle)
        title = f"{before}{principle.id}  {render.safe(principle.title)}"
        render.paragraph(Text.assemble((title, "bold"), f"  ({principle.source})"), out)
        render.paragraph(Text(render.safe(principle.text)), out)
    return len(answer.points)
