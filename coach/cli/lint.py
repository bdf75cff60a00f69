"""`coach corpus lint`: what to look at in a corpus before others are coached with it; for people and for CI."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.cli import render
from coach.cli.options import CorpusOption, EncoderOption, open_with_progress
from coach.cli.render import safe
from coach.errors import SettingsError
from coach.settings import Settings, from_environment

if TYPE_CHECKING:
    from rich.console import Console

    from coach.lint import Files, Finding, Rule, Severity
    from coach.records import Corpus

GATE_FAILED = 5
_FAIL_ON = ("error", "warning", "never")
EXAMPLES = """
Examples:

- coach corpus lint

- coach corpus lint --corpus acme --retrieval --fail-on warning

- coach corpus lint --corpus acme --sarif lint.sarif --junit lint.xml --ignore personal-data
"""
PLAIN = frozenset({"md", "txt", "html", "csv", "json", "jsonl", "yaml"})  # formats that people read as they are
_PRINTED = Path("-")  # where a report goes that is not kept in a file
_SHOWN = 5  # findings of a rule, unless all are asked for
_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def lint(
    corpus: CorpusOption = "",
    retrieval: Annotated[
        bool, typer.Option("--retrieval", help="Also ask the index whether each principle can be found.")
    ] = False,
    fail_on: Annotated[
        str, typer.Option("--fail-on", help="End with exit code 5 from this severity on: error, warning or never.")
    ] = "error",
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Follow this rule only; may be repeated.")] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", help="Leave out a rule; may be repeated.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the findings as JSON; - prints them.")] = None,
    sarif_file: Annotated[
        Path | None, typer.Option("--sarif", help="Write them as SARIF 2.1.0; - prints them.")
    ] = None,
    junit_file: Annotated[Path | None, typer.Option("--junit", help="Write them as JUnit XML; - prints them.")] = None,
    show_all: Annotated[
        bool, typer.Option("--all", help=f"Show all findings of a rule, not the first {_SHOWN}.")
    ] = False,
    encoder: EncoderOption = "",
) -> None:
    """Look for what harms a corpus: secrets, hidden orders, contradictions, duplicates, what nothing retrieves."""
    from coach.corpus import find_corpus, read_corpus
    from coach.lint import Files, lint_corpus
    from coach.lint.junit import reaches

    rules, least = _rules(rule or (), ignore or (), retrieval), severity_of(fail_on)
    printed = [file for file in (json_file, sarif_file, junit_file) if file == _PRINTED]
    if len(printed) > 1:
        raise SettingsError("Only one report can be printed", "Give the others a file's name.")
    settings = from_environment(corpus, encoder)
    folder = find_corpus(settings.corpus)
    found = read_corpus(folder)
    files = _files(folder) if found.passages else Files()
    ranked = _ranked(settings) if any(one.asks_index for one in rules) else None
    findings = lint_corpus(found, files, rules, ranked)
    _write_faces({"json": json_file, "sarif": sarif_file, "junit": junit_file}, findings, rules, found, least)
    if not printed:
        _show(findings, found, show_all, render.console())
    if any(reaches(finding, least) for finding in findings):
        raise typer.Exit(GATE_FAILED)


def _rules(only: Sequence[str], ignored: Sequence[str], retrieval: bool) -> tuple[Rule, ...]:
    """Return the rules to follow.

    Raises:
        SettingsError: a rule is not known, or none is left.
    """
    from coach.lint import RULES

    known = [rule.id for rule in RULES]
    for name in (*only, *ignored):
        if name not in known:
            raise SettingsError(f"There is no rule {name!r}", f"The rules are {', '.join(known)}.")
    kept = tuple(
        rule
        for rule in RULES
        if (not only or rule.id in only) and rule.id not in ignored and (retrieval or not rule.asks_index)
    )
    if not kept:
        raise SettingsError("No rule is left to follow", "not-retrieved needs --retrieval; or give another --rule.")
    return kept


def severity_of(fail_on: str) -> Severity | None:
    """Return the severity from which on a command fails; None for ``never``.

    Raises:
        SettingsError: it is no severity.
    """
    if fail_on not in _FAIL_ON:
        raise SettingsError(f"--fail-on knows no {fail_on!r}", f"It knows {', '.join(_FAIL_ON)}.")
    return None if fail_on == "never" else "warning" if fail_on == "warning" else "error"


def _files(folder: Path) -> Files:
    """Return what the last reading of a folder of documents told of its files, and where they stand."""
    from coach.corpus import snapshot
    from coach.corpus.source import source_of
    from coach.lint import Files
    from coach.sync.files import read_files, with_members

    files = read_files(snapshot.in_use(folder)).values()
    return Files(
        failed=tuple((file.path, file.reason, file.remedy) for file in with_members(files) if file.outcome == "failed"),
        remarks=tuple((file.path, remark) for file in files for remark in file.remarks),
        folder=source_of(folder),
        plain=tuple(file.path for file in files if file.outcome == "indexed" and file.format in PLAIN),
    )


def _ranked(settings: Settings) -> Callable[[str], list[str]]:
    """Open the index and return what ranks the principles for a question."""
    from coach.records import Question

    retriever = open_with_progress(settings).retriever
    return lambda asked: [ranked.principle for ranked in retriever.retrieve(Question(asked)).ranking]


def _write_faces(
    files: Mapping[str, Path | None],
    findings: Sequence[Finding],
    rules: Sequence[Rule],
    corpus: Corpus,
    least: Severity | None,
) -> None:
    from coach.lint.faces import as_json, as_sarif
    from coach.lint.junit import as_junit

    faces: dict[str, Callable[[], str]] = {
        "json": lambda: _plain(as_json(findings, rules, corpus.name, corpus.version)),
        "sarif": lambda: _plain(as_sarif(findings, rules)),
        "junit": lambda: as_junit(findings, rules, corpus.name, least),
    }
    for name, path in files.items():
        if path == _PRINTED:
            print(faces[name](), end="")
        elif path is not None:
            try:
                path.write_text(faces[name](), encoding="utf-8")
            except OSError as error:
                raise SettingsError(f"{path} cannot be written: {error.strerror}", "Check the folder.") from error


def _plain(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=2) + "\n"  # escaped: what hides in a corpus does not hide in a report of it


def _show(findings: Sequence[Finding], corpus: Corpus, show_all: bool, out: Console) -> None:
    """Print the findings, grouped by rule, and their counts."""
    from rich.text import Text

    from coach.lint import RULES, SEVERITIES

    about = {rule.id: rule.about for rule in RULES}
    for (severity, rule), group in groupby(findings, key=lambda finding: (finding.severity, finding.rule)):
        found = list(group)
        out.print(Text.assemble((severity, _STYLES[severity]), f"  {rule}: {about[rule]} ({len(found)})"))
        for finding in found if show_all else found[:_SHOWN]:
            render.paragraph(Text(safe(f"{finding.where}  {finding.message}")), out, indent=2)
        if len(found) > _SHOWN and not show_all:
            render.paragraph(Text(f"… and {len(found) - _SHOWN} more (--all shows them)", style="dim"), out, indent=2)
        for hint in list(dict.fromkeys(finding.hint for finding in found))[:2]:
            render.paragraph(Text(safe(hint), style="dim"), out, indent=2)
        out.print()
    counts = Counter(finding.severity for finding in findings)
    told = ", ".join(f"{counts[severity]} {severity}{'s' * (counts[severity] != 1)}" for severity in SEVERITIES)
    out.print(Text(f"{safe(corpus.name)} {corpus.version}: {told if findings else 'nothing to look at'}", style="bold"))
