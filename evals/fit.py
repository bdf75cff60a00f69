"""Chooses the retriever's weights on the development questions: ``python -m evals.fit``.

Prints what the development questions alone would choose for `coach/retriever/fusion.py` and `coverage.py`,
cross-validated figures for it and for what else was tried, and what the shipped weights score; writes them to
`evals/results/fit.json`. `evals/README.md` says why the shipped weights differ.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from coach.coach import open_coach
from coach.errors import SettingsError
from coach.retriever import coverage, fusion
from coach.retriever.evidence import FEATURES
from coach.retriever.retriever import Retriever
from coach.settings import from_environment, keep_quiet
from evals.measures import auroc, hit_at_1, ndcg_at
from evals.questions import DEVELOPMENT, Labelled, read_questions

RESULTS = Path(__file__).parent / "results" / "fit.json"
FOLDS, SEED = 10, 7
# Equal weights are the prior: what is learned is how far to leave them. Without a prior the words' weight grew until
# questions in other people's words suffered (see evals/README.md).
PRIOR, PRIOR_STRENGTH = 0.45, 12.0
FUSIONS: dict[str, tuple[str, ...]] = {
    "passages (plain dense)": ("passages",),
    "situations": ("situations",),
    "sentence situations": ("sentence situations",),
    "probe": ("probe",),
    "words": ("words",),
    "all words": ("all words",),
    "situations + passages + words": ("situations", "passages", "words"),
    "without sentences": ("situations", "probe", "passages", "words", "all words"),
    "without probes": ("situations", "sentence situations", "passages", "words", "all words"),
    "without words": ("situations", "sentence situations", "probe", "sentence probe", "passages"),
    "all": FEATURES,
}
SIGNAL_SETS: dict[str, tuple[str, ...]] = {
    "passages (plain dense)": ("passages",),
    "situations minus beyond": ("situations minus beyond",),
    "probe": ("probe",),
    "words minus beyond": ("words minus beyond",),
    "situations minus beyond + passages": ("situations minus beyond", "passages"),
    "without words": ("situations minus beyond", "passages", "probe"),
    "all": coverage.SIGNALS,
}
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Measured:
    """A question with what the retriever finds for it: (p, f) standardised features, (s,) signals."""

    labelled: Labelled
    owners: tuple[str, ...]
    features: Floats
    signals: Floats


def measure(questions: Sequence[Labelled]) -> tuple[list[Measured], str]:
    """Gather the evidence of every question with the real retriever; return it with the corpus version."""
    retriever = open_coach(from_environment(), lambda remark: print(remark, file=sys.stderr)).retriever
    if not isinstance(retriever, Retriever):
        raise SettingsError("These weights are those of a corpus of principles", "Unset COACH_CORPUS.")
    found = []
    for labelled in questions:
        even = retriever.evidence(retriever.neutral(labelled.question))
        signals = coverage.signals(even)
        found.append(Measured(labelled, even.owners, fusion.standardise(even.features), signals))
    return found, retriever.corpus.version


def fit_weights(items: Sequence[Measured], names: Sequence[str], equal: bool = False) -> Floats:
    """Fit non-negative weights: a conditional logit over the principles of each question, pulled towards ``PRIOR``."""
    columns = [FEATURES.index(name) for name in names]
    if equal or not items:
        return np.full(len(columns), PRIOR, dtype=np.float32)
    features = np.stack([item.features[:, columns] for item in items])
    wanted = np.stack([_target(item) for item in items])

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        fused = features @ weights
        fused -= fused.max(axis=1, keepdims=True)
        logs = fused - np.log(np.exp(fused).sum(axis=1, keepdims=True))
        pull = weights - PRIOR
        slope = np.einsum("npf,np->f", features, np.exp(logs) - wanted) + 2 * PRIOR_STRENGTH * pull
        return float(-(wanted * logs).sum() + PRIOR_STRENGTH * pull @ pull), slope

    start = np.full(len(columns), PRIOR)
    fitted = minimize(loss, start, jac=True, bounds=[(0, None)] * len(columns))
    return np.asarray(fitted.x, dtype=np.float32)


def ranking_by_kind(items: Sequence[Measured], weights: dict[str, float]) -> dict[str, dict[str, float]]:
    """Return hit@1 and nDCG@5 by kind of question for given weights."""
    column = np.array([weights.get(name, 0.0) for name in FEATURES])
    found: dict[str, dict[str, float]] = {}
    for kind in sorted({item.labelled.kind for item in items}):
        chosen = [item for item in items if item.labelled.kind == kind and item.labelled.relevant]
        orders = [np.argsort(-(item.features @ column), kind="stable") for item in chosen]
        rankings = [[item.owners[place] for place in order] for item, order in zip(chosen, orders, strict=True)]
        pairs = list(zip(rankings, (item.labelled.relevant for item in chosen), strict=True))
        found[kind] = {
            "hit@1": round(float(np.mean([hit_at_1(*pair) for pair in pairs])), 3),
            "nDCG@5": round(float(np.mean([ndcg_at(*pair) for pair in pairs])), 3),
        }
    return found


def _target(item: Measured) -> Floats:
    target = np.zeros(len(item.owners), dtype=np.float32)
    for place, owner in enumerate(item.labelled.relevant):
        target[item.owners.index(owner)] = 1 / (place + 1)
    share: Floats = target / target.sum()
    return share


def cross_validated_ranking(items: Sequence[Measured], names: Sequence[str]) -> dict[str, float]:
    """Return hit@1 and nDCG@5 over all answerable questions, each ranked with weights fitted without it."""
    answerable = [item for item in items if item.labelled.relevant]
    columns = [FEATURES.index(name) for name in names]
    hits, gains = [], []
    for held, kept in _folds(len(answerable)):
        weights = fit_weights([answerable[number] for number in kept], names)
        for number in held:
            item = answerable[number]
            order = np.argsort(-(item.features[:, columns] @ weights), kind="stable")
            ranking = [item.owners[place] for place in order]
            hits.append(hit_at_1(ranking, item.labelled.relevant))
            gains.append(ndcg_at(ranking, item.labelled.relevant))
    return {"hit@1": round(float(np.mean(hits)), 3), "nDCG@5": round(float(np.mean(gains)), 3), "n": len(hits)}


def fit_coverage(items: Sequence[Measured], names: Sequence[str]) -> tuple[Floats, float]:
    """Fit the coverage regression; return coefficients for raw signals (s,) and the intercept."""
    columns = [coverage.SIGNALS.index(name) for name in names]
    signals = np.stack([item.signals[columns] for item in items])
    scaler = StandardScaler().fit(signals)
    model = LogisticRegression(C=0.3, class_weight="balanced").fit(
        scaler.transform(signals), [bool(item.labelled.relevant) for item in items]
    )
    weights = model.coef_[0] / scaler.scale_
    return weights.astype(np.float32), float(model.intercept_[0] - weights @ scaler.mean_)


def cross_validated_coverage(items: Sequence[Measured], names: Sequence[str]) -> tuple[dict[str, float], Floats]:
    """Return AUROC and the false answers at 95 % answered, each question scored without it; and the scores."""
    columns = [coverage.SIGNALS.index(name) for name in names]
    scores = np.zeros(len(items), dtype=np.float32)
    for held, kept in _folds(len(items)):
        weights, intercept = fit_coverage([items[number] for number in kept], names)
        for number in held:
            scores[number] = 1 / (1 + np.exp(-(items[number].signals[columns] @ weights + intercept)))
    positive = np.array([bool(item.labelled.relevant) for item in items])
    threshold = np.quantile(scores[positive], 0.05)
    return {
        "AUROC": round(auroc(scores.tolist(), positive.tolist()), 3),
        "false answers at 95 % answered": round(float((scores[~positive] >= threshold).mean()), 3),
        "threshold": round(float(threshold), 3),
        "n": len(items),
    }, scores


def _folds(count: int) -> list[tuple[list[int], list[int]]]:
    fold_of = np.random.default_rng(SEED).permutation(count) % FOLDS
    return [
        (np.flatnonzero(fold_of == fold).tolist(), np.flatnonzero(fold_of != fold).tolist()) for fold in range(FOLDS)
    ]


def main() -> None:
    """Fit, compare, print and write."""
    keep_quiet()
    items, version = measure(read_questions(DEVELOPMENT))
    answerable = [item for item in items if item.labelled.relevant]
    weights = fit_weights(answerable, FEATURES)
    coefficients, intercept = fit_coverage(items, coverage.SIGNALS)
    fitted = dict(zip(FEATURES, map(float, weights), strict=True))
    alone = {name: ranking_by_kind(items, {name: 1.0}) for name in FEATURES}
    result = {
        "corpus": version,
        "by kind": alone
        | {"equal weights": ranking_by_kind(items, dict.fromkeys(FEATURES, 1.0))}
        | {"fitted on these questions": ranking_by_kind(items, fitted)}
        | {"shipped": ranking_by_kind(items, fusion.WEIGHTS)},
        "weights": dict(zip(FEATURES, np.round(weights, 2).tolist(), strict=True)),
        "coefficients": dict(zip(coverage.SIGNALS, np.round(coefficients, 3).tolist(), strict=True)),
        "intercept": round(intercept, 3),
        "fusions tried": {name: cross_validated_ranking(items, names) for name, names in FUSIONS.items()},
        "coverage tried": {name: cross_validated_coverage(items, names)[0] for name, names in SIGNAL_SETS.items()},
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
