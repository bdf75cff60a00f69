"""How a corpus is brought in step with its folder: read, shown, agreed to, published."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from coach.cli import told_changes, told_lint
from coach.cli.held import held
from coach.cli.lint import GATE_FAILED, severity_of
from coach.cli.options import progress, remark
from coach.cli.render import safe
from coach.errors import SettingsError
from coach.settings import from_environment

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from coach.lint import Finding
    from coach.sync import Collection, Prepared

# A disk that is only half there looks like this; whoever means it says so. Not measured: a handbook loses a few pages a
# week, and a rename is no loss.
MOST_LOST = 1 / 3
_WAIT_S = 10.0  # for another run that keeps the same corpus in step


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a corpus is to be brought in step.

    Attributes:
        encoder: As it was given.
        yes: Publish without asking.
        dry_run: Show, and change nothing.
        as_json: Print JSON.
        is_all: Read every file again.
        is_strict: Publish nothing where a file could not be read.
        fail_on: From which severity of a finding on nothing is published.
        may_remove: Publish also where much has gone.
    """

    encoder: str = ""
    yes: bool = False
    dry_run: bool = False
    as_json: bool = False
    is_all: bool = False
    is_strict: bool = False
    fail_on: str = "never"
    may_remove: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no severity."""
        severity_of(self.fail_on)


def alone(collection: Collection, on_wait: Callable[[str], None] = remark) -> AbstractContextManager[None]:
    """Hold the lock of a corpus; say so where another run is waited for."""
    return held(collection.lock, _WAIT_S, collection.name, on_wait)


def agrees(question: str) -> bool:
    """Ask, where there is somebody to be asked."""
    return sys.stdin.isatty() and typer.confirm(question)


def bring_in_step(collection: Collection, wanted: Wanted) -> None:
    """Read what changed, show it and publish it; the caller holds the lock.

    Raises:
        CoachError: it cannot be read or published, or nobody agrees.
        typer.Exit: a gate was not passed.
    """
    from coach.sync import prepare

    with progress("Reading the documents") as on_progress:
        done = 0

        def on_file(_: object, total: int) -> None:
            nonlocal done
            done += 1
            on_progress(min(done, total), max(total, 1))

        prepared = prepare(collection, on_file, wanted.is_all)
    if prepared is None:
        _stay(collection, wanted)
        return
    try:
        _decide(collection, prepared, wanted)
    finally:
        prepared.discard()  # unless it is in use now


def _decide(collection: Collection, prepared: Prepared, wanted: Wanted) -> None:
    """Publish what was read, where that is wanted."""
    from coach.sync import publish, record
    from coach.sync.settings import is_settled

    changes = prepared.difference
    is_gate = wanted.fail_on != "never"  # then what was let through before counts as well
    only = None if is_gate else {*changes.added, *changes.changed}
    findings = told_lint.findings_of(collection, prepared.snapshot, only)
    if not wanted.as_json:
        told_changes.tell(collection, changes)
        told_lint.tell_findings(collection, findings)
    said: dict[str, Any] = {"published": False}
    refusal = _refusal([path for path, _, _ in changes.failed], findings, wanted)
    if refusal or wanted.dry_run:
        pass
    elif changes.is_same and is_settled(collection):
        record(collection, prepared)
        if not wanted.as_json:
            print(f"Nothing that {collection.name} answers from has changed.")
    else:
        _agree(collection, changes.lost_share, wanted)
        with progress() as on_progress:
            corpus, _ = publish(collection, prepared, from_environment("", wanted.encoder), remark, on_progress)
        said = {"published": True, "version": corpus.version}
        if not wanted.as_json:
            print(f"Published {collection.name} {corpus.version}.")
    if wanted.as_json:
        found = {"findings": told_lint.findings_object(findings)}
        print(json.dumps(told_changes.as_object(collection, changes) | found | said))
    _end(refusal)


def _agree(collection: Collection, lost_share: float, wanted: Wanted) -> None:
    """Ask whether to publish.

    Raises:
        SettingsError: nobody agrees.
    """
    loses = lost_share > MOST_LOST and not wanted.may_remove
    told = f"{lost_share:.0%} of what {collection.name} held is no longer in {collection.source}"
    if loses and (wanted.yes or not sys.stdin.isatty()):
        raise SettingsError(f"{told}; nothing was published", "If this is meant, add --allow-removing.")
    if not wanted.yes and not agrees(f"{safe(told)}. Publish this all the same?" if loses else "Publish this?"):
        hint = "Say yes." if sys.stdin.isatty() else "There is no terminal to ask in: add --yes."
        raise SettingsError("Nothing was published", hint)


def _stay(collection: Collection, wanted: Wanted) -> None:
    """Say that nothing changed; write what else was told of the corpus, such as another folder."""
    from coach.corpus import snapshot
    from coach.sync import settle
    from coach.sync.files import read_files, with_members
    from coach.sync.settings import is_settled

    current = snapshot.in_use(collection.folder)
    files = read_files(current).values()
    findings = told_lint.findings_of(collection, current) if wanted.fail_on != "never" else ()
    refusal = _refusal([file.path for file in with_members(files) if file.outcome == "failed"], findings, wanted)
    if not is_settled(collection) and not wanted.dry_run and not refusal:
        if not wanted.yes and not agrees("The documents are the same. Keep the new settings?"):
            raise SettingsError("Nothing was changed", "Say yes, or add --yes where nobody can be asked.")
        with progress() as on_progress:
            settle(collection, from_environment("", wanted.encoder), remark, on_progress)
    if wanted.as_json:
        print(json.dumps({"corpus": collection.name, "changed": False}))
    else:
        print(f"{collection.name} is in step with {safe(str(collection.source))}: nothing changed")
        told_lint.tell_findings(collection, findings)
    stale = sum(bool(file.stale) for file in files)
    if stale:
        remark(f"{stale:,} files cannot be opened now; what was read of them before stays")
    _end(refusal)


def _refusal(failed: Sequence[str], findings: Sequence[Finding], wanted: Wanted) -> str:
    """Return why nothing may be published; empty where it may."""
    from coach.lint.junit import reaches

    if wanted.is_strict and failed:
        return f"{len(failed):,} files could not be read (--strict), the first is {failed[0]}"
    grave = [one for one in findings if reaches(one, severity_of(wanted.fail_on))]
    return f"{len(grave):,} findings (--fail-on {wanted.fail_on}), the first in {grave[0].where}" if grave else ""


def _end(refusal: str) -> None:
    if refusal:
        remark(f"Nothing was published: {refusal}")
        raise typer.Exit(GATE_FAILED)
