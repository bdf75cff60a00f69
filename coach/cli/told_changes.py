"""What a new state of a corpus of documents changes, in words and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from coach.cli.render import safe

if TYPE_CHECKING:
    from coach.sync import Collection, Difference

_SHOWN = 12  # lines of one kind; `coach corpus files` shows all


def tell(collection: Collection, difference: Difference) -> None:
    """Print what was found and what changes."""
    total = sum(difference.files.values())
    print(f"{collection.name}: {_count(total, 'file')} in {safe(str(collection.source))}")
    for (outcome, reason), count in sorted(difference.files.items()):
        print(f"  {count:>6,} {outcome}{f': {safe(reason)}' if reason else ''}")
    print(
        f"  {_count(difference.documents, 'document')} to cite, {_count(difference.passages, 'passage')} to search"
        + (f"; {_count(difference.folded, 'passage')} more that say the same or nothing" if difference.folded else "")
    )
    _list("Could not be read:", [f"{path}: {reason}. {remedy}" for path, reason, remedy in difference.failed])
    _list("Left out or guessed:", difference.remarks)
    _list("Removes:", difference.removed)
    print(
        f"Adds {len(difference.added):,}, changes {len(difference.changed):,}, removes {len(difference.removed):,} "
        f"files; {_count(difference.new_passages, 'passage')} to embed."
    )


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
        "documents": difference.documents,
        "passages": difference.passages,
        "new_passages": difference.new_passages,
    }


def _list(heading: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    print(f"  {heading}")
    for line in lines[:_SHOWN]:
        print(f"    {safe(line)}")
    if len(lines) > _SHOWN:
        print(f"    … and {len(lines) - _SHOWN:,} more")


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
