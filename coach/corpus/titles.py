"""Titles that stand beside a corpus: ``titles/pages/x.md.txt`` holds the one that ``pages/x.md`` is known by instead.

They are read with the corpus and go away with their file: what was read of the documents is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from coach import words
from coach.corpus import fields
from coach.errors import CorpusError
from coach.records import Passage, Principle

TITLES = "titles"
_LONGEST = 200
_END = " .:：…"  # what does not stand at the end of a title in front of a passage, see `coach.documents.passages`


def read_titles(folder: Path, owners: Mapping[str, str]) -> dict[str, str]:
    """Return titles by the id of the principle or document they belong to; of one that has gone none is read.

    Args:
        folder: Of the corpus.
        owners: Ids by the name of the file, without ``.txt``.

    Raises:
        CorpusError: a file holds more than one title, or none that could be one.
    """
    found = {}
    home = folder / TITLES
    for path in fields.files_of(home, "**/*.txt"):
        stem = path.relative_to(home).as_posix().removesuffix(".txt")
        name = f"{TITLES}/{stem}.txt"
        lines = [words.clean(line) for line in fields.read_text(path, name).split("\n")]
        titles = [line for line in lines if line and not line.startswith("#")]
        if len(titles) > 1:
            raise CorpusError(f"{name} holds {len(titles)} titles", "Keep one line; delete the file for none.")
        if titles and len(titles[0]) > _LONGEST:
            raise CorpusError(f"{name}: a title has at most {_LONGEST} characters", "Shorten it.")
        if titles and stem in owners:
            found[owners[stem]] = titles[0]
    return found


def retitled(principles: Iterable[Principle], titles: Mapping[str, str]) -> tuple[Principle, ...]:
    """Return principles under their new titles."""
    return tuple(replace(one, title=titles[one.id]) if one.id in titles else one for one in principles)


def recontexted(
    passages: Iterable[Passage], principles: Iterable[Principle], titles: Mapping[str, str]
) -> tuple[Passage, ...]:
    """Return passages with the new titles in front of them where the old ones stood; their ids stay.

    Args:
        passages: Of documents.
        principles: Under their old titles.
        titles: The new ones by id.
    """
    old = {one.id: one.title for one in principles}
    return tuple(
        replace(one, context=_context(one.context, old[one.principle], titles[one.principle]))
        if one.principle in titles
        else one
        for one in passages
    )


def _context(context: str, old: str, new: str) -> str:
    """Return a context that begins with another title; the old one may stand in it shortened."""
    old = old.rstrip(_END)
    shared = next((n for n, (one, other) in enumerate(zip(context, old, strict=False)) if one != other), len(old))
    rest = context[min(shared, len(context)) :]
    return new.rstrip(_END) + rest if shared and rest.startswith(".") else context
