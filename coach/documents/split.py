"""From blocks to pieces of the size that is embedded: whole sentences, lists with what introduces them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.documents.blocks import Block, Marks
from coach.documents.cut import clauses, part, sentence_spans
from coach.documents.joined import joined, repeated
from coach.documents.joined import size as size_of
from coach.documents.sizes import ENOUGH, LEAD, LIMIT, SMALL, TARGET, tokens


@dataclass(slots=True)
class Piece:
    """Blocks that become one passage.

    Attributes:
        blocks: In order.
        is_rest: They go on a list that begins in an earlier piece.
        is_cut: They are a part of one sentence.
    """

    blocks: list[Block]
    is_rest: bool = False
    is_cut: bool = False

    @property
    def size(self) -> int:
        """In tokens, with what is put in front of them."""
        return size_of(self.blocks)


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
            and not unit.is_rest
            and not _is_row(last)
            and not _is_row(unit)
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
    if pieces[-2].size + pieces[-1].size > LIMIT or any(map(_is_row, pieces[-2:])):
        return pieces
    return [*pieces[:-2], Piece(pieces[-2].blocks + pieces[-1].blocks, pieces[-2].is_rest)]


def _is_row(piece: Piece) -> bool:
    """Tell whether a piece is a row of a table: nothing is joined with it."""
    return piece.blocks[-1].kind == "row"


def _units(blocks: Sequence[Block]) -> Iterator[Piece]:
    """Yield what should stay together: a paragraph, a lead-in with its list, an item with what is below it, a row."""
    place = 0
    while place < len(blocks):
        block = blocks[place]
        end = _end_of_list(blocks, place + (block.kind != "item"))
        if block.kind == "item" or (end > place + 1 and _introduces(block, blocks[place + 1])):
            lead = None if block.kind == "item" else block
            yield from _list_units(lead, blocks[place + (lead is not None) : end])
            place = end
            continue
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        both = Piece([block, following]) if following else None
        if both and following and following.kind != "row" and _introduces(block, following) and both.size <= LIMIT:
            yield both
            place += 2
            continue
        yield from _pieces_of(block)
        place += 1


def _introduces(block: Block, following: Block) -> bool:
    return bool(following.leads) and following.leads[-1].text in block.text


def _end_of_list(blocks: Sequence[Block], start: int) -> int:
    end = start
    while end < len(blocks) and blocks[end].kind == "item":
        end += 1
    return end


def _list_units(lead: Block | None, items: Sequence[Block]) -> Iterator[Piece]:
    """Yield a list: whole with its lead-in where it fits, else item by item."""
    whole = Piece([*([lead] if lead else []), *items])
    if whole.size <= (LIMIT if lead else TARGET):
        yield whole
        return
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
        packed = Piece(list(group), is_rest=lead is not None)
    if packed:
        yield from _fitting(packed)


def _groups(items: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Yield each outermost item with those below it."""
    outermost = min(item.level for item in items)
    start = 0
    for place in range(1, len(items) + 1):
        if place == len(items) or (items[place].level <= outermost and not items[place].goes_on):
            yield items[start:place]
            start = place


def _fitting(piece: Piece) -> Iterator[Piece]:
    """Yield a piece as it is, or, where it is longer than the limit, in parts."""
    if piece.size <= LIMIT:
        yield piece
        return
    packed: Piece | None = None
    for block in piece.blocks:
        for one in _pieces_of(block, piece.is_rest):
            if packed and not packed.is_cut and not one.is_cut and packed.size + one.size <= TARGET:
                packed.blocks += one.blocks
                continue
            if packed:
                yield packed
            packed = one
    if packed:
        yield packed


def _pieces_of(block: Block, is_rest: bool = False) -> Iterator[Piece]:
    """Yield one block: whole, or sentence by sentence up to the target, or, in one endless sentence, at commas."""
    room = min(LEAD, sum(tokens(lead.text) for lead in repeated(block)))
    limit = LIMIT - room
    if tokens(block.text) <= limit:
        yield Piece([block], is_rest)
        return
    start = end = size = 0
    for begins, ends in sentence_spans(block.text):
        length = tokens(block.text[begins:ends])
        if size and size + length > TARGET:
            yield Piece([part(block, start, end)], is_rest)
            start, size = begins, 0
        if length > limit:
            for cut_from, cut_to in clauses(block.text, begins, ends, limit):
                yield Piece([part(block, cut_from, cut_to)], is_rest, is_cut=True)
            start, size = ends, 0
        else:
            start, size = (start if size else begins), size + length
        end = ends
    if size:
        yield Piece([part(block, start, end)], is_rest)


def text_of(piece: Piece) -> tuple[str, Marks]:
    """Return a piece's text and marks."""
    return joined(piece.blocks)
