"""Writing the reports that were asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.errors import SettingsError
from evals.records import Run
from evals.report.files import check_writable, replace_text, unwritable
from evals.report.html import html
from evals.report.json import run_text
from evals.report.junit import junit
from evals.report.markdown import markdown

SUMMARY = "GITHUB_STEP_SUMMARY"  # GitHub shows what is appended to the file that this variable names
# HTML comes last: it alone needs more than the standard library, and the others are written when it cannot be.
_RENDERERS: tuple[tuple[str, Callable[[Run], str]], ...] = (
    ("json", run_text),
    ("junit", junit),
    ("markdown", markdown),
    ("html", html),
)


@dataclass(frozen=True, slots=True)
class Reports:
    """Where each report goes; None is not asked for."""

    json: Path | None = None
    junit: Path | None = None
    markdown: Path | None = None
    html: Path | None = None

    @property
    def asked(self) -> dict[str, Path]:
        """The reports asked for: name to path."""
        named = {name: getattr(self, name) for name, _ in _RENDERERS}
        return {name: path for name, path in named.items() if path is not None}


def check_reports(paths: Reports) -> None:
    """Check that every report can be written, before a run takes its time.

    Raises:
        SettingsError: a path cannot be written, or two reports share one.
    """
    seen: dict[Path, str] = {}
    for name, path in paths.asked.items():
        if (other := seen.setdefault(path.absolute(), name)) != name:
            raise SettingsError(f"--{other} and --{name} name the same file {str(path)!r}", "give each its own file")
        check_writable(path)


def write_reports(run: Run, paths: Reports) -> tuple[Path, ...]:
    """Write the reports asked for, each as a whole or not at all.

    Returns:
        The files written.

    Raises:
        SettingsError: a file cannot be written.
        EnvironmentFault: what draws the HTML page is not installed.
    """
    for name, render in _RENDERERS:
        if name in paths.asked:
            replace_text(paths.asked[name], render(run))
    return tuple(paths.asked.values())


def step_summary(run: Run, environ: Mapping[str, str] = os.environ) -> bool:
    """Append the Markdown to the summary of the GitHub step that runs this, where one does.

    Returns:
        Whether there is such a step.

    Raises:
        SettingsError: the file that ``GITHUB_STEP_SUMMARY`` names cannot be written.
    """
    named = environ.get(SUMMARY)
    if not named:
        return False
    try:
        with Path(named).open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{markdown(run)}")
    except OSError as error:
        raise unwritable(Path(named), error) from error
    return True
