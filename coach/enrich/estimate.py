"""What a run will take, before anything is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.enrich.plan import Task
from coach.enrich.prompt import Wanted, messages
from coach.model.price import Price, cost
from coach.model.tokens import tokens_about
from coach.records import Corpus

# Tokens of a line. Source: the mean of the bundled situations (84) and beyond questions (56), and 12 for the JSON.
_SITUATION, _BEYOND, _FORM = 84, 56, 12
_TITLE = 14  # the mean of the titles of two handbooks is 8


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will take: requests, tokens, and dollars where a price is known; two are added up."""

    requests: int
    tokens_in: int
    tokens_out: int
    dollars: float | None

    def __add__(self, other: Estimate) -> Estimate:
        """Return both together."""
        known = None if self.dollars is None or other.dollars is None else self.dollars + other.dollars
        return Estimate(
            self.requests + other.requests, self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out, known
        )


def estimate(corpus: Corpus, tasks: Sequence[Task], wanted: Wanted, price: Price | None) -> Estimate:
    """Return about what asking will take; a model that thinks before it writes takes more.

    Args:
        corpus: What the tasks belong to.
        tasks: Those that no reply is kept for.
        wanted: How many of each.
        price: Dollars for a million tokens in and out, where it is known.
    """
    tokens_in = sum(
        tokens_about(message.content) for task in tasks for message in messages(corpus, task.principle, wanted)
    )
    lines = (
        wanted.situations * (_SITUATION + _FORM) + wanted.beyond * (_BEYOND + _FORM) + wanted.titles * (_TITLE + _FORM)
    )
    tokens_out = lines * len(tasks)
    return Estimate(len(tasks), tokens_in, tokens_out, cost(tokens_in, tokens_out, price))
