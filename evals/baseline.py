"""A saved run to compare with: refused where the two cannot be compared, with the reason."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.errors import SettingsError
from evals.measures import auroc
from evals.records import Case, CaseChange, CaseResult, Comparison, MetricChange, Outcome, Run, Score, Trend
from evals.statistics import auroc_of, bootstrap, paired_interval
from evals.summary import AUROC, told

SMALLEST = 0.01  # a smaller difference is none that anybody would act on, however sure it is
SCHEMA = 1  # of the report that `--json` and `--save-baseline` write
_HINT = "Save one with: coach eval --save-baseline FILE"
# What must be the same for two runs to be comparable; corpus, cases and gates may change: that is what is compared.
SAME = {"corpus": "corpus", "answered_by": "answering system", "encoder": "encoder", "judge": "judge"}


class SavedScore(BaseModel):
    """One metric of one case as a saved run holds it."""

    model_config = ConfigDict(frozen=True)
    value: float | None = Field(strict=True, allow_inf_nan=False)
    outcome: Outcome


class SavedTurn(BaseModel):
    """A turn before the question."""

    model_config = ConfigDict(frozen=True)
    role: str
    content: str


class SavedCase(BaseModel):
    """A case as a saved run holds it; null as a coverage score: the system gave no number."""

    model_config = ConfigDict(frozen=True)
    id: str
    question: str
    history: tuple[SavedTurn, ...]
    expected: tuple[str, ...]
    handoff: str | None
    tension: tuple[str, ...] | None
    must_not_say: tuple[str, ...]
    error: str
    covered_score: float | None = Field(strict=True, allow_inf_nan=False)
    scores: dict[str, SavedScore]

    def rank_by(self) -> float:
        """Return the score that the AUROC ranks it by."""
        covered = math.nan if self.covered_score is None else self.covered_score
        return told(covered, bool(self.error), bool(self.expected))


class SavedRun(BaseModel):
    """The parts of a saved run that a comparison reads."""

    versions: dict[str, str]
    principles: dict[str, str] = {}
    cases: tuple[SavedCase, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A saved run."""

    path: Path
    versions: Mapping[str, str]
    principles: Mapping[str, str]
    cases: Mapping[str, SavedCase]


def read_baseline(path: Path) -> Baseline:
    """Read a run that `--json` or `--save-baseline` wrote.

    Raises:
        SettingsError: the file is missing, damaged, or not such a run.
    """
    item = _read_json(path)
    if not isinstance(item, dict) or "schema" not in item:
        raise SettingsError(f"The baseline {path} is not a saved run (it names no schema)", _HINT)
    if item["schema"] != SCHEMA:  # told first: a run of another schema has other fields, which are no mistakes
        raise SettingsError(f"The baseline {path} has schema {json.dumps(item['schema'])}, not {SCHEMA}", _HINT)
    try:
        found = SavedRun.model_validate(item)
    except ValidationError as error:
        first = error.errors()[0]
        what = first["msg"].partition(" or instance of ")[0]
        where = ".".join(map(str, first["loc"]))
        raise SettingsError(f"The baseline {path} is not a saved run ({where}: {what})", _HINT) from error
    silent = sum(bool(case.error) for case in found.cases)
    if silent:
        raise SettingsError(f"The baseline {path} holds cases without a reply ({silent})", _HINT)
    return Baseline(path, found.versions, found.principles, {case.id: case for case in found.cases})


def _read_json(path: Path) -> Any:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"The baseline {path} cannot be read: {error.strerror or error}", _HINT) from error
    if not content.strip():
        raise SettingsError(f"The baseline {path} is empty", _HINT)
    try:
        return json.loads(content.decode())
    except UnicodeDecodeError as error:
        raise SettingsError(f"The baseline {path} is not UTF-8 (byte {error.start})", _HINT) from error
    except RecursionError as error:
        raise SettingsError(f"The baseline {path} is not a saved run: it is nested too deep", _HINT) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise SettingsError(f"The baseline {path} is not JSON, or was cut off ({place})", _HINT) from error
    except ValueError as error:  # a number of more digits than Python reads
        raise SettingsError(f"The baseline {path} is not JSON: {error}", _HINT) from error


