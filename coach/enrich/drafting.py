"""From a reply to files for review: what holds is written, what does not is dropped and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np

from coach.enrich.draft_file import Draft, write_draft
from coach.enrich.lines import draft_fault, key, one_line, runs_of
from coach.enrich.nearness import Nearness
from coach.enrich.plan import Task, draft_at
from coach.enrich.reply import read_reply
from coach.index.rows import Vectors
from coach.records import Corpus

SITUATIONS = "Situations that {id} answers: one a line. They count already; coach corpus lint lists what is a draft."
BEYOND = "Questions close to {id} that it does not answer: one a line. They count already."
ELSEWHERE = "lead elsewhere"
# A question beyond the corpus that is so near to a situation is one. Source: of the bundled beyond questions 1 in 100
# has 0.58 or more with its nearest situation (median 0.44); a situation has 0.53 with its nearest in the median.
_TOO_NEAR = 0.6


@dataclass
class Drafted:
    """What a run has come to.

    Attributes:
        written: Ids of principles with a draft of this run.
        situations: Lines written.
        beyond: Lines written.
        dropped: Lines left out, by the reason.
        failed: Ids that nothing came of, with the reason.
    """

    written: list[str] = field(default_factory=list)
    situations: int = 0
    beyond: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)


class Drafter:
    """Checks what a model wrote and writes it down.

    Args:
        corpus: What is there already: no question may stand twice.
        nearness: Tells where a text leads.
        by: Who wrote it: ``provider:model``.
        today: The day the drafts are marked with.
    """

    def __init__(self, corpus: Corpus, nearness: Nearness, by: str, today: date) -> None:
        self._nearness = nearness
        self._by = by
        self._today = today
        self._owner_of = {key(one.text): one.principle for one in corpus.situations}
        self._beyond = {key(one.text): one.topic for one in corpus.beyond}
        self.done = Drafted()

    def take(self, task: Task, reply: str) -> bool:
        """Write the drafts that a reply about a principle holds; tell whether it holds any.

        Raises:
            CoachError: a file cannot be read or written.
        """
        written = read_reply(reply)
        self.done.dropped["not in the form asked for"] += written.unread + len(written.titles)
        before = draft_at(task.situations)
        if before is None:  # somebody made it their own meanwhile
            self.done.failed[task.principle.id] = "its situations were written by a person meanwhile"
            return True
        quoted = runs_of(task.principle)
        taken = {place for place, owner in self._owner_of.items() if owner != task.principle.id}
        taken |= {key(line) for line in before.imported}
        situations = self._sound(written.situations, quoted, taken)
        beyond = self._sound(written.beyond, quoted, taken | {key(line) for line in situations})
        situations, beyond = self._placed(task.principle.id, situations, beyond)
        if not situations:
            self.done.failed[task.principle.id] = "no situation of the reply could be kept"
            return False
        self._write(task, replace(before, by=self._by, written=tuple(situations)), beyond)
        return True

    def _sound(self, texts: Sequence[str], quoted: frozenset[tuple[str, ...]], taken: set[str]) -> list[str]:
        """Return the lines with nothing wrong in themselves, each once."""
        found: dict[str, str] = {}
        for text in texts:
            fault = draft_fault(text, quoted)
            line = one_line(text)
            if not fault and key(line) in taken | found.keys():
                fault = "there already"
            if fault:
                self.done.dropped[fault] += 1
            else:
                found[key(line)] = line
        return list(found.values())

    def _placed(self, principle: str, situations: list[str], beyond: list[str]) -> tuple[list[str], list[str]]:
        """Return the situations that lead to their principle, and the beyond questions that are none of them."""
        if not situations:
            return [], []
        vectors = self._nearness.encode([*situations, *beyond])
        leads = [self._nearness.finds(vector, principle) for vector in vectors[: len(situations)]]
        kept = [line for line, is_found in zip(situations, leads, strict=True) if is_found]
        self.done.dropped[ELSEWHERE] += len(situations) - len(kept)
        own: Vectors = vectors[: len(situations)][np.array(leads, dtype=bool)]
        if not kept:
            return [], []
        apart = (vectors[len(situations) :] @ own.T).max(axis=1, initial=-1.0) < _TOO_NEAR
        self.done.dropped["beyond questions too near to a situation"] += int((~apart).sum())
        return kept, [line for line, is_apart in zip(beyond, apart, strict=True) if is_apart]

    def _write(self, task: Task, situations: Draft, beyond: list[str]) -> None:
        """Write both files, that of the situations last: it says that the principle is done."""
        principle = task.principle.id
        if beyond := self._own_beyond(task.beyond, beyond):
            write_draft(task.beyond, Draft(self._by, tuple(beyond)), BEYOND.format(id=principle), self._today)
        write_draft(task.situations, situations, SITUATIONS.format(id=principle), self._today)
        self._owner_of = {place: owner for place, owner in self._owner_of.items() if owner != principle}
        self._owner_of |= {key(line): principle for line in (*situations.written, *situations.imported)}
        self.done.written.append(principle)
        self.done.situations += len(situations.written)
        self.done.beyond += len(beyond)

    def _own_beyond(self, path: Path, lines: list[str]) -> list[str]:
        """Return the questions that stand in no other file; none where a person has made this file their own."""
        if draft_at(path) is None:
            self.done.dropped["beyond questions whose file a person wrote"] += len(lines)
            return []
        own = path.stem.replace("-", " ")
        kept = [line for line in lines if self._beyond.get(key(line), own) == own]
        self.done.dropped["there already"] += len(lines) - len(kept)
        self._beyond |= {key(line): own for line in kept}
        return kept
