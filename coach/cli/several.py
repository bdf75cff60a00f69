"""Several corpora in the terminal: each under its own name, ids with the corpus in front, one next step."""

from __future__ import annotations

import gc
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from coach.cli import faces, render
from coach.cli.options import open_with_progress, progress, remark
from coach.cli.partner import show_sources
from coach.errors import CoachError
from coach.lead_ins import ASKS_BACK, led
from coach.records import NOTE, Answer, Nearby, Question
from coach.settings import ModelSettings, Settings

if TYPE_CHECKING:
    from coach.generation import PersonalCoach
    from coach.together import Joint, Part, Together


def open_several(corpora: Sequence[str], settings: Settings, models: ModelSettings | None) -> Several:
    """Open several corpora with one encoder and one chat model; progress is shown on standard error.

    Raises:
        CoachError: a corpus, the encoder or an index cannot be used, or two corpora have the same name.
    """
    from coach.coach import open_coach
    from coach.together import Together

    first = open_with_progress(replace(settings, corpus=corpora[0]), models)
    with progress() as on_progress:
        rest = [
            open_coach(
                replace(settings, corpus=name), remark, on_progress, first.personal, encoder=first.retriever.encoder
            )
            for name in corpora[1:]
        ]
    gc.freeze()  # as `open_with_progress` does
    return Several(Together([first, *rest]))


class Several:
    """Several corpora, asked together.

    Args:
        together: Asks them.
    """

    def __init__(self, together: Together) -> None:
        self._together = together
        self._last: Joint | None = None

    @property
    def heading(self) -> str:
        """The corpora."""
        return _listed([coach.corpus.title for coach in self._together.coaches.values()])

    @property
    def personal(self) -> PersonalCoach | None:
        """The chat model that is asked, if any."""
        return self._together.personal

    @property
    def has_answered(self) -> bool:
        """Whether there is a last answer."""
        return self._last is not None

    def reply(self, question: Question, out: Console) -> str:
        """Print the answer once it is whole, and return it as plain text."""
        self._last = self._together.ask(question)
        show(self._last, out)
        return plain(self._last)

    def face(self, question: Question) -> dict[str, Any]:
        """Return the answer as plain data."""
        return faces.joint_object(self._together.ask(question))

    def refused(self, error: CoachError) -> dict[str, Any]:
        """Return as plain data why a question was refused."""
        return faces.refused_joint_object(error)

    def show_why(self, out: Console) -> None:
        """Print for each corpus why its principles were chosen, and what a chat model wrote in vain."""
        for part in self._last.parts if self._last else ():
            render.paragraph(Text(render.safe(f"{part.title}:"), style="bold"), out)
            render.show_why(_named(part).retrieval, out)
            render.show_left_out(part.answer, out)

    def show_sources(self, out: Console) -> None:
        """Print the full text of the principles that the last answer cited, of each corpus."""
        parts = self._last.parts if self._last else ()
        coaches = self._together.coaches
        if not sum(show_sources(coaches[one.corpus], one.answer, out, f"{one.corpus}:") for one in parts):
            render.paragraph(Text("The last answer cited no principle."), out)

    def forget(self) -> None:
        """Forget the last answer."""
        self._last = None


def show(joint: Joint, out: Console) -> None:
    """Print what several corpora answer: each one's under its title, and once what holds for all of them."""
    if joint.opening:
        render.paragraph(Text(render.safe(joint.opening)), out)
    for number, part in enumerate(joint.speaking):
        if number:
            out.print()
        _show_part(part, out)
    page, named = render.Page(out), [_named(part) for part in joint.parts]
    page.show_nearby([near for answer in named for near in answer.nearby])
    for answer in named:
        page.show_step(answer.next_step)
    if joint.closing:
        out.print()
        render.paragraph(Text(render.safe(joint.closing)), out)
    if joint.silent:
        out.print()
        titles = {part.corpus: part.title for part in joint.parts}
        silent = _listed([titles[label] for label in joint.silent])
        render.paragraph(Text(render.safe(f"Asked too, with nothing to say on this: {silent}."), style="dim"), out)
    out.print()
    versions = ", ".join(f"{part.corpus} {part.answer.corpus_version}" for part in joint.parts)
    render.paragraph(Text(render.safe(f"Corpus versions: {versions}"), style="dim"), out)


def plain(joint: Joint) -> str:
    """Return what several corpora answer as plain text, as it is read in the terminal."""
    page = io.StringIO()
    show(joint, Console(file=page, width=render.WIDTH, no_color=True, highlight=False, emoji=False, markup=False))
    return page.getvalue().strip()


def _show_part(part: Part, out: Console) -> None:
    answer = _named(part)
    render.paragraph(Text(render.safe(f"From {part.title}:"), style="bold"), out)
    page = render.Page(out)
    page.show_opening(answer.opening, answer.status, answer.remarks)
    for place, point in enumerate(answer.points):
        page.show_quotation(place, point)
        page.show_reading(point)
    page.show_tensions(answer.tensions)
    notes = [note for note in answer.remarks if note.startswith(NOTE)]
    for line in filter(None, [led(ASKS_BACK, answer.ask_back), *notes]):
        out.print()
        render.paragraph(Text(render.safe(line)), out)


def _named(part: Part) -> Answer:
    """Return an answer in which each id says of which corpus it is."""

    def name(id_: str) -> str:
        return f"{part.corpus}:{id_}"

    answer = part.answer
    step = answer.next_step
    ranking = tuple(replace(one, principle=name(one.principle)) for one in answer.retrieval.ranking)
    return replace(
        answer,
        points=tuple(replace(point, principle=name(point.principle)) for point in answer.points),
        tensions=tuple(replace(one, between=(name(one.between[0]), name(one.between[1]))) for one in answer.tensions),
        next_step=replace(step, principle=name(step.principle)) if step else None,
        nearby=tuple(Nearby(near.question, name(near.principle)) for near in answer.nearby),
        retrieval=replace(answer.retrieval, ranking=ranking),
    )


def _listed(titles: Sequence[str]) -> str:
    return f"{', '.join(titles[:-1])} and {titles[-1]}" if len(titles) > 1 else titles[0]
