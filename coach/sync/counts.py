"""How much a corpus of documents holds: counted once, so that every command says the same numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.corpus.snapshot import Collected, read_collected
from coach.sync.files import FileKept, read_files, with_members


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of what.

    Attributes:
        files: Files by outcome: ``indexed``, ``skipped``, ``failed``; entries of archives that failed among these.
        silent: The indexed ones that hold nothing to quote, by path.
        documents: Documents to cite; a row of a table of principles is one.
        same_documents: Documents more, all of whose passages stand in these.
        passages: Passages to search.
        more_passages: Passages more that say the same as these, or hold nothing to quote.
    """

    files: Mapping[str, int]
    silent: tuple[str, ...]
    documents: int
    same_documents: int
    passages: int
    more_passages: int


def counts_of(snapshot: Path) -> Counts:
    """Count what a snapshot holds.

    Raises:
        CorpusError: it is damaged.
    """
    return count(read_files(snapshot), read_collected(snapshot))


def count(files: Mapping[str, FileKept], collected: Collected) -> Counts:
    """Count what was read.

    Args:
        files: Every file, by its path.
        collected: What these hold.
    """
    searched = {passage.principle for passage in collected.passages}
    indexed = [file for file in files.values() if file.outcome == "indexed"]
    quoted = {principle.source for principle in collected.principles}
    return Counts(
        files=Counter(file.outcome for file in with_members(files.values())),
        silent=tuple(file.path for file in indexed if file.path not in quoted),
        documents=len(searched),
        same_documents=len({principle.id for principle in collected.principles} - searched),
        passages=len(collected.passages),
        more_passages=sum(file.passages for file in files.values()) - len(collected.passages),
    )
