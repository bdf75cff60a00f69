"""Whether the corpus answers a question at all: several kinds of evidence weighed against each other.

Similarity to situations alone trusts one way of asking; plain similarity to principles alone cannot tell a near miss.
A logistic regression over both, the probes and the words decides (coefficients: `python -m evals.fit`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from coach.index import Hit
from coach.records import Coverage, Status
from coach.retriever.evidence import Evidence

Floats = npt.NDArray[np.float32]
SIGNALS = ("situations minus beyond", "passages", "probe", "words minus beyond")

# `python -m evals.fit` prints what the development questions alone would choose: words weigh twice as much there,
# because situations, beyond and development questions are nearer to each other in wording than strangers are to any.
# Plain similarity to the passages weighs more here instead: it does not know how the situations were written.
COEFFICIENTS = {"situations minus beyond": 16.0, "passages": 5.0, "probe": -0.55, "words minus beyond": 0.3}
INTERCEPT = -2.75  # puts the threshold PARTLY where 95 % of the answerable development questions are answered

COVERED, PARTLY = 0.8, 0.5
# A question of a corpus without situations has only plain similarity: above, it is answered (partly).
PLAIN_COVERED, PLAIN_PARTLY = 0.45, 0.30
# A hand-off needs this many of the 3 nearest questions without an answer to be of its kind.
HANDOFF_OF_NEAREST = 2


def signals(evidence: Evidence) -> Floats:
    """Return the signals of a question, (s,) float32, in the order of ``SIGNALS``."""
    beyond = float(np.mean([hit.similarity for hit in evidence.beyond])) if evidence.beyond else 0.0
    found = {
        "situations minus beyond": evidence.best("situations") - beyond,
        "passages": evidence.best("passages"),
        "probe": evidence.beyond_log_odds,
        "words minus beyond": evidence.best("words") - evidence.beyond_words,
    }
    return np.array([found[name] for name in SIGNALS], dtype=np.float32)


def decide(evidence: Evidence, told: Callable[[], Sequence[Hit]]) -> Coverage:
    """Decide whether the corpus answers a question.

    Args:
        evidence: Of the person-neutral question.
        told: Returns the unanswered questions nearest to the question as it was told (who is concerned matters for a
            hand-off); only called when the question does not seem covered.
    """
    if not evidence.beyond or not evidence.best_situation:
        return _plain(evidence)
    weights = np.array([COEFFICIENTS[name] for name in SIGNALS])
    score = float(1 / (1 + np.exp(-(signals(evidence) @ weights + INTERCEPT))))
    resembles = evidence.beyond[0].owner
    handoff = _handoff(told()) if score < COVERED else None
    status = "handoff" if handoff else _status(score, COVERED, PARTLY)
    return Coverage(status, score, handoff, resembles)


def _status(score: float, covered: float, partly: float) -> Status:
    return "covered" if score >= covered else "partly" if score >= partly else "not_covered"


def _plain(evidence: Evidence) -> Coverage:
    score = float(np.clip(evidence.best("passages"), 0, 1))
    return Coverage(_status(score, PLAIN_COVERED, PLAIN_PARTLY), score)


def _handoff(nearest: Sequence[Hit]) -> str | None:
    """Return the hand-off kind that most of the nearest unanswered questions share."""
    kinds = Counter(hit.label for hit in nearest if hit.label)
    kind, times = kinds.most_common(1)[0] if kinds else ("", 0)
    return kind if times >= HANDOFF_OF_NEAREST else None
