"""Measures the judge on claims whose truth is known, and fits the baseline's weights.

``python -m evals.judge [CLAIMS.jsonl]`` measures, on `evals/claims/claims.jsonl` unless told otherwise.
``python -m evals.judge --fit PAIRS.jsonl ... --validation PAIRS.jsonl`` fits on pairs of claim and evidence.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console
from rich.table import Table

from coach.corpus.find import find_corpus
from coach.corpus.read import read_corpus
from coach.errors import CoachError
from coach.judge import Judge, evidence_of, open_judge
from coach.judge.baseline import Baseline, by_rule, readable
from coach.judge.features import features
from coach.records import Corpus
from coach.settings import from_environment, keep_quiet
from evals.measures import auroc
from evals.records import JudgeAccuracy

CLAIMS = Path(__file__).parent / "claims" / "claims.jsonl"
RESULTS = Path(__file__).parent / "results" / "judge.json"
RESAMPLES, SEED = 2000, 7
Floats = npt.NDArray[np.float64]


# ------------------------------------------------------------------------------------------------------- reading


class Claim(BaseModel):
    """A claim, the principles it cites, whether they support it and, where they do not, what is wrong with it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    id: str = Field(min_length=1, max_length=120)
    claim: str = Field(min_length=1)
    cites: list[str] = Field(min_length=1)
    supported: bool
    fault: str = ""


class Pair(BaseModel):
    """A claim and a text, and whether the text supports it (also as 1 or 0); other fields are ignored."""

    model_config = ConfigDict(frozen=True)
    claim: str
    evidence: str
    supported: bool


Line = TypeVar("Line", bound=BaseModel)


def read_claims(path: Path, corpus: Corpus) -> list[Claim]:
    """Read claims, one JSON object a line.

    Raises:
        CoachError: the file cannot be read or holds nothing, or a line is not a claim about this corpus.
    """
    line_of: dict[str, int] = {}
    found = []
    for number, claim in _read_lines(path, Claim):
        place = f"{path.name}, line {number}: claim {claim.id!r}"
        if claim.id in line_of:
            raise CoachError(f"{place} stands already in line {line_of[claim.id]}", "Give each its own id.")
        if claim.supported and claim.fault:
            raise CoachError(f"{place} is supported and has a fault", "Say which.")
        try:
            evidence_of(claim.cites, corpus)
        except CoachError as error:
            raise CoachError(f"{place}: {error.message}", error.hint) from error
        line_of[claim.id] = number
        found.append(claim)
    return found


def _read_lines(path: Path, kind: type[Line]) -> Iterator[tuple[int, Line]]:
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CoachError(f"{path} cannot be read: {error}", "Give a JSONL file in UTF-8.") from error
    if not any(map(str.strip, lines)):
        raise CoachError(f"{path.name} is empty", "Add at least one line.")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, kind.model_validate_json(line)
            except ValidationError as error:
                wrong = error.errors()[0]
                what = ": ".join([*map(str, wrong["loc"]), wrong["msg"]])
                raise CoachError(
                    f"{path.name}, line {number}: {what}", f"A line holds {', '.join(kind.model_fields)}."
                ) from error


# ----------------------------------------------------------------------------------------------------- measuring


@dataclass(frozen=True, slots=True)
class Measured:
    """What a judge got right.

    Attributes:
        low: Lower end of the 95 % interval of the AUROC.
        high: Upper end of the 95 % interval of the AUROC.
        kept: How many supported claims were judged supported, and of how many.
        caught: By fault, how many claims with it were judged unsupported, and of how many.
    """

    accuracy: JudgeAccuracy
    low: float
    high: float
    kept: tuple[int, int]
    caught: Mapping[str, tuple[int, int]]


def accuracy(judge: Judge, claims: Sequence[Claim], corpus: Corpus) -> JudgeAccuracy:
    """Return how often a judge is right on these claims."""
    return _accuracy(judge, _scores(judge, claims, corpus), np.array([claim.supported for claim in claims]))


def measure(judge: Judge, claims: Sequence[Claim], corpus: Corpus) -> Measured:
    """Return how often a judge is right on these claims, how sure that is, and which faults it catches."""
    scores, truth = _scores(judge, claims, corpus), np.array([claim.supported for claim in claims])
    low, high = interval(scores, truth)
    is_supported = scores >= judge.threshold
    faults = np.array(["" if claim.supported else claim.fault or "unnamed" for claim in claims])
    return Measured(
        _accuracy(judge, scores, truth),
        low,
        high,
        (int(is_supported[truth].sum()), int(truth.sum())),
        {
            str(fault): (int((~is_supported[faults == fault]).sum()), int((faults == fault).sum()))
            for fault in sorted(set(faults) - {""})
        },
    )


