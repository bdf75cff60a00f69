"""What a corpus holds that replies are read by: the ids that exist, and texts that its authors wrote for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coach.records import Corpus
from coach.verification.lines import place_lines, uncited_lines
from evals.records import Sample


@dataclass(frozen=True, slots=True)
class Written:
    """What replies are read by.

    Attributes:
        ids: Ids that exist; one with a space, or of letters only, is told from other words in brackets by that alone.
        lines: Texts that may stand without a citation and are no advice, those of the hand-offs among them.
        next_steps: Texts that may stand with one, though no principle holds them.
        handoffs: By kind, the words that send a person to somebody.
        corpus: All of it; None where none is at hand.
    """

    ids: frozenset[str] = frozenset()
    lines: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    handoffs: Mapping[str, str] = field(default_factory=dict)
    corpus: Corpus | None = None

    def citable(self, sample: Sample) -> frozenset[str]:
        """Return the ids that are citations in a reply: those that exist, retrieved or not, and those retrieved."""
        return self.ids.union(sample.retrieved_context_ids)

    def lines_in(self, reply: str) -> tuple[str, ...]:
        """Return the texts that may stand without a citation in a reply, and where it says rightly that pages speak."""
        return (*self.lines, *(place_lines(reply, self.corpus) if self.corpus else ()))


ONLY_RETRIEVED = Written()  # where no corpus is at hand: the ids retrieved are all there is


def written_in(corpus: Corpus) -> Written:
    """Return what replies about a corpus are read by."""
    return Written(
        frozenset(principle.id for principle in corpus.principles),
        tuple(uncited_lines(corpus)),
        tuple(principle.next_step for principle in corpus.principles),
        corpus.handoffs,
        corpus,
    )
