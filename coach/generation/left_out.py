"""What a model left out: the principle that fits best is shown in its own words, unless these advise what harms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from coach.composer import quoted
from coach.generation.ask import Asking
from coach.records import Principle

# From this share on the best principle is right in 24 of 25 cases (evals/development): a model that leaves it out, to
# please somebody say, gets it added in its own words.
SURE = 0.65


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The principle that fits best and that a model left out.

    Attributes:
        principle: It.
        quote: The words of it that speak most to the question.
        harms: They advise what harms somebody; a model is told to leave such out (see `coach.prompts.POINTS`).
    """

    principle: Principle
    quote: str
    harms: bool


def left_out(asking: Asking, shown: Collection[str]) -> LeftOut | None:
    """Return the principle that retrieval is sure of where it is not shown; None where it is, or nothing is sure.

    Args:
        asking: What was asked.
        shown: Ids of the principles that are shown.
    """
    first = asking.retrieval.ranking[0]
    if first.score < SURE or first.principle in shown:
        return None
    from coach.harm.harmful import harms_in  # compiles its patterns, and is seldom needed

    principle = asking.corpus.principle(first.principle)
    quote = quoted(first, asking.corpus)
    return LeftOut(principle, quote, any(harms_in(quote)))
