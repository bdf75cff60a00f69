"""Where words stand in a document, as they are cited: the heading path, and the line or page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from coach import words
from coach.records import Passage, Place, Point


class Places:
    """Says where the quotations of points stand.

    Args:
        passages: Of a corpus of documents; none where it is made of principles.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._of: dict[str, list[Passage]] = {}
        for passage in passages:
            self._of.setdefault(passage.principle, []).append(passage)

    def placed(self, point: Point) -> Point:
        """Return a point with where its quotation stands, where that is known."""
        holds = (one for one in self._of.get(point.principle, ()) if words.quotes_exactly(point.quote, one.text))
        found = next(holds, None)
        return replace(point, where=where(found, point.quote)) if found else point


def place_of(text: str, marks: Sequence[tuple[int, int]], place: Place, quote: str) -> Place | None:
    """Return where a quotation stands; None where it is not in the text.

    White space and typographic forms may differ (see `coach.words.canonical`).

    Args:
        text: Of a passage.
        marks: Its pairs (offset in ``text``, line or page), in order.
        place: Where the whole passage stands.
        quote: The quotation.
    """
    pieces = words.canonical(quote).split(" ")
    pattern = r"\s+".join(_any_quotes(re.escape(piece)) for piece in pieces)
    found = re.search(pattern, text) if pieces != [""] else None
    if found is None:
        return place if words.quotes_exactly(quote, text) else None
    first = last = place.first
    for offset, number in marks:
        first = number if offset <= found.start() else first
        last = number if offset < found.end() else last
    return Place(place.unit, first, max(first, last), place.within)


def where(passage: Passage, quote: str) -> str:
    """Return where a quotation of a passage stands: ``Giving feedback › In writing, line 12``, and where else."""
    place = place_of(passage.text, passage.marks, passage.place, quote) or passage.place
    own = f"{' › '.join(passage.headings)}, {place}" if passage.headings else str(place)
    return f"{own}; also in {', '.join(passage.also)}" if passage.also else own


def _any_quotes(pattern: str) -> str:
    return pattern.replace("'", "['‘’]").replace('"', '["“”]')
