"""`coach corpus add`, `sync`, `rollback`, `remove`, `files`: a folder of documents as a corpus, kept in step."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import EncoderOption, progress, remark
from coach.cli.render import safe
from coach.cli.told_changes import as_object, tell
from coach.errors import SettingsError
from coach.index.lock import writing
from coach.settings import data_folder, from_environment

if TYPE_CHECKING:
    from coach.sync import Collection, Prepared

_WAIT_S = 10.0  # for another run that keeps the same corpus in step
_LOOK_S = 2.0  # between two looks of --watch

NameArgument = Annotated[str, typer.Argument(help="The name that was given with: coach corpus add FOLDER --name NAME")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Publish without asking, as a CI job does.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]
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
    as_json: JsonOption = False,
) -> None:
    """Make a corpus of any folder of documents: read, check, show what was found, build, publish.

    Markdown, HTML, text, PDF, Word, OpenDocument, PowerPoint, Excel, CSV, JSON, YAML, and zip files of these.
    """
    from coach.sync import Collection, create

    columns = dict(_pair(one) for one in column or ())
    home = data_folder() / "corpora" / name
    collection = Collection(name, home, folder.expanduser().absolute(), tuple(exclude or ()), columns)
    is_new = not home.exists()
    create(collection, title)
    is_published = False
    try:
        is_published = _bring_in_step(collection, _Wanted(encoder, yes, dry_run, as_json))
    finally:
        if is_new and not is_published:
            shutil.rmtree(home, ignore_errors=True)
    if is_published and not as_json:
        print(f'Ask it:  coach ask "..." --corpus {name}     Keep it in step:  coach corpus sync {name}')


def sync(
    name: NameArgument,
    encoder: EncoderOption = "",
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    all_: Annotated[bool, typer.Option("--all", help="Read every file again, not only what changed.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and publish whenever the folder changes.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring a corpus in step with its folder: only what changed is read and embedded.

    What is published keeps answering until the new state is whole; `coach corpus rollback` goes back.
    """
    from coach.sync import collection_of

    collection = collection_of(name)
    if watch:
        _watch(collection, _Wanted(encoder, True, False, as_json))
    _bring_in_step(collection, _Wanted(encoder, yes, dry_run, as_json, all_))


def rollback(name: NameArgument, encoder: EncoderOption = "") -> None:
    """Go back to the state before the last one; done twice, nothing has changed."""
    from coach.sync import collection_of, roll_back

    collection = collection_of(name)
    with _alone(collection), progress() as on_progress:
        corpus = roll_back(collection, from_environment("", encoder), remark, on_progress)
    print(f"{name} is what it was before: version {corpus.version}, {len(corpus.principles)} documents")
    print(f"The next  coach corpus sync {name}  brings it in step with its folder again.")


def remove(name: NameArgument, yes: YesOption = False) -> None:
    """Forget a corpus of documents; its folder of documents stays as it is."""
    from coach.sync import collection_of

    collection = collection_of(name)
    if not yes and not _agrees(f"Forget {name} (the documents in {collection.source} stay)?"):
        raise SettingsError(f"{name} was not removed", "Say yes, or add --yes.")
    with _alone(collection):
        shutil.rmtree(collection.folder)
    print(f"{name} is forgotten; {safe(str(collection.source))} is as it was")


