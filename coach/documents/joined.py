"""The blocks of a passage as one text: what stands between blank lines is what may be quoted together.

A quotation never crosses a blank line, and begins with the line that introduces its own (`coach.composer.quoting`).
So a list stands below its lead-in, an item a line; where the lead-in stands in an earlier passage, or something was
left out between, it is put in front again with a sign that something is missing: both are words of the file. The same
holds for a row and the header of its table. What has no lead-in stands between blank lines of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from coach import words
from coach.documents.blocks import Block, Marks
from coach.documents.cut import part, sentence_spans
from coach.documents.leads import COLON, OMITTED
from coach.documents.sizes import LEAD, tokens

_UNITS = ("item", "row")
_LABEL_CHARACTERS = 60


def joined(blocks: Sequence[Block]) -> tuple[str, Marks]:
    """Return the blocks as one text, and its marks."""
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    length = 0
    for unit in _units(_with_leads_apart(blocks)):
        before: Block | None = None
        for block in unit:
            joint = "\n\n" * bool(parts) if before is None else _joint(before, block)
            length += len(joint)
            for offset, number in block.marks:
                if not marks or marks[-1][1] != number:
                    marks.append((length + offset, number))
            parts += [joint, block.text]
            length += len(block.text)
            before = block
    return "".join(parts), tuple(marks)


def size(blocks: Sequence[Block]) -> int:
    """Return how many tokens the text of blocks has, with what is put in front of them."""
    return sum(tokens(block.text) for unit in _units(blocks) for block in unit)


def repeated(block: Block) -> list[Block]:
    """Return what is put in front of a block that does not stand below what introduces it."""
    last = len(block.leads) - 1
    return [
        lead if (block.is_next and place == last) or lead.text.endswith(OMITTED) else _elided(lead)
        for place, lead in enumerate(block.leads)
    ]


def lacks_lead(blocks: Sequence[Block]) -> bool:
    """Tell whether what introduces a block is too long to be put in front of it: then it is never quoted."""
    return any(sum(tokens(lead.text) for lead in repeated(unit[0])) > LEAD for unit in _units(blocks) if unit[0].leads)


def _elided(lead: Block) -> Block:
    return replace(lead, text=lead.text + OMITTED)


def _units(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield what stands between blank lines, each with what introduces it in front."""
    unit: list[Block] = []
    for block in blocks:
        if unit and not block.is_apart and _stays(unit, block):
            unit.append(block)
            continue
        if unit:
            yield unit
        leads = repeated(block)
        unit = [*(leads if sum(tokens(lead.text) for lead in leads) <= LEAD else []), block]
    if unit:
        yield unit


def _stays(unit: Sequence[Block], block: Block) -> bool:
    before = unit[-1]
    if block.leads:
        return block.kind != "row" and all(any(lead.text in one.text for one in unit) for lead in block.leads)
    if before.leads:
        return False
    if block.goes_on and block.level == before.level:
        return True
    if before.kind in _UNITS or block.kind in _UNITS or COLON.search(block.text):
        return False
    return words.is_open(before.text) or not any(words.is_open(one.text) for one in unit)


def _joint(before: Block, block: Block) -> str:
    return " " if block.goes_on and block.level == before.level and _is_label(before) else "\n"


def _is_label(block: Block) -> bool:
    """Tell whether a block is the name of its list item, as bold letters in front of it are."""
    return block.kind == "item" and len(block.text) <= _LABEL_CHARACTERS and "\n" not in block.text


def _with_leads_apart(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks; a lead-in whose list is not among them stands apart from the sentences above it."""
    last = blocks[-1]
    spans = list(sentence_spans(last.text)) if COLON.search(last.text) and last.kind == "paragraph" else []
    if len(spans) < 2:
        return list(blocks)
    start = spans[-1][0]
    lead = part(last, start, len(last.text))
    lead.goes_on = False
    lead.is_apart = not last.leads
    return [*blocks[:-1], part(last, 0, start), lead]
