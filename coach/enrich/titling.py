"""From a reply to a title for review: the first that holds is written, the others are counted or left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from coach.enrich.draft_file import Draft, write_draft
from coach.enrich.lines import key, one_line
from coach.enrich.nearness import Nearness
from coach.enrich.plan import Task, draft_at
from coach.enrich.reply import read_reply
from coach.enrich.titles import title_fault, why_untelling
from coach.records import Corpus

ABOUT = "The title that {id} is known by instead of “{old}”. It counts already; without this file the old one does."


@dataclass
class Titled:
    """What a run has come to.

    Attributes:
        written: New titles by id.
        old: The titles they stand for, by id.
        dropped: Titles left out, by the reason.
        failed: Ids that nothing came of, with the reason.
    """

    written: dict[str, str] = field(default_factory=dict)
    old: dict[str, str] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)


class Titler:
    """Checks the titles that a model wrote and writes one down.

    Args:
        corpus: Whose titles are taken.
        nearness: Tells where a title leads.
        by: Who wrote it: ``provider:model``.
        today: The day the drafts are marked with.
    """

    def __init__(self, corpus: Corpus, nearness: Nearness, by: str, today: date) -> None:
        self._nearness = nearness
        self._by = by
        self._today = today
        self._owners = {key(one.title): one.id for one in corpus.principles}
        self._headings: dict[str, set[str]] = {}
        for passage in corpus.passages:
            self._headings.setdefault(passage.principle, set()).update(passage.headings)
        self.done = Titled()

    def take(self, task: Task, reply: str) -> bool:
        """Write the first title of a reply that holds; tell whether there is one.

        Raises:
            CoachError: a file cannot be read or written.
        """
        principle = task.principle
        written = read_reply(reply)
        self.done.dropped["not in the form asked for"] += written.unread + len(written.situations) + len(written.beyond)
        if draft_at(task.title) is None:  # somebody made it their own meanwhile
            self.done.failed[principle.id] = "its title was written by a person meanwhile"
            return True
        for text in written.titles:
            if fault := self._fault(task, text):
                self.done.dropped[fault] += 1
                continue
            title = one_line(text)
            about = ABOUT.format(id=principle.id, old=principle.title)
            write_draft(task.title, Draft(self._by, (title,)), about, self._today)
            self._owners[key(title)] = principle.id
            self.done.written[principle.id], self.done.old[principle.id] = title, principle.title
            return True
        self.done.failed[principle.id] = "no title of the reply could be kept"
        return False

    def _fault(self, task: Task, text: str) -> str:
        """Return why a title is not kept; empty where it may stand."""
        principle, title = task.principle, one_line(text)
        if fault := title_fault(text, principle, "\n".join(sorted(self._headings.get(principle.id, ())))):
            return fault
        if why_untelling(replace(principle, title=title)):
            return "does not say what the text is about"
        if self._owners.get(key(title), principle.id) != principle.id:
            return "another has it"
        return "" if self._leads(principle.id, title, principle.title) else "leads elsewhere"

    def _leads(self, principle: str, title: str, old: str) -> bool:
        """Tell whether a title leads to its text, and at least as well as the old one, which stands in its vectors."""
        new, before = (
            self._nearness.before(vector, principle) for vector in self._nearness.encode([title, old or "."])
        )
        return new < self._nearness.among and new <= before
