"""Has a new generation checked by another process, which starts while the generation is still being made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import coach
from coach.errors import EnvironmentFault, IndexDamaged

_AGAIN = "Run it again; if it fails again, check the disk, or set COACH_CACHE to another one."


class Checker:
    """A process that checks one generation (`coach.index.verify`); a context manager that ends it.

    Starting Python and importing Chroma takes most of a second, which matters where one file changed: it passes while
    the texts are embedded.

    Raises:
        EnvironmentFault: no process can be started.
    """

    def __init__(self) -> None:
        source = Path(coach.__file__).resolve().parent.parent
        paths = [] if source.name == "site-packages" else [str(source)]  # PYTHONPATH goes before the standard library
        paths += filter(None, [os.environ.get("PYTHONPATH")])
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "coach.index.verify"],  # -P: nothing from the person's folder
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise EnvironmentFault(f"The check of an index cannot be started: {error.strerror}", _AGAIN) from error

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:  # closes its pipes and waits for it
            self._process.kill()

    def check(self, folder: Path, timeout_s: float) -> None:
        """Check a generation; only once, and only after all of it was written.

        Raises:
            IndexDamaged: it does not hold what was put in, or the check did not end.
            EnvironmentFault: the machine refuses.
        """
        try:
            out, err = self._process.communicate(os.fsencode(folder), timeout_s)
        except subprocess.TimeoutExpired as error:
            raise IndexDamaged(f"The check of the new index did not end within {timeout_s:.0f} s", _AGAIN) from error
        said, code = out.decode(errors="replace").strip(), self._process.returncode
        reason = said or (err.decode(errors="replace").strip().splitlines() or [f"exit {code}"])[-1]
        if code == EnvironmentFault.exit_code:
            raise EnvironmentFault(reason)
        if code:
            raise IndexDamaged(f"The new index did not pass its check, nothing was published: {reason[:300]}", _AGAIN)
