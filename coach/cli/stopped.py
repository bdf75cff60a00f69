"""Ctrl-C while a corpus of documents is brought in step: what it left behind, in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from coach.cli.options import remark
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.sync import Collection


@contextmanager
def told_when_stopped(collection: Collection) -> Iterator[None]:
    """Say what is in use, and how to go on, where somebody stops what is done inside.

    Args:
        collection: The corpus, or one that is to be.
    """
    before = _in_use(collection)
    try:
        yield
    except (KeyboardInterrupt, typer.Abort):
        if sys.stderr.isatty():
            print(file=sys.stderr)  # below the ^C
        remark(_told(collection, before))
        raise


def _told(collection: Collection, before: str) -> str:
    from coach.sync import settings

    name = collection.name
    if _in_use(collection) != before:  # it came after the switch
        return f"Stopped after the switch: {name} answers from its new state."
    if not settings.exists(collection.folder):
        return (
            f"Stopped. Nothing was published, and there is no corpus {name} yet. To begin again, run the same command."
        )
    stays = f"{name} answers as it did before" if before else f"{name} has nothing to answer from yet"
    return f"Stopped. Nothing was published: {stays}. Run the same command to go on; what was embedded is kept."


def _in_use(collection: Collection) -> str:
    from coach.corpus import snapshot

    try:
        return next(iter(snapshot.named(collection.folder)), "")
    except CoachError:
        return ""
