"""ragas' metrics, asked strictly: a reply that is cut short, empty, or leaves statements out is no judgement.

The only file here that imports ragas, and it does so at once: import it through `metrics.judged_metrics`, which turns a
missing ragas into words.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import LLMResult

# ragas' inner modules: `from ragas.metrics import Faithfulness` warns that it is deprecated, and the classes of
# ragas.metrics.collections, which it recommends, take no LangChain model.
from ragas.llms.base import LangchainLLMWrapper
from ragas.metrics._answer_relevance import ResponseRelevancePrompt, ResponseRelevancy
from ragas.metrics._context_precision import ContextPrecisionPrompt, LLMContextPrecisionWithReference
from ragas.metrics._context_recall import ContextRecallClassificationPrompt, LLMContextRecall
from ragas.metrics._factual_correctness import ClaimDecompositionPrompt, FactualCorrectness
from ragas.metrics._faithfulness import Faithfulness, NLIStatementPrompt
from ragas.run_config import RunConfig

from coach import words
from evals.judged.cache import scope_at_work
from evals.judged.faults import JudgeFault, call_fault, reply_fault


class TextEncoder(Protocol):
    """Whatever turns texts into vectors; Coach's own encoder does."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one vector a text, (n, d) float32."""


class EncoderEmbeddings(Embeddings):
    """Coach's encoder as LangChain's ``Embeddings``: relevancy is measured without a second provider."""

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        vectors: list[list[float]] = self._encoder.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one text."""
        return self.embed_documents([text])[0]


class JudgeLLM(LangchainLLMWrapper):
    """ragas' wrapper of a LangChain chat model, without what makes it unsafe for several rows at once.

    ragas sets ``temperature`` and ``n`` on the shared model around each call: two rows at once take each other's. Here
    the model keeps its own temperature, and several replies are several calls. The model retries, ragas does not:
    its ten tries with waits of up to a minute would hold a row for ten.

    Args:
        model: The judging model.
    """

    def __init__(self, model: BaseChatModel) -> None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "LangchainLLMWrapper is deprecated", DeprecationWarning)
            super().__init__(
                model,
                run_config=RunConfig(max_retries=1),
                is_finished_parser=lambda _: True,  # `reply_fault` looks closer
                bypass_temperature=True,
                bypass_n=True,
            )

    async def agenerate_text(self, *args: Any, **kwargs: Any) -> LLMResult:
        """Ask the model.

        Raises:
            JudgeFault: The call failed, or its reply cannot be used, or the run was halted.
        """
        if reason := scope_at_work().halt.reason:
            raise JudgeFault(reason)
        try:
            result = await self._ask(*args, **kwargs)
        except Exception as error:
            raise call_fault(error) from error
        for reply in result.generations[0]:
            if fault := reply_fault(reply):
                raise JudgeFault(fault)
        return result

    async def _ask(self, *args: Any, **kwargs: Any) -> LLMResult:
        try:
            return await super().agenerate_text(*args, **kwargs)
        except Exception as error:
            model: Any = self.langchain_llm
            # Some models take no temperature, and say so only when asked: 400 "Unsupported value: 'temperature' ...".
            if "temperature" not in str(error).lower() or getattr(model, "temperature", None) is None:
                raise
            model.temperature = None
            return await super().agenerate_text(*args, **kwargs)


class _Verdicts(NLIStatementPrompt):
    def process_output(self, output: Any, input: Any) -> Any:
        _require_binary(found.verdict for found in output.statements)
        # ragas divides by the verdicts it got: with one of five, that one alone would decide.
        if len(output.statements) != len(input.statements):
            raise _unreadable(f"{len(output.statements)} verdicts for {len(input.statements)} statements")
        return output


class _Claims(ClaimDecompositionPrompt):
    def process_output(self, output: Any, input: Any) -> Any:
        if not output.claims:  # ragas would call that wholly wrong
            raise _unreadable("no claims found in a text that has some")
        return output


class _Usefulness(ContextPrecisionPrompt):
    def process_output(self, output: Any, input: Any) -> Any:
        _require_binary([output.verdict])
        return output


class _Attribution(ContextRecallClassificationPrompt):
    def process_output(self, output: Any, input: Any) -> Any:
        _require_binary(found.attributed for found in output.classifications)
        expected = len(words.sentences(input.answer))  # one verdict alone would decide for a sentence left out
        if 0 < len(output.classifications) < expected:
            raise _unreadable(f"{len(output.classifications)} verdicts for {expected} sentences")
        return output


class _Question(ResponseRelevancePrompt):
    def process_output(self, output: Any, input: Any) -> Any:
        _require_binary([output.noncommittal])
        return output


def ragas_metrics(model: BaseChatModel, encoder: TextEncoder) -> dict[str, Any]:
    """Return ragas' five metrics by our names, ready to score."""
    llm = JudgeLLM(model)
    relevancy: Any = ResponseRelevancy(
        llm=llm,
        question_generation=_Question(),
        strictness=1,  # ragas asks three times and takes the mean; at temperature 0 that is one question paid thrice
    )
    relevancy.embeddings = EncoderEmbeddings(encoder)
    return {
        "faithfulness": Faithfulness(llm=llm, nli_statements_prompt=_Verdicts()),
        "response_relevancy": relevancy,
        "context_precision": LLMContextPrecisionWithReference(llm=llm, context_precision_prompt=_Usefulness()),
        "context_recall": LLMContextRecall(llm=llm, context_recall_prompt=_Attribution()),
        "factual_correctness": FactualCorrectness(
            llm=llm, claim_decomposition_prompt=_Claims(), nli_prompt=_Verdicts()
        ),
    }


def _require_binary(verdicts: Iterable[int]) -> None:
    """Refuse a verdict on another scale: ragas takes everything but 0 for a yes."""
    wrong = [verdict for verdict in verdicts if verdict not in (0, 1)]
    if wrong:
        raise _unreadable(f"verdict {wrong[0]} where only 0 or 1 was asked for")


def _unreadable(what: str) -> JudgeFault:
    return JudgeFault(f"the reply was not the judgement asked for: {what}", is_unreadable=True)
