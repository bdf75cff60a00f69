"""The lock of a corpus, and in plain words who holds it where it cannot be had."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from coach.errors import EnvironmentFault
from coach.index.lock import writing

_SHORT_S = 1.0  # a wait that nobody needs to be told of


@contextmanager
def held(lock: Path, wait_s: float, what: str, on_wait: Callable[[str], None] = lambda told: None) -> Iterator[None]:
    """Hold a lock; where another run has it, say which one and since when.

    Args:
        lock: Its file.
        wait_s: How long to wait for the other one.
        what: What is locked, as people call it.
        on_wait: Told once that another run is waited for, where that takes more than a second.

    Raises:
        EnvironmentFault: another run holds it still, or it cannot be made.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(_locked(lock, min(wait_s, _SHORT_S), what))
        except _Busy as busy:
            if wait_s <= _SHORT_S:
                raise
            on_wait(f"{busy.message}; waiting for it, {wait_s:.0f} s at most")
            stack.enter_context(_locked(lock, wait_s - _SHORT_S, what))
        yield


class _Busy(EnvironmentFault):
    """Another run holds a lock."""


@contextmanager
def _locked(lock: Path, wait_s: float, what: str) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(writing(lock, wait_s))
        except EnvironmentFault as error:
            if isinstance(error.__cause__, OSError):  # the disk refused: nobody holds it
                raise
            raise _busy(lock, what) from error
        yield


def _busy(lock: Path, what: str) -> _Busy:
    pid, since = _holder(lock)
    who = f" (process {pid}{f', since {since}' if since else ''})" if pid else ""
    hint = "Wait until it has ended, then run this again."
    if pid and not _runs(pid):
        hint = "That process no longer runs on this machine: run this again."
    return _Busy(f"Another run works on {what}{who}", hint)


def _holder(lock: Path) -> tuple[int, str]:
    """Return the process that took a lock, 0 for unknown, and when it did: it writes its number then."""
    try:
        pid, at = int(lock.read_text(encoding="ascii").strip()), time.localtime(lock.stat().st_mtime)
    except (OSError, ValueError):
        return 0, ""
    is_today = at[:3] == time.localtime()[:3]
    return pid, time.strftime("%H:%M:%S" if is_today else "%Y-%m-%d %H:%M", at)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)  # signal 0 only asks
    except ProcessLookupError:
        return False
    except OSError:  # it runs, as somebody else
        return True
    return True
