"""Writes the questions of an FAQ into the drafts of a corpus, and never over what a person has reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from coach.enrich.draft_file import Draft, write_draft
from coach.enrich.drafting import SITUATIONS
from coach.enrich.faq import Asked, Matched
from coach.enrich.lines import key, one_line
from coach.enrich.plan import draft_at, task_of
from coach.records import Corpus

FAQ = "faq.txt"
_BEYOND = "Questions that people asked and this corpus does not answer: one a line."


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the questions of an FAQ.

    Attributes:
        situations: Lines written, by principle.
        beyond: Lines written as questions that the corpus does not answer.
        left: Rows that were not written, with the reason.
    """

    situations: dict[str, int]
    beyond: int
    left: tuple[tuple[Asked, str], ...]


def import_faq(corpus: Corpus, matched: Matched, source: str, today: date, beyond_too: bool = False) -> Imported:
    """Write matched questions as drafts of situations.

    Args:
        corpus: Where to.
        matched: The questions.
        source: The name of the table, for the line that marks a draft.
        today: The day that line names.
        beyond_too: Whether unmatched questions are written as questions beyond the corpus.

    Raises:
        CoachError: a file cannot be read or written.
    """
    seen = {key(one.text) for one in corpus.situations} | {key(one.text) for one in corpus.beyond}
    by = f"the questions of {source}"
    by_principle: dict[str, list[Asked]] = {}
    left = list(matched.unusable)
    for row, answered_by in matched.found:
        by_principle.setdefault(answered_by, []).append(row)
    written = {}
    for principle in corpus.principles:
        path = task_of(corpus, principle).situations
        rows = by_principle.get(principle.id, [])
        if count := _add(path, rows, Draft(by), SITUATIONS.format(id=principle.id), _Ledger(seen, left, today)):
            written[principle.id] = count
    beyond = 0
    if beyond_too:
        rows = [row for row, _ in matched.unmatched]
        beyond = _add(corpus.folder / "beyond" / FAQ, rows, Draft(by), _BEYOND, _Ledger(seen, left, today))
    else:
        left += matched.unmatched
    return Imported(written, beyond, tuple(sorted(left, key=lambda pair: pair[0].line)))


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What stands anywhere already, what was left out, and the day."""

    seen: set[str]
    left: list[tuple[Asked, str]]
    today: date


def _add(path: Path, rows: Sequence[Asked], new: Draft, about: str, ledger: _Ledger) -> int:
    """Add questions to a draft, and return how many; a file that a person reviewed stays as it is."""
    if not rows:
        return 0
    draft = draft_at(path)
    lines: list[str] = []
    for row in rows:
        line = one_line(row.question)
        if key(line) in ledger.seen:
            ledger.left.append((row, "it stands in the corpus already"))
        elif draft is None:
            ledger.left.append((row, f"{path.parent.name}/{path.name} was reviewed: add it there yourself"))
        else:
            ledger.seen.add(key(line))
            lines.append(line)
    if draft is not None and lines:
        both = replace(draft, by=draft.by or new.by, imported=(*draft.imported, *lines))
        write_draft(path, both, about, ledger.today)
    return len(lines)
