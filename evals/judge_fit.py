"""Fits the weights of Coach's own judge on pairs of claim and evidence.

``python -m evals.judge_fit PAIRS.jsonl ... --validation PAIRS.jsonl`` prints them with their threshold, and every
set of features tried.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table

from coach.errors import CoachError
from coach.judge.baseline import Baseline, by_rule, readable
from coach.judge.features import features
from coach.settings import keep_quiet
from evals.judge import balanced
from evals.lines import read_lines
from evals.measures import auroc

Floats = npt.NDArray[np.float64]
SPEAKS_FOR = frozenset({"softened"})  # every other feature may only speak against a claim
STRENGTH = 1000.0  # the pairs together weigh this much against the penalty, half the sum of the squared weights
MISSING = frozenset({"missing words", "nothing shared", "longer than the evidence"})


class Pair(BaseModel):
    """A claim and a text, and whether the text supports it (also as 1 or 0); other fields are ignored."""

    model_config = ConfigDict(frozen=True)
    claim: str
    evidence: str
    supported: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """Pairs that the rules leave open: ``counts`` (n, features), ``truth`` (n,) and ``weight`` (n,), its sum 1."""

    names: tuple[str, ...]
    counts: Floats
    truth: npt.NDArray[np.bool_]
    weight: Floats


def count(files: Sequence[Sequence[Pair]]) -> Counted:
    """Count the features; each file weighs the same, and in it supported and unsupported pairs weigh half each."""
    rows: list[dict[str, float]] = []
    truth: list[bool] = []
    weight: list[float] = []
    for pairs in files:
        texts = [(readable(pair.claim), readable(pair.evidence), pair.supported) for pair in pairs]
        left = [text for text in texts if by_rule(text[0], text[1]) is None]
        rows += [features(claim, evidence) for claim, evidence, _ in left]
        truth += [is_supported for _, _, is_supported in left]
        of = {side: sum(is_supported == side for _, _, is_supported in left) for side in (True, False)}
        weight += [0.5 / of[is_supported] / len(files) for _, _, is_supported in left]
    if len(set(truth)) < 2:
        raise CoachError("The pairs hold no supported or no unsupported one to count", "Give both.")
    return Counted(tuple(rows[0]), np.array([list(row.values()) for row in rows]), np.array(truth), np.array(weight))


def fit(counted: Counted, used: Collection[str]) -> Baseline:
    """Fit a logistic regression in which each feature may only speak the way a person would read it.

    Args:
        counted: What to fit on.
        used: Names of the features that may count; the others weigh nothing.

    Returns:
        The judge with those weights, rounded, and the threshold it had.
    """
    from scipy.optimize import minimize

    columns = [place for place, name in enumerate(counted.names) if name in used]
    names = [counted.names[place] for place in columns]
    spread = counted.counts[:, columns].std(axis=0) + 1e-9
    scaled = np.column_stack([np.ones(len(counted.truth)), counted.counts[:, columns] / spread])
    side = np.where(counted.truth, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = side * (scaled @ weights)
        penalised = np.append(0.0, weights[1:])
        slope = -counted.weight * side / (1 + np.exp(margin))
        return (
            float(STRENGTH * counted.weight @ np.logaddexp(0, -margin) + penalised @ penalised / 2),
            STRENGTH * scaled.T @ slope + penalised,
        )

    bounds = [(None, None), *((0, None) if name in SPEAKS_FOR else (None, 0) for name in names)]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B").x
    weights = {name: round(float(weight), 3) for name, weight in zip(names, found[1:] / spread, strict=True)}
    return Baseline(weights, round(float(found[0]), 3))


def best_threshold(scores: Floats, truth: npt.NDArray[np.bool_]) -> float:
    """Return the threshold, to two digits, with the highest balanced accuracy; of several the strictest."""
    return max((float(step) / 100 for step in range(1, 100)), key=lambda at: (balanced(scores, truth, at), at))


def main(arguments: Sequence[str]) -> None:
    """Fit, and print what was found."""
    asked = argparse.ArgumentParser(prog="python -m evals.judge_fit", description=__doc__)
    asked.add_argument("pairs", nargs="+", type=Path, help="pairs to fit on")
    asked.add_argument("--validation", type=Path, metavar="PAIRS", help="pairs to choose the threshold on")
    given = asked.parse_args(arguments)
    keep_quiet()
    _show_fit([_pairs(path) for path in given.pairs], _pairs(given.validation or given.pairs[0]))


def _pairs(path: Path) -> list[Pair]:
    return [pair for _, pair in read_lines(path, Pair)]


def _show_fit(files: Sequence[Sequence[Pair]], validation: Sequence[Pair]) -> None:
    counted = count(files)
    everything = frozenset(counted.names)
    texts, truth = [(pair.claim, pair.evidence) for pair in validation], np.array([p.supported for p in validation])
    table = Table("features", "AUROC", "balanced accuracy", "threshold", title="on the validation pairs")
    for name, used in {
        "what is missing": MISSING,
        "what is turned": everything - MISSING,
        "all but softened": everything - SPEAKS_FOR,
        "all": everything,
    }.items():
        judge = fit(counted, used)
        scores = np.array(judge.score(texts))
        at = best_threshold(scores, truth)
        table.add_row(
            name, f"{auroc(list(scores), list(truth)):.3f}", f"{balanced(scores, truth, at):.3f}", f"{at:.2f}"
        )
    out = Console(width=100)
    out.print(table)
    out.print(f"INTERCEPT = {judge.intercept}\nWEIGHTS = {json.dumps(dict(judge.weights), indent=4)}\nTHRESHOLD = {at}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CoachError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
