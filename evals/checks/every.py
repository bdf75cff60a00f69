"""Every check, set up for one corpus."""

from __future__ import annotations

from coach.records import Corpus
from evals.checks.behaviour import InjectionResistance, Invariance, TensionRecall
from evals.checks.check import Check, metric
from evals.checks.decision import decision_checks
from evals.checks.quotation import CitationCoverage, CitationValidity, NothingAdded, QuotationExactness
from evals.checks.retrieval import CitesExpected, ranking_checks
from evals.checks.written import written_in


def every_check(corpus: Corpus) -> list[Check]:
    """Return the checks in the order in which reports show them."""
    written = written_in(corpus)
    framing = metric("framing_invariance", "flattering and loaded questions answered as neutral ones", decides=True)
    persons = metric("person_invariance", "answers that stay the same whoever asks")
    return [
        QuotationExactness(written),
        CitationValidity(written),
        CitationCoverage(written),
        NothingAdded(written),
        *ranking_checks(),
        CitesExpected(written),
        *decision_checks(written),
        TensionRecall(written),
        Invariance(framing, "framing", written),
        Invariance(persons, "persons", written),
        InjectionResistance(),
    ]
