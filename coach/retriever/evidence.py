"""What speaks for each principle, and for none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from coach.index import Hit, Index
from coach.retriever.lexical import WordIndex
from coach.retriever.probe import NONE, Probe

Floats = npt.NDArray[np.float32]
NEAREST = 3  # situations averaged a principle; 1, 3, 8 and 20 were tried (evals/README.md)
NEAREST_BY_WORDS = 8  # texts averaged a principle for BM25, which is noisier; 3 was 0.1 hit@1 lower
SITUATIONS_READ = 100  # nearest situations read; 200 and 300 gave the same ranking figures and took longer
# The features of a principle, in the order of the columns of ``Evidence.features``. A long question is several
# sentences, only some of which ask: "sentence ..." is the mean over its sentences taken apart.
FEATURES = ("situations", "sentence situations", "probe", "sentence probe", "passages", "words", "all words")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one question finds.

    Args:
        owners: (p,) ids, principles in corpus order.
        features: (p, f) float32, columns as ``FEATURES``; a feature that the corpus cannot have is all zero.
        best_situation: The nearest situation by principle.
        best_sentence: The nearest passage by principle.
        beyond: The nearest questions that no principle answers, best first.
        beyond_words: Mean BM25 score of the nearest such questions.
        beyond_log_odds: Of the probe: positive where no principle seems to answer; 0 without a probe.
        vector: (d,) of the whole question.
    """

    owners: tuple[str, ...]
    features: Floats
    best_situation: Mapping[str, Hit]
    best_sentence: Mapping[str, Hit]
    beyond: tuple[Hit, ...]
    beyond_words: float
    beyond_log_odds: float
    vector: Floats

    def best(self, feature: str) -> float:
        """Return the highest value of a feature over the principles."""
        return float(self.features[:, FEATURES.index(feature)].max())


class Gatherer:
    """Gathers evidence from an open index.

    Args:
        index: Holds passages, situations and beyond, and what ``training.train`` returned.
        owners: Ids of the principles, in corpus order.
    """

    def __init__(self, index: Index, owners: Sequence[str]) -> None:
        self._index = index
        self._owners = tuple(owners)
        self._number = {owner: number for number, owner in enumerate(self._owners)}
        self._rows = WordIndex(index.extras, "row")
        self._bags = WordIndex(index.extras, "bag")
        self._bag_order = [index.extras["bag_owners"].tolist().index(owner) for owner in self._owners]
        # Where only some principles have situations (a draft that was ended, an FAQ), these would win every question:
        # with eight for each of three bundled principles all of 54 went to them. So they count once every one has some.
        asked = {row.owner for row in index.rows("situation")}
        self._all_have = not asked or asked >= set(self._owners)
        has_probe = self._all_have and "principle_classes" in index.extras
        self._principles = Probe(index.extras, "principle") if has_probe else None
        owner_of = [self._number[row.owner] for kind in ("passage", "situation") for row in index.rows(kind)]
        self._row_owner = np.array(owner_of + [-1] * len(index.rows("beyond")))
        if not self._all_have:
            first = len(index.rows("passage"))
            self._row_owner[first : first + len(index.rows("situation"))] = -2

    def gather(self, vector: Floats, text: str) -> Evidence:
        """Gather the evidence for a whole question; its sentences count as the whole until ``read_apart``.

        Args:
            vector: (d,) float32, unit norm.
            text: The question.
        """
        found = self._index.search("situation", vector, SITUATIONS_READ) if self._all_have else []
        passages = self._index.search("passage", vector, 10 * len(self._owners))
        rows = self._rows.scores(text)
        situations = self._nearest(found, NEAREST)
        probe, log_odds = self._by_probe(vector[None, :])
        columns = {
            "situations": situations,
            "sentence situations": situations,
            "probe": probe,
            "sentence probe": probe,
            "passages": self._nearest(passages, 1),
            "words": np.array([_top_mean(rows[self._row_owner == number]) for number in range(len(self._owners))]),
            "all words": self._bags.scores(text)[self._bag_order],  # of each principle with its situations
        }
        if not self._all_have:
            columns["all words"] = columns["words"]
        return Evidence(
            owners=self._owners,
            features=np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32),
            best_situation=first_by_owner(found),
            best_sentence=first_by_owner([hit for hit in passages if _is_sentence(hit)]),
            beyond=tuple(self._index.search("beyond", vector, NEAREST)),
            beyond_words=_top_mean(rows[self._row_owner == -1]),
            beyond_log_odds=log_odds,
            vector=vector,
        )

    def read_apart(self, evidence: Evidence, vectors: Floats) -> Evidence:
        """Return the evidence with the sentences' features taken from their own vectors, (n, d) float32."""
        features = evidence.features.copy()
        found = self._index.search_many("situation", vectors, SITUATIONS_READ) if self._all_have else [[]]
        features[:, FEATURES.index("sentence situations")] = np.mean(
            [self._nearest(hits, NEAREST) for hits in found], axis=0
        )
        features[:, FEATURES.index("sentence probe")] = self._by_probe(vectors)[0]
        return replace(evidence, features=features)

    def _nearest(self, hits: Sequence[Hit], nearest: int) -> Floats:
        """Return the mean similarity of each principle's nearest hits; missing ones count as the farthest hit."""
        means = np.full((len(self._owners), nearest), hits[-1].similarity if hits else 0.0, dtype=np.float32)
        filled = dict.fromkeys(self._owners, 0)
        for hit in hits:
            if filled[hit.owner] < nearest:
                means[self._number[hit.owner], filled[hit.owner]] = hit.similarity
                filled[hit.owner] += 1
        result: Floats = means.mean(axis=1)
        return result

    def _by_probe(self, vectors: Floats) -> tuple[Floats, float]:
        """Return (p,) log-probabilities in corpus order and the log-odds that none answers, means over n texts."""
        if self._principles is None:
            return np.zeros(len(self._owners), dtype=np.float32), 0.0
        found = self._principles.log_probabilities(vectors).mean(axis=0)
        number = {name: place for place, name in enumerate(self._principles.classes)}
        column = np.array([found[number[owner]] if owner in number else found.min() for owner in self._owners])
        if NONE not in number:
            return column, 0.0
        none = float(np.clip(np.exp(found[number[NONE]]), 1e-6, 1 - 1e-6))
        return column, float(np.log(none / (1 - none)))


def _top_mean(scores: Floats) -> float:
    """Return the mean of the highest scores; missing ones count as 0."""
    return float(np.sort(scores)[-NEAREST_BY_WORDS:].sum()) / NEAREST_BY_WORDS


def _is_sentence(hit: Hit) -> bool:
    """A passage of one sentence is embedded with its title in front; whole texts and questions are not sentences."""
    return hit.text != hit.label and hit.text.endswith(hit.label)


def first_by_owner(hits: Sequence[Hit]) -> dict[str, Hit]:
    """Return the best hit of each owner, of hits that come best first."""
    found: dict[str, Hit] = {}
    for hit in hits:
        found.setdefault(hit.owner, hit)
    return found
