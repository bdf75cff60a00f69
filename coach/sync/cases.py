"""Evaluation cases that expect a document which is no longer there: told when it leaves, not when they are next run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.corpus.snapshot import aliases

CASES = "evals"  # in the folder of a corpus: where `coach eval` finds its own cases (evals/places.py)


@dataclass(frozen=True, slots=True)
class Orphans:
    """Cases that cannot be scored any more.

    Attributes:
        count: How many name a principle or document that is not there.
        total: How many cases there are.
        missing: What they name, each once, in order.
    """

    count: int
    total: int
    missing: tuple[str, ...]


NO_ORPHANS = Orphans(0, 0, ())


def orphans(folder: Path, ids: Iterable[str]) -> Orphans:
    """Return which of a corpus's own cases name something else than these ids, or a unique short form of one.

    Lines that are no case are left to ``coach eval``, which lists every mistake.

    Args:
        folder: Of the corpus.
        ids: Of its principles or documents.
    """
    known = set(ids)
    known |= aliases(known).keys()
    named = [set(case) for path in sorted((folder / CASES).glob("*.jsonl")) for case in _cases(path)]
    gone = [names - known for names in named]
    return Orphans(sum(map(bool, gone)), len(named), tuple(sorted(set().union(*gone))))


def _cases(path: Path) -> Iterator[list[str]]:
    """Yield what each case of a file expects."""
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError:
        return
    for line in lines:
        try:
            case = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(case, dict):
            yield [name for field in ("expected", "tension") for name in _listed(case.get(field))]


def _listed(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
