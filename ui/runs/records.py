"""A run of the evals as its JSON holds it (``evals.report.json``, schema 1); what else stands there is passed over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

SCHEMA = 1  # the newest that can be read
Outcome = Literal["pass", "fail", "unscored"]
CaseOutcome = Literal["pass", "fail", "unscored", "only measured"]
GateState = Literal["passed", "failed", "not run"]
Figure = Annotated[float, Field(allow_inf_nan=False)] | None
Count = Annotated[int, Field(ge=0)]


def _in_utc(when: datetime) -> datetime:
    """Return a time with its zone; one without is taken for UTC, which is what `coach eval` writes."""
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Metric(_Record):
    """One metric over all cases it applies to; ``interval`` is the 95 % one."""

    name: str
    mean: Figure
    interval: tuple[Figure, Figure]
    n: Count
    scored: Count
    decides: bool
    about: str = ""


class Gate(_Record):
    """A threshold, whether it holds, and why or why not."""

    metric: str
    minimum: Figure
    state: GateState
    value: Figure
    why: str
    reason: str = ""


class Timing(_Record):
    """When a run started (UTC), and how long it took in seconds."""

    started: Annotated[datetime, AfterValidator(_in_utc)]
    duration_s: Figure = None
    machine: str = ""
    p50_ms: Figure = None
    p95_ms: Figure = None


class CaseHead(_Record):
    """What the overview of a run needs of a case."""

    outcome: CaseOutcome


class Overview(_Record):
    """A run without the texts of its cases."""

    schema_: Literal[1] = Field(alias="schema")
    versions: dict[str, str]
    passed: bool
    armed: bool
    partial: str
    remarks: tuple[str, ...] = ()
    metrics: tuple[Metric, ...]
    gates: tuple[Gate, ...]
    cases: tuple[CaseHead, ...]
    run: Timing

    def count(self, outcome: CaseOutcome) -> int:
        """Return how many cases have this outcome."""
        return sum(case.outcome == outcome for case in self.cases)

    def metric(self, name: str) -> Metric | None:
        """Return a metric, if it was measured."""
        return next((metric for metric in self.metrics if metric.name == name), None)

    def gate(self, metric: str) -> Gate | None:
        """Return the gate of a metric, if it has one."""
        return next((gate for gate in self.gates if gate.metric == metric), None)


class Turn(_Record):
    """A turn before the question."""

    role: str
    content: str


class Score(_Record):
    """One metric of one case."""

    value: Figure
    outcome: Outcome
    reason: str = ""


class Case(CaseHead):
    """A case: what was asked and expected, what was replied, and every score of it."""

    id: str
    kind: str
    question: str
    history: tuple[Turn, ...] = ()
    expected: tuple[str, ...] = ()
    handoff: str | None = None
    tension: tuple[str, ...] | None = None
    must_not_say: tuple[str, ...] = ()
    xfail: str = ""
    line: str = ""
    status: str = ""
    covered_score: Figure = None
    ranking: tuple[str, ...] = ()
    response: str = ""
    error: str = ""
    scores: dict[str, Score] = {}


class Cases(_Record):
    """The cases of a run."""

    cases: tuple[Case, ...]
