"""Questions drafted by ragas' test-set generator from the principles of a corpus. Imports ragas: only where it is used.

ragas' own defaults expect long documents full of names: it refuses texts of under 100 tokens, asks only about named
entities, and counts tokens with a table it fetches from the network. Principles are short and name nobody. Hence they
go in as chunks, questions are asked about their themes, and lengths are counted in characters.
"""

from __future__ import annotations

import asyncio
import io
import logging
import math
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, redirect_stderr
from typing import Any

from langchain_core.documents import Document

from coach.errors import EnvironmentFault
from coach.model.loop import own_loop
from coach.records import Corpus
from evals.judged.faults import JudgeFault, score_fault
from evals.judged.model import Judge
from evals.judged.strict import EncoderEmbeddings, JudgeLLM, TextEncoder
from evals.records import Case

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # ragas moves its classes about between versions
    import ragas
    from ragas.embeddings.base import LangchainEmbeddingsWrapper
    from ragas.run_config import RunConfig
    from ragas.testset import TestsetGenerator
    from ragas.testset.graph import KnowledgeGraph, Node, NodeType
    from ragas.testset.persona import Persona
    from ragas.testset.synthesizers.multi_hop import MultiHopAbstractQuerySynthesizer
    from ragas.testset.synthesizers.prompts import PersonaThemesMapping, ThemesPersonasMatchingPrompt
    from ragas.testset.synthesizers.single_hop.specific import SingleHopSpecificQuerySynthesizer
    from ragas.testset.transforms import apply_transforms
    from ragas.testset.transforms.extractors import EmbeddingExtractor
    from ragas.testset.transforms.extractors.llm_based import ThemesExtractor
    from ragas.testset.transforms.relationship_builders import CosineSimilarityBuilder
    from ragas.tokenizers import BaseTokenizer

_AT_ONCE = 4
_ALIKE = 0.5  # cosine from which two principles may share a question: a quarter of the pairs of the bundled corpus
_SHARED = 0.25  # share of the questions that need more than one principle, where some are alike
_PERSONAS = (
    ("Newcomer", "New in the role, writes in haste, does not know the terms that the text uses."),
    ("Experienced colleague", "Long in the job, tells what happened in detail before asking."),
    ("Worried writer", "Under pressure, unsure what to ask for, mentions what others said."),
)


class _Characters(BaseTokenizer):
    """Counts characters: ragas cuts only texts of over 32,000 of them, and needs no table for that."""

    def encode(self, text: str) -> list[int]:
        return [ord(sign) for sign in text]

    def decode(self, tokens: list[int]) -> str:
        return "".join(map(chr, tokens))


class _Writer(JudgeLLM):
    """The writing model. ragas runs each of its steps in a new event loop; the model's connections know only one."""

    async def agenerate_text(self, *args: Any, **kwargs: Any) -> Any:
        return await asyncio.wrap_future(own_loop().start(super().agenerate_text(*args, **kwargs)))


class _Matching(ThemesPersonasMatchingPrompt):
    """Who asks about what. A model that makes up a persona would end ragas' run with a KeyError."""

    def process_output(self, output: Any, input: Any) -> Any:
        known = {persona.name for persona in input.personas}
        kept = {name: themes for name, themes in output.mapping.items() if name in known and themes}
        return PersonaThemesMapping(mapping=kept or {name: list(input.themes) for name in sorted(known)})


def documents(corpus: Corpus) -> list[Document]:
    """Return the principles as LangChain documents; the metadata hold their id and title."""
    return [
        Document(page_content=principle.text, metadata={"id": principle.id, "title": principle.title})
        for principle in corpus.principles
    ]


