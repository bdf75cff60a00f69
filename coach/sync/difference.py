"""What a new snapshot changes, told before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.corpus import snapshot as kept
from coach.sync.cases import NO_ORPHANS, Orphans, orphans
from coach.sync.counts import Counts, count
from coach.sync.files import FileKept, with_members


@dataclass(frozen=True, slots=True)
class Difference:
    """A new snapshot beside the one in use.

    Attributes:
        added: Files that were not known.
        changed: Files with other bytes, or of which something else became: skipped now, say, and indexed before.
        removed: Files that have gone.
        files: How many files there are by outcome and reason.
        failed: Files and entries of archives that were meant to be read and could not be: path, reason, remedy.
        remarks: What was left out or guessed, ``path: remark``; of a file that stayed, what was not told before.
        counts: How much there is of what.
        new_passages: How many texts have to be embedded; a file that was only moved has none.
        is_same: Whether nothing that can reach an answer changed.
        stale: Files that cannot be opened now and whose last reading stands: path, reason.
        lost_share: How much of what was indexed is no longer, of files whose bytes are nowhere else now (0-1).
        is_repair: Whether what was read before could not be used, so that every file was read again.
        orphans: The corpus's own evaluation cases that name what is not in the new one.
        is_first: Whether no file was known before, so that all are added.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    files: Mapping[tuple[str, str], int]
    failed: tuple[tuple[str, str, str], ...]
    remarks: tuple[str, ...]
    counts: Counts
    new_passages: int
    is_same: bool
    stale: tuple[tuple[str, str], ...] = ()
    lost_share: float = 0.0
    is_repair: bool = False
    orphans: Orphans = NO_ORPHANS
    is_first: bool = False

    @property
    def indexed(self) -> int:
        """How many files are indexed."""
        return self.counts.files.get("indexed", 0)

    @property
    def documents(self) -> int:
        """How many documents can be cited."""
        return self.counts.documents

    @property
    def passages(self) -> int:
        """How many passages are searched."""
        return self.counts.passages

    @property
    def folded(self) -> int:
        """How many passages more say the same as these, or hold nothing to quote."""
        return self.counts.more_passages


def difference(
    snapshot: Path,
    before: Path | None,
    files: Mapping[str, FileKept],
    files_before: Mapping[str, FileKept],
    is_repair: bool = False,
) -> Difference:
    """Compare two snapshots.

    Args:
        snapshot: The new one.
        before: The one in use; None where there is none.
        files: Of the new one.
        files_before: Of the one in use.
        is_repair: There is one in use, and it cannot be used any more.
    """
    collected = kept.read_collected(snapshot)
    known = _searched(kept.read_collected(before)) if before else frozenset()
    every = tuple(with_members(files.values()))
    both = files.keys() & files_before.keys()
    changed = tuple(path for path in files if path in both and _became(files[path]) != _became(files_before[path]))
    told = {path: files_before[path].remarks for path in both.difference(changed)}
    return Difference(
        added=tuple(path for path in files if path not in files_before),
        changed=changed,
        removed=tuple(path for path in files_before if path not in files),
        files=Counter((file.outcome, file.reason) for file in every),
        failed=tuple((file.path, file.reason, file.remedy) for file in every if file.outcome == "failed"),
        remarks=tuple(
            f"{path}: {remark}"
            for path, file in files.items()
            for remark in file.remarks
            if remark not in told.get(path, ())
        ),
        counts=count(files, collected),
        new_passages=len(_searched(collected) - known),
        is_same=before is not None and kept.read_facts(snapshot)["content"] == kept.read_facts(before)["content"],
        stale=tuple((file.path, file.stale) for file in files.values() if file.stale),
        lost_share=_lost_share(files, files_before),
        is_repair=is_repair,
        orphans=orphans(snapshot.parent.parent, (principle.id for principle in collected.principles)),
        is_first=not files_before,
    )


def _lost_share(files: Mapping[str, FileKept], before: Mapping[str, FileKept]) -> float:
    """Return how much of what was indexed has gone; what was only moved or renamed has not."""
    have = set(_hashes(files))
    was = dict(_indexed(before))
    is_now = dict(_indexed(files))
    lost = sum(path not in is_now and _bytes(file) not in have for path, file in was.items())
    return lost / len(was) if was else 0.0


def _indexed(files: Mapping[str, FileKept]) -> Iterator[tuple[str, FileKept]]:
    return ((path, file) for path, file in files.items() if file.outcome == "indexed")


def _hashes(files: Mapping[str, FileKept]) -> Iterator[str]:
    return (_bytes(file) for _, file in _indexed(files))


def _searched(collected: kept.Collected) -> frozenset[str]:
    """Return the texts that the index holds vectors of, as the encoder gets them."""
    return frozenset(passage.embedded for passage in collected.passages)


def _became(file: FileKept) -> tuple[object, ...]:
    """Return a file's bytes and what became of it, entries of an archive with it."""
    return _bytes(file), *((one.path, one.outcome, one.reason) for one in with_members([file]))


def _bytes(file: FileKept) -> str:
    return file.stamp.sha256 if file.stamp else ""
