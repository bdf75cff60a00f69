"""What a corpus holds, in words: its list of principles or documents, one of them in full, and the whole in numbers."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from coach.cli import render
from coach.cli.counts import content_in_words, files_in_words
from coach.counted import counted
from coach.lead_ins import DECIDES

if TYPE_CHECKING:
    from coach.records import Corpus, Passage, Principle

_GAP = 2  # cells between an id and its title
_IDS_SHARE = 0.45  # of a line, at most, for ids: one that is longer has a line of its own
_EXAMPLES = 3  # situations shown of a principle


def tell_head(corpus: Corpus, out: Console) -> None:
    """Print the title of a corpus, and how much it holds; what it has none of is left out."""
    render.paragraph(
        Text(f"{render.safe(corpus.title)} ({render.safe(corpus.name)} {corpus.version})", style="bold"), out
    )
    for line in holds(corpus):
        render.paragraph(Text(line), out, indent=2)


def holds(corpus: Corpus) -> list[str]:
    """Return how much a corpus holds, a line for each kind of thing; what it has none of is left out."""
    lines = [] if corpus.passages else [counted(len(corpus.principles), "principle")]
    if corpus.passages:
        from coach.corpus import snapshot
        from coach.sync.counts import counts_of

        counts = counts_of(snapshot.in_use(corpus.folder))
        lines = [files_in_words(counts), *content_in_words(counts)]
    written = (
        (len(corpus.situations), "situation"),
        (len(corpus.beyond), "question"),
        (len(corpus.tensions), "tension"),
    )
    told = [counted(count, noun) + (" beyond it" if noun == "question" else "") for count, noun in written if count]
    return [*lines, ", ".join(told)] if told else lines


def tell_list(corpus: Corpus, out: Console) -> None:
    """Print the ids and titles of a corpus in two columns; a title that is too long goes on below itself."""
    ids = {principle.id: render.safe(principle.id) for principle in corpus.principles}
    column = min(max(map(cell_len, ids.values())), int(out.width * _IDS_SHARE)) + _GAP
    same = _same(corpus)
    for principle in corpus.principles:
        id_ = ids[principle.id]
        title = render.safe(principle.title) + (
            f" (says what {render.safe(same[principle.id])} says)" if principle.id in same else ""
        )
        width = cell_len(id_)
        if width > column - _GAP:
            out.print(Text(id_), soft_wrap=True)
            id_, width = "", 0
        for place, line in enumerate(Text(title).wrap(out, out.width - column - 2)):
            line.rstrip()
            out.print(Text((id_ + " " * (column - width)) if place == 0 else " " * column) + line, soft_wrap=True)


def _same(corpus: Corpus) -> dict[str, str]:
    """Return by the id of each document that has no passage of its own the one that says the same."""
    have = {passage.principle for passage in corpus.passages}
    return {
        one.principle: passage.principle
        for passage in corpus.passages
        for one in passage.folded
        if one.principle not in have
    }


def tell_principle(corpus: Corpus, principle: Principle, out: Console) -> None:
    """Print a principle or a document in full, and what is known of it."""
    render.paragraph(Text(f"{render.safe(principle.id)}  {render.safe(principle.title)}", style="bold"), out)
    passages = _passages(corpus, principle)
    if passages:
        _tell_sections(passages, out)
    else:
        render.paragraph(Text(render.safe(principle.text)), out, indent=2)
    audience = (*principle.audience.level, *principle.audience.role, *principle.audience.company)
    told = [f"Audience it names: {render.safe(', '.join(audience))}"] if audience else []
    told += [f"Source: {render.safe(principle.source)}"] if principle.source not in ("", principle.id) else []
    if same := _same(corpus).get(principle.id):
        told.append(f"Answers cite {render.safe(same)}, which says the same.")
    if told:
        out.print()
    for line in told:
        render.paragraph(Text(line), out)
    _tell_tensions(corpus, principle, out)
    answers = [situation.text for situation in corpus.situations if situation.principle == principle.id]
    if answers:
        more = ", for instance:" if len(answers) > _EXAMPLES else ":"
        render.paragraph(Text(f"{counted(len(answers), 'situation')} it answers{more}"), out)
    for text in sorted(answers, key=len)[:_EXAMPLES]:
        render.paragraph(Text(f"- {render.safe(text)}"), out, indent=2)


def _passages(corpus: Corpus, principle: Principle) -> list[Passage]:
    """Return what may be quoted of a document, in its order, also what stands in another one's place."""
    own = [one for one in corpus.passages if one.principle == principle.id and not one.no_advice]
    folded = [one for passage in corpus.passages for one in passage.folded if one.principle == principle.id]
    return sorted((*own, *folded), key=lambda one: (one.place.within, one.place.first, one.marks[:1]))


def _tell_sections(passages: list[Passage], out: Console) -> None:
    for headings, section in groupby(passages, key=lambda one: one.headings):
        found = list(section)
        out.print()
        heading = " › ".join(map(render.safe, headings))
        render.paragraph(
            Text.assemble((heading, "bold"), "  " if heading else "", (f"({found[0].place})", "dim")), out, indent=2
        )
        for number, passage in enumerate(found):
            if number:
                out.print()
            render.paragraph(Text(render.safe(passage.text)), out, indent=2)


def _tell_tensions(corpus: Corpus, principle: Principle, out: Console) -> None:
    for tension in corpus.tensions:
        if principle.id in tension.between:
            others = " and ".join(one for one in tension.between if one != principle.id)
            render.paragraph(Text(f"Pulls against {render.safe(others)}: {render.safe(tension.about)}"), out)
            if tension.decides:
                render.paragraph(Text(f"{DECIDES} {render.safe(tension.decides)}"), out, indent=2)
