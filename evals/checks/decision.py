"""Was it rightly answered, rightly refused, rightly handed to a person?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coach.cited import FRAMES, advice, citations
from coach.words import canonical
from evals.checks.check import metric
from evals.records import Metric, Sample, Verdict


def decision(reply: str, handoffs: Mapping[str, str], lines: Sequence[str] = ()) -> str:
    """Return what a reply does, from its words alone: ``answered``, ``not covered`` or ``handoff: KIND``.

    Args:
        reply: The reply.
        handoffs: By kind, the words that send a person to somebody.
        lines: Other texts that may stand without a citation and are no advice.
    """
    said = canonical(reply)
    kind = next((kind for kind, words in handoffs.items() if canonical(words) in said), None)
    if kind is not None:
        return f"handoff: {kind}"
    if citations(reply) or advice(reply, FRAMES, lines):
        return "answered"
    return "not covered"


class Decision:
    """Compares what a reply does with what it should have done.

    Args:
        found: What it is.
        expected: The outcomes (``answered``, ``not covered``, ``handoff``) of the samples it applies to.
        right: The outcomes that are right for them.
        handoffs: By kind, the words that send a person to somebody.
        lines: Texts that may stand without a citation.
    """

    def __init__(
        self, found: Metric, expected: str, right: Sequence[str], handoffs: Mapping[str, str], lines: Sequence[str] = ()
    ) -> None:
        self.metric = found
        self._expected = expected
        self._right = tuple(right)
        self._handoffs = dict(handoffs)
        self._lines = tuple(lines)

    def applies(self, sample: Sample) -> bool:
        """Apply to the samples with the expected outcome."""
        return sample.rubrics.get("outcome", "").startswith(self._expected)

    def measure(self, sample: Sample) -> Verdict:
        """Return 1 where the reply does what is right, else 0."""
        did = decision(sample.response, self._handoffs, self._lines)
        wanted = [sample.rubrics["outcome"] if right == "same" else right for right in self._right]
        is_right = any(did.startswith(right) for right in wanted)
        return Verdict(float(is_right), "" if is_right else f"{did}, but expected {' or '.join(wanted)}")


def decision_checks(handoffs: Mapping[str, str], lines: Sequence[str]) -> list[Decision]:
    """Return refusal accuracy both ways and hand-off accuracy."""
    told = metric("handoff_kind", "hand-offs to the right kind of person", decides=False)
    return [
        Decision(metric("answered", "answerable cases that are answered"), "answered", ["answered"], handoffs, lines),
        Decision(
            metric("refused", "uncovered cases that get no advice"),
            "not covered",
            ["not covered", "handoff"],
            handoffs,
            lines,
        ),
        Decision(metric("handoff", "hand-offs recognised"), "handoff", ["handoff"], handoffs, lines),
        Decision(told, "handoff", ["same"], handoffs, lines),
        Decision(
            metric("no_false_handoff", "answerable cases not sent away"),
            "answered",
            ["answered", "not covered"],
            handoffs,
            lines,
        ),
    ]
