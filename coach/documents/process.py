"""One reading process: started, asked, and ended from its parent's side."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import coach
from coach.documents.limits import Options
from coach.documents.plain import from_json
from coach.documents.records import FileRead
from coach.documents.worker import HEADER

_FILES_A_PROCESS = 2_000  # then a fresh one: what parsers leak stays bounded
_LARGEST_REPLY = 1 << 28  # bytes; ten times what the limit of characters allows
_CHUNK = 1 << 20


class Died(Exception):
    """The process ended without an answer."""


class Reader:
    """One reading process."""

    def __init__(self, options: Options) -> None:
        self._time_s = options.limits.time_s
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-m", "coach.documents.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
        )  # fmt: skip
        assert self._process.stdout is not None
        self._replies = selectors.DefaultSelector()
        self._replies.register(self._process.stdout, selectors.EVENT_READ)
        self.files = 0
        self.is_spent = False
        settings = {"limits": asdict(options.limits), "columns": dict(options.columns)}
        with contextlib.suppress(OSError):  # a process that cannot start says so at the first file
            self._send(settings)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def read(self, real: str, path: str) -> FileRead:
        """Return what became of a file.

        Raises:
            Died: the process ended without an answer.
            TimeoutError: it took too long; the process is of no more use.
        """
        self.files += 1
        deadline = time.monotonic() + self._time_s
        try:
            self._send([real, path])
            length, leaves = HEADER.unpack(self._receive(HEADER.size, deadline))
            if length > _LARGEST_REPLY:
                raise Died
            read = from_json(self._receive(length, deadline))
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise Died from error
        except (ValueError, TypeError, KeyError) as error:
            raise Died from error
        self.is_spent = leaves or self.files >= _FILES_A_PROCESS
        return read

    def ending(self) -> str:
        """Return how the process ended, in a few words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(timeout=5)
            if code < 0:
                return f"signal {signal.Signals(-code).name}" if -code in signal.valid_signals() else f"signal {-code}"
            return f"exit {code}"
        return "no answer"

    def kill(self) -> None:
        """End the process; whoever waits for its answer is told."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """End the process and close its pipes; nobody may be waiting for it."""
        self.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._replies.close()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _send(self, value: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(value).encode() + b"\n")
        self._process.stdin.flush()

    def _receive(self, length: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        parts: list[bytes] = []
        while length:
            if not self._replies.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            part = os.read(descriptor, min(length, _CHUNK))
            if not part:
                raise Died
            parts.append(part)
            length -= len(part)
        return b"".join(parts)


def _environment() -> dict[str, str]:
    """Return what a reading process is told: where its modules are; no keys, no proxies, one thread a library."""
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ
    }
    home = str(Path(coach.__file__).resolve().parent.parent)
    paths = [home, *(path for path in sys.path if path and path != home)]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
