"""Reads JSON that is still being written: the objects of ``points`` are cut out as soon as they close."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coach.generation.draft import Draft, DraftPoint, point_of, step_of

_TEXT = {"type": "string"}


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object in which everything is required and nothing else allowed, as strict modes want it."""
    names = list(properties)
    return {"type": "object", "properties": dict(properties), "required": names, "additionalProperties": False}


# Optional parts are empty rather than null: not every provider takes a type of two kinds.
SCHEMA: dict[str, Any] = {
    "title": "CoachPoints",
    **_closed(
        {
            "points": {"type": "array", "items": _closed({"principle": _TEXT, "quote": _TEXT, "reading": _TEXT})},
            "tension": {"type": "array", "items": _TEXT},
            "next_step": _closed({"principle": _TEXT, "text": _TEXT, "within_days": {"type": "integer"}}),
            "question": _TEXT,
        }
    ),
}


class JsonForm:
    """Cuts the objects of ``points`` out of a JSON object that is still being written."""

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._open: list[str] = []
        self._in_string = self._is_escaped = False
        self._string_begun = 0
        self._key = ""
        self._point_begun = -1
        self._points: list[DraftPoint] = []
        self._unread = 0

    def feed(self, piece: str) -> list[DraftPoint]:
        self._text += piece
        before = len(self._points)
        while self._at < len(self._text):
            self._step(self._text[self._at])
            self._at += 1
        return self._points[before:]

    def _in_a_string(self, sign: str) -> None:
        if self._is_escaped:
            self._is_escaped = False
        elif sign == "\\":
            self._is_escaped = True
        elif sign == '"':
            self._in_string = False
            if len(self._open) == 1:
                self._key = self._text[self._string_begun + 1 : self._at]

    def _step(self, sign: str) -> None:
        if self._in_string:
            self._in_a_string(sign)
        elif sign == '"':
            self._in_string, self._string_begun = True, self._at
        elif sign in "{[":
            self._open.append(sign)
            if self._open == ["{", "[", "{"] and self._key == "points":
                self._point_begun = self._at
        elif sign in "}]" and self._open:
            self._open.pop()
            if self._open == ["{", "["] and self._point_begun >= 0:
                self._take(self._text[self._point_begun : self._at + 1])
                self._point_begun = -1

    def _take(self, text: str) -> None:
        point = point_of(_parsed(text))
        if point is None:
            self._unread += 1
        else:
            self._points.append(point)

    def finish(self) -> Draft:
        whole = _parsed(self._text, is_followed=True)
        if not isinstance(whole, dict):  # broken off: what was complete stays
            return Draft(tuple(self._points), unread=self._unread + 1)
        unread = self._unread + (not isinstance(whole.get("points"), list))
        tension = whole.get("tension") or []
        named = tuple(tension) if isinstance(tension, list) and all(isinstance(name, str) for name in tension) else ()
        question = whole.get("question")
        step = step_of(whole.get("next_step"))
        return Draft(tuple(self._points), named, step, question if isinstance(question, str) else "", unread)


def _parsed(text: str, is_followed: bool = False) -> Any:
    try:
        return json.JSONDecoder().raw_decode(text)[0] if is_followed else json.loads(text)
    except (ValueError, RecursionError):
        return None
