"""What a new snapshot changes, told before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.corpus import snapshot as kept
from coach.sync.files import FileKept


@dataclass(frozen=True, slots=True)
class Difference:
    """A new snapshot beside the one in use.

    Attributes:
        added: Files that were not known.
        changed: Files with other bytes.
        removed: Files that have gone.
        files: How many files there are by outcome and reason.
        failed: Files that were meant to be read and could not be: path, reason, remedy.
        remarks: What was left out or guessed, ``path: remark``.
        documents: How many documents can be cited.
        passages: How many passages are searched.
        new_passages: How many of these have to be embedded.
        folded: How many passages stand in others.
        is_same: Whether nothing that can reach an answer changed.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    files: Mapping[tuple[str, str], int]
    failed: tuple[tuple[str, str, str], ...]
    remarks: tuple[str, ...]
    documents: int
    passages: int
    new_passages: int
    folded: int
    is_same: bool

    @property
    def indexed(self) -> int:
        """How many files are indexed."""
        return sum(count for (outcome, _), count in self.files.items() if outcome == "indexed")


def difference(
    snapshot: Path, before: Path | None, files: Mapping[str, FileKept], files_before: Mapping[str, FileKept]
) -> Difference:
    """Compare two snapshots.

    Args:
        snapshot: The new one.
        before: The one in use; None where there is none.
        files: Of the new one.
        files_before: Of the one in use.
    """
    known = _embedded(before) if before else {}
    now = _embedded(snapshot)
    both = files.keys() & files_before.keys()
    return Difference(
        added=tuple(path for path in files if path not in files_before),
        changed=tuple(path for path in files if path in both and _bytes(files[path]) != _bytes(files_before[path])),
        removed=tuple(path for path in files_before if path not in files),
        files=Counter((file.outcome, file.reason) for file in files.values()),
        failed=tuple((file.path, file.reason, file.remedy) for file in files.values() if file.outcome == "failed"),
        remarks=tuple(f"{file.path}: {remark}" for file in files.values() for remark in file.remarks),
        documents=len(set(now.values())),
        passages=len(now),
        new_passages=len(now.keys() - known.keys()),
        folded=sum(file.passages for file in files.values()) - len(now),
        is_same=before is not None and kept.read_facts(snapshot)["content"] == kept.read_facts(before)["content"],
    )


def _embedded(snapshot: Path) -> dict[str, str]:
    """Return the document of each passage that is searched, by the passage's id."""
    return {passage.id: passage.principle for passage in kept.read_collected(snapshot).passages}


def _bytes(file: FileKept) -> str:
    return file.stamp.sha256 if file.stamp else ""
