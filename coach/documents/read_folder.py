"""Reads a folder of documents, file after file, in processes of their own."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Container, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from coach.documents.limits import Options
from coach.documents.pool import Readers
from coach.documents.records import FileRead
from coach.documents.walk import Found, walk

_AHEAD = 4  # files a process that are read before the first of them is taken: memory stays bounded


def read_folder(
    folder: Path,
    options: Options | None = None,
    on_file: Callable[[FileRead], None] = lambda read: None,
    only: Container[str] | None = None,
) -> Iterator[FileRead]:
    """Yield what became of every file of a folder, in order of path, while the next ones are being read.

    Args:
        folder: Any folder; nothing in it is changed.
        options: Limits, processes, columns, what is left out.
        on_file: Told of each file just before it is yielded.
        only: The paths (as in `FileRead.path`) to read; others are passed over without a word. None means all.

    Raises:
        CorpusError: the folder does not exist, is a file, or is an index of Coach.
        EnvironmentFault: the system starts no more processes.
    """
    options = options or Options()
    first_of: dict[str, str] = {}
    wanted = (found for found in walk(folder, options) if only is None or found.path in only)
    with closing(_read_ahead(wanted, options)) as reads:
        for read in reads:
            told = _with_twin(read, first_of)
            on_file(told)
            yield told


def _read_ahead(files: Iterator[Found | FileRead], options: Options) -> Generator[FileRead, None, None]:
    """Yield the files as they were given, each read by the time it is asked for."""
    count = options.workers or _cores()
    waiting: deque[Future[FileRead] | FileRead] = deque()
    with Readers(options, count) as readers, ThreadPoolExecutor(count, "documents") as threads:
        try:
            for found in files:
                if isinstance(found, FileRead):
                    waiting.append(found)
                else:
                    waiting.append(threads.submit(readers.read, found.real, found.path))
                while len(waiting) > _AHEAD * count:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            readers.stop()  # a thread that waits for an answer gets its end


def _result(item: Future[FileRead] | FileRead) -> FileRead:
    return item if isinstance(item, FileRead) else item.result()


def _with_twin(read: FileRead, first_of: dict[str, str]) -> FileRead:
    """Return a file with the path of an earlier one that has the same bytes."""
    if read.stamp is None or read.outcome != "indexed":
        return read
    first = first_of.setdefault(read.stamp.sha256, read.path)
    return read if first == read.path else replace(read, same_as=first)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
