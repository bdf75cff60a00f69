"""A generator for a thread that must not wait: others pull it, and it is given up at any moment."""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import Generic, TypeVar

from coach.model import Cancellation, cancelling

T = TypeVar("T")


class Pulled(Generic[T]):
    """A generator that is pulled from other threads, one at a time.

    Args:
        parts: The generator.
    """

    def __init__(self, parts: Generator[T, None, None]) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._cancellation = Cancellation()
        self._is_over = False

    def next(self) -> T | None:
        """Return the next part; None at the end, or once it was given up."""
        with self._lock, cancelling(self._cancellation):
            part = next(self._parts, None)
            self._is_over = part is None
            return part
        return None

    def give_up(self) -> None:
        """End it, and at once: whoever still pulls it returns by itself, and only then it can be closed."""
        self._cancellation.cancel()
        if not self._is_over:
            threading.Thread(target=self._close, name="coach-close", daemon=True).start()

    def _close(self) -> None:
        with self._lock:
            self._parts.close()
