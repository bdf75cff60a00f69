"""`coach corpus add`, `sync`, `files`: a folder of documents as a corpus, kept in step."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.cli.counts import content_in_words, files_in_words
from coach.cli.in_step import Wanted, agrees, alone, bring_in_step
from coach.cli.options import EncoderOption
from coach.cli.render import safe
from coach.cli.stopped import told_when_stopped
from coach.cli.watch import watch
from coach.counted import counted
from coach.errors import SettingsError
from coach.settings import data_folder

if TYPE_CHECKING:
    from coach.sync import Collection
    from coach.sync.files import FileKept

NameArgument = Annotated[str, typer.Argument(help="The name that was given with: coach corpus add FOLDER --name NAME")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Publish without asking, as a CI job does.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Publish nothing and end with exit code 5 where a file could not be read.")
]
FailOnOption = Annotated[
    str,
    typer.Option(
        "--fail-on",
        help="Publish nothing and end with exit code 5 where the documents hold what is that grave (secrets, orders to "
        "the assistant): error, warning or never.",
    ),
]
AllowRemovingOption = Annotated[
    bool, typer.Option("--allow-removing", help="Publish with --yes also where more than a third has gone.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def add(
    folder: Annotated[Path, typer.Argument(help="A folder of documents; nothing in it is changed.")],
    name: Annotated[str, typer.Option("--name", help="What to call the corpus, for instance: acme.")],
    title: Annotated[str, typer.Option("--title", help="What people read; the name unless told.")] = "",
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", help="Leave out, for instance 'drafts/*'; may be given often.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help="Of tables with one principle a row, for instance text=Guidance; often."),
    ] = None,
    encoder: EncoderOption = "",
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    strict: StrictOption = False,
    fail_on: FailOnOption = "never",
    allow_removing: AllowRemovingOption = False,
    moved: Annotated[
        bool, typer.Option("--moved", help="The folder of the corpus of that name is here now; do not ask.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a corpus of any folder of documents: read, check, show what was found, build, publish.

    Markdown, HTML, text, PDF, Word, OpenDocument, PowerPoint, Excel, CSV, JSON, YAML, and zip files of these.
    A corpus that has that name already takes the folder, after asking, and keeps what people wrote for it.
    """
    from coach.sync import Collection, settings

    settings.check_name(name)
    home = data_folder() / "corpora" / name
    columns = _columns(column or ())
    told = Collection(name, home, folder.expanduser().absolute(), tuple(exclude or ()), columns, title)
    settings.check(told)
    wanted = Wanted(encoder, yes, dry_run, as_json, is_strict=strict, fail_on=fail_on, may_remove=allow_removing)
    is_new = not home.exists()  # a folder that was there holds what somebody wrote, also without settings
    with alone(told):
        try:
            with told_when_stopped(told):
                bring_in_step(_taken(told, wanted, moved), wanted)
        finally:
            if is_new and not settings.exists(home):  # nobody agreed; the lock of others is another file then
                shutil.rmtree(home, ignore_errors=True)
    if not (as_json or dry_run):
        print(f'Ask it:  coach ask "..." --corpus {name}     Keep it in step:  coach corpus sync {name}')


def _taken(told: Collection, wanted: Wanted, is_moved: bool) -> Collection:
    """Return the corpus to be brought in step: a new one, or the one of that name with what was told anew.

    Raises:
        SettingsError: another folder makes the corpus of that name, and nobody says that this one does now.
    """
    from coach.sync import settings

    if not settings.exists(told.folder):
        return told
    known = settings.collection_of(told.name)
    if known.source != told.source and not is_moved and not wanted.dry_run:
        question = f"{told.name} is made of {safe(str(known.source))}. Make it of {safe(str(told.source))} from now on?"
        if wanted.yes or not agrees(question):
            raise SettingsError(
                f"{told.name} is made of {known.source} already",
                "Choose another --name; or, where this folder stands for that one now, add --moved.",
            )
    return settings.kept_settings(known, told)


def sync(
    name: NameArgument,
    encoder: EncoderOption = "",
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    all_: Annotated[bool, typer.Option("--all", help="Read every file again, not only what changed.")] = False,
    watching: Annotated[bool, typer.Option("--watch", help="Stay, and publish whenever the folder changes.")] = False,
    strict: StrictOption = False,
    fail_on: FailOnOption = "never",
    allow_removing: AllowRemovingOption = False,
    as_json: JsonOption = False,
) -> None:
    """Bring a corpus in step with its folder: only what changed is read and embedded.

    What is published keeps answering until the new state is whole; `coach corpus rollback` goes back. A file that
    cannot be opened just now keeps its last reading.
    """
    from coach.sync import collection_of

    if watching and dry_run:
        raise SettingsError("--watch publishes, and --dry-run does not", "Give one of them.")
    wanted = Wanted(encoder, yes or watching, dry_run, as_json, all_, strict, fail_on, allow_removing)
    if watching:
        watch(name, wanted)
    collection = collection_of(name)
    with alone(collection), told_when_stopped(collection):
        bring_in_step(collection_of(name), wanted)


def files(
    name: NameArgument,
    outcome: Annotated[str, typer.Option("--only", help="indexed, skipped or failed; all unless told.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Show what became of every file: indexed, skipped or failed, with the reason and what to do about it."""
    from coach.corpus import snapshot
    from coach.sync import collection_of
    from coach.sync.counts import counts_of
    from coach.sync.files import read_files, with_members

    if outcome not in ("", "indexed", "skipped", "failed"):
        raise SettingsError(f"--only knows no {outcome!r}", "It knows indexed, skipped and failed.")
    snapshot_in_use = snapshot.in_use(collection_of(name).folder)
    for file in with_members(read_files(snapshot_in_use).values()):
        if outcome in ("", file.outcome):
            print(json.dumps(_plain(file)) if as_json else f"{file.outcome:<8} {safe(_said(file))}")
    if not as_json:
        counts = counts_of(snapshot_in_use)
        print("\n" + "\n".join([files_in_words(counts), *content_in_words(counts)]))


def _plain(file: FileKept) -> dict[str, Any]:
    told = {"path": file.path, "outcome": file.outcome, "reason": file.reason, "remedy": file.remedy}
    told |= {"format": file.format, "not_opened": file.stale}
    return told | {"passages": file.passages, "remarks": file.remarks}


def _said(file: FileKept) -> str:
    said = f"{file.reason}. {file.remedy}".strip(" .")
    if file.outcome == "indexed":
        said = counted(file.passages, "passage") + ("" if file.quotable else ", none to quote")
    return f"{file.path}: {said}" + (f" (from its last reading: {file.stale})" if file.stale else "")


def _columns(told: Sequence[str]) -> dict[str, str]:
    """Return what is held by which column, as it was told.

    Raises:
        SettingsError: of one thing two columns were told.
    """
    from coach.documents.formats.principles import FIELDS

    columns: dict[str, str] = {}
    for kind, column in map(_pair, told):
        if columns.setdefault(kind, column) != column:
            raise SettingsError(
                f"--column names two columns for {kind}: {columns[kind]!r} and {column!r}",
                f"Give one. Tables that lack it are read by the usual names: {', '.join(FIELDS.get(kind, (kind,)))}.",
            )
    return columns


def _pair(told: str) -> tuple[str, str]:
    kind, equals, column = told.partition("=")
    if not equals or not kind.strip() or not column.strip():
        raise SettingsError(f"--column {told!r} is not WHAT=COLUMN", "For instance: --column text=Guidance")
    return kind.strip(), column.strip()