def _scores(judge: Judge, claims: Sequence[Claim], corpus: Corpus) -> Floats:
    return np.array(judge.score([(claim.claim, evidence_of(claim.cites, corpus)) for claim in claims]))


def accuracy_of(name: str, scores: Sequence[float], truth: Sequence[bool], threshold: float) -> JudgeAccuracy:
    """Return how often scores are right: claims from the threshold on count as supported."""
    found = np.array(scores, dtype=np.float64), np.array(truth, dtype=bool)
    return JudgeAccuracy(name, auroc(list(scores), list(truth)), balanced(*found, threshold), len(truth))


def _accuracy(judge: Judge, scores: Floats, truth: npt.NDArray[np.bool_]) -> JudgeAccuracy:
    return accuracy_of(judge.identity, list(scores), list(truth), judge.threshold)


def balanced(scores: Floats, truth: npt.NDArray[np.bool_], threshold: float) -> float:
    """Return the mean of the shares of supported and of unsupported claims judged rightly; NaN without one of each."""
    if truth.all() or not truth.any():
        return float("nan")
    return float((np.mean(scores[truth] >= threshold) + np.mean(scores[~truth] < threshold)) / 2)


def interval(scores: Floats, truth: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Return the 95 % interval of the AUROC: supported and unsupported claims are drawn again, each among themselves.

    Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), the percentile interval.
    """
    draw = np.random.default_rng(SEED)
    sides = np.flatnonzero(truth), np.flatnonzero(~truth)
    drawn = [np.concatenate([draw.choice(side, len(side)) for side in sides]) for _ in range(RESAMPLES)]
    found = [auroc(list(scores[rows]), list(truth[rows])) for rows in drawn]
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


# ------------------------------------------------------------------------------------------------------- fitting

SPEAKS_FOR = frozenset({"softened"})  # every other feature may only speak against a claim
STRENGTH = 1000.0  # the pairs together weigh this much against the penalty, half the sum of the squared weights
MISSING = frozenset({"missing words", "nothing shared", "longer than the evidence"})


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


# -------------------------------------------------------------------------------------------------- command line


def main(arguments: Sequence[str]) -> None:
    """Measure the judge, or fit the baseline."""
    asked = argparse.ArgumentParser(prog="python -m evals.judge", description=__doc__)
    asked.add_argument("claims", nargs="?", type=Path, help="claims to measure on instead of evals/claims")
    asked.add_argument("--fit", nargs="+", type=Path, metavar="PAIRS", help="pairs to fit on")
    asked.add_argument("--validation", type=Path, metavar="PAIRS", help="pairs to choose the threshold on")
    given = asked.parse_args(arguments)
    keep_quiet()
    if given.fit:
        _show_fit([_pairs(path) for path in given.fit], _pairs(given.validation or given.fit[0]))
        return
    corpus = read_corpus(find_corpus(from_environment().corpus))
    measured = measure(open_judge(), read_claims(given.claims or CLAIMS, corpus), corpus)
    _show(measured)
    if given.claims is None:
        RESULTS.write_text(json.dumps(as_json(measured, corpus.name), indent=1) + "\n")


def _pairs(path: Path) -> list[Pair]:
    return [pair for _, pair in _read_lines(path, Pair)]


def as_json(measured: Measured, corpus: str) -> dict[str, object]:
    """Return what is kept of a measurement."""
    found = measured.accuracy
    return {
        "judge": found.judge,
        "corpus": corpus,
        "n": found.n,
        "AUROC": round(found.auroc, 3),
        "low": round(measured.low, 3),
        "high": round(measured.high, 3),
        "balanced accuracy": round(found.balanced, 3),
        "supported kept": measured.kept,
        "caught": measured.caught,
    }


def _show(measured: Measured) -> None:
    found = measured.accuracy
    table = Table("claims", "judged rightly", "n", "share", title=f"judge {found.judge}")
    table.add_row("supported", *_share(measured.kept))
    for fault, of in measured.caught.items():
        table.add_row(fault, *_share(of))
    out = Console(width=100)
    out.print(table)
    out.print(f"AUROC {found.auroc:.3f} (95 % interval {measured.low:.3f} to {measured.high:.3f}), n {found.n}")
    out.print(f"balanced accuracy {found.balanced:.3f}")


def _share(of: tuple[int, int]) -> tuple[str, str, str]:
    return str(of[0]), str(of[1]), f"{of[0] / of[1]:.2f}" if of[1] else "-"


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
