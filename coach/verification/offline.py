"""The offline judge in the place of a verifying call: no model is asked, and it is often wrong."""

from __future__ import annotations

from collections.abc import Sequence

from coach.judge import Judge, about, open_judge
from coach.verification.records import Claim, ClaimVerdict


class OfflineVerifier:
    """Has the offline judge verify readings.

    Args:
        judge: Says how well evidence supports a claim; by default the one that Coach uses.
    """

    def __init__(self, judge: Judge | None = None) -> None:
        self._judge = judge or open_judge()

    @property
    def name(self) -> str:
        """Who judges."""
        return f"the offline judge {self._judge.identity}"

    @property
    def reliability(self) -> str:
        """How often this judge was right where the truth is known: to be shown wherever it stands in."""
        return about(self._judge.identity)

    def verdicts(self, claims: Sequence[Claim], question: str, deadline_s: float) -> list[ClaimVerdict]:
        """Return a verdict for each claim, in order: supported from the judge's threshold on.

        Args:
            claims: All claims of one answer.
            question: Not looked at.
            deadline_s: Not needed: it takes milliseconds.
        """
        scores = self._judge.score([(claim.reading, claim.evidence) for claim in claims])
        return [
            ClaimVerdict(score >= self._judge.threshold, "", f"the offline judge gives {score:.2f} of 1")
            for score in scores
        ]
