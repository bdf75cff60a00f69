"""One writer at a time: an operating system lock that dies with its owner."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from coach.errors import EnvironmentFault

_POLL_S = 0.05


@contextlib.contextmanager
def writing(path: Path, wait_s: float) -> Iterator[None]:
    """Hold the writer's lock; threads of one process exclude each other as well.

    Args:
        path: The lock file; it stays when the lock is released.
        wait_s: How long to wait for another writer.

    Raises:
        EnvironmentFault: another writer still holds the lock (its pid is named), or the lock file cannot be made.
    """
    descriptor = _acquire(path, time.monotonic() + wait_s, wait_s)
    try:
        yield
    finally:
        os.close(descriptor)  # releases the lock


def _acquire(path: Path, deadline: float, wait_s: float) -> int:
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise EnvironmentFault(
                f"The index folder {path.parent} cannot be written: {error.strerror}",
                "Set COACH_CACHE to a folder that can be written.",
            ) from error
        if _try_lock(descriptor, path):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            return descriptor
        holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
        since = time.strftime("%H:%M:%S", time.localtime(os.fstat(descriptor).st_mtime))
        os.close(descriptor)
        if time.monotonic() >= deadline:
            raise EnvironmentFault(
                f"Another process (pid {holder}, since {since}) is writing the index, and was still at it after "
                f"{wait_s:.0f} s",
                "Wait for it to end; where it no longer runs, run this again.",
            )
        time.sleep(_POLL_S)


def _try_lock(descriptor: int, path: Path) -> bool:
    """Take the lock if it is free and the file is still the one at ``path`` (a cache may be deleted meanwhile)."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        os.close(descriptor)
        raise EnvironmentFault(
            f"{path} cannot be locked: {error.strerror}", "Set COACH_CACHE to a folder on a local disk."
        ) from error
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False
