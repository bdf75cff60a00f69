"""A few reading processes that take one file after another; one that dies or exceeds its time is replaced.

A process a file would cost 0.1 s each (interpreter and parsers): 100 s for 1,000 pages that take 4 s to parse.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

import coach
from coach.documents.limits import Options
from coach.documents.plain import from_json
from coach.documents.records import FileRead
from coach.documents.worker import HEADER

_FILES_A_PROCESS = 2_000  # then a fresh one: what parsers leak stays bounded
_LARGEST_REPLY = 1 << 28  # bytes; ten times what the limit of characters allows
_CHUNK = 1 << 20


class _Died(Exception):
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
            _Died: the process ended without an answer.
            TimeoutError: it took too long; the process is of no more use.
        """
        self.files += 1
        deadline = time.monotonic() + self._time_s
        try:
            self._send([real, path])
            length, leaves = HEADER.unpack(self._receive(HEADER.size, deadline))
            if length > _LARGEST_REPLY:
                raise _Died
            read = from_json(self._receive(length, deadline))
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise _Died from error
        except (ValueError, TypeError, KeyError) as error:
            raise _Died from error
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

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._process.kill()
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
                raise _Died
            parts.append(part)
            length -= len(part)
        return b"".join(parts)


class Readers:
    """A pool of reading processes, each started when it is first needed; safe to use from as many threads.

    Args:
        options: Limits, columns, and how many processes.
        count: How many processes at most.
    """

    def __init__(self, options: Options, count: int) -> None:
        self._options = options
        self._idle: queue.SimpleQueue[Reader | None] = queue.SimpleQueue()
        self._all: set[Reader] = set()
        self._is_closed = False
        for _ in range(count):
            self._idle.put(None)

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closed = True
        for reader in list(self._all):
            reader.close()

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes at work."""
        return [reader.pid for reader in list(self._all)]

    def read(self, real: str, path: str) -> FileRead:
        """Return what became of a file; a process that dies over it costs one more attempt, then the file fails."""
        reader = self._idle.get()
        try:
            for attempt in (1, 2):
                if reader is None:
                    reader = self._start()
                try:
                    return reader.read(real, path)
                except TimeoutError:
                    self._end(reader)
                    reader = None
                    limit = f"it took longer than {self._options.limits.time_s:g} s"
                    return FileRead(path, "failed", limit, "Split it, or save it again in its own program.")
                except _Died:
                    ending = reader.ending()
                    self._end(reader)
                    reader = None
                    if self._is_closed or attempt == 2:
                        return FileRead(path, "failed", f"its parser crashed ({ending})",
                                        "Open it in its own program and save it again.")  # fmt: skip
            raise AssertionError("unreachable")
        finally:
            if reader is not None and reader.is_spent:
                self._end(reader)
                reader = None
            self._idle.put(reader)

    def _start(self) -> Reader:
        reader = Reader(self._options)
        self._all.add(reader)
        if self._is_closed:
            reader.close()
        return reader

    def _end(self, reader: Reader) -> None:
        reader.close()
        self._all.discard(reader)


def _environment() -> dict[str, str]:
    """Return what a reading process is told: where its modules are; no keys, no proxies, one thread a library."""
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ
    }
    home = str(Path(coach.__file__).resolve().parent.parent)
    paths = [home, *(path for path in sys.path if path and path != home)]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
