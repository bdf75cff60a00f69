"""What benchmarks start from: handbooks of any size, the same for the same number and seed, and a cache of nothing."""

from __future__ import annotations

import random
import shutil
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


def fresh_cache(folder: Path, cache: Path) -> Path:
    """Return a cache folder that holds the exported encoder and nothing else, so that everything is made anew.

    Args:
        folder: Does not exist yet.
        cache: Where the encoder was exported to.
    """
    shutil.copytree(cache / "encoders", folder / "encoders")
    return folder


def write_handbook(folder: Path, documents: int) -> None:
    """Write Markdown documents of four sections each, twenty to a folder."""
    every = sections(documents * _SECTIONS)
    for number in range(documents):
        path = folder / f"part-{number // 20:03d}" / f"page-{number:05d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = [f"## {heading}\n\n{text}\n" for heading, text in (next(every) for _ in range(_SECTIONS))]
        path.write_text("\n".join([f"# Page {number}\n", *parts]), encoding="utf-8")
