"""What an upload changes in a corpus."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coach.records import Corpus, Principle

_FIELDS = ("title", "text", "question", "next_step", "audience")


@dataclass(frozen=True, slots=True)
class Changed:
    """A principle whose id stays and whose words are others; ``fields`` names which."""

    before: Principle
    now: Principle
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many texts of a kind come and go."""

    kind: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What an upload changes.

    Attributes:
        added: Principles with new ids.
        changed: Principles with other words.
        removed: Principles that are no longer there.
        same: How many principles stay word for word.
        others: Situations, questions beyond the corpus, tensions.
    """

    added: tuple[Principle, ...]
    changed: tuple[Changed, ...]
    removed: tuple[Principle, ...]
    same: int
    others: tuple[Counted, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the corpus stays as it is, as far as anybody could notice by its principles and questions."""
        return not (self.added or self.changed or self.removed or self.others)


def changes(before: Corpus | None, now: Corpus) -> Changes:
    """Compare a corpus with the version before.

    Args:
        before: None where there is none; then everything is added.
        now: The corpus as it would be.
    """
    known = {principle.id: principle for principle in before.principles} if before else {}
    ids = {principle.id for principle in now.principles}
    both = [(known[principle.id], principle) for principle in now.principles if principle.id in known]
    changed = [Changed(was, is_now, fields) for was, is_now in both if (fields := _differing(was, is_now))]
    counted = (
        _counted("situations", before.situations if before else (), now.situations),
        _counted("questions beyond the corpus", before.beyond if before else (), now.beyond),
        _counted("tensions", before.tensions if before else (), now.tensions),
    )
    return Changes(
        added=tuple(principle for principle in now.principles if principle.id not in known),
        changed=tuple(changed),
        removed=tuple(principle for principle in known.values() if principle.id not in ids),
        same=len(both) - len(changed),
        others=tuple(one for one in counted if one.added or one.removed),
    )


def _differing(before: Principle, now: Principle) -> tuple[str, ...]:
    return tuple(name for name in _FIELDS if getattr(before, name) != getattr(now, name))


def _counted(kind: str, before: Iterable[object], now: Iterable[object]) -> Counted:
    was, is_now = set(before), set(now)
    return Counted(kind, len(is_now - was), len(was - is_now))
