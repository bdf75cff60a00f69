"""Measures Coach's own judge on claims whose truth is known: ``python -m evals.judge [CLAIMS.jsonl]``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console
from rich.table import Table

from coach.corpus.find import find_corpus
from coach.corpus.read import read_corpus
from coach.errors import CoachError
from coach.judge import Judge, evidence_of, open_judge
from coach.records import Corpus
from coach.settings import from_environment, keep_quiet
from evals.lines import read_lines
from evals.measures import auroc
from evals.records import JudgeAccuracy
from evals.statistics import auroc_of, bootstrap

CLAIMS = Path(__file__).parent / "claims" / "claims.jsonl"
RESULTS = Path(__file__).parent / "results" / "judge.json"
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


def read_claims(path: Path, corpus: Corpus) -> list[Claim]:
    """Read claims, one JSON object a line.

    Raises:
        CoachError: the file cannot be read or holds nothing, or a line is not a claim about this corpus.
    """
    line_of: dict[str, int] = {}
    found = []
    for number, claim in read_lines(path, Claim):
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
    low, high = bootstrap(len(truth), auroc_of(list(scores), list(truth)))
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


# -------------------------------------------------------------------------------------------------- command line


def main(arguments: Sequence[str]) -> None:
    """Measure the judge, show what it got right, and keep the figures of the bundled claims."""
    asked = argparse.ArgumentParser(prog="python -m evals.judge", description=__doc__)
    asked.add_argument("claims", nargs="?", type=Path, help="claims to measure on instead of evals/claims")
    given = asked.parse_args(arguments)
    keep_quiet()
    corpus = read_corpus(find_corpus(from_environment().corpus))
    measured = measure(open_judge(), read_claims(given.claims or CLAIMS, corpus), corpus)
    _show(measured)
    if given.claims is None:
        RESULTS.write_text(json.dumps(as_json(measured, corpus.name), indent=1) + "\n")


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


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CoachError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
