"""What an index holds: rows of text, each a vector that points at its owner."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from coach.errors import CorpusError

Vectors = npt.NDArray[np.float32]
Kind = Literal["passage", "situation", "beyond"]
KINDS: tuple[Kind, ...] = ("passage", "situation", "beyond")


class VectorSource(Protocol):
    """Texts in, unit vectors out; ``identity`` names the model and its content, whatever the dimension."""

    @property
    def identity(self) -> str:
        """Name and content fingerprint of the model."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Return (n, d) float32 vectors of unit norm for n texts."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """One text that is embedded.

    Args:
        kind: Which collection it lives in.
        text: What is embedded.
        owner: The principle's id; the topic for a beyond question.
        label: What to show as evidence: the exact sentence, the situation, or the hand-off kind; may be empty.
    """

    kind: Kind
    text: str
    owner: str
    label: str = ""

    @property
    def id(self) -> str:
        """The row's id, derived from its content: the same row has the same id in every generation."""
        content = json.dumps([self.kind, self.owner, self.label, self.text])
        return f"{self.kind}-{hashlib.sha256(content.encode()).hexdigest()[:24]}"


def fold(rows: Sequence[Row]) -> dict[str, Row]:
    """Return the rows by id, duplicates folded, passages before situations before beyond, otherwise in order.

    Raises:
        CorpusError: there is no row, or a text cannot be stored (lone surrogates, NUL).
    """
    for row in rows:
        if any("\0" in part or _has_surrogates(part) for part in (row.text, row.owner, row.label)):
            raise CorpusError(
                f"A text of {row.owner!r} holds characters that cannot be stored: {row.text[:60]!r}",
                "Save the file as UTF-8 without NUL characters.",
            )
    if not rows:
        raise CorpusError("The corpus holds nothing to index", "Add a principle or a document to its folder.")
    return {row.id: row for kind in KINDS for row in rows if row.kind == kind}


def to_json(rows: Mapping[str, Row]) -> str:
    """Return rows by id as JSON, in their order."""
    return json.dumps([[id_, row.kind, row.text, row.owner, row.label] for id_, row in rows.items()])


def from_json(text: str) -> dict[Kind, dict[str, Row]]:
    """Return the rows that ``to_json`` wrote, by kind and id, in their order.

    Raises:
        ValueError, TypeError: the text is something else.
    """
    found: dict[Kind, dict[str, Row]] = {kind: {} for kind in KINDS}
    for id_, kind, *content in json.loads(text):
        found[kind][id_] = Row(kind, *content)
    return found


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
