"""Whether a quotation stands in its source file, on the lines that it is cited with: asked of the file itself.

Only the file is believed, not what was read of it. Letters and figures of the quotation must stand there in this order;
nothing may stand between them but signs, and what no reader of the page is shown: markup and the targets of links.
Where a quotation says " …" that something is left out, anything may.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach import words
from coach.documents.leads import OMITTED
from coach.places import place_of
from coach.records import Answer, Corpus, Passage

_UNSEEN = re.compile(
    r"<!--.*?-->|\{%-?\s*comment\b.*?\bendcomment\s*-?%\}|<[^<>]*>|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|\]\([^()]*(?:\([^()]*\)[^()]*)*\)|\]\[[^\]]*\]|\[\^[^\]]*\]"
    r"|\{:[^}]*\}|(?m:^\s*(?:[-*+>|]\s*)*\d+[.)]\s)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """Quotations and where they were found.

    Attributes:
        exact: How many stand on the lines of their file that they are cited with.
        wrong: Those that do not: document and words.
        elsewhere: How many are cited by page, row or entry, which is no line of a text file.
    """

    exact: int
    wrong: tuple[tuple[str, str], ...]
    elsewhere: int

    @property
    def share(self) -> float:
        """The exact ones of all that are cited by line; nan where there is none."""
        count = self.exact + len(self.wrong)
        return self.exact / count if count else float("nan")


def check_quotes(answers: Iterable[Answer], corpus: Corpus, folder: Path) -> Checked:
    """Check each quotation of answers, of points and of the documents ranked, against its file.

    Args:
        answers: To be checked.
        corpus: Of the folder.
        folder: Of the documents.
    """
    held: dict[str, list[Passage]] = {}
    for passage in corpus.passages:
        held.setdefault(passage.principle, []).append(passage)
    files = {principle.id: folder / principle.source for principle in corpus.principles}
    exact, elsewhere, wrong = 0, 0, []
    for owner, quote in _quoted(answers):
        lines = _lines_cited(quote, held.get(owner, ()))
        if lines is None:
            wrong.append((owner, quote))
        elif not lines:
            elsewhere += 1
        elif stands_in(quote, _lines_of(files[owner])[lines[0] - 1 : lines[1]]):
            exact += 1
        else:
            wrong.append((owner, quote))
    return Checked(exact, tuple(wrong), elsewhere)


def stands_in(quote: str, lines: Sequence[str]) -> bool:
    """Tell whether a quotation stands in lines of a source file, its parts in order; see the module."""
    source = _signs("\n".join(lines))
    ends = set(range(len(source)))  # where the next sign may stand
    for part in quote.split(OMITTED):
        ends = set(range(min(ends, default=len(source)), len(source)))  # what is left out has any length
        for sign, _ in _plain(part, False):
            ends = {place + 1 for place in _reachable(ends, source) if place < len(source) and source[place][0] == sign}
    return bool(ends)


def _reachable(places: Iterable[int], source: Sequence[tuple[str, bool]]) -> set[int]:
    """Return the places and those behind what no reader is shown."""
    found: set[int] = set()
    for place in places:
        while place not in found:
            found.add(place)
            if place < len(source) and source[place][1]:
                place += 1
    return found


def _signs(text: str) -> list[tuple[str, bool]]:
    """Return letters and figures, each with whether it stands in what no reader is shown."""
    found: list[tuple[str, bool]] = []
    start = 0
    for unseen in _UNSEEN.finditer(text):
        found += _plain(text[start : unseen.start()], False)
        found += _plain(unseen[0], True)
        start = unseen.end()
    return found + _plain(text[start:], False)


def _plain(text: str, is_unseen: bool) -> list[tuple[str, bool]]:
    even = unicodedata.normalize("NFKC", html.unescape(text)).casefold()
    return [(sign, is_unseen) for sign in even if sign.isalnum()]


def _quoted(answers: Iterable[Answer]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for answer in answers:
        found |= {(point.principle, point.quote) for point in answer.points}
        ranking = answer.retrieval.ranking if answer.retrieval else ()
        found |= {(ranked.principle, ranked.sentence) for ranked in ranking if ranked.passage and ranked.sentence}
    return found


def _lines_cited(quote: str, passages: Iterable[Passage]) -> tuple[int, int] | tuple[()] | None:
    """Return the first and last line that a quotation is cited with; () for other places, None without any."""
    for passage in passages:
        if words.quotes_exactly(quote, passage.text):
            place = place_of(passage.text, passage.marks, passage.place, quote) or passage.place
            return (place.first, place.last) if place.unit == "line" and not place.within else ()
    return None


def _lines_of(path: Path) -> list[str]:
    return re.split(r"\r\n|\r|\n", path.read_text(encoding="utf-8-sig", errors="replace"))
