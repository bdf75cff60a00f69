"""What may stand in a file of situations: one plain line, in other words than the text's, without orders or links."""

from __future__ import annotations

from collections.abc import Iterator

from coach import words
from coach.records import Principle
from coach.verification.orders import instructions

FEWEST, MOST = 12, 1_500  # characters; the longest of the bundled situations has fewer
RUN = 5  # words in a row that are a quotation: shorter runs of plain English are shared by chance


def one_line(text: str) -> str:
    """Return a text on one line, without invisible characters and quotation marks around it."""
    line = " ".join(words.visible(text).split())
    return line[1:-1].strip() if len(line) > 1 and line[0] == line[-1] == '"' and '"' not in line[1:-1] else line


def form_fault(text: str) -> str:
    """Return why a text cannot be a line of such a file; empty where it can."""
    if words.has_control_characters(text):
        return "control characters"
    line = one_line(text)
    if line.startswith(("#", "[")):  # a comment, or a mark: [hand-off: crisis]
        return "begins like a comment or a mark"
    if len(line) < FEWEST or not key(line):
        return "too short"
    return "too long" if len(line) > MOST else ""


def draft_fault(text: str, quoted: frozenset[tuple[str, ...]]) -> str:
    """Return why what a model wrote is not kept; empty where nothing is wrong with it.

    Args:
        text: As it was written.
        quoted: The runs of words of the principle, see ``runs_of``.
    """
    if fault := form_fault(text):
        return fault
    if next(instructions(text), None):
        return "an order, a link or code"
    return "quotes the text" if quoted & set(_runs(text)) else ""


def runs_of(principle: Principle) -> frozenset[tuple[str, ...]]:
    """Return the runs of words that a situation of a principle must not share with it."""
    parts = (principle.title, principle.question, principle.next_step, principle.text)
    return frozenset(run for part in parts for run in _runs(part))


def key(text: str) -> str:
    """Return what two lines share that ask the same: their letters and digits, whatever the case."""
    return "".join(sign for sign in words.canonical(text).casefold() if sign.isalnum())


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield runs of words; those of function words alone ("at the end of the") are no quotation."""
    found = words.words(text)
    for start in range(len(found) - RUN + 1):
        run = tuple(found[start : start + RUN])
        if not words.FUNCTION_WORDS.issuperset(run):
            yield run
