"""From a question to a ranking with evidence and coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import numpy.typing as npt

from coach import words
from coach.index import (
    Facts,
    Home,
    Index,
    Manifest,
    Plan,
    ServerHome,
    VectorSource,
    ensure_index,
    home_of,
    open_version,
    server_home_of,
)
from coach.index.server import mark
from coach.index.vectors import Progress
from coach.records import RANKED_HIGHER, Corpus, Coverage, Profile, Ranked
from coach.retriever import audience, coverage, fusion
from coach.retriever.asked import Asked
from coach.retriever.care import Care, open_care
from coach.retriever.documents import DocumentRetriever
from coach.retriever.documents import training as documents
from coach.retriever.documents.known import known_words
from coach.retriever.evidence import Evidence, Gatherer
from coach.retriever.lately import Lately
from coach.retriever.passages import CHUNKER, DOCUMENT_CHUNKER, corpus_rows
from coach.retriever.training import TRAINING, train
from coach.settings import Settings, data_folder

Floats = npt.NDArray[np.float32]
PART_WORDS = 4  # a shorter sentence ("Help!") asks nothing by itself
# Above this share of the first principle its sentences are not read apart: 0.65 halved the time, and hit@1 stayed.
DECIDED = 0.65
MAX_PARTS = 16  # bounds the time a very long question takes


class Retriever(Asked[Evidence]):
    """Finds the principles that answer a question.

    Args:
        corpus: Its principles, in order, are what is ranked.
        index: An index of this corpus.
        encoder: The encoder the index was built with.
        care: Hears whether somebody is in danger.
    """

    def __init__(self, corpus: Corpus, index: Index, encoder: VectorSource, care: Care | None = None) -> None:
        super().__init__(corpus, index, encoder, care)
        self._gatherer = Gatherer(index, [principle.id for principle in corpus.principles])

    def evidence(self, even: str) -> Evidence:
        """Return the evidence of a person-neutral question; its sentences are read apart where there is doubt."""
        whole = self._gatherer.gather(self.encoder.encode([even])[0], even)
        parts = _parts(even)
        if not parts or fusion.share(fusion.fuse(whole.features)).max() >= DECIDED:
            return whole
        return self._gatherer.read_apart(whole, self.encoder.encode(parts))

    def _is_answered(self, evidence: Evidence) -> bool:
        return coverage.covered_score(evidence) >= coverage.PARTLY

    def _decide(self, evidence: Evidence, handoffs: Mapping[str, float], sign: str | None) -> Coverage:
        return coverage.decide(evidence, handoffs, sign)

    def _first(self, evidence: Evidence) -> int:
        return int(fusion.fuse(evidence.features).argmax())

    def _rank(self, evidence: Evidence, profile: Profile) -> tuple[tuple[Ranked, ...], tuple[str, ...]]:
        fused = fusion.fuse(evidence.features)
        remarks = self._lift(fused, profile)
        return self._ranking(evidence, fusion.share(fused)), remarks

    def _lift(self, fused: Floats, profile: Profile) -> tuple[str, ...]:
        """Move principles up whose audience fits the profile; say so where that changes who is first."""
        before = int(fused.argmax())
        said = {}
        for number, principle in enumerate(self.corpus.principles):
            lifted, fitting = audience.lift(principle, profile)
            fused[number] += lifted
            said[number] = fitting
        first = int(fused.argmax())
        if not said[first]:
            return ()
        principle = self.corpus.principles[first]
        if first == before:
            return (f"{RANKED_HIGHER} “{audience.told(principle, profile)}”: {principle.id}.",)
        return (f"Because of your profile, {principle.id} comes first: it names “{said[first]}”.",)

    def _ranking(self, evidence: Evidence, shares: Floats) -> tuple[Ranked, ...]:
        order = sorted(range(len(shares)), key=lambda number: (-float(shares[number]), number))
        return tuple(self._ranked(evidence, number, float(shares[number])) for number in order)

    def _ranked(self, evidence: Evidence, number: int, score: float) -> Ranked:
        owner = evidence.owners[number]
        situation = evidence.best_situation.get(owner)
        passage = evidence.best_sentence.get(owner)
        return Ranked(
            principle=owner,
            score=round(score, 4),
            situation=situation.text if situation else "",
            situation_similarity=round(situation.similarity, 4) if situation else 0.0,
            sentence=passage.label if passage else "",
        )


def _parts(text: str) -> list[str]:
    """Return the sentences that say something, neighbours joined where there are too many; none for one."""
    found = [sentence for sentence in words.sentences(text) if len(words.words(sentence)) >= PART_WORDS]
    if len(found) < 2:
        return []
    size = -(-len(found) // MAX_PARTS)
    return [" ".join(found[start : start + size]) for start in range(0, len(found), size)]


AnyRetriever = Retriever | DocumentRetriever  # of a corpus of principles, of a folder of documents


def open_retriever(
    corpus: Corpus,
    encoder: VectorSource,
    settings: Settings,
    on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Progress | None = None,
) -> AnyRetriever:
    """Open the retriever of a corpus.

    Its index is built first where it is missing, stale or damaged; on a server it is only opened.

    Raises:
        CoachError: as ``open_version``.
    """
    home = index_home(corpus, encoder, settings)
    index = open_version(index_plan(corpus, encoder, home), encoder, home, on_remark, on_progress)
    reader = encoder if isinstance(encoder, Lately) else Lately(encoder)
    return retriever_of(corpus, index, reader, open_care(reader, settings.cache, on_remark))


def publish_index(
    corpus: Corpus,
    encoder: VectorSource,
    settings: Settings,
    on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Progress | None = None,
) -> Manifest:
    """Make the index of a corpus the published one, built where it is missing, stale or damaged.

    Raises:
        CoachError: as ``ensure_index``.
    """
    mark(corpus.folder, data_folder())
    home = index_home(corpus, encoder, settings)
    with ensure_index(index_plan(corpus, encoder, home), encoder, home, on_remark, on_progress) as index:
        return index.manifest


def retriever_of(corpus: Corpus, index: Index, encoder: VectorSource, care: Care | None = None) -> AnyRetriever:
    """Return the retriever that suits a corpus, on an open index of it."""
    return (DocumentRetriever if corpus.passages else Retriever)(corpus, index, encoder, care)


def index_plan(corpus: Corpus, encoder: VectorSource, home: Home | ServerHome | None = None) -> Plan:
    """Return what the index of a corpus shall hold.

    Args:
        corpus: The corpus.
        encoder: The encoder.
        home: Where the index lives; words that the one published there holds are not embedded again.
    """
    learned = f"{DOCUMENT_CHUNKER}+{documents.TRAINING}" if corpus.passages else f"{CHUNKER}+{TRAINING}"
    facts = Facts(corpus.name, corpus.version, encoder.identity, encoder.dimension, learned)
    if not corpus.passages:
        return Plan(facts, lambda: corpus_rows(corpus), train)
    known = partial(known_words, home if isinstance(home, Home) else None, facts)
    return Plan(facts, lambda: corpus_rows(corpus), partial(documents.train_documents, encoder=encoder, known=known))


def index_home(corpus: Corpus, encoder: VectorSource, settings: Settings) -> Home | ServerHome:
    """Return where the index of a corpus lives: in the cache, or on the server that the settings name."""
    if settings.store is not None:
        where = (corpus.name, corpus.folder)
        return server_home_of(settings.store, settings.cache, where, data_folder(), encoder.identity)
    return home_of(settings.cache, corpus.name, corpus.folder, encoder.identity)
