"""Where words stand in a document, as they are cited: the heading path, and the line or page."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from coach import words
from coach.records import Passage, Place, Point, Ranked


class Places:
    """Says where the quotations of points stand.

    Args:
        passages: Of a corpus of documents; none where it is made of principles.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._of: dict[str, list[Passage]] = {}
        for passage in passages:
            self._of.setdefault(passage.principle, []).append(passage)

    def placed(self, point: Point, ranking: Sequence[Ranked] = ()) -> Point:
        """Return a point with where its quotation stands, where that is known.

        Args:
            point: Of an answer.
            ranking: What was retrieved: where the words stand in several passages, they are those of the one it names.
        """
        named = {one.passage for one in ranking if one.passage and one.principle == point.principle}
        ours = sorted(self._of.get(point.principle, ()), key=lambda one: one.id not in named)
        found = next((one for one in ours if words.quotes_exactly(point.quote, one.text)), None)
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
    found = words.place_of(quote, text)
    if found is None:
        return None
    begin, end = _in_text(text, *found)
    first = last = place.first
    for offset, number in marks:
        first = number if offset <= begin else first
        last = number if offset < end else last
    return Place(place.unit, first, max(first, last), place.within)


def _in_text(text: str, begin: int, end: int) -> tuple[int, int]:
    """Return where a span of the canonical form of a text stands in the text itself.

    The canonical form of a longer beginning is not shorter, so both ends are found by halves.
    """
    sizes = range(len(text) + 1)
    first = bisect_right(sizes, begin, key=lambda size: len(words.canonical(text[:size]))) - 1
    return first, bisect_left(sizes, end, key=lambda size: len(words.canonical(text[:size])))


def where(passage: Passage, quote: str) -> str:
    """Return where a quotation of a passage stands: ``Giving feedback › In writing, line 12``, and where else.

    What is folded into the passage says nearly the same: it is named only where it holds these very words.
    """
    place = place_of(passage.text, passage.marks, passage.place, quote) or passage.place
    own = f"{' › '.join(passage.headings)}, {place}" if passage.headings else str(place)
    others = [(one.principle, place_of(one.text, one.marks, one.place, quote)) for one in passage.folded]
    also = dict.fromkeys(f"{document}, {place}" for document, place in others if place)
    return f"{own}; also in {', '.join(also)}" if also else own
