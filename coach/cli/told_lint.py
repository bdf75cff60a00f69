"""What `coach corpus lint` would say of documents that were just read, in a line for each rule."""

from __future__ import annotations

import tempfile
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.cli.lint import PLAIN
from coach.cli.render import safe

if TYPE_CHECKING:
    from coach.lint import Finding
    from coach.records import Corpus
    from coach.sync import Collection

# What harms whoever is coached, or says that much of a folder cannot be found; what only tidies is left to the command.
RULES = ("secret", "instruction", "hidden-text", "personal-data", "encoding", "language")
_ALWAYS = "language"  # told whatever its severity: it decides which encoder is wanted


def findings_of(collection: Collection, snapshot: Path, only: Container[str] | None = None) -> tuple[Finding, ...]:
    """Return what is found in documents that were read, the gravest first.

    Args:
        collection: The corpus.
        snapshot: What was read of it.
        only: The files to look at, for languages at all of them; None means all. Looking takes a millisecond a passage,
            longer than the rest of a sync of one file.
    """
    from coach.lint import RULES as ALL
    from coach.lint import Files, lint_corpus
    from coach.sync.files import read_files

    indexed = [file for file in read_files(snapshot).values() if file.outcome == "indexed" and not file.stale]
    corpus = _corpus(collection, snapshot)
    of_all = lint_corpus(corpus, rules=[rule for rule in ALL if rule.id == _ALWAYS])
    plain = tuple(file.path for file in indexed if file.format in PLAIN and (only is None or file.path in only))
    rules = [rule for rule in ALL if rule.id in RULES and rule.id != _ALWAYS]
    found = lint_corpus(_part(corpus, only), Files(folder=collection.source, plain=plain), rules)
    return (*found, *of_all)


def _part(corpus: Corpus, only: Container[str] | None) -> Corpus:
    """Return the part of a corpus that was read from some files."""
    if only is None:
        return corpus
    principles = tuple(one for one in corpus.principles if one.source in only)
    ids = {one.id for one in principles}
    return replace(
        corpus, principles=principles, passages=tuple(one for one in corpus.passages if one.principle in ids)
    )


def _corpus(collection: Collection, snapshot: Path) -> Corpus:
    """Read a corpus as it would be published; a new one has no ``corpus.yaml`` until somebody agrees to it."""
    from coach.corpus import read_corpus
    from coach.sync import settings

    if settings.exists(collection.folder):
        return read_corpus(collection.folder, of=snapshot)
    with tempfile.TemporaryDirectory(prefix="coach-read-") as folder:
        (Path(folder) / settings.FILE).write_text(settings.settings_text(collection), encoding="utf-8")
        return read_corpus(Path(folder), of=snapshot)


def tell_findings(collection: Collection, findings: Sequence[Finding]) -> None:
    """Print a line for each rule that found an error or a warning, and for the languages."""
    shown = [one for one in findings if one.severity != "note" or one.rule == _ALWAYS]
    for (severity, rule), group in groupby(shown, key=lambda one: (one.severity, one.rule)):
        found = list(group)
        more = f" (and {len(found) - 1:,} more)" if len(found) > 1 else ""
        where = f"{found[0].where}  " if rule != _ALWAYS else ""
        print(f"  {severity} {rule}: {safe(where + found[0].message)}{more}")
    if shown:
        print(f"  Look at them:  coach corpus lint --corpus {collection.name}")


def findings_object(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return the same as plain data."""
    return [
        {"rule": rule, "severity": severity, "count": len(list(group))}
        for (severity, rule), group in groupby(findings, key=lambda one: (one.severity, one.rule))
    ]
