"""Sentences out of which a template tag was taken: "Everybody at may work from home" is nobody's sentence.

`coach.documents.templates` leaves a sign where a tag stood for words that only the site's generator knows. The sentence
around it is left out as a whole and counted; its neighbours stand apart, for between them something is missing. What
it introduces (a list, the rows below a header) goes with it: nobody knows whether that was allowed or forbidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from coach.documents.blocks import Block
from coach.documents.cut import part, sentence_spans
from coach.documents.leads import COLON, is_like_item, leads_in

# A letter, so that a sentence may begin with it; of a script that no handbook is written in (Ugaritic).
TORN = "\U00010380"


@dataclass(frozen=True, slots=True)
class Torn:
    """How many sentences were left out, and how many list items, rows and paragraphs that one of these introduced."""

    sentences: int = 0
    below: int = 0


def without_torn(blocks: Sequence[Block]) -> tuple[list[Block], Torn]:
    """Return the blocks without torn sentences and what these introduced; headings keep their other words."""
    kept: list[Block] = []
    sentences = below = 0
    lead: Block | None = None  # a torn block that introduces those after it
    first = ""  # the kind of the first of these: another kind ends it
    for block in blocks:
        if lead and _is_below(block, lead) and first in ("", block.kind):
            below += 1
            first = block.kind
            lead = lead if block.kind != "paragraph" or is_like_item(block) else None
            continue
        lead, first = None, ""
        if any(TORN in one.text for one in block.leads):
            below += 1
        elif TORN not in block.text:
            kept.append(block)
        elif block.kind == "heading":
            words = " ".join(block.text.replace(TORN, " ").split())
            kept += [Block("heading", words, block.marks[:1], block.level)] if words else []
        else:
            lead = block if block.kind != "row" and _leads_in(block) else None
            whole, torn = _whole_parts(block)
            kept += whole
            sentences += torn
    return kept, Torn(sentences, below)


def remarks_on_torn(torn: Torn) -> list[str]:
    """Return what to say of torn sentences."""
    said = [f"Sentences left out, for a template tag stood for some of their words: {torn.sentences}."]
    what = f"List items, rows and paragraphs left out, for such a sentence or header introduces them: {torn.below}."
    return said * bool(torn.sentences) + [what] * bool(torn.below)


def _leads_in(block: Block) -> bool:
    """Tell whether a block ends with a torn sentence that introduces what follows."""
    begins, ends = list(sentence_spans(block.text))[-1]
    last = block.text[begins:ends]
    return TORN in last and leads_in(last)


def _is_below(block: Block, lead: Block) -> bool:
    if lead.kind == "item":
        return block.kind == "item" and (block.level > lead.level or (block.goes_on and block.level == lead.level))
    return block.kind in ("item", "row") or (block.kind == "paragraph" and bool(COLON.search(lead.text)))


def _whole_parts(block: Block) -> tuple[list[Block], int]:
    spans = list(sentence_spans(block.text))
    torn = [TORN in block.text[begins:ends] for begins, ends in spans]
    parts: list[Block] = []
    for is_torn, run in groupby(range(len(spans)), key=torn.__getitem__):
        if not is_torn:
            places = list(run)
            parts.append(part(block, spans[places[0]][0], spans[places[-1]][1]))
            parts[-1].is_apart = places[0] > 0
    return parts, sum(torn)
