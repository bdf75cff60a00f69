"""Whether a folder of documents answers a question, told without a single written example.

Three signs, each weak alone: how near the nearest passage is; whether the passages that share the question's words are
also near in meaning (shared words alone are often chance); and how much of the question's vocabulary a section holds.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from coach.records import Coverage, Status
from coach.retriever.documents.evidence import Evidence
from coach.retriever.turning_away import kind_of

# Each sign counts as many standard deviations as it lies from its usual value: means and deviations over the questions
# of four development sets, rounded. Equal weights: others suited one handbook and hurt the next (evals/README.md).
USUAL = {"similarity": (0.39, 0.08), "agreement": (0.10, 0.08), "words": (1.4, 0.2)}
# The word score is a sum over words, so its root grows with the root of their number: of one or two content words less
# is expected. Of 28 short questions that a small handbook answers 20 instead of 18 count as partly at least, of ten on
# essays 10 instead of 8, and of 18 that nothing answers no more than before, there and in a large handbook; with 4
# instead of 3 three more of these do, with 8 seven.
USUAL_TERMS = 3
SLOPE, MIDDLE = 1.0, 0.0
COVERED, PARTLY = 0.6, 0.35
# Where a corpus has situations and beyond questions, which of the two is nearer weighs most; as in
# `coach.retriever.coverage`.
SITUATIONS_MINUS_BEYOND = 8.0
# A situation's cosine from which the question counts as partly (0.72) and as covered (0.77). Of the 270 questions of
# evals/development, a third of which nothing answers, 99 in 100 have none above 0.70.
SAME_SLOPE, SAME_MIDDLE = 20.0, 0.75
HANDOFF, SURE_HANDOFF = 0.5, 0.9  # as in `coach.retriever.coverage`


def covered_score(evidence: Evidence) -> float:
    """Return how well the documents cover a question, 0 to 1."""
    found = {
        "similarity": evidence.similarity,
        "agreement": evidence.agreement,
        "words": float(np.sqrt(evidence.word_score)),
    }
    usual_words, _ = USUAL["words"]
    found["words"] += usual_words * (1 - np.sqrt(min(evidence.terms, USUAL_TERMS) / USUAL_TERMS))
    logit = SLOPE * sum((found[name] - usual) / spread for name, (usual, spread) in USUAL.items()) - MIDDLE
    if evidence.beyond and evidence.situation_similarity is not None:
        beyond = sum(hit.similarity for hit in evidence.beyond) / len(evidence.beyond)
        logit += SITUATIONS_MINUS_BEYOND * (evidence.situation_similarity - beyond)
    return float(1 / (1 + np.exp(-max(logit, _same_question(evidence)))))


def _same_question(evidence: Evidence) -> float:
    """Return the logit that a situation gives by itself: where it is nearly the question, whatever the passages say."""
    nearest = evidence.nearest_situation
    if nearest is None or (evidence.beyond and evidence.beyond[0].similarity >= nearest):
        return -np.inf
    return SAME_SLOPE * (nearest - SAME_MIDDLE)


def decide(evidence: Evidence, handoffs: Mapping[str, float], sign: str | None = None) -> Coverage:
    """Decide whether the documents answer a question, and whether a person should be asked instead.

    Args:
        evidence: Of the person-neutral question.
        handoffs: Probability of each kind of hand-off; empty without beyond questions.
        sign: A kind that a phrase of the question alone calls for.
    """
    score = covered_score(evidence)
    if sign:
        return Coverage("handoff", score, sign)
    kind = kind_of(handoffs)
    if kind and sum(handoffs.values()) >= (SURE_HANDOFF if score >= PARTLY else HANDOFF):
        return Coverage("handoff", score, kind)
    return Coverage(_status(score), score)


def _status(score: float) -> Status:
    return "covered" if score >= COVERED else "partly" if score >= PARTLY else "not_covered"