def compare(baseline: Baseline, run: Run) -> Comparison:
    """Compare a run with a saved one, over the cases that both hold with the same text.

    Raises:
        SettingsError: they are of another corpus, model, encoder or judge, or share no case.
    """
    for key, name in SAME.items():
        before, now = baseline.versions.get(key, ""), run.versions.get(key, "")
        if before != now and (before or key != "judge"):
            raise SettingsError(
                f"The baseline {baseline.path} is of another {name}: {before or 'none'} there, {now or 'none'} here",
                "Compare like with like, or save a new baseline: coach eval --save-baseline FILE",
            )
    ours = {result.case.id: result for result in run.results}
    shared = [name for name in ours if name in baseline.cases]
    reworded = [name for name in shared if not _is_same(ours[name].case, baseline.cases[name])]
    kept = [name for name in shared if name not in reworded]
    if not kept:
        raise SettingsError(
            f"The baseline {baseline.path} shares no case with this run",
            "Save a new one: coach eval --save-baseline FILE",
        )
    pairs = [(baseline.cases[name], ours[name]) for name in sorted(kept)]  # the interval does not hang on their order
    return Comparison(
        baseline=baseline.path.name,
        shared=len(kept),
        added=tuple(name for name in ours if name not in baseline.cases),
        removed=tuple(name for name in baseline.cases if name not in ours),
        reworded=tuple(reworded),
        principles=changed_principles(baseline.principles, run.principles),
        metrics=tuple(_metric_changes(pairs)),
        cases=tuple(_case_changes(pairs, run.deciding)),
    )


def _is_same(case: Case, saved: SavedCase) -> bool:
    """Tell whether a case asks and expects what it did; another label would compare two different questions."""
    history = tuple((turn.role, turn.content) for turn in case.history)
    now = (case.question, history, case.expected, case.handoff, case.tension, case.must_not_say)
    before = tuple((turn.role, turn.content) for turn in saved.history)
    return now == (saved.question, before, saved.expected, saved.handoff, saved.tension, saved.must_not_say)


def _metric_changes(pairs: Sequence[tuple[SavedCase, CaseResult]]) -> list[MetricChange]:
    rows: dict[str, list[tuple[float, float]]] = {}
    for saved, result in pairs:
        for score in result.scores:
            if score.metric in saved.scores:
                value = saved.scores[score.metric].value
                rows.setdefault(score.metric, []).append((value or 0.0, score.value or 0.0))
    found = []
    for metric, values in rows.items():
        before, now = [pair[0] for pair in values], [pair[1] for pair in values]
        found.append(
            _change(metric, (sum(before) / len(before), sum(now) / len(now)), len(values), paired_interval(before, now))
        )
    separation = _auroc_change(pairs)
    return [*found, separation] if separation else found


def _change(metric: str, means: tuple[float, float], n: int, bounds: tuple[float, float]) -> MetricChange:
    low, high = bounds
    difference = means[1] - means[0]
    trend: Trend = "unchanged"
    if high < 0 and difference <= -SMALLEST:
        trend = "regressed"
    elif low > 0 and difference >= SMALLEST:
        trend = "improved"
    return MetricChange(metric, n, *means, low, high, trend)


def _auroc_change(pairs: Sequence[tuple[SavedCase, CaseResult]]) -> MetricChange | None:
    kept = [(saved, result) for saved, result in pairs if not saved.handoff]
    positive = [bool(saved.expected) for saved, _ in kept]
    if len(set(positive)) < 2:
        return None
    before = [saved.rank_by() for saved, _ in kept]
    now = [
        told(result.response.covered_score, bool(result.response.error), bool(result.case.expected))
        for _, result in kept
    ]
    was, is_now = auroc_of(before, positive), auroc_of(now, positive)
    bounds = bootstrap(len(kept), lambda rows: is_now(rows) - was(rows))
    return _change(AUROC.name, (auroc(before, positive), auroc(now, positive)), len(kept), bounds)


def changed_principles(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids whose words are others, or that only one of the two holds; nothing where one did not say."""
    if not before or not now:
        return ()
    return tuple(name for name in dict.fromkeys([*before, *now]) if before.get(name) != now.get(name))


def _case_changes(pairs: Sequence[tuple[SavedCase, CaseResult]], deciding: frozenset[str]) -> list[CaseChange]:
    def changed(saved: SavedCase, score: Score) -> bool:
        return (
            score.metric in deciding
            and score.metric in saved.scores
            and saved.scores[score.metric].outcome != score.outcome
        )

    return [
        CaseChange(result.case.id, score.metric, saved.scores[score.metric].outcome, score.outcome, score.reason)
        for saved, result in pairs
        for score in result.scores
        if changed(saved, score)
    ]
