"""From a case and the reply to what the checks look at, and on to ragas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from coach.records import Corpus
from evals.records import Case, Response, Sample

if TYPE_CHECKING:
    from ragas import EvaluationDataset, SingleTurnSample


def sample_of(case: Case, response: Response, corpus: Corpus, others: Sequence[Response] = ()) -> Sample:
    """Return the sample of a case.

    Args:
        case: What was asked and expected.
        response: What was replied.
        corpus: The truth: contexts are its texts of the retrieved ids, not what the system says they are.
        others: The replies to the other cases of the group.
    """
    text_of = {principle.id: principle.text for principle in corpus.principles}
    asked = "\n".join([*(f"{turn.role}: {turn.content}" for turn in case.history), case.question])
    return Sample(
        user_input=asked,
        response=response.text,
        retrieved_context_ids=response.ranking,
        retrieved_contexts=tuple(text_of.get(name, "") for name in response.ranking),
        reference_context_ids=case.expected,
        reference="\n".join(text_of[name] for name in case.expected),
        multi_responses=tuple(other.text for other in others),
        rubrics=_rubrics(case),
    )


def _rubrics(case: Case) -> dict[str, str]:
    outcome = f"handoff: {case.handoff}" if case.handoff else "answered" if case.expected else "not covered"
    found = {"outcome": outcome}
    if case.tension:
        found["tension"] = json.dumps(case.tension, ensure_ascii=False)
    if case.must_not_say:
        found["must_not_say"] = json.dumps(case.must_not_say, ensure_ascii=False)
    if case.kind in ("framing", "persons"):
        found["differs_in"] = case.kind
    return found


def single_turn_sample(sample: Sample) -> SingleTurnSample:
    """Return the sample as ragas knows it.

    Raises:
        ImportError: ragas cannot be imported.
    """
    from ragas import SingleTurnSample

    return SingleTurnSample(
        user_input=sample.user_input,
        response=sample.response,
        retrieved_context_ids=list(sample.retrieved_context_ids),
        retrieved_contexts=list(sample.retrieved_contexts),
        reference_context_ids=list(sample.reference_context_ids),
        reference=sample.reference,
        multi_responses=list(sample.multi_responses),
        rubrics=dict(sample.rubrics),
    )


def evaluation_dataset(samples: Iterable[Sample]) -> EvaluationDataset:
    """Return ragas' dataset of many samples, for ``ragas.evaluate`` and your own ragas metrics.

    Raises:
        ImportError: ragas cannot be imported.
    """
    from ragas import EvaluationDataset

    return EvaluationDataset(samples=[single_turn_sample(sample) for sample in samples])
