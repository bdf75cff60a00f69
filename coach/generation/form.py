"""Reads a reply piece by piece, in either of its two forms: a point is there as soon as its last word is.

JSON where the provider can be held to a schema, labelled lines where not. A reader takes nothing on trust: what does
not fit the form is counted, never guessed at.
"""

from __future__ import annotations

from coach.generation.draft import Draft, DraftPoint
from coach.generation.json_form import JsonForm
from coach.generation.plain_form import PlainForm

MAX_CHARACTERS = 40_000  # of one reply; a model that runs on is read no further


class Reader:
    """Reads a reply as it comes in, in either form: one that begins with a brace is JSON."""

    def __init__(self) -> None:
        self._text = ""
        self._form: JsonForm | PlainForm | None = None

    def feed(self, piece: str) -> list[DraftPoint]:
        """Take in the next piece; return the points that are complete with it."""
        piece = piece[: max(MAX_CHARACTERS - len(self._text), 0)]
        self._text += piece
        if self._form is not None:
            return self._form.feed(piece)
        begun = _begun(self._text)
        if not begun:
            return []
        self._form = JsonForm() if begun[0] == "{" else PlainForm()
        return self._form.feed(begun)

    def finish(self) -> Draft:
        """Return everything, the last point included."""
        if self._form is None:
            return Draft(unread=int(bool(self._text.strip())))
        return self._form.finish()


def read(reply: str) -> Draft:
    """Read a whole reply."""
    reader = Reader()
    reader.feed(reply)
    return reader.finish()


def _begun(text: str) -> str:
    """Return the reply from where the answer begins, after the fence of a code block; empty until that can be told."""
    text = text.lstrip()
    return text.partition("\n")[2].lstrip() if text.startswith("`") else text
