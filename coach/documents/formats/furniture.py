"""What stands in a document for its printing or its presenting and is no text of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.documents.blocks import Block

_LEADER = re.compile(r"(?:[.·_]\s?){4,}\s*\d{1,4}$|…+\s*\d{1,4}$")
_LEADER_CHARACTERS = 400
_CONTENTS = re.compile(r"(?:table of )?contents|inhalt(?:sverzeichnis)?|sommaire|índice|目次", re.IGNORECASE)
_DIRECTION = re.compile(
    r"\W*(?:(?:speaker|presenter|moderator|host|sprecher(?:in)?|regie)s?(?: notes?)?\s*:"
    r"|(?:pause|click|next slide|advance|(?:play|show|start) (?:the )?(?:video|slide|demo))\b)",
    re.IGNORECASE,
)
_DIRECTION_WORDS = 8  # a longer one tells what to say, which is text
_SITE = re.compile(r"\s+[|·»]\s+")


def without_contents(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """Return the blocks without a table of contents ("The first day ........ 2") and its title, and a remark on it."""
    lines = {place for place, block in enumerate(blocks) if all(map(_is_entry, block.text.split("\n")))}
    if len(lines) < 2:
        return list(blocks), []
    titles = {place - 1 for place in lines if place and _CONTENTS.fullmatch(blocks[place - 1].text.strip(" :"))}
    kept = [block for place, block in enumerate(blocks) if place not in lines | titles]
    return kept, [left_out_contents(len(lines))]


def _is_entry(line: str) -> bool:
    """Tell whether a line ends as one of a table of contents does; a longer run of dots says no more than its end."""
    return bool(_LEADER.search(line[-_LEADER_CHARACTERS:]))


def left_out_contents(lines: int) -> str:
    """Return what to say of a table of contents that was left out."""
    return f"A table of contents was left out: {lines} lines."


def is_stage_direction(note: str) -> bool:
    """Tell whether a speaker's note says what to do rather than what to say: "Speaker: pause here"."""
    is_bracketed = note.startswith(("[", "(")) and note.endswith(("]", ")"))
    return len(note.split()) <= _DIRECTION_WORDS and (is_bracketed or bool(_DIRECTION.match(note)))


def page_title(title: str, blocks: Sequence[Block]) -> str:
    """Return a page's title without the name of its site: what a heading of the page says too, else the first part."""
    parts = [part.strip() for part in _SITE.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    headings = {block.text for block in blocks if block.kind == "heading"}
    return next((part for part in parts if part in headings), parts[0])
