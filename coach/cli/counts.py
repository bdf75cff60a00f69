"""How many there are of what, in the same words wherever it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.cli.render import safe
from coach.counted import counted

if TYPE_CHECKING:
    from coach.sync.counts import Counts

_NAMED = 3  # files that hold nothing to quote; `coach corpus files` shows all


def files_in_words(counts: Counts) -> str:
    """Return what became of the files of a folder, by outcome: ``8 files: 6 indexed, 2 skipped``."""
    outcomes = [f"{counts.files[one]:,} {one}" for one in ("indexed", "skipped", "failed") if counts.files.get(one)]
    return f"{counted(sum(counts.files.values()), 'file')}: {', '.join(outcomes) or 'none read'}"


def content_in_words(counts: Counts) -> list[str]:
    """Return what can be cited and what is searched, a line for each."""
    same, more, silent = counts.same_documents, counts.more_passages, len(counts.silent)
    cited, searched = counted(counts.documents, "document"), counted(counts.passages, "passage")
    lines = [
        f"{cited} to cite" + (f"; {same:,} more {_say(same)}" if same else ""),
        f"{searched} to search" + (f"; {more:,} more {_say(more)}, or nothing to quote" if more else ""),
    ]
    if silent:
        named = ", ".join(map(safe, counts.silent[:_NAMED])) + (f" and {silent - _NAMED:,} more" * (silent > _NAMED))
        lines.append(
            f"{counted(silent, 'indexed file')} {'holds' if silent == 1 else 'hold'} nothing to quote: {named}"
        )
    return lines


def _say(count: int) -> str:
    return f"{'says' if count == 1 else 'say'} the same as these"
