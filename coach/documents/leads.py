"""What introduces a list or a row: the sentence above it, the item that it stands below, the header of its table.

"Take your family along" says the opposite of what its page says where "You may not:" stands above it. So each block
knows what introduces it, however its section is split, and stands below these words wherever it is quoted
(`coach.documents.joined`). Whether words introduce is read from how they end: with a colon, or without a full stop;
a whole sentence does where it forbids or points to what follows. So does a heading that forbids.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from coach import words
from coach.documents.blocks import Block
from coach.documents.cut import part, sentence_spans

COLON = re.compile(r"[:：︰]\W*$")
OMITTED = " …"  # something stood here that is not quoted, or these words go on below
# Headings below which also prose tells what not to do; below "Feedback isn't easy" it tells what feedback is.
_BANS = re.compile(
    r"\W*(?:[\w'’]+\W+){0,2}?(?:not to|never|don['’]?ts?|do not|no-?gos?|avoid\w*|forbidden|prohibited|banned|"
    r"mistakes?|pitfalls?|myths?|taboos?)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:follow\w*|these|below|any of|folgende\w*)\b|次の|以下", re.IGNORECASE)
_TEXT = "text"  # paragraphs, and listings that hold a text
_SHORT = 25  # words


def leads_in(sentence: str) -> bool:
    """Tell whether a sentence introduces the list that follows it."""
    return words.is_open(sentence) or words.forbids(sentence) or bool(_POINTS.search(sentence))


def is_like_item(block: Block) -> bool:
    """Tell whether a paragraph may be one of several below a lead-in, as an item is."""
    return len(words.words(block.text)) <= _SHORT and len(words.sentences(block.text)) == 1


def introduced(blocks: Sequence[Block], heading: Block | None = None, is_next: bool = False) -> list[Block]:
    """Return the blocks of a section, each with what introduces it.

    Args:
        blocks: In order.
        heading: What is above all of them and forbids; None where no heading does.
        is_next: Nothing stands between the heading and the first block.
    """
    reader = _Reader((heading,) if heading else ())
    found = [reader.read(block, after) for block, after in zip(blocks, [*blocks[1:], None], strict=True)]
    if found and is_next and len(found[0].leads) == 1:
        found[0].is_next = True
    return found


class _Reader:
    """Reads a section block by block and knows what is open."""

    def __init__(self, above: tuple[Block, ...]) -> None:
        self._above = above
        self._bans = any(_BANS.match(heading.text) for heading in above)
        self._intro: tuple[Block, ...] = ()
        self._below = ""  # the kind of block that stands below the intro: another kind ends it
        self._items: list[tuple[int, Block]] = []  # list items that introduce, each with its level

    def read(self, block: Block, after: Block | None) -> Block:
        """Return a block with its leads, and take note of what it introduces."""
        if block.kind == "note":
            return block
        if block.kind == "item":
            return self._item(block, after)
        self._items = []
        if block.kind == "row":
            self._end_unless("row")
            return replace(block, leads=(*self._above, *self._intro, *block.leads))
        return self._text(block, after)

    def _end_unless(self, kind: str) -> None:
        if self._below != kind:
            self._intro, self._below = (), ""

    def _item(self, block: Block, after: Block | None) -> Block:
        self._end_unless("item")
        level = block.level
        self._items = [one for one in self._items if one[0] < level or (block.goes_on and one[0] == level)]
        block = replace(block, leads=(*self._above, *self._intro, *(lead for _, lead in self._items)))
        if after and after.kind == "item" and (after.level > level or (after.goes_on and after.level == level)):
            block, lead = _with_lead(block)
            self._items += [(level, lead)] if lead else []
        return block

    def _text(self, block: Block, after: Block | None) -> Block:
        self._end_unless(_TEXT)
        above = self._above if is_like_item(block) or self._bans else ()
        block = replace(block, leads=(*above, *self._intro))
        if not is_like_item(block):
            self._intro, self._below = (), ""
        below = after.kind if after and after.kind in ("item", "row") else _TEXT
        if after and after.kind != "note" and (below != _TEXT or COLON.search(block.text)):
            block, lead = _with_lead(block)
            self._intro, self._below = ((lead,) if lead else ()), below
        return block


def _with_lead(block: Block) -> tuple[Block, Block | None]:
    """Return a block and its last sentence, where that introduces; a whole sentence gets a sign that it goes on."""
    spans = list(sentence_spans(block.text))
    if not spans or not leads_in(block.text[slice(*spans[-1])]):
        return block, None
    if not words.is_open(block.text):
        block = replace(block, text=block.text + OMITTED)
    lead = part(block, spans[-1][0], len(block.text))
    lead.leads = ()
    return block, lead
