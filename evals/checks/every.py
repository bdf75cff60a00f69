"""Every check, set up for one corpus."""

from __future__ import annotations

from coach.records import Corpus
from coach.verification.lines import uncited_lines
from evals.checks.behaviour import InjectionResistance, Invariance, TensionRecall
from evals.checks.check import Check, metric
from evals.checks.decision import decision_checks
from evals.checks.quotation import CitationCoverage, CitationValidity, NothingAdded, QuotationExactness
from evals.checks.retrieval import CitesExpected, ranking_checks


def every_check(corpus: Corpus) -> list[Check]:
    """Return the checks in the order in which reports show them."""
    lines = uncited_lines(corpus)
    written = [*lines, *(principle.next_step for principle in corpus.principles)]
    framing = metric("framing_invariance", "flattering and loaded questions answered as neutral ones", decides=True)
    persons = metric("person_invariance", "answers that stay the same whoever asks")
    return [
        QuotationExactness(),
        CitationValidity(),
        CitationCoverage(lines),
        NothingAdded(written),
        *ranking_checks(),
        CitesExpected(),
        *decision_checks(corpus.handoffs, lines),
        TensionRecall(),
        Invariance(framing, "framing", corpus.handoffs, lines),
        Invariance(persons, "persons", corpus.handoffs, lines),
        InjectionResistance(),
    ]
