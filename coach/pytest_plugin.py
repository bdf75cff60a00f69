"""`pytest --coach-cases evals/cases`: one test a case, in any repository that installs Coach.

Every run of pytest imports this file where the package is installed: it imports pytest alone, and does nothing without
``--coach-cases``.
"""

from __future__ import annotations

import pytest

_CASES = "Ask Coach the cases of a JSONL file, or of a folder of them: one test a case, beside whatever else is \
collected (-m coach leaves the others out). May be given several times. A case passes when every deciding check of it \
passes; a gates.toml beside the cases is not read here: thresholds over all cases are decided by `coach eval`."
_CORPUS = "The corpus that the cases are about, a name or a folder (default: COACH_CORPUS, else the bundled one)."


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("coach", "Coach: cases with known right outcomes")
    group.addoption("--coach-cases", action="append", default=[], metavar="PATH", help=_CASES)
    group.addoption("--coach-corpus", default="", metavar="NAME_OR_FOLDER", help=_CORPUS)


def pytest_configure(config: pytest.Config) -> None:
    """Read the cases, where some are asked for."""
    given = config.getoption("--coach-cases")
    if not given:
        return
    try:
        from evals.pytest_plugin import register
    except ImportError as error:
        raise pytest.UsageError(
            f"Coach's cases cannot be run ({error}). If this repository has a package named evals, it hides Coach's: "
            "start pytest as `pytest` rather than `python -m pytest`, or take evals/__init__.py away."
        ) from error
    register(config, given)
