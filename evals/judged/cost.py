"""What a judged run will cost, said before it is paid, and what it has cost.

An estimate: the prompts that follow from the samples are counted exactly, at about four characters a token (English;
other scripts take more); a prompt that holds an earlier reply, and the replies themselves, are guessed from the texts
they restate. What a model spends on reasoning first, no estimate sees. Prices change: none are built in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coach.model.price import Price
from coach.model.price import cost as dollars
from coach.model.price import parse_price as parse_price  # of one piece with the estimate, for those who use this
from coach.records import Usage
from evals.judged.cache import ReplyCache
from evals.judged.metrics import JudgedMetric
from evals.records import Sample

CHARACTERS_PER_TOKEN = 4
_RESTATED = 1.3  # statements restate a text in whole sentences, each in quotation marks
_STATEMENT = 100  # characters of a statement, roughly a short sentence
_VERDICT = 180  # characters of a verdict besides its statement: the reason and the JSON around it


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run is expected to take.

    Attributes:
        calls: To the judge.
        tokens_in: Of the prompts.
        tokens_out: Of the replies.
        held: Scores that need no call, because every reply is in the cache.
    """

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    held: int = 0

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.held + other.held,
        )


@dataclass(frozen=True, slots=True)
class Call:
    """One call, in characters."""

    sent: float
    received: float


def estimate(
    samples: Mapping[str, Sample], metrics: Sequence[JudgedMetric], cache: ReplyCache | None = None
) -> dict[str, Estimate]:
    """Return what a run is expected to take, by metric name; ``sum(found.values(), Estimate())`` is the whole.

    Args:
        samples: By case id.
        metrics: See `judged_metrics`.
        cache: The judge's cache; scores whose replies it holds cost nothing.
    """
    found: dict[str, Estimate] = {}
    for metric in metrics:
        expected = Estimate()
        for case, sample in samples.items():
            if not metric.applies(sample):
                continue
            is_held = cache is not None and cache.holds_score(metric.digest(case, sample))
            expected += Estimate(held=1) if is_held else _of(calls(metric, sample))
        found[metric.metric.name] = expected
    return found


def cost(tokens: Estimate | Usage, price: Price | None) -> float | None:
    """Return dollars; None where no price is known.

    Args:
        tokens: What is expected, or was spent.
        price: Dollars for a million tokens in, and for a million out.
    """
    return dollars(tokens.tokens_in, tokens.tokens_out, price)


def calls(metric: JudgedMetric, sample: Sample) -> list[Call]:
    """Return the calls that ragas will make to score a sample."""
    return _CALLS[metric.metric.name](metric.ragas, metric.view(sample))


def _of(planned: Sequence[Call]) -> Estimate:
    sent = sum(math.ceil(call.sent / CHARACTERS_PER_TOKEN) for call in planned)
    received = sum(math.ceil(call.received / CHARACTERS_PER_TOKEN) for call in planned)
    return Estimate(len(planned), sent, received)


def _length(prompt: Any, **fields: Any) -> int:
    return len(prompt.to_string(prompt.input_model(**fields)))


def _restated(text: str) -> float:
    return len(text) * _RESTATED


def _judged_text(text: str) -> float:
    """Return the length of the verdicts on every statement of a text."""
    return _restated(text) + math.ceil(len(text) / _STATEMENT) * _VERDICT


def _verify(prompt: Any, context: str, text: str) -> Call:
    sent = _length(prompt, context=context, statements=[]) + _restated(text)
    return Call(sent, _judged_text(text))


def _faithfulness(ragas: Any, sample: Sample) -> list[Call]:
    asked = _length(ragas.statement_generator_prompt, question=sample.user_input, answer=sample.response)
    context = "\n".join(sample.retrieved_contexts)
    return [
        Call(asked, _restated(sample.response)),
        _verify(ragas.nli_statements_prompt, context, sample.response),
    ]


def _relevancy(ragas: Any, sample: Sample) -> list[Call]:
    return [Call(_length(ragas.question_generation, response=sample.response), _VERDICT)] * ragas.strictness


def _precision(ragas: Any, sample: Sample) -> list[Call]:
    prompt, question, answer = ragas.context_precision_prompt, sample.user_input, sample.reference
    lengths = [_length(prompt, question=question, context=text, answer=answer) for text in sample.retrieved_contexts]
    return [Call(length, 2 * _VERDICT) for length in lengths]


def _recall(ragas: Any, sample: Sample) -> list[Call]:
    context = "\n".join(sample.retrieved_contexts)
    sent = _length(ragas.context_recall_prompt, question=sample.user_input, context=context, answer=sample.reference)
    return [Call(sent, _judged_text(sample.reference))]


def _correctness(ragas: Any, sample: Sample) -> list[Call]:
    """Each side is taken apart, and its claims held against the other."""
    found = []
    for text, other in ((sample.response, sample.reference), (sample.reference, sample.response)):
        asked = _length(ragas.claim_decomposition_prompt, response=text)
        found += [Call(asked, _restated(text)), _verify(ragas.nli_prompt, other, text)]
    return found


_CALLS: dict[str, Callable[[Any, Sample], list[Call]]] = {
    "faithfulness": _faithfulness,
    "response_relevancy": _relevancy,
    "context_precision": _precision,
    "context_recall": _recall,
    "factual_correctness": _correctness,
}