def generate(corpus: Corpus, writer: Judge, encoder: TextEncoder, count: int) -> tuple[list[Case], int]:
    """Let a chat model draft questions through ragas' generator.

    Args:
        corpus: Its principles are what the questions are about.
        writer: The chat model.
        encoder: Tells which principles are alike; Coach's own will do.
        count: How many questions.

    Returns:
        Cases marked as drafts, at most ``count``, whose expected ids are those of the principles the question was
        written from; and how many questions could not be had.

    Raises:
        EnvironmentFault: The model cannot be asked, or nothing it wrote is of use.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:  # ragas starts event loops; the caller may run inside one
        samples = thread.submit(_samples, corpus, _Writer(writer.model), encoder, count).result()
    ids_of: dict[str, list[str]] = {}
    for principle in corpus.principles:
        ids_of.setdefault(principle.text, []).append(principle.id)
    found = [case for sample in samples if (case := _case(sample, ids_of, writer.name))][:count]
    if not found:
        raise EnvironmentFault(f"{writer.name} wrote no question that can be used", "Try again, or another model.")
    return found, max(0, count - len(found))


def _samples(corpus: Corpus, llm: _Writer, encoder: TextEncoder, count: int) -> list[Any]:
    config = RunConfig(max_workers=_AT_ONCE, max_retries=1)
    with _silenced():
        try:
            graph = _graph(corpus, llm, encoder, config)
            generator = TestsetGenerator(
                llm=llm,
                embedding_model=LangchainEmbeddingsWrapper(EncoderEmbeddings(encoder)),
                knowledge_graph=graph,
                persona_list=[Persona(name=name, role_description=about) for name, about in _PERSONAS],
            )
            size, distribution = _kinds(graph, llm, _context(corpus), count)
            work: Any = generator.generate(size, distribution, run_config=config, return_executor=True)
            work.jobs = _evenly(work.jobs, count)
            work.raise_exceptions = False  # from here on, one that fails leaves the others
            return list(work.results())
        except Exception as error:
            raise _fault(error) from error


def _evenly(jobs: Sequence[Any], count: int) -> list[Any]:
    """Return the jobs to do: a question for every principle comes before a second one for any."""
    seen: Counter[tuple[Any, ...]] = Counter()
    turns = []
    for place, job in enumerate(jobs):
        nodes = tuple(node.id for node in job[2]["scenario"].nodes)
        turns.append((seen[nodes], place))
        seen[nodes] += 1
    return [jobs[place] for _, place in sorted(turns)[:count]]


def _graph(corpus: Corpus, llm: _Writer, encoder: TextEncoder, config: RunConfig) -> KnowledgeGraph:
    """Return the principles with their themes, joined where two are alike."""
    nodes = [
        Node(
            type=NodeType.CHUNK,
            properties={"page_content": document.page_content, "document_metadata": document.metadata},
        )
        for document in documents(corpus)
    ]
    graph = KnowledgeGraph(nodes=nodes)
    embeddings = LangchainEmbeddingsWrapper(EncoderEmbeddings(encoder))
    steps: list[Any] = [
        ThemesExtractor(llm=llm, tokenizer=_Characters()),
        EmbeddingExtractor(embedding_model=embeddings),
        CosineSimilarityBuilder(new_property_name="summary_similarity", threshold=_ALIKE),
    ]
    apply_transforms(graph, steps, run_config=config)
    return graph


def _kinds(graph: KnowledgeGraph, llm: _Writer, context: str, count: int) -> tuple[int, list[tuple[Any, float]]]:
    """Return for how many questions ragas makes plans, and the shares of each kind.

    ragas goes through the principles until it has enough: only a plan for all of them alike leaves none out.
    """
    matching = _Matching()
    one: Any = SingleHopSpecificQuerySynthesizer(
        llm=llm, llm_context=context, property_name="themes", theme_persona_matching_prompt=matching
    )
    shared = round(count * _SHARED) if graph.relationships else 0
    size = math.ceil((count - shared) / len(graph.nodes)) * len(graph.nodes)
    if not shared:
        return size, [(one, 1.0)]
    several = MultiHopAbstractQuerySynthesizer(llm=llm, llm_context=context, theme_persona_matching_prompt=matching)
    return size, [(one, 1.0), (several, shared / size)]  # of ``size``; ragas does not mind a sum above 1


def _context(corpus: Corpus) -> str:
    return (
        "Each query is what a person writes to an adviser: their own situation, told in the first person, in everyday "
        "words, without knowing the text and without its terms. Never mention the text, the context or the persona. "
        f"The adviser's field: {(corpus.about or corpus.title).rstrip('.')}. Write in the language {corpus.language}."
    )


def _case(sample: Any, ids_of: Mapping[str, Sequence[str]], model: str) -> Case | None:
    """Return a sample as a case; None where ragas has none (a failure is a NaN), or none of the principles is in it."""
    question = " ".join((getattr(sample, "user_input", None) or "").split())
    contexts = [_without_hop(text) for text in getattr(sample, "reference_contexts", None) or []]
    ids = tuple(dict.fromkeys(name for text in contexts for name in ids_of.get(text, ())))
    if not question or not ids:
        return None
    named = " and ".join(ids)
    note = (
        f"Generated by ragas {ragas.__version__} with {model} from {named}. Check that somebody would ask this, "
        f"that {named} answers it, and that no other does."
    )
    return Case(f"{'-'.join(ids)}-generated", "answerable", question, expected=ids, note=note, draft=True)


def _without_hop(text: str) -> str:
    """Return a context without the ``<1-hop>`` that ragas puts before each of several."""
    head, gap, rest = text.partition("-hop>\n\n")
    return rest if gap and head.startswith("<") and head[1:].isdigit() else text


def _fault(error: Exception) -> EnvironmentFault:
    fault = score_fault(error)
    message = fault.message.replace("the judge's", "the model's").replace("the judge", "the model")
    hint = fault.hint if isinstance(error, JudgeFault) else "Run it again; another model may do better."
    return EnvironmentFault(f"No questions could be generated: {message}", hint)


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep ragas' remarks on single failures to itself, they are counted; its bars too, where nobody watches them."""
    logger = logging.getLogger("ragas")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with ExitStack() as stack:
            stack.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
            if not sys.stderr.isatty():
                stack.enter_context(redirect_stderr(io.StringIO()))
            yield
    finally:
        logger.setLevel(before)
