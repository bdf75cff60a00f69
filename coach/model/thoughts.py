"""Leaves out what small models think aloud first: ``<think>…</think>`` in front of the reply itself."""

from __future__ import annotations

_OPEN, _CLOSE = "<think>", "</think>"


class Spoken:
    """Passes on a reply, piece by piece, without thoughts in front of it."""

    def __init__(self) -> None:
        self._held = ""
        self._state = "start"

    def hear(self, piece: str) -> str:
        """Return what of the reply can be passed on now."""
        if self._state == "speaking":
            return piece
        self._held += piece
        if self._state == "start":
            start = self._held.lstrip()
            if len(start) < len(_OPEN) and _OPEN.startswith(start):
                return ""  # not known yet
            self._state = "thinking" if start.startswith(_OPEN) else "speaking"
        if self._state == "thinking":
            _, closed, said = self._held.partition(_CLOSE)
            if not closed:
                return ""
            self._state, self._held = "speaking", said.lstrip()
        return self.rest()

    def rest(self) -> str:
        """Return what was held back, at the end of the reply; thoughts that never ended are no reply."""
        said, self._held = ("" if self._state == "thinking" else self._held), ""
        return said
