"""Runs pytest, and once more, alone, what failed: the machine may be shared. What fails twice fails.

Run as ``python tests/again.py``, with the arguments of pytest. Nothing is tried again where tests may never have run:
where a file could not be imported or a worker crashed, or where the run was broken off.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_NEVER_RAN = ("collection failure", "crashed while running")  # in the words of pytest and of pytest-xdist


def main() -> int:
    """Return the exit code of the run that decides."""
    with TemporaryDirectory() as folder:  # what failed in an earlier run is not among what failed in this one
        report = Path(folder, "report.xml")
        run = [sys.executable, "-m", "pytest", *sys.argv[1:], "-o", f"cache_dir={folder}/cache"]
        code = subprocess.call([*run, f"--junitxml={report}"])
        if code != pytest.ExitCode.TESTS_FAILED or any(said in report.read_text("utf-8") for said in _NEVER_RAN):
            return code
        return subprocess.call([*run, "-n", "0", "--last-failed", "--last-failed-no-failures", "none"])


if __name__ == "__main__":
    sys.exit(main())
