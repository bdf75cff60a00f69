"""The checks as ragas metrics, and ragas' own id-based ones as checks. Imports ragas: only where it is used.

from ragas import EvaluationDataset, SingleTurnSample, evaluate
from evals.checks.quotation import CitationValidity, QuotationExactness
from evals.ragas_metrics import RagasCheck

evaluate(dataset, metrics=[RagasCheck(QuotationExactness()), RagasCheck(CitationValidity())])
"""

from __future__ import annotations

import asyncio
import math
import warnings
from dataclasses import dataclass, field
from typing import Any

from coach.records import Corpus
from evals.checks import Check, every_check
from evals.checks.check import metric as deterministic
from evals.checks.retrieval import RAGAS_OWN
from evals.records import Metric, Sample, Verdict
from evals.sample import single_turn_sample

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # ragas moves its metrics about between versions
    from ragas import SingleTurnSample
    from ragas.metrics import IDBasedContextPrecision, IDBasedContextRecall
    from ragas.metrics.base import MetricType, SingleTurnMetric

FIRST = 3  # principles that id-based precision looks at: as many as an answer may quote


@dataclass
class RagasCheck(SingleTurnMetric):
    """A deterministic check as a ragas metric, for ``ragas.evaluate`` and ``single_turn_ascore``.

    NaN where the check does not apply to a sample or could not measure it (ragas leaves such rows out of its mean;
    `coach eval` counts them).

    Args:
        check: The check.
    """

    check: Check | None = None
    _required_columns: dict[MetricType, set[str]] = field(default_factory=lambda: {MetricType.SINGLE_TURN: set()})

    def __init__(self, check: Check) -> None:
        self.check = check
        self.name = check.metric.name
        self._required_columns = {MetricType.SINGLE_TURN: set()}

    def init(self, run_config: Any) -> None:
        """Need nothing."""

    async def _single_turn_ascore(self, sample: SingleTurnSample, callbacks: Any) -> float:
        assert self.check is not None
        given = _sample(sample)
        if not self.check.applies(given):
            return math.nan
        value = self.check.measure(given).value
        return math.nan if value is None else value


def ragas_metrics(corpus: Corpus) -> list[RagasCheck]:
    """Return every deterministic check of a corpus as a ragas metric."""
    return [RagasCheck(check) for check in every_check(corpus)]


def _sample(sample: SingleTurnSample) -> Sample:
    return Sample(
        user_input=sample.user_input or "",
        response=sample.response or "",
        retrieved_context_ids=tuple(map(str, sample.retrieved_context_ids or ())),
        retrieved_contexts=tuple(sample.retrieved_contexts or ()),
        reference_context_ids=tuple(map(str, sample.reference_context_ids or ())),
        reference=sample.reference or "",
        multi_responses=tuple(sample.multi_responses or ()),
        rubrics=dict(sample.rubrics or {}),
    )


class IdBased:
    """One of ragas' id-based metrics as a check: it looks at the first few ids retrieved.

    Args:
        found: What it is.
        scorer: ragas' metric.
    """

    def __init__(self, found: Metric, scorer: SingleTurnMetric) -> None:
        self.metric = found
        self._scorer = scorer

    def applies(self, sample: Sample) -> bool:
        """Apply where some principle answers."""
        return bool(sample.reference_context_ids)

    def measure(self, sample: Sample) -> Verdict:
        """Return what ragas says; its NaN (nothing retrieved) is 0 here, so that no failure leaves the mean.

        Call it outside a running event loop.
        """
        given = single_turn_sample(sample)
        given.retrieved_context_ids = list(sample.retrieved_context_ids[:FIRST])
        value = asyncio.run(self._scorer.single_turn_ascore(given))
        return Verdict(0.0, "ragas: nothing retrieved") if math.isnan(value) else Verdict(float(value))


def id_based_checks() -> list[IdBased]:
    """Return ragas' context precision and recall by ids, over the first three principles retrieved."""
    precision = deterministic(RAGAS_OWN[0], "ragas: retrieved ids (first three) that are expected", 0.3, False)
    recall = deterministic(RAGAS_OWN[1], "ragas: expected ids among the first three retrieved", 1.0, False)
    return [IdBased(precision, IDBasedContextPrecision()), IdBased(recall, IDBasedContextRecall())]
