"""The words of verification: what a reading may not do, and what a verifier is asked and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

BreachKind = Literal[
    "number", "date", "name", "source", "guarantee", "side taken", "negation", "strength", "instruction", "language"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that a reading says and neither the principle nor the person does, with the words that say it."""

    kind: BreachKind
    words: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A reading to be verified.

    Attributes:
        principle_id: What it is cited to, of several principles parted by commas.
        evidence: The whole text of the principle.
        quote: The words of it that the reading applies; may be empty.
        reading: What is claimed.
    """

    principle_id: str
    evidence: str
    quote: str
    reading: str


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """What a verifier says of a claim.

    Attributes:
        supported: None where there is no verdict; whoever asked treats that as not supported.
        missing: The words of the claim that the evidence does not say.
        reason: One sentence for people.
    """

    supported: bool | None
    missing: str = ""
    reason: str = ""


class ClaimVerifier(Protocol):
    """Says whether evidence says what a claim says.

    Attributes:
        name: Who judges, for people: ``openai:...`` or the offline judge.
    """

    @property
    def name(self) -> str:
        """Who judges, for people."""

    def verdicts(self, claims: Sequence[Claim], question: str, deadline_s: float) -> list[ClaimVerdict]:
        """Return a verdict for each claim, in order; nothing is raised.

        Args:
            claims: All claims of one answer.
            question: What the person asked, in their own words.
            deadline_s: For everything.
        """
