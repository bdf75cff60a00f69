"""Options that several commands share, and opening Coach with progress on standard error."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.cli.render import safe
from coach.settings import ModelSettings, Settings

if TYPE_CHECKING:
    from coach.coach import Coach
    from coach.generation import PersonalCoach

CorpusOption = Annotated[
    str,
    typer.Option("--corpus", help="A corpus name or folder.", envvar="COACH_CORPUS", show_default="product-leadership"),
]
EncoderOption = Annotated[
    str,
    typer.Option(
        "--encoder",
        help="A sentence-transformers model: a folder or a name.",
        envvar="COACH_ENCODER",
        show_default="default",
    ),
]
RoleOption = Annotated[str, typer.Option("--role", help="Your role, for instance: product manager.")]
LevelOption = Annotated[str, typer.Option("--level", help="Your level, for instance: junior, senior, director.")]
CompanyOption = Annotated[
    str, typer.Option("--company", help="The kind of company, for instance: founder-led startup.")
]
ModelOption = Annotated[
    str,
    typer.Option(
        "--model",
        help="A chat model that reads the principles for your case, as provider:model.",
        envvar="COACH_MODEL",
        show_default="none",
    ),
]
VerifyWithOption = Annotated[
    str,
    typer.Option(
        "--verify-with",
        help="The chat model that verifies what the other one writes.",
        envvar="COACH_VERIFY_WITH",
        show_default="the same, asked afresh",
    ),
]
NoVerifyOption = Annotated[
    bool, typer.Option("--no-verify", help="Verify with rules and an offline judge only, without a call.")
]
BaseUrlOption = Annotated[
    str,
    typer.Option(  # no variable of its own: COACH_BASE_URL says where openai is asked, and nobody else's key goes there
        "--base-url",
        help="Where the model is asked, and sent its provider's key: a server of your own, or a gateway, that speaks "
        "that provider's protocol. Models of other providers are not asked there.",
        show_default="COACH_BASE_URL for openai, else the provider's address",
    ),
]
UsageOption = Annotated[bool, typer.Option("--usage", help="Say what the chat model took: calls, tokens, cost.")]


def remark(text: str) -> None:
    """Write a remark to standard error; something slow begins, so let the collector work from now on."""
    gc.enable()
    print(f"… {safe(text)}", file=sys.stderr)


def open_with_progress(settings: Settings, models: ModelSettings | None = None) -> Coach:
    """Open Coach; show what is being prepared, and how far it is, on standard error.

    Args:
        settings: Corpus, encoder and cache.
        models: The chat models wanted; None for the composer.
    """
    from coach.coach import open_coach

    personal = _open_personal(models, settings) if models else None
    with progress() as on_progress:
        opened = open_coach(settings, remark, on_progress, personal)
    gc.freeze()  # what has been opened stays; collecting looks at later objects only
    gc.enable()
    return opened


def _open_personal(models: ModelSettings, settings: Settings) -> PersonalCoach:
    from coach.generation import open_personal

    if models.is_offline:
        from coach.verification import OfflineVerifier

        remark(f"No verifying call. {OfflineVerifier().reliability}")
    return open_personal(models, settings.cache)


@contextmanager
def progress(doing: str = "Reading the corpus") -> Iterator[Callable[[int, int], None]]:
    """Give a callback (done, all) that draws a progress bar on standard error once there is something to show.

    Args:
        doing: What is under way.
    """
    bar: list[Any] = []

    def on_progress(done: int, total: int) -> None:
        if not bar:
            from rich.console import Console
            from rich.progress import Progress

            shown = Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
            shown.start()
            bar.extend([shown, shown.add_task(doing, total=total)])
        bar[0].update(bar[1], completed=done)

    try:
        yield on_progress
    finally:
        if bar:
            bar[0].stop()
