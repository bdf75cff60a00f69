"""Were the principles that answer found, and found first?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from coach.cited import quotations
from evals.checks.check import metric
from evals.checks.written import ONLY_RETRIEVED, Written
from evals.measures import hit_at_1, ndcg_at, recall_at, reciprocal_rank
from evals.records import Metric, Sample, Verdict

RAGAS_OWN = ("ragas_id_precision", "ragas_id_recall")  # named without importing ragas


class Ranking:
    """A measure of the ranking against the principles that answer.

    Args:
        found: What it is.
        of: Takes the ranking (ids, best first) and the relevant ids; returns 0 to 1.
    """

    def __init__(self, found: Metric, of: Callable[[Sequence[str], Collection[str]], float]) -> None:
        self.metric = found
        self._of = of

    def applies(self, sample: Sample) -> bool:
        """Apply where some principle answers."""
        return bool(sample.reference_context_ids)

    def measure(self, sample: Sample) -> Verdict:
        """Return the measure; nothing retrieved is 0."""
        value = self._of(sample.retrieved_context_ids, sample.reference_context_ids)
        first = ", ".join(sample.retrieved_context_ids[:3]) or "nothing"
        expected = ", ".join(sample.reference_context_ids)
        return Verdict(value, "" if value == 1 else f"expected {expected}; first came {first}")


class CitesExpected:
    """The reply rests on a principle that answers, not only the ranking.

    Args:
        written: What the corpus holds.
    """

    metric = metric("cites_expected", "answers that quote an expected principle")

    def __init__(self, written: Written = ONLY_RETRIEVED) -> None:
        self._written = written

    def applies(self, sample: Sample) -> bool:
        """Apply to replies that quote where some principle answers."""
        return bool(sample.reference_context_ids and self._quoted(sample))

    def measure(self, sample: Sample) -> Verdict:
        """Return 1 where an expected principle is quoted, else 0."""
        quoted = self._quoted(sample)
        expected = sample.reference_context_ids
        reason = f"expected {', '.join(expected)}; quoted {', '.join(sorted(quoted))}"
        return Verdict(float(bool(quoted & set(expected))), "" if quoted & set(expected) else reason)

    def _quoted(self, sample: Sample) -> set[str]:
        found = quotations(sample.response, self._written.citable(sample))
        return {name for quotation in found for name in quotation.cites}


def ranking_checks() -> list[Ranking]:
    """Return hit@1 (which decides) and the graded measures beside it."""
    return [
        Ranking(metric("hit_at_1", "answerable cases whose first principle is an expected one"), hit_at_1),
        Ranking(metric("recall_at_3", "expected principles among the first three", 1.0, decides=False), recall_at),
        Ranking(metric("ndcg_at_5", "ranking quality, nDCG at 5", 0.5, decides=False), ndcg_at),
        Ranking(metric("mrr", "mean reciprocal rank of the first expected one", 0.5, decides=False), reciprocal_rank),
    ]
