"""`coach corpus sync --watch`: whoever edits a folder of documents sees it published as it is saved."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import typer

from coach.cli.in_step import Wanted, alone, bring_in_step
from coach.cli.options import remark
from coach.cli.stopped import told_when_stopped
from coach.errors import CoachError, EnvironmentFault

if TYPE_CHECKING:
    from coach.sync import Look

_LOOK_S = 2.0  # between two looks


def watch(name: str, wanted: Wanted) -> None:
    """Look every two seconds, and publish what changed once it has been still for a look; Ctrl-C ends it.

    What was tried is not tried again until something else changes, unless the machine refused.

    Raises:
        SettingsError: there is no such corpus, or no longer.
    """
    from coach.sync import collection_of, look

    remark(f"Watching {collection_of(name).source}; Ctrl-C ends it")
    seen: Look | None = None
    tried: Look | None = None
    said = ""
    while True:
        collection = collection_of(name)
        try:
            found = look(collection, is_quick=True)
            if not found.is_in_step and found == seen and found != tried:
                tried = found
                with alone(collection, lambda told: None), told_when_stopped(collection):  # it tries again
                    bring_in_step(collection, wanted)
            seen, said = found, ""
        except CoachError as error:
            tried = None if isinstance(error, EnvironmentFault) else tried
            if error.message != said:
                remark(f"{error.message}. {error.hint}")
            said = error.message
        except typer.Exit:  # a gate; it said why
            pass
        time.sleep(_LOOK_S)
