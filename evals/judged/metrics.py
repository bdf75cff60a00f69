"""The five metrics of ragas that a chat model scores, what each needs, and from which value a case passes."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any

from coach.cited import citations
from coach.errors import EnvironmentFault
from coach.model.redact import one_line
from coach.settings import keep_quiet
from evals.checks.written import ONLY_RETRIEVED, Written
from evals.judged.faults import JudgeFault
from evals.records import Metric, Sample, Verdict
from evals.sample import single_turn_sample

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from evals.judged.strict import TextEncoder

# So many contexts are looked at, best first: as many as nDCG@5 counts. A ranking of every principle would give each
# question full recall, and cost a call for each of them.
FIRST = 5


@dataclass(frozen=True)
class JudgedMetric:
    """A metric that a chat model scores.

    Attributes:
        metric: What it is.
        ragas: The metric of ragas behind it.
        needs: Tells whether a sample has what the metric looks at, given the ids that are citations in it.
        view: Brings a sample to what is shown to the judge.
        written: What the corpus holds; by default the ids retrieved are all there is.
    """

    metric: Metric
    ragas: Any
    needs: Callable[[Sample, Collection[str]], bool]
    view: Callable[[Sample], Sample]
    written: Written = ONLY_RETRIEVED

    def applies(self, sample: Sample) -> bool:
        """Tell whether this sample can be asked that at all; else it is no row of the metric."""
        return self.needs(self.view(sample), self.written.citable(sample))

    async def score(self, sample: Sample) -> Verdict:
        """Score one sample.

        Returns:
            A value from 0 to 1.

        Raises:
            JudgeFault: The judge could not be asked, or gave no judgement. `run.judge_samples` turns this, and
                whatever else may be raised, into an unscored verdict.
        """
        value = float(await self.ragas.single_turn_ascore(single_turn_sample(self.view(sample))))
        if math.isnan(value):
            raise JudgeFault("the judge found nothing to judge (ragas: nan)", is_unreadable=True)
        return Verdict(min(max(value, 0.0), 1.0))

    def digest(self, case: str, sample: Sample) -> str:
        """Return what a score depends on besides the judge, as one short text."""
        shown = json.dumps(asdict(self.view(sample)), sort_keys=True, ensure_ascii=False)
        parts = json.dumps([case, self.metric.name, self.prompts, shown])
        return hashlib.sha256(parts.encode()).hexdigest()

    @cached_property
    def prompts(self) -> str:
        """A digest of the texts that the judge is asked with."""
        found = self.ragas.get_prompts()
        texts = [f"{name}\n{found[name].to_string()}" for name in sorted(found)]
        return hashlib.sha256("\n\n".join(texts).encode()).hexdigest()


def judged_metrics(model: BaseChatModel, encoder: TextEncoder, written: Written = ONLY_RETRIEVED) -> list[JudgedMetric]:
    """Return ragas' five metrics, scored by a chat model.

    Args:
        model: The judging model, any of LangChain's.
        encoder: Compares the question with the ones that the judge thinks were answered.
        written: What the corpus holds.

    Raises:
        EnvironmentFault: ragas cannot be imported.
    """
    found = _strict().ragas_metrics(model, encoder)
    return [JudgedMetric(metric, found[metric.name], needs, view, written) for metric, needs, view in _METRICS]


def judge_version(judge: str, metrics: Sequence[JudgedMetric]) -> str:
    """Return what to write beside judged scores: the judge, ragas' version, and a digest of the prompts.

    Args:
        judge: ``provider:model``.
        metrics: The metrics used.
    """
    import ragas

    digest = hashlib.sha256("".join(metric.prompts for metric in metrics).encode()).hexdigest()
    return f"{judge}, ragas {ragas.__version__}, prompts {digest[:12]}"


def _strict() -> ModuleType:
    keep_quiet()  # before the import: ragas reads once, at its first event, whether it may report home
    # What ragas logs becomes a reason here; without any handler, Python would print it into the progress bar.
    logging.getLogger("ragas").addHandler(logging.NullHandler())
    try:
        from evals.judged import strict
    except ImportError as error:
        raise EnvironmentFault(
            f"ragas cannot be imported: {one_line(str(error))}",
            'ragas 0.4.3 needs langchain-community==0.4.1. Install what fits: pip install "grounded-coach[evals]"',
        ) from error
    return strict


def _cited(sample: Sample) -> Sample:
    """Show the contexts that the answer cites; the first ones where it cites none that was retrieved."""
    cited = set(citations(sample.response, sample.retrieved_context_ids))
    pairs = zip(sample.retrieved_context_ids, sample.retrieved_contexts, strict=False)
    contexts = tuple(text for name, text in pairs if name in cited and text.strip())
    return replace(sample, retrieved_contexts=contexts) if contexts else _first(sample)


def _first(sample: Sample) -> Sample:
    """Show the first contexts."""
    contexts = tuple(text for text in sample.retrieved_contexts if text.strip())[:FIRST]
    return replace(sample, retrieved_contexts=contexts)


def _gives_advice(sample: Sample, known: Collection[str]) -> bool:
    return bool(citations(sample.response, known) and sample.retrieved_contexts)


def _should_answer(sample: Sample, known: Collection[str]) -> bool:
    """An answerable question that was refused stays a row, and scores low: it must not vanish from the mean."""
    expected = sample.rubrics.get("outcome", "answered" if sample.reference else "")
    return bool(sample.response.strip()) and (expected == "answered" or _gives_advice(sample, known))


def _has_reference(sample: Sample, _: Collection[str]) -> bool:
    return bool(sample.reference.strip() and sample.retrieved_contexts)


def _has_both(sample: Sample, _: Collection[str]) -> bool:
    return bool(sample.reference.strip() and sample.response.strip())


def _judged(name: str, passes_at: float, about: str) -> Metric:
    # None decides alone that a case fails: a judge errs. Gates use the means.
    return Metric(name, "judged", passes_at, False, about)


_METRICS: tuple[tuple[Metric, Callable[[Sample, Collection[str]], bool], Callable[[Sample], Sample]], ...] = (
    (
        # One statement in five may be the assistant's own words around the quotations, which stand in no principle.
        _judged("faithfulness", 0.8, "statements of the answer that follow from the principles it cites"),
        _gives_advice,
        _cited,
    ),
    (
        # A low bar, because the encoder hardly tells: on the 155 answerable development questions, question and
        # the principle's own question have a median cosine of 0.23 (tenth percentile 0.11), other principles' 0.18.
        # What it does tell is evasion, which scores 0.
        _judged("response_relevancy", 0.1, "answers that commit themselves, and to the question asked"),
        _should_answer,
        _first,
    ),
    (
        # Average precision: 0.5 is the one useful principle in second place.
        _judged("context_precision", 0.5, "useful principles ranked above useless ones"),
        _has_reference,
        _first,
    ),
    (
        # The reference is the text of the expected principles: 0.8 leaves a sentence in five for paraphrase.
        _judged("context_recall", 0.8, "sentences of the expected principles that were retrieved"),
        _has_reference,
        _first,
    ),
    (
        # F1. An answer quotes a few sentences of principles that have many, and may rightly add others: where both
        # agree in half of their claims, the right principle was used.
        _judged("factual_correctness", 0.5, "claims of the answer and of the expected principles that agree"),
        _has_both,
        _first,
    ),
)
