"""Reads a reply piece by piece, in either of its two forms: a point is there as soon as its last word is.

JSON where the provider can be held to a schema, labelled lines where not. A reader takes nothing on trust: what does
not fit the form is kept as unread, never guessed at. What stands before it (a greeting, a fence) is passed over.
"""

from __future__ import annotations

import re

from coach.generation.draft import Draft, DraftPoint, unread_part
from coach.generation.json_form import JsonForm
from coach.generation.plain_form import LABEL, PlainForm

# Where an answer begins: an object or a list of them (a brace in prose has no quotation mark behind it), or a label.
_BEGINS = re.compile(rf'\{{(?=\s{{0,40}}["}}])|\[(?=\s{{0,20}}\{{\s{{0,20}}")|^{LABEL}', re.IGNORECASE | re.MULTILINE)
_LONGEST_BEGINNING = 100  # characters: what has been looked through is looked through again no further back
MAX_CHARACTERS = 40_000  # of one reply; a model that runs on is read no further


class Reader:
    """Reads a reply as it comes in, in either form: whichever begins first."""

    def __init__(self) -> None:
        self._from = 0
        self._text = ""
        self._form: JsonForm | PlainForm | None = None

    def feed(self, piece: str) -> list[DraftPoint]:
        """Take in the next piece; return the points that are complete with it."""
        piece = piece[: max(MAX_CHARACTERS - len(self._text), 0)]
        self._text += piece
        if self._form is not None:
            return self._form.feed(piece)
        begins = _BEGINS.search(self._text, self._from)
        if begins is None:
            self._from = max(len(self._text) - _LONGEST_BEGINNING, 0)
            return []
        begun = self._text[begins.start() :]
        self._form = JsonForm() if begun[0] in "{[" else PlainForm()
        return self._form.feed(begun)

    def finish(self) -> Draft:
        """Return everything, the last point included."""
        if self._form is None:
            return Draft(unread=(unread_part(self._text),) if self._text.strip() else ())
        return self._form.finish()


def read(reply: str) -> Draft:
    """Read a whole reply."""
    reader = Reader()
    reader.feed(reply)
    return reader.finish()
