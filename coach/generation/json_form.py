"""Reads JSON that is still being written: the objects of ``points`` are cut out as soon as they close."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coach.generation.draft import Draft, DraftPoint, point_of, step_of, unread_part

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
    """Cuts the objects of ``points`` out of a JSON object that is still being written.

    Small models put it into a list, or write the list of points alone.
    """

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._open: list[str] = []
        self._in_string = self._is_escaped = False
        self._string_begun = 0
        self._key = ""
        self._list: list[str] = []  # what is open around the object
        self._item_begun = self._point_begun = -1
        self._has_points = False  # this object has the key
        self._points: list[DraftPoint] = []
        self._unread: list[str] = []

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
            if len(self._open) == len(self._list) + 1:
                self._key = self._text[self._string_begun + 1 : self._at]

    def _step(self, sign: str) -> None:
        if self._in_string:
            self._in_a_string(sign)
        elif sign == '"':
            self._in_string, self._string_begun = True, self._at
        elif sign in "{[":
            self._begin(sign)
        elif sign in "}]" and self._open:
            self._end()

    def _begin(self, sign: str) -> None:
        if self._at == 0 and sign == "[":
            self._list = ["["]
        self._open.append(sign)
        if self._open == [*self._list, "{"]:
            self._item_begun, self._has_points, self._key = self._at, False, ""
        elif self._key == "points" and self._open == [*self._list, "{", "["]:
            self._has_points = True
        elif self._key == "points" and self._open == [*self._list, "{", "[", "{"]:
            self._point_begun = self._at

    def _end(self) -> None:
        self._open.pop()
        if self._open == [*self._list, "{", "["] and self._point_begun >= 0:
            self._take(self._text[self._point_begun : self._at + 1])
            self._point_begun = -1
        elif self._list and self._open == self._list and not self._has_points:
            self._take(self._text[self._item_begun : self._at + 1])

    def _take(self, text: str) -> None:
        point = point_of(_parsed(text))
        if point is None:
            self._unread.append(unread_part(text))
        else:
            self._points.append(point)

    def finish(self) -> Draft:
        whole = _parsed(self._text, is_followed=True)
        if isinstance(whole, list):  # of points, which are read, or around the object
            whole = next((item for item in whole if isinstance(item, dict) and "points" in item), {"points": []})
        unread = tuple(self._unread)
        if not isinstance(whole, dict):  # broken off: what was complete stays
            return Draft(tuple(self._points), unread=(*unread, unread_part(self._text[max(self._point_begun, 0) :])))
        if not isinstance(whole.get("points"), list):
            unread = (*unread, unread_part(self._text))
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
