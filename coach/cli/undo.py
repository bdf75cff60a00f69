"""`coach corpus rollback` and `remove`: back to the state before, and forgetting a corpus of documents."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.cli.in_step import agrees, alone
from coach.cli.options import EncoderOption, progress, remark
from coach.cli.render import safe
from coach.cli.stopped import told_when_stopped
from coach.cli.sync import NameArgument
from coach.cli.told_changes import tell_back
from coach.errors import SettingsError
from coach.settings import from_environment


def rollback(
    name: NameArgument,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Go back without asking, as a CI job does.")] = False,
    encoder: EncoderOption = "",
) -> None:
    """Go back to the state before the last one, after showing what comes back; done twice, nothing has changed."""
    from coach.sync import collection_of, roll_back, what_comes_back

    collection = collection_of(name)
    with alone(collection), told_when_stopped(collection):
        tell_back(collection, what_comes_back(collection))
        if not yes and not agrees("Go back to it?"):
            raise SettingsError("Nothing was changed", "Say yes, or add --yes where nobody can be asked.")
        with progress() as on_progress:
            corpus = roll_back(collection, from_environment("", encoder), remark, on_progress)
    print(f"{name} is what it was before: version {corpus.version}.")
    print(f"To bring it in step with its folder again:  coach corpus sync {name}")


def remove(
    name: NameArgument,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    all_: Annotated[
        bool, typer.Option("--all", help="With --yes: also what people wrote for it (situations, beyond, titles).")
    ] = False,
    encoder: EncoderOption = "",
) -> None:
    """Forget a corpus of documents and its indexes, also on a server; its folder of documents stays as it is."""
    from coach.sync import collection_of, forget
    from coach.sync.settings import written_by_people

    collection = collection_of(name)
    with alone(collection):
        own = written_by_people(collection)
        listed = f"{', '.join(own[:3])}{f' and {len(own) - 3} more' if len(own) > 3 else ''}"
        if own and yes and not all_:
            raise SettingsError(
                f"{name} holds what people wrote for it: {listed}",
                f"Copy it out of {collection.folder}, or add --all. If only its folder moved: coach corpus add "
                f"NEW-FOLDER --name {name} --moved",
            )
        question = f"Forget {name} (the documents in {safe(str(collection.source))} stay)"
        question += f", with what people wrote for it: {safe(listed)}?" if own else "?"
        if not yes and not agrees(question):
            raise SettingsError(f"{name} was not removed", "Say yes, or add --yes.")
        forget(collection, from_environment("", encoder), remark)
    print(f"{name} is forgotten; {safe(str(collection.source))} is as it was")
