"""A right reply to a case, built from its labels by Coach's own composer."""

from __future__ import annotations

from coach.composer import compose
from coach.records import Answer, Corpus, Coverage, Ranked, Retrieval
from evals.records import Case

_NEAR, _FAR = 0.4, 0.01  # shares of an expected principle and of any other


def right_answer(case: Case, corpus: Corpus) -> Answer:
    """Return the answer that the labels of a case ask for: expected principles first, or a refusal, or a hand-off."""
    wanted = (*case.expected, *(case.tension or ()))
    return compose(Retrieval(_ranking(tuple(dict.fromkeys(wanted)), corpus), _coverage(case), case.question), corpus)


def answer_with(first: tuple[str, ...], case: Case, corpus: Corpus, coverage: Coverage | None = None) -> Answer:
    """Return the answer that Coach would compose had these principles come first."""
    found = coverage or Coverage("covered", 0.99)
    return compose(Retrieval(_ranking(first, corpus), found, case.question), corpus)


def _coverage(case: Case) -> Coverage:
    if case.handoff:
        return Coverage("handoff", 0.1, case.handoff)
    return Coverage("covered", 0.99) if case.expected else Coverage("not_covered", 0.01)


def _ranking(first: tuple[str, ...], corpus: Corpus) -> tuple[Ranked, ...]:
    rest = [principle.id for principle in corpus.principles if principle.id not in first]
    return (*(Ranked(name, _NEAR) for name in first), *(Ranked(name, _FAR) for name in rest))
