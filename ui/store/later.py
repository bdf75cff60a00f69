"""Something that takes long, done in a thread of its own, and not again for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Later:
    """Does something soon after it was asked for, but not more often than every so many seconds.

    Args:
        act: Tells whether it was done; what was not may be asked for again at once.
        every_s: Seconds from one time to the next.
    """

    def __init__(self, act: Callable[[], bool], every_s: float) -> None:
        self._act = act
        self._every_s = every_s
        self._earliest = 0.0
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._doing = threading.Lock()

    def ask(self) -> None:
        """Have it done; asked for several times, it is done once."""
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(max(0.0, self._earliest - time.monotonic()), self._run)
                self._timer.daemon = True
                self._timer.start()

    def finish(self) -> None:
        """Do at once what was asked for and was not begun; wait for what was."""
        with self._lock:
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
            self._do()
        with self._doing:
            pass

    def _run(self) -> None:
        with self._lock:
            if self._timer is not threading.current_thread():  # finished meanwhile
                return
            self._timer = None
        self._do()

    def _do(self) -> None:
        with self._doing:
            if self._act():
                self._earliest = time.monotonic() + self._every_s
