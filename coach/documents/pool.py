"""A few reading processes that take one file after another; one that dies or exceeds its time is replaced.

A process a file would cost 0.1 s each (interpreter and parsers): 100 s for 1,000 pages that take 4 s to parse.
"""

from __future__ import annotations

import queue
from types import TracebackType

from coach.documents.limits import Options
from coach.documents.process import Died, Reader
from coach.documents.records import FileRead
from coach.errors import EnvironmentFault


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
        self._is_stopped = False
        for _ in range(count):
            self._idle.put(None)

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        for reader in list(self._all):
            self._end(reader)

    def stop(self) -> None:
        """End all processes; a file that is being read fails, and no other is begun."""
        self._is_stopped = True
        for reader in list(self._all):
            reader.kill()

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes at work."""
        return [reader.pid for reader in list(self._all)]

    def read(self, real: str, path: str) -> FileRead:
        """Return what became of a file; a process that dies over it costs one more attempt, then the file fails.

        Raises:
            EnvironmentFault: the system starts no more processes.
        """
        reader = self._idle.get() or self._start()
        try:
            try:
                return reader.read(real, path)
            except Died:  # perhaps the system, short of memory, chose it
                if not self._is_stopped:
                    self._end(reader)
                    reader = self._start()
                return reader.read(real, path)
        except TimeoutError:
            reader.is_spent = True
            reason = f"it took longer than {self._options.limits.time_s:g} s"
            return FileRead(path, "failed", reason, "Split it, or save it again in its own program.")
        except Died:
            reader.is_spent = True
            reason = f"its parser crashed ({reader.ending()})"
            return FileRead(path, "failed", reason, "Open it in its own program and save it again.")
        finally:
            if reader.is_spent:
                self._end(reader)
            self._idle.put(None if reader.is_spent else reader)

    def _start(self) -> Reader:
        try:
            reader = Reader(self._options)
        except OSError as error:
            self._idle.put(None)
            raise EnvironmentFault("A reading process cannot be started", "End other programs.") from error
        self._all.add(reader)
        if self._is_stopped:
            reader.kill()
        return reader

    def _end(self, reader: Reader) -> None:
        reader.close()
        self._all.discard(reader)
