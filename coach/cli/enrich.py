"""`coach enrich`: titles, situations and beyond questions, drafted by a chat model; or situations from an FAQ."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.drafting import ONLY, How, alone, draft, nearness
from coach.cli.options import BaseUrlOption, CorpusOption, EncoderOption
from coach.cli.render import safe
from coach.cli.told_enrich import Place, tell_each, tell_next
from coach.counted import counted
from coach.errors import SettingsError
from coach.settings import from_environment, model_settings

EXAMPLES = """
Examples:

- coach enrich --corpus acme --model openai:gpt-5-mini --dry-run

- coach enrich --corpus acme --model ollama:qwen3 --at-most 20

- coach enrich --corpus acme --model openai:gpt-5-mini --only titles

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
        int | None, typer.Option("--at-most", min=1, help="Ask for so many of each, and stop.", show_default="all")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Draft anew what is still a draft; what was reviewed stays.")
    ] = False,
    only: Annotated[str, typer.Option("--only", help="titles or situations (with beyond).", show_default="both")] = "",
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
    """Give a corpus situations that its principles answer, and telling titles, as drafts for you to review.

    Situations are what questions are matched with: they make the right principle easier to find. A chat model drafts
    them, or they come from questions that people asked you. Titles are drafted only where they tell nothing: a file's
    name, "Page 3", the same as another's. Nothing that you have reviewed is ever changed.
    """
    from coach.corpus import find_corpus, read_corpus
    from coach.enrich.prompt import Wanted

    settings = from_environment(corpus, encoder)
    place = Place(read_corpus(find_corpus(settings.corpus)), settings, corpus)
    if unmatched_beyond and faq is None:
        raise SettingsError("--unmatched-beyond says what becomes of an FAQ, and none was given", "Add --faq FILE.")
    if only not in ONLY:
        raise SettingsError(f"--only knows no {only[:40]!r}", "It knows titles and situations; leave it out for both.")
    if faq is not None:
        _import(place, faq, unmatched_beyond, dry_run)
        return
    models = model_settings(model, base_url=base_url)
    if models is None and not dry_run:
        raise SettingsError(
            "No chat model was named that could draft",
            "Add --model provider:model (coach models lists yours), or --faq FILE.csv for questions that you have.",
        )
    draft(place, models, Wanted(situations, beyond), How(again, at_most, only, yes, dry_run))


def _import(place: Place, path: Path, unmatched_beyond: bool, dry_run: bool) -> None:
    """Match the questions of an FAQ and write them."""
    from coach.enrich.faq import match, read_faq
    from coach.enrich.importing import import_faq

    asked = read_faq(path)
    with alone(place):
        matched = match(asked, place.corpus, nearness(place))
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
