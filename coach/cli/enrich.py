"""`coach enrich`: situations and beyond questions for a corpus, drafted by a chat model or taken from an FAQ."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import BaseUrlOption, CorpusOption, EncoderOption, progress, remark
from coach.cli.render import safe
from coach.cli.told_enrich import Place, counted, tell_cost, tell_done, tell_each, tell_next, tell_plan
from coach.errors import EnvironmentFault, SettingsError
from coach.settings import Settings, from_environment, model_settings

if TYPE_CHECKING:
    from coach.enrich.asking import Asking
    from coach.enrich.drafting import Drafter
    from coach.enrich.nearness import Nearness
    from coach.enrich.plan import Task
    from coach.enrich.prompt import Wanted
    from coach.model.chat import LangChainModel
    from coach.settings import ModelSettings

EXAMPLES = """
Examples:

- coach enrich --corpus acme --model openai:gpt-5-mini --dry-run

- coach enrich --corpus acme --model ollama:qwen3 --at-most 20

- coach enrich --corpus acme --faq questions.csv
"""


def enrich(  # a command has an argument for each of its options
    corpus: CorpusOption = "",
    model: Annotated[
        str, typer.Option("--model", help="The chat model that drafts, as provider:model.", envvar="COACH_MODEL")
    ] = "",
    base_url: BaseUrlOption = "",
    situations: Annotated[
        int, typer.Option("--situations", min=1, max=40, help="How many to ask for, for each principle.")
    ] = 8,
    beyond: Annotated[
        int, typer.Option("--beyond", min=0, max=10, help="Questions close by that it does not answer, for each.")
    ] = 2,
    at_most: Annotated[
        int | None, typer.Option("--at-most", min=1, help="Ask about so many principles, and stop.", show_default="all")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Draft anew what is still a draft; what was reviewed stays.")
    ] = False,
    faq: Annotated[
        Path | None,
        typer.Option("--faq", help="Take questions from a CSV file instead: question, and principle or answer."),
    ] = None,
    unmatched_beyond: Annotated[
        bool, typer.Option("--unmatched-beyond", help="With --faq: what no principle answers is beyond the corpus.")
    ] = False,
    encoder: EncoderOption = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Begin without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would take, and do nothing.")] = False,
) -> None:
    """Give a corpus situations that its principles answer, as drafts for you to review.

    Situations are what questions are matched with: they make the right principle easier to find. A chat model drafts
    them, or they come from questions that people asked you. Nothing that you have reviewed is ever changed.
    """
    from coach.corpus import find_corpus, read_corpus
    from coach.enrich.prompt import Wanted

    settings = from_environment(corpus, encoder)
    place = Place(read_corpus(find_corpus(settings.corpus)), settings, corpus)
    if unmatched_beyond and faq is None:
        raise SettingsError("--unmatched-beyond says what becomes of an FAQ, and none was given", "Add --faq FILE.")
    if faq is not None:
        _import(place, faq, unmatched_beyond, dry_run)
        return
    models = model_settings(model, base_url=base_url)
    if models is None and not dry_run:
        raise SettingsError(
            "No chat model was named that could draft",
            "Add --model provider:model (coach models lists yours), or --faq FILE.csv for questions that you have.",
        )
    _draft(place, models, Wanted(situations, beyond), _How(again, at_most, yes, dry_run))


@dataclass(frozen=True, slots=True)
class _How:
    """How far a run goes."""

    again: bool
    at_most: int | None
    yes: bool
    dry_run: bool


def _draft(place: Place, models: ModelSettings | None, wanted: Wanted, how: _How) -> None:
    """Say what it takes, ask, and draft."""
    from coach.enrich.asking import Asking
    from coach.enrich.plan import plan_of
    from coach.enrich.replies import Replies
    from coach.model.providers import wanted_model

    plan = plan_of(place.corpus, how.again)
    tasks = plan.tasks[: how.at_most]
    asked = wanted_model(models.name, models.base_url) if models else None
    replies = Replies(place.settings.cache / "enrich", (asked.name, asked.base_url) if asked else ("", ""), wanted)
    paid = [task for task in tasks if how.again or replies.kept(place.corpus, task.principle) is None]
    tell_plan(place, plan, tasks)
    if not tasks:
        return
    tell_cost(place, paid, wanted, asked.name if asked else "")
    if how.dry_run or models is None:
        print("Nothing was asked and nothing was written.")
        return
    model = _opened(models, place.settings)
    if not how.yes and not _agrees(f"Ask {safe(models.name)}?"):
        raise SettingsError("Nothing was asked", "Say yes, or add --yes where nobody can be asked.")
    with _alone(place):
        drafter = _drafter(place, models.name)
        asking = Asking(place.corpus, model, wanted, replies, models.deadline_s)
        try:
            _run(asking, drafter, tasks, how.again)
        finally:  # also where the model failed, or the person pressed Ctrl-C: what was done is kept
            tell_done(place, drafter.done, len(tasks), model)


def _run(asking: Asking, drafter: Drafter, tasks: tuple[Task, ...], again: bool) -> None:
    with progress("Drafting") as on_progress, closing(asking.asked(tasks, again)) as answered:
        on_progress(0, len(tasks))
        for number, one in enumerate(answered, start=1):
            if one.problem:
                drafter.done.failed[one.task.principle.id] = one.problem
            elif not drafter.take(one.task, one.reply):
                asking.forget(one.task)
            on_progress(number, len(tasks))


def _opened(models: ModelSettings, settings: Settings) -> LangChainModel:
    from coach.model import open_model

    return open_model(models.name, settings.cache, base_url=models.base_url)


def _drafter(place: Place, by: str) -> Drafter:
    from coach.enrich.drafting import Drafter

    return Drafter(place.corpus, _nearness(place), by, date.today())


def _nearness(place: Place) -> Nearness:
    from coach.encoder import open_encoder
    from coach.enrich.nearness import nearness_of

    opened = open_encoder(place.settings, remark)
    with progress() as on_progress:
        return nearness_of(place.corpus, opened, place.settings, on_progress)


def _import(place: Place, path: Path, unmatched_beyond: bool, dry_run: bool) -> None:
    """Match the questions of an FAQ and write them."""
    from coach.enrich.faq import match, read_faq
    from coach.enrich.importing import import_faq

    asked = read_faq(path)
    with _alone(place):
        matched = match(asked, place.corpus, _nearness(place))
        if dry_run:
            known = f"{len(matched.found):,} have a principle"
            print(f"{counted(len(asked), 'question')} in {safe(path.name)}: {known}. Nothing was written.")
            tell_each("Without one:", [(f"line {row.line}", why) for row, why in matched.unmatched + matched.unusable])
            return
        done = import_faq(place.corpus, matched, path.name, date.today(), unmatched_beyond)
    count = sum(done.situations.values())
    beyond = f", {counted(done.beyond, 'question')} as beyond the corpus" if done.beyond else ""
    print(f"{counted(count, 'situation')} for {len(done.situations):,} of {len(place.corpus.principles):,}{beyond}.")
    tell_each("Not written:", [(f"line {row.line}, “{row.question[:60]}”", why) for row, why in done.left])
    if count or done.beyond:
        tell_next(place)


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """Let nobody else enrich this corpus: both would pay for the same.

    Raises:
        EnvironmentFault: somebody does.
    """
    import hashlib

    from coach.index.lock import writing

    digits = hashlib.sha256(str(place.corpus.folder.resolve()).encode()).hexdigest()[:16]
    with ExitStack() as stack:
        try:
            stack.enter_context(writing(place.settings.cache / "enrich" / f"{digits}.lock", 0.0))
        except EnvironmentFault as error:
            raise EnvironmentFault(
                f"Another run works on {place.corpus.name}, or its lock cannot be made: {error.message}", error.hint
            ) from error
        yield


def _agrees(question: str) -> bool:
    return sys.stdin.isatty() and typer.confirm(question)
