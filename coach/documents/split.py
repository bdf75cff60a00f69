"""From blocks to pieces of the size that is embedded: whole sentences, lists with what introduces them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach import words
from coach.documents.blocks import Block, join
from coach.documents.cut import clauses, part, sentence_spans
from coach.documents.sizes import ENOUGH, LIMIT, SMALL, TARGET, tokens

_LEADS_IN = re.compile(r"[:：︰]\s*$")


@dataclass(slots=True)
class Piece:
    """Blocks that become one passage.

    Attributes:
        blocks: In order.
        lead: What introduces them and stands in an earlier piece: the sentence above a list, a table's header.
        is_cut: They are a part of one sentence.
    """

    blocks: list[Block]
    lead: str = ""
    is_cut: bool = False

    @property
    def size(self) -> int:
        """In tokens."""
        return sum(tokens(block.text) for block in self.blocks)


def split(blocks: Sequence[Block]) -> list[Piece]:
    """Split the blocks under one heading into pieces of `ENOUGH` to `LIMIT` tokens where there is as much.

    A piece ends where a block ends, or between two sentences of a long block; only a sentence that alone exceeds the
    limit is cut, at a comma. A list stays with its lead-in where both fit. Short paragraphs are joined until there is
    `ENOUGH`; one that is enough by itself always ends a piece, so a change moves no border before it and few after it.
    """
    pieces: list[Piece] = []
    for unit in _units(blocks):
        last = pieces[-1] if pieces else None
        if (
            last
            and not (last.is_cut or unit.is_cut)
            and not unit.lead
            and last.size < ENOUGH
            and last.size + unit.size <= LIMIT
        ):
            last.blocks += unit.blocks
        else:
            pieces.append(unit)
    return _without_small_end(pieces)


def _without_small_end(pieces: list[Piece]) -> list[Piece]:
    if len(pieces) < 2 or pieces[-1].size >= SMALL or pieces[-1].is_cut or pieces[-2].is_cut:
        return pieces
    if pieces[-2].size + pieces[-1].size > LIMIT:
        return pieces
    return [*pieces[:-2], Piece(pieces[-2].blocks + pieces[-1].blocks, pieces[-2].lead)]


def _units(blocks: Sequence[Block]) -> Iterator[Piece]:
    """Yield what should stay together: a paragraph, a lead-in with its list, an item with what is below it, a row."""
    place = 0
    while place < len(blocks):
        block = blocks[place]
        end = _end_of_list(blocks, place + (block.kind != "item"))
        if block.kind == "item" or (_LEADS_IN.search(block.text) and end > place + 1):
            lead = None if block.kind == "item" else block
            yield from _list_units(lead, blocks[place + (lead is not None) : end])
            place = end
            continue
        if block.kind == "paragraph" and _LEADS_IN.search(block.text) and place + 1 < len(blocks):
            following = blocks[place + 1]
            if following.kind != "row" and tokens(block.text) + tokens(following.text) <= LIMIT:
                yield Piece([block, following])
                place += 2
                continue
        yield from _pieces_of(block, block.label)
        place += 1


def _end_of_list(blocks: Sequence[Block], start: int) -> int:
    end = start
    while end < len(blocks) and blocks[end].kind == "item":
        end += 1
    return end


def _list_units(lead: Block | None, items: Sequence[Block]) -> Iterator[Piece]:
    """Yield a list: whole with its lead-in where it fits, else item by item, each knowing what introduces it."""
    whole = Piece([*([lead] if lead else []), *items])
    if whole.size <= (LIMIT if lead else TARGET):
        yield whole
        return
    introduction = words.sentences(lead.text)[-1] if lead else ""
    packed: Piece | None = Piece([lead]) if lead else None
    for group in _groups(items):
        unit = Piece(list(group))
        if packed and packed.size + unit.size <= TARGET:
            packed.blocks += unit.blocks
            continue
        if packed and packed.blocks == [lead] and packed.size + unit.size <= LIMIT:
            packed.blocks += unit.blocks
            continue
        if packed:
            yield from _fitting(packed)
        packed = Piece(list(group), lead=introduction)
    if packed:
        yield from _fitting(packed)


def _groups(items: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Yield each outermost item with those below it."""
    outermost = min(item.level for item in items)
    start = 0
    for place in range(1, len(items) + 1):
        if place == len(items) or items[place].level <= outermost:
            yield items[start:place]
            start = place


def _fitting(piece: Piece) -> Iterator[Piece]:
    """Yield a piece as it is, or, where it is longer than the limit, in parts."""
    if piece.size <= LIMIT:
        yield piece
        return
    packed: Piece | None = None
    for block in piece.blocks:
        for one in _pieces_of(block, piece.lead):
            if packed and not packed.is_cut and not one.is_cut and packed.size + one.size <= TARGET:
                packed.blocks += one.blocks
                continue
            if packed:
                yield packed
            packed = one
    if packed:
        yield packed


def _pieces_of(block: Block, lead: str) -> Iterator[Piece]:
    """Yield one block: whole, or sentence by sentence up to the target, or, in one endless sentence, at commas."""
    if tokens(block.text) <= LIMIT:
        yield Piece([block], lead)
        return
    start = end = size = 0
    for begins, ends in sentence_spans(block.text):
        length = tokens(block.text[begins:ends])
        if size and size + length > TARGET:
            yield Piece([part(block, start, end)], lead)
            start, size = begins, 0
        if length > LIMIT:
            for cut_from, cut_to in clauses(block.text, begins, ends):
                yield Piece([part(block, cut_from, cut_to)], lead, is_cut=True)
            start, size = ends, 0
        else:
            start, size = (start if size else begins), size + length
        end = ends
    if size:
        yield Piece([part(block, start, end)], lead)


def text_of(piece: Piece) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a piece's text and marks."""
    return join(piece.blocks)
