"""What a new state of a corpus of documents changes, in words and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from coach.cli.counts import content_in_words, files_in_words
from coach.cli.render import safe
from coach.counted import counted

if TYPE_CHECKING:
    from coach.sync import Collection, Difference

_SHOWN = 12  # lines of one kind; `coach corpus files` shows all


def tell(collection: Collection, difference: Difference) -> None:
    """Print what was found and what changes."""
    total = sum(difference.files.values())
    print(f"{collection.name}: {counted(total, 'file')} in {safe(str(collection.source))}")
    for (outcome, reason), count in sorted(difference.files.items()):
        print(f"  {count:>6,} {outcome}{f': {safe(reason)}' if reason else ''}")
    for line in content_in_words(difference.counts):
        print(f"  {line}")
    if difference.is_repair:
        print("  What was read before is damaged: every file was read again.")
    _list("Could not be read:", [f"{path}: {reason}. {remedy}" for path, reason, remedy in difference.failed])
    _list("Cannot be opened now; what was read of them before stays:", [": ".join(one) for one in difference.stale])
    _list("Left out or guessed:", difference.remarks)
    _list("Adds:", () if difference.is_first else difference.added)
    _list("Changes:", difference.changed)
    _list("Removes:", difference.removed)
    _tell_orphans(collection, difference)
    print(
        f"Adds {len(difference.added):,}, changes {len(difference.changed):,}, removes {len(difference.removed):,} "
        f"files; {counted(difference.new_passages, 'passage')} to embed."
    )


def tell_back(collection: Collection, difference: Difference) -> None:
    """Print what going back to the state before would change."""
    print(f"{collection.name}, as it was before its last change: {files_in_words(difference.counts)}")
    for line in content_in_words(difference.counts):
        print(f"  {line}")
    _list("Come back:", difference.added)
    _list("Have their earlier text again:", difference.changed)
    _list("Leave again:", difference.removed)
    _tell_orphans(collection, difference)


def _tell_orphans(collection: Collection, difference: Difference) -> None:
    """Name the evaluation cases that would stop `coach eval`, before anybody agrees."""
    found = difference.orphans
    if found.count:
        of_all = f"{found.count:,} of {counted(found.total, 'evaluation case')}"
        _list(f"{of_all} would expect what is not in the corpus any more:", found.missing)
        print(f"    coach eval --corpus {collection.name} then names each: expect what answers it now, or take it out.")


def as_object(collection: Collection, difference: Difference) -> dict[str, Any]:
    """Return the same as plain data."""
    return {
        "corpus": collection.name,
        "source": str(collection.source),
        "changed": not difference.is_same,
        "added": list(difference.added),
        "changed_files": list(difference.changed),
        "removed": list(difference.removed),
        "files": [
            {"outcome": outcome, "reason": reason, "count": count}
            for (outcome, reason), count in sorted(difference.files.items())
        ],
        "failed": [{"path": path, "reason": reason, "remedy": remedy} for path, reason, remedy in difference.failed],
        "not_opened": [{"path": path, "reason": reason} for path, reason in difference.stale],
        "documents": difference.documents,
        "passages": difference.passages,
        "new_passages": difference.new_passages,
        "orphaned_cases": {"count": difference.orphans.count, "missing": list(difference.orphans.missing)},
    }


def _list(heading: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    print(f"  {heading}")
    for line in lines[:_SHOWN]:
        print(f"    {safe(line)}")
    if len(lines) > _SHOWN:
        print(f"    … and {len(lines) - _SHOWN:,} more")
