"""Options that several commands share, and opening Coach with progress on standard error."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.cli.render import safe
from coach.settings import Settings

if TYPE_CHECKING:
    from coach.coach import Coach

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


def remark(text: str) -> None:
    """Write a remark to standard error; something slow begins, so let the collector work from now on."""
    gc.enable()
    print(f"… {safe(text)}", file=sys.stderr)


def open_with_progress(settings: Settings) -> Coach:
    """Open Coach; show what is being prepared, and how far it is, on standard error."""
    from coach.coach import open_coach

    with progress() as on_progress:
        opened = open_coach(settings, remark, on_progress)
    gc.freeze()  # what has been opened stays; collecting looks at later objects only
    gc.enable()
    return opened


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Give a callback (done, all) that draws a progress bar on standard error once there is something to show."""
    bar: list[Any] = []

    def on_progress(done: int, total: int) -> None:
        if not bar:
            from rich.console import Console
            from rich.progress import Progress

            shown = Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
            shown.start()
            bar.extend([shown, shown.add_task("Reading the corpus", total=total)])
        bar[0].update(bar[1], completed=done)

    try:
        yield on_progress
    finally:
        if bar:
            bar[0].stop()
