"""Whether the corpus answers a question at all: several kinds of evidence weighed against each other.

Similarity to situations alone trusts one way of asking; plain similarity to principles alone cannot tell a near miss.
A logistic regression over both, the probes and the words decides (coefficients: `python -m evals.fit`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from coach.records import Coverage, Status
from coach.retriever.evidence import Evidence
from coach.retriever.turning_away import kind_of

Floats = npt.NDArray[np.float32]
SIGNALS = ("situations minus beyond", "passages", "probe", "words minus beyond")

# `python -m evals.fit` prints what the development questions alone would choose: words weigh twice as much there,
# because situations, beyond and development questions are nearer to each other in wording than strangers are to any.
# Plain similarity to the passages weighs more here instead: it does not know how the situations were written.
COEFFICIENTS = {"situations minus beyond": 16.0, "passages": 4.0, "probe": -0.55, "words minus beyond": 0.4}
INTERCEPT = -2.1  # puts the threshold PARTLY where 95 % of the answerable development questions are answered

COVERED, PARTLY = 0.8, 0.5
# A corpus without situations has only plain similarity, which tells little. On evals/development at 0.30: 83 % of the
# answerable answered and 50 % of the others; at 0.45: 18 % and 5 %. Hence "covered" only from there.
PLAIN_COVERED, PLAIN_PARTLY = 0.45, 0.30
# A hand-off needs this probability: HANDOFF where no principle seems to answer, SURE_HANDOFF where one does.
# `make eval` prints what they find ("hand-offs found", "false hand-offs").
HANDOFF, SURE_HANDOFF = 0.5, 0.9


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


def covered_score(evidence: Evidence) -> float:
    """Return how well the corpus covers a question, 0 to 1."""
    if not evidence.beyond or not evidence.best_situation:
        return float(np.clip(evidence.best("passages"), 0, 1))
    weights = np.array([COEFFICIENTS[name] for name in SIGNALS])
    return float(1 / (1 + np.exp(-(signals(evidence) @ weights + INTERCEPT))))


def decide(evidence: Evidence, handoffs: Mapping[str, float], sign: str | None = None) -> Coverage:
    """Decide whether the corpus answers a question, and whether a person should be asked instead.

    Args:
        evidence: Of the person-neutral question.
        handoffs: Probability of each kind of hand-off.
        sign: A kind that a phrase of the question alone calls for.
    """
    score = covered_score(evidence)
    if sign:
        return Coverage("handoff", score, sign)
    has_situations = bool(evidence.beyond and evidence.best_situation)
    covered, partly = (COVERED, PARTLY) if has_situations else (PLAIN_COVERED, PLAIN_PARTLY)
    kind = kind_of(handoffs)
    if kind and sum(handoffs.values()) >= (SURE_HANDOFF if score >= partly else HANDOFF):
        return Coverage("handoff", score, kind)
    return Coverage(_status(score, covered, partly), score)


def _status(score: float, covered: float, partly: float) -> Status:
    return "covered" if score >= covered else "partly" if score >= partly else "not_covered"
