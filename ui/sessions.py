"""Which open windows belong to editors: the upload address of Streamlit asks for no more than a window's number."""

from __future__ import annotations

import threading
from collections import OrderedDict

MOST = 10_000


class Sessions:
    """Numbers of windows, the latest ones; threads may share it.

    Args:
        most: How many are remembered.
    """

    def __init__(self, most: int = MOST) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def add(self, session_id: str) -> None:
        """Remember a window."""
        with self._lock:
            self._known[session_id] = None
            self._known.move_to_end(session_id)
            while len(self._known) > self._most:
                self._known.popitem(last=False)

    def __contains__(self, session_id: object) -> bool:
        return session_id in self._known


UPLOADING = Sessions()  # windows whose visitor may upload, see `ui.visitor.who`
