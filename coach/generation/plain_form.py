"""Reads labelled lines, for models that cannot be held to a schema: small ones, on a machine of one's own."""

from __future__ import annotations

import re

from coach.generation.draft import Draft, DraftPoint, point_of, step_of, unread_part

# Small models set labels in bold or put them into a list; both are taken off.
LABEL = r"[ \t>#*\-]{0,20}(POINT|QUOTE|READING|TENSION|STEP|DO|DAYS|ASK)[*\s]{0,9}:"
_LABEL = re.compile(rf"^\s*{LABEL}[*\s]*|^[\s*]*(END)[\s*.]*$", re.IGNORECASE)
_OF_A_POINT = ("POINT", "QUOTE", "READING")
_NOTHING = re.compile(r"^[(\[]?(?:none|nothing|no|n/?a|not applicable|-)[)\]]?\.?$", re.IGNORECASE)


class PlainForm:
    """Reads labelled lines; a point is complete when the next label that is not its own begins."""

    def __init__(self) -> None:
        self._rest = ""
        self._label = ""
        self._fields: dict[str, str] = {}
        self._points: list[DraftPoint] = []
        self._unread: list[str] = []
        self._has_ended = False

    def feed(self, piece: str) -> list[DraftPoint]:
        before = len(self._points)
        *lines, self._rest = (self._rest + piece).split("\n")
        for line in lines:
            self._line(line)
        return self._points[before:]

    def _line(self, line: str) -> None:
        if self._has_ended:
            return
        match = _LABEL.match(line)
        if match is None:
            if self._label and line.strip("` "):  # a text of several lines
                self._fields[self._label] = f"{self._fields[self._label]}\n{line.strip()}".strip()
            return
        label = (match[1] or match[2]).upper()
        if label not in ("QUOTE", "READING"):
            self._close_point()
        if label == "END":
            self._has_ended, self._label = True, ""
            return
        if label in self._fields:  # said twice: the first stands
            self._unread.append(unread_part(line))
        self._label = label if label not in self._fields else ""
        text = line[match.end() :].strip()
        self._fields.setdefault(label, "" if _NOTHING.match(text) else text)

    def _close_point(self) -> None:
        fields = {label: self._fields.pop(label, None) for label in _OF_A_POINT}
        if all(text is None for text in fields.values()):
            return
        point = point_of({"principle": fields["POINT"], "quote": fields["QUOTE"], "reading": fields["READING"] or ""})
        if point is None:
            self._unread.append(unread_part(" ".join(filter(None, fields.values()))))
        else:
            self._points.append(point)

    def finish(self) -> Draft:
        if self._rest.strip().strip("`"):
            self._line(self._rest)
        self._rest = ""
        self._close_point()
        tension = tuple(re.split(r"[\s,;]+", self._fields["TENSION"].strip())) if self._fields.get("TENSION") else ()
        days = re.match(r"\d{1,3}\b", self._fields.get("DAYS", ""))
        step = step_of(
            {
                "principle": self._fields.get("STEP"),
                "text": self._fields.get("DO"),
                "within_days": int(days[0]) if days else 0,
            }
        )
        return Draft(tuple(self._points), tension, step, self._fields.get("ASK", ""), tuple(self._unread))
