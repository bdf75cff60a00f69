"""One event loop of our own, in a thread of its own, for as long as the process lives.

Only an asynchronous request can be given up at any moment: a synchronous stream ignores every limit but the socket's,
and a thread that waits in it cannot be ended. The caller may already run inside a loop (Jupyter, Streamlit, uvloop),
where nothing can be waited for. And one loop must serve every run: the connections that a provider's library keeps open
belong to the loop that opened them.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class OwnLoop:
    """A running event loop; neither it nor a call that hangs in it keeps the process alive.

    Attributes:
        number: Of the loop in this process, from 0; a client that was opened for another one is of no use here.
        is_stuck: Something blocks it.
    """

    def __init__(self, number: int = 0) -> None:
        self.number = number
        # asyncio's own, also where uvloop was made the default: ragas and nest_asyncio know no other.
        self._loop = asyncio.SelectorEventLoop()
        self._loop.set_default_executor(_DaemonThreads())
        self._thread = threading.Thread(target=self._loop.run_forever, name="coach-model", daemon=True)
        self._thread.start()
        self._pid = os.getpid()
        self.is_stuck = False

    @property
    def is_usable(self) -> bool:
        """Tell whether it still runs, in this process (a thread does not survive a fork)."""
        return not self.is_stuck and self._pid == os.getpid() and self._thread.is_alive()

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin some work; the future cancels it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)


class _DaemonThreads(ThreadPoolExecutor):
    """Runs each call in a daemon thread: the threads of a pool are waited for when the process ends, also hung ones."""

    def submit(self, call: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Begin a call."""
        future: Future[T] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(call(*args, **kwargs))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=work, daemon=True).start()
        return future


_current: OwnLoop | None = None
_lock = threading.Lock()


def own_loop() -> OwnLoop:
    """Return the loop of this process; a new one where the last got stuck."""
    global _current
    with _lock:
        if _current is None or not _current.is_usable:
            _current = OwnLoop(_current.number + 1 if _current else 0)
        return _current
