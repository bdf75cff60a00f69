"""Handbooks of any size, made of the bundled corpus's situations: the same number and seed give the same files."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from coach.corpus import known_corpora, read_corpus
from coach.settings import BUNDLED_CORPUS

_SECTIONS, _SENTENCES = 4, 6  # a document; a section is about a passage
_DISTINCT = "In team {team} we call this rule {rule}."


def sections(count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Yield (heading, text) of some hundred words each, no two of which say the same.

    Args:
        count: How many.
        seed: Of the draw.
    """
    chance = random.Random(seed)
    told = [one.text for one in read_corpus(known_corpora()[BUNDLED_CORPUS]).situations if len(one.text.split()) <= 40]
    for number in range(count):
        picked = chance.sample(told, _SENTENCES)
        distinct = _DISTINCT.format(team=chance.randrange(10**6), rule=number)
        yield f"Matter {number}", " ".join([distinct, *picked])


def write_handbook(folder: Path, documents: int) -> None:
    """Write Markdown documents of four sections each, twenty to a folder."""
    every = sections(documents * _SECTIONS)
    for number in range(documents):
        path = folder / f"part-{number // 20:03d}" / f"page-{number:05d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = [f"## {heading}\n\n{text}\n" for heading, text in (next(every) for _ in range(_SECTIONS))]
        path.write_text("\n".join([f"# Page {number}\n", *parts]), encoding="utf-8")
