"""Was it rightly answered, rightly refused, rightly handed to a person?"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from coach.cited import FRAMES, advice, citations, quotations
from coach.words import canonical, visible, words
from evals.checks.check import metric
from evals.checks.written import Written
from evals.records import Metric, Sample, Verdict

_FEWEST_WORDS = 3  # fewer quoted words answer nothing


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reply does, from its words alone.

    Attributes:
        advises: Whether it cites a principle or holds a sentence that may advise.
        sends_to: The kind of person it sends to, or nothing.
        is_empty: Whether it holds no word at all.
        quotes: Whether it quotes some principle, in three words or more.
    """

    advises: bool
    sends_to: str
    is_empty: bool
    quotes: bool = False

    def __str__(self) -> str:
        """Say it in words."""
        if self.is_empty:
            return "no reply at all"
        said = "advice" if self.advises else "no advice"
        return f"{said} and a hand-off ({self.sends_to})" if self.sends_to else said


def decision(reply: str, known: Collection[str], written: Written) -> Decision:
    """Return what a reply does.

    Args:
        reply: The reply.
        known: The ids that are citations in it.
        written: What the corpus holds.
    """
    said = canonical(visible(reply))
    sends_to = next((kind for kind, line in written.handoffs.items() if canonical(line) in said), "")
    advises = bool(citations(reply, known) or advice(reply, known, FRAMES, written.lines_in(reply)))
    quotes = any(len(words(quotation.text)) >= _FEWEST_WORDS for quotation in quotations(reply, known))
    return Decision(advises, sends_to, not words(said), quotes)


class DecisionCheck:
    """Compares what a reply does with what it should have done.

    Args:
        found: What it is.
        outcome: Applies to the samples that expect this (``answered``, ``not covered``, ``handoff``).
        is_right: Takes what was decided and the kind of hand-off expected, if any.
        written: What the corpus holds.
    """

    def __init__(
        self,
        found: Metric,
        outcome: str,
        is_right: Callable[[Decision, str], bool],
        written: Written,
    ) -> None:
        self.metric = found
        self._outcome = outcome
        self._is_right = is_right
        self._written = written

    def applies(self, sample: Sample) -> bool:
        """Apply to the samples with the expected outcome."""
        return sample.rubrics.get("outcome", "").startswith(self._outcome)

    def measure(self, sample: Sample) -> Verdict:
        """Return 1 where the reply does what is right, else 0."""
        did = decision(sample.response, self._written.citable(sample), self._written)
        expected = sample.rubrics["outcome"]
        is_right = self._is_right(did, expected.partition(": ")[2])
        return Verdict(float(is_right), "" if is_right else f"{did}, but expected: {expected}")


def decision_checks(written: Written) -> list[DecisionCheck]:
    """Return refusal accuracy both ways and hand-off accuracy."""
    found: list[tuple[Metric, str, Callable[[Decision, str], bool]]] = [
        (metric("answered", "answerable cases answered with a quotation"), "answered", lambda did, _: did.quotes),
        (
            metric("refused", "uncovered cases that get a reply without advice"),
            "not covered",
            lambda did, _: not did.advises and not did.is_empty,
        ),
        (
            metric("handoff", "hand-offs recognised, and no advice beside them"),
            "handoff",
            lambda did, _: bool(did.sends_to) and not did.advises,
        ),
        (
            metric("handoff_kind", "hand-offs to the right kind of person", decides=False),
            "handoff",
            lambda did, kind: did.sends_to == kind,
        ),
        (metric("no_false_handoff", "answerable cases not sent away"), "answered", lambda did, _: not did.sends_to),
    ]
    return [DecisionCheck(*each, written) for each in found]
