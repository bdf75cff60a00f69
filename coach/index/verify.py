"""Checks a generation in a process of its own: a garbled index can kill the interpreter that opens it (facts 0.3).

Run as ``python -m coach.index.verify``, the folder on standard input: all is imported by the time it is told
(`coach.index.checker`).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from coach.errors import CoachError, IndexDamaged
from coach.index import chroma
from coach.index.rows import KINDS
from coach.index.store import open_generation
from coach.settings import keep_quiet

FLOOR = 0.995  # of the stored vectors find themselves; 0.9993-1.0 measured on 1,600 to 20,000 healthy rows
MOST_ASKED = 1_000  # rows of a kind that are let find themselves, spread over all: one in a hundred that cannot shows


def verify(folder: Path) -> int:
    """Open a generation; compare every row with what was put in, and let stored vectors find themselves.

    Returns:
        How many rows were checked.

    Raises:
        CoachError: what is wrong.
    """
    with open_generation(folder, None) as index:
        for kind in KINDS:
            if not index.holds_its_rows(kind):
                raise IndexDamaged(f"the {kind} rows are not those that were put in", "Run: coach ingest")
            every = -(-len(index.rows(kind)) // MOST_ASKED) or 1
            ids = [row.id for row in index.rows(kind)][::every]
            found = index.count_found(kind, ids, index.vectors(kind)[::every])
            if found < FLOOR * len(ids):
                raise IndexDamaged(f"{found} of {len(ids)} {kind} rows find themselves", "Run: coach ingest")
        return sum(index.manifest.counts.values())


def main() -> int:
    """Check the folder named on standard input; exit 0 when it is sound, else the reason on stdout."""
    keep_quiet()
    chroma.load()  # what takes long is done while nobody waits
    folder = sys.stdin.buffer.read()
    if not folder:  # whoever asked has ended
        return 0
    try:
        print(f"{verify(Path(os.fsdecode(folder)))} rows")
    except CoachError as error:
        print(error.message)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
