"""What `coach enrich` does with a chat model: titles first, then situations, which are asked for with these titles."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import typer

from coach.cli.held import held
from coach.cli.options import progress, remark
from coach.cli.render import safe
from coach.cli.told_enrich import (
    Place,
    tell_cost,
    tell_done,
    tell_next,
    tell_plan,
    tell_titled,
    tell_titles,
    tell_usage,
)  # fmt: skip
from coach.errors import SettingsError

if TYPE_CHECKING:
    from coach.enrich.asking import Asking
    from coach.enrich.drafting import Drafter
    from coach.enrich.nearness import Nearness
    from coach.enrich.plan import Plan, Task
    from coach.enrich.prompt import Wanted
    from coach.enrich.replies import Replies
    from coach.enrich.titling import Titler
    from coach.model.chat import LangChainModel
    from coach.settings import ModelSettings

ONLY = ("", "titles", "situations")


@dataclass(frozen=True, slots=True)
class How:
    """How far a run goes; ``only`` is one of ``ONLY``."""

    again: bool
    at_most: int | None
    only: str
    yes: bool
    dry_run: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """One half of a run: titles, or situations and beyond."""

    plan: Plan
    wanted: Wanted
    replies: Replies
    at_most: int | None

    @property
    def tasks(self) -> tuple[Task, ...]:
        return self.plan.tasks[: self.at_most]


def draft(place: Place, models: ModelSettings | None, wanted: Wanted, how: How) -> None:
    """Say what it takes, ask the person, and draft.

    Args:
        place: The corpus.
        models: Who drafts; None only tells what it takes.
        wanted: Situations and beyond questions of each principle.
        how: How far to go.

    Raises:
        SettingsError: the person did not agree.
        CoachError: a file cannot be read or written, or the model fails.
    """
    from coach.model import open_model

    titles = _part(place, models, None, how) if how.only != "situations" else None
    situations = _part(place, models, wanted, how) if how.only != "titles" else None
    _tell(place, models, (titles, situations), how)
    if not any(part and part.tasks for part in (titles, situations)):
        return
    if how.dry_run or models is None:
        print("Nothing was asked and nothing was written.")
        return
    model = open_model(models.name, place.settings.cache, base_url=models.base_url)
    if not how.yes and not (sys.stdin.isatty() and typer.confirm(f"Ask {safe(models.name)}?")):
        raise SettingsError("Nothing was asked", "Say yes, or add --yes where nobody can be asked.")
    asker = _Asker(model, models, how)
    with alone(place):
        try:
            if titles and titles.tasks:
                asker.ask(place, titles)
                place = _read_anew(place)
            if situations and situations.tasks:
                asker.ask(place, _part(place, models, wanted, how))
        finally:  # also where the model failed, or the person pressed Ctrl-C: what was paid is told
            tell_usage(model)
            if asker.has_written:
                tell_next(place)


def _part(place: Place, models: ModelSettings | None, wanted: Wanted | None, how: How) -> _Part:
    """Return one half of a run; without ``wanted`` that of the titles."""
    from coach.enrich.plan import plan_of, titles_of
    from coach.enrich.prompt import FOR_TITLES
    from coach.enrich.replies import Replies
    from coach.model.providers import wanted_model

    asked = wanted_model(models.name, models.base_url) if models else None
    who = (asked.name, asked.base_url) if asked else ("", "")
    plan = plan_of(place.corpus, how.again) if wanted else titles_of(place.corpus, how.again)
    wanted = wanted or FOR_TITLES
    return _Part(plan, wanted, Replies(place.settings.cache / "enrich", who, wanted), how.at_most)


def _tell(place: Place, models: ModelSettings | None, parts: tuple[_Part | None, _Part | None], how: How) -> None:
    """Say what a run would do and take."""
    from coach.enrich.estimate import Estimate, estimate
    from coach.model.limits import limits_from_environment
    from coach.model.providers import wanted_model

    titles, situations = parts
    if titles:
        tell_titles(place, titles.plan, titles.tasks)
    if situations:
        tell_plan(place, situations.plan, situations.tasks)
    price = limits_from_environment(wanted_model(models.name, models.base_url).name).price if models else None
    about = Estimate(0, 0, 0, 0.0)
    for part in (one for one in parts if one and one.tasks):
        paid = [task for task in part.tasks if how.again or part.replies.kept(place.corpus, task.principle) is None]
        about += estimate(place.corpus, paid, part.wanted, price)
    if any(part and part.tasks for part in parts):
        tell_cost(place, about)


class _Asker:
    """Asks for one half of a run after the other, and writes what holds."""

    def __init__(self, model: LangChainModel, models: ModelSettings, how: How) -> None:
        self._model = model
        self._models = models
        self._how = how
        self.has_written = False

    def ask(self, place: Place, part: _Part) -> None:
        """Ask for a half, and tell of it, also where the model or the person ends it."""
        from coach.enrich.asking import Asking
        from coach.enrich.drafting import Drafter
        from coach.enrich.titling import Titler

        parts = (place.corpus, nearness(place), self._models.name, date.today())
        asking = Asking(place.corpus, self._model, part.wanted, part.replies, self._models.deadline_s)
        writing = Titler(*parts) if part.wanted.titles else Drafter(*parts)
        try:
            self._run(asking, writing, part.tasks)
        finally:
            self.has_written |= bool(writing.done.written)
            if isinstance(writing, Titler):
                tell_titled(place, writing.done, len(part.tasks))
            else:
                tell_done(place, writing.done, len(part.tasks))

    def _run(self, asking: Asking, writing: Drafter | Titler, tasks: tuple[Task, ...]) -> None:
        with progress("Drafting") as on_progress, closing(asking.asked(tasks, self._how.again)) as answered:
            on_progress(0, len(tasks))
            for number, one in enumerate(answered, start=1):
                if one.problem:
                    writing.done.failed[one.task.principle.id] = one.problem
                elif not writing.take(one.task, one.reply):
                    asking.forget(one.task)
                on_progress(number, len(tasks))


def _read_anew(place: Place) -> Place:
    from coach.corpus import read_corpus

    return replace(place, corpus=read_corpus(place.corpus.folder))


def nearness(place: Place) -> Nearness:
    """Return what tells where a text leads in a corpus."""
    from coach.encoder import open_encoder
    from coach.enrich.nearness import nearness_of

    opened = open_encoder(place.settings, remark)
    with progress() as on_progress:
        return nearness_of(place.corpus, opened, place.settings, on_progress)


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """Let nobody else enrich this corpus: both would pay for the same.

    Raises:
        EnvironmentFault: somebody does.
    """
    import hashlib

    digits = hashlib.sha256(str(place.corpus.folder.resolve()).encode()).hexdigest()[:16]
    lock = place.settings.cache / "enrich" / f"{digits}.lock"
    with held(lock, 0.0, place.corpus.name):
        yield
