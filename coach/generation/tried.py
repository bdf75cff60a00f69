"""Points and steps on trial, and what is kept of what does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coach.generation.ask import MAX_POINTS
from coach.generation.draft import DraftStep
from coach.records import Dropped, Part, Point, Principle


@dataclass(slots=True)
class Trial:
    """A point on trial.

    Attributes:
        principle: What it cites; None where there is no such principle among those offered.
        quote: The quotation, once it holds.
        pending: A reading that held by the rules and waits for the verifying call.
        reading: The reading, once it holds.
        failures: What has not held and may still be mended, in the words in which the model is told.
        is_settled: Nothing about it will change any more.
    """

    principle: Principle | None
    quote: str = ""
    pending: str = ""
    reading: str = ""
    failures: list[str] = field(default_factory=list)
    is_settled: bool = False

    @property
    def point(self) -> Point:
        """What may be shown of it by now."""
        assert self.principle is not None and self.quote
        return Point(self.principle.id, self.principle.title, self.quote, self.reading)


@dataclass(slots=True)
class StepTrial:
    """A next step on trial; ``holds`` once it was verified."""

    draft: DraftStep
    principle: Principle
    quote: str
    text: str
    holds: bool = False


def dropped(named: str, part: Part, reasons: Iterable[str], text: str) -> Dropped:
    """Return a record of what is not shown.

    Args:
        named: The id it cites.
        part: Of the answer.
        reasons: Each a kind, or a kind and words (``number: 73 %``); the kinds are kept, they can be counted.
        text: What was written.
    """
    kinds = dict.fromkeys(reason.partition(":")[0] for reason in reasons)
    return Dropped(named, part, ", ".join(kinds), text)


def of_same(again: Trial, failed: Sequence[Trial], taken: set[str]) -> Trial | None:
    """Return the failed trial that a second attempt mends: of the same principle, else one that cited none there is."""
    if again.principle is None:
        return None
    same = next((trial for trial in failed if trial.principle is again.principle), None)
    if same is not None or again.principle.id in taken or len(taken) >= MAX_POINTS:
        return same
    return next((trial for trial in failed if trial.principle is None), None)
