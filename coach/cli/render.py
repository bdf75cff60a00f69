"""An answer as it is read in a terminal: plain words, the quotation set apart, nothing that could be an escape code."""

from __future__ import annotations

import re
import sys

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from coach.records import Answer, Point, Retrieval, Tension

WIDTH = 88  # a comfortable line; narrower terminals get their own width
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BETWEEN = ("The heart of it:", "It also helps to know:", "And one more thing to weigh:")


def console() -> Console:
    """Return a console on standard output, at most ``WIDTH`` wide; ``NO_COLOR`` and pipes get no colour."""
    found = Console(highlight=False, emoji=False, markup=False)
    if not sys.stdout.isatty() or found.width > WIDTH:
        found.width = min(found.width, WIDTH) if sys.stdout.isatty() else WIDTH
    return found


def safe(text: str) -> str:
    """Return the text without control characters and direction overrides; untrusted text never moves the cursor."""
    return _UNSAFE.sub("", text)


def show(answer: Answer, out: Console) -> None:
    """Print an answer."""
    for remark in answer.remarks:
        out.print(Text(safe(remark), style="dim"))
    if answer.remarks:
        out.print()
    out.print(Text(safe(answer.opening)))
    for place, point in enumerate(answer.points):
        out.print()
        _show_point(point, _BETWEEN[min(place, len(_BETWEEN) - 1)], out)
    for tension in answer.tensions:
        out.print()
        _show_tension(tension, out)
    if answer.next_step:
        out.print()
        out.print(
            Text.assemble(("One next step: ", "bold"), safe(answer.next_step.text), f" [{answer.next_step.principle}]")
        )
    if answer.nearby:
        out.print()
        out.print(Text("What the principles do answer nearby:"))
        for near in answer.nearby:
            out.print(
                Padding(
                    Text.assemble("- ", safe(near.question), (f" [{near.principle}]", "dim")),
                    (0, 0, 0, 2),
                    expand=False,
                )
            )
    if answer.closing:
        out.print()
        out.print(Text(safe(answer.closing)))
    out.print()
    out.print(Text(f"Corpus version {answer.corpus_version}", style="dim"))


def _show_point(point: Point, lead_in: str, out: Console) -> None:
    out.print(Text.assemble(f"{lead_in} ", (safe(point.title), "bold"), (f" [{point.principle}]", "cyan")))
    out.print(Padding(Text(f"“{safe(point.quote)}”", style="italic"), (0, 2, 0, 4), expand=False))
    if point.reading:
        out.print(Padding(Text(f"For you: {safe(point.reading)}"), (0, 2, 0, 2), expand=False))


def _show_tension(tension: Tension, out: Console) -> None:
    one, other = tension.between
    out.print(Text.assemble(("Two principles pull apart here: ", "bold"), safe(tension.about), f" [{one}, {other}]"))
    out.print(Padding(Text(f"What decides: {safe(tension.decides)}"), (0, 2, 0, 2), expand=False))


def show_why(retrieval: Retrieval, out: Console) -> None:
    """Print why the principles were chosen: the situation each resembles, the scores, the coverage."""
    coverage = retrieval.coverage
    out.print(Text(f"Covered: {coverage.score:.2f} of 1 ({coverage.status.replace('_', ' ')})"))
    for ranked in retrieval.ranking[:5]:
        out.print(Text.assemble((f"{ranked.principle}  {ranked.score:.2f}", "bold")))
        if ranked.situation:
            near = f"resembles ({ranked.situation_similarity:.2f}): {ranked.situation}"
            out.print(Padding(Text(safe(near), style="dim"), (0, 0, 0, 4), expand=False))