def files(
    name: NameArgument,
    outcome: Annotated[str, typer.Option("--only", help="indexed, skipped or failed; all unless told.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Show what became of every file: indexed, skipped or failed, with the reason and what to do about it."""
    from coach.corpus import snapshot
    from coach.sync import collection_of
    from coach.sync.files import read_files

    if outcome not in ("", "indexed", "skipped", "failed"):
        raise SettingsError(f"--only knows no {outcome!r}", "It knows indexed, skipped and failed.")
    found = [
        file
        for file in read_files(snapshot.in_use(collection_of(name).folder)).values()
        if outcome in ("", file.outcome)
    ]
    for file in found:
        if as_json:
            plain = {"path": file.path, "outcome": file.outcome, "reason": file.reason, "remedy": file.remedy}
            print(json.dumps(plain | {"format": file.format, "passages": file.passages, "remarks": file.remarks}))
            continue
        said = f"{file.passages} passages" if file.outcome == "indexed" else f"{file.reason}. {file.remedy}".strip(" .")
        print(f"{file.outcome:<8} {safe(file.path)}: {safe(said)}")


class _Wanted:
    """How a corpus is brought in step."""

    def __init__(self, encoder: str, yes: bool, dry_run: bool, as_json: bool, is_all: bool = False) -> None:
        self.encoder = encoder
        self.yes = yes
        self.dry_run = dry_run
        self.as_json = as_json
        self.is_all = is_all


def _bring_in_step(collection: Collection, wanted: _Wanted) -> bool:
    """Read, show and publish; tell whether the published state is that of the folder."""
    from coach.sync import prepare

    with _alone(collection):
        with progress("Reading the documents") as on_progress:
            done = 0

            def on_file(_: object, total: int) -> None:
                nonlocal done
                done += 1
                on_progress(min(done, total), max(total, 1))

            prepared = prepare(collection, on_file, wanted.is_all)
        if prepared is None:
            print(json.dumps({"corpus": collection.name, "changed": False}) if wanted.as_json else _in_step(collection))
            return True
        is_published = False
        try:
            is_published = _decide(collection, prepared, wanted)
            return is_published
        finally:
            if not is_published:
                prepared.discard()


def _decide(collection: Collection, prepared: Prepared, wanted: _Wanted) -> bool:
    from coach.sync import publish

    if not wanted.as_json:
        tell(collection, prepared.difference)
    if wanted.dry_run:
        if wanted.as_json:
            print(json.dumps(as_object(collection, prepared.difference) | {"published": False}))
        return False
    if not wanted.yes and not _agrees("Publish this?"):
        raise SettingsError("Nothing was published", "Say yes, or add --yes where nobody can be asked.")
    with progress() as on_progress:
        corpus, _ = publish(collection, prepared, from_environment("", wanted.encoder), remark, on_progress)
    if wanted.as_json:
        said = {"published": True, "version": corpus.version}
        print(json.dumps(as_object(collection, prepared.difference) | said))
    else:
        print(f"Published {collection.name} {corpus.version}.")
    return True


def _watch(collection: Collection, wanted: _Wanted) -> None:
    """Look every two seconds, and publish what changed once it has been still for a look; Ctrl-C ends it."""
    import time

    from coach.corpus import snapshot
    from coach.documents import compare
    from coach.errors import CoachError
    from coach.sync.files import read_files, stamps

    remark(f"Watching {collection.source}; Ctrl-C ends it")
    seen = None
    while True:
        try:
            known = stamps(read_files(snapshot.in_use(collection.folder)))
            changes = compare(known, collection.source, collection.options)
            if changes and seen == changes:
                _bring_in_step(collection, wanted)
            seen = changes
        except CoachError as error:
            remark(f"{error.message}. {error.hint}")
        time.sleep(_LOOK_S)


def _in_step(collection: Collection) -> str:
    return f"{collection.name} is in step with {safe(str(collection.source))}: nothing changed"


@contextmanager
def _alone(collection: Collection) -> Iterator[None]:
    with writing(collection.lock, _WAIT_S):
        yield


def _agrees(question: str) -> bool:
    return sys.stdin.isatty() and typer.confirm(question)


def _pair(told: str) -> tuple[str, str]:
    kind, equals, column = told.partition("=")
    if not equals or not kind.strip() or not column.strip():
        raise SettingsError(f"--column {told!r} is not WHAT=COLUMN", "For instance: --column text=Guidance")
    return kind.strip(), column.strip()
