"""An answer as it is read in a terminal: plain words, the quotation set apart, nothing that could be an escape code."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.style import Style
from rich.text import Text

from coach.cli.sources import Opener
from coach.lead_ins import ASKS_BACK, DECIDES, NEARBY, PULLS_APART, READING, STEP, VERSION, lead_in, led, suggested
from coach.records import NOTE, RANKED_HIGHER, Answer, Nearby, NextStep, Point, Retrieval, Status, Tension

WIDTH = 88  # a comfortable line; narrower terminals get their own width
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def console() -> Console:
    """Return a console on standard output, at most ``WIDTH`` wide; ``NO_COLOR`` and pipes get no colour."""
    found = Console(highlight=False, emoji=False, markup=False)
    if not sys.stdout.isatty() or found.width > WIDTH:
        found.width = min(found.width, WIDTH) if sys.stdout.isatty() else WIDTH
    return found


def safe(text: str) -> str:
    """Return the text without control characters and direction overrides; untrusted text never moves the cursor."""
    return _UNSAFE.sub("", text)


def show(answer: Answer, out: Console, address_of: Opener | None = None) -> None:
    """Print an answer; on a terminal that shows links, where a quotation stands leads to its file."""
    page = Page(out, address_of)
    page.show_opening(answer.opening, answer.status, answer.remarks)
    for place, point in enumerate(answer.points):
        page.show_quotation(place, point)
        page.show_reading(point)
    page.show_rest(answer)


class Page:
    """An answer on its way to the terminal, part by part, in the order in which it is read.

    Args:
        out: Where it is printed.
        address_of: Gives the address of the file that holds a principle; None for no links.
    """

    def __init__(self, out: Console, address_of: Opener | None = None) -> None:
        self._out = out
        self._address_of = address_of
        self._status: Status = "covered"

    def show_opening(self, opening: str, status: Status, remarks: Sequence[str]) -> None:
        """Print the remarks on the question, and the first words."""
        self._status = status
        on_question = [remark for remark in remarks if not remark.startswith(NOTE)]
        for remark in on_question:
            paragraph(Text(safe(remark), style="dim"), self._out)
        if on_question:
            self._out.print()
        paragraph(Text(safe(opening)), self._out)

    def show_quotation(self, place: int, point: Point) -> None:
        """Print a principle and its words.

        Args:
            place: Of the point in the answer, from 0.
            point: The point.
        """
        self._out.print()
        title = (safe(point.title), "bold")
        paragraph(
            Text.assemble(f"{lead_in(place, self._status)} ", title, (f" [{point.principle}]", "cyan")), self._out
        )
        paragraph(Text(f"“{safe(point.quote)}”", style="italic"), self._out, indent=4)
        if point.where:
            address = self._address_of(point.principle) if self._address_of and self._out.is_terminal else ""
            style = Style(dim=True, link=address or None)  # an OSC 8 link; terminals without show the words alone
            paragraph(Text(f"({safe(point.where)})", style=style), self._out, indent=4)

    def show_reading(self, point: Point) -> None:
        """Print what a point means for the person, where a chat model said so and it held, and what it rests on."""
        if point.reading:
            reading = f"{READING} {safe(point.reading)}"
            paragraph(Text.assemble(reading, (f" [{point.principle}]", "cyan")), self._out, indent=2)

    def show_rest(self, answer: Answer) -> None:
        """Print what follows the points."""
        out = self._out
        self.show_tensions(answer.tensions)
        self.show_step(answer.next_step)
        self.show_nearby(answer.nearby)
        for closing in (answer.closing, led(ASKS_BACK, answer.ask_back)):
            if closing:
                out.print()
                paragraph(Text(safe(closing)), out)
        out.print()
        for note in answer.remarks:
            if note.startswith(NOTE):
                paragraph(Text(safe(note), style="dim"), out)
        paragraph(Text(f"{VERSION} {answer.corpus_version}", style="dim"), out)

    def show_tensions(self, tensions: Sequence[Tension]) -> None:
        """Print which principles pull apart, and what decides where that is known."""
        for tension in tensions:
            one, other = tension.between
            self._out.print()
            about = (f"{PULLS_APART} ", "bold"), safe(tension.about), f" [{one}, {other}]"
            paragraph(Text.assemble(*about), self._out)
            if tension.decides:
                paragraph(Text(f"{DECIDES} {safe(tension.decides)}"), self._out, indent=2)

    def show_step(self, step: NextStep | None) -> None:
        """Print the next step, if there is one."""
        if step:
            self._out.print()
            told = f"{safe(step.text)} [{step.principle}]{suggested(step.by)}"
            paragraph(Text.assemble((f"{STEP} ", "bold"), told), self._out)

    def show_nearby(self, nearby: Sequence[Nearby]) -> None:
        """Print what is answered instead, if there is anything."""
        if nearby:
            self._out.print()
            paragraph(Text(NEARBY), self._out)
        for near in nearby:
            paragraph(Text.assemble("- ", safe(near.question), (f" [{near.principle}]", "dim")), self._out, indent=2)


def plain(answer: Answer) -> str:
    """Return an answer as plain text, as it is read in the terminal."""
    page = io.StringIO()
    show(answer, Console(file=page, width=WIDTH, no_color=True, highlight=False, emoji=False, markup=False))
    return page.getvalue().strip()


def paragraph(text: Text, out: Console, indent: int = 0) -> None:
    """Print a text wrapped and indented, without trailing spaces, so that it can be copied."""
    for line in text.wrap(out, out.width - indent - 2):
        line.rstrip()
        out.print(Text(" " * indent) + line, soft_wrap=True)


def show_why(retrieval: Retrieval, out: Console) -> None:
    """Print why the principles were chosen: the situation each resembles, the scores, the coverage."""
    coverage = retrieval.coverage
    paragraph(Text(f"Covered: {coverage.score:.2f} of 1 ({coverage.status.replace('_', ' ')})"), out)
    for told in retrieval.remarks:
        if told.startswith(RANKED_HIGHER):
            paragraph(Text(safe(told)), out)
    for ranked in retrieval.ranking[:5]:
        paragraph(Text(f"{ranked.principle}  {ranked.score:.2f}", style="bold"), out)
        if ranked.situation:
            near = f"resembles ({ranked.situation_similarity:.2f}): {ranked.situation}"
            paragraph(Text(safe(near), style="dim"), out, indent=4)


def show_left_out(answer: Answer, out: Console) -> None:
    """Print which parts of what a chat model wrote are not shown, and why; never what they said."""
    known = {ranked.principle for ranked in answer.retrieval.ranking}
    for what in dict.fromkeys((one.principle, one.part, one.reason) for one in answer.dropped):
        principle, part, reason = what
        of = f" of {principle}" if principle in known else ""
        paragraph(Text(safe(f"Left out: the model's {part.replace('_', ' ')}{of} ({reason})"), style="dim"), out)
