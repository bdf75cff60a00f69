"""The seam: whatever can say how well a text supports a claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from coach.errors import CorpusError
from coach.records import Corpus


class Judge(Protocol):
    """Says how well evidence supports a claim.

    Attributes:
        identity: Name and version; another identity may judge differently.
        threshold: From this score on a claim counts as supported.
    """

    identity: str
    threshold: float

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return a score for each (claim, evidence), in order, 0 to 1; higher means better supported."""
        ...


def open_judge() -> Judge:
    """Return the judge that Coach uses."""
    from coach.judge.baseline import Baseline

    return Baseline()


def evidence_of(cites: Sequence[str], corpus: Corpus) -> str:
    """Return the texts of the principles cited, together, in the order cited.

    Raises:
        CorpusError: the corpus has no such principle.
    """
    text_of = {principle.id: principle.text for principle in corpus.principles}
    for name in cites:
        if name not in text_of:
            raise CorpusError(
                f"The corpus {corpus.name} has no principle {name!r}", f"It has: {', '.join(text_of) or 'none'}."
            )
    return "\n\n".join(text_of[name] for name in dict.fromkeys(cites))
