"""The words of the evals, as frozen records (standard library and Coach's own only)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from coach.records import Answer, Status, Turn

Kind = Literal[
    "answerable",
    "tension",
    "follow_up",
    "unanswerable",
    "near_miss",
    "handoff",
    "adversarial",
    "framing",
    "persons",
]
Outcome = Literal["pass", "fail", "unscored"]
Tier = Literal["deterministic", "judged"]
GateState = Literal["passed", "failed", "not run"]
Trend = Literal["regressed", "improved", "unchanged"]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its right outcome.

    Attributes:
        expected: Ids of the principles that answer it, most fitting first; none where it is not covered or a hand-off.
        handoff: The kind of person to ask instead.
        tension: Two principles that pull apart for this person; the answer names both.
        attack: What an adversarial case tries, for instance ``injection``.
        must_not_say: Strings that no right answer holds (compared without case).
        pair: The name of a group whose cases differ only in framing or person, and deserve the same answer.
        variant: Which one of its group this is.
        draft: Not reviewed by a person yet.
        xfail: Why this case is known to fail (the pytest plugin marks it so; the gate counts it as any other).
        line: Where it stands, as ``file.jsonl:12``.
    """

    id: str
    kind: Kind
    question: str
    history: tuple[Turn, ...] = ()
    expected: tuple[str, ...] = ()
    handoff: str | None = None
    tension: tuple[str, str] | None = None
    attack: str | None = None
    must_not_say: tuple[str, ...] = ()
    pair: str | None = None
    variant: str | None = None
    note: str = ""
    draft: bool = False
    xfail: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What the system under test replied to a case.

    Attributes:
        text: The whole reply as one text, quotations in typographic quotes followed by ``[P3]``.
        status: What the system says it did.
        ranking: Ids of the principles retrieved for this turn, best first.
        covered_score: 0-1, higher means better covered.
        error: Why there is no reply; everything about such a case is unscored.
        answer: Coach's own record, where Coach replied.
    """

    text: str
    status: Status
    ranking: tuple[str, ...]
    covered_score: float
    error: str = ""
    answer: Answer | None = field(default=None, compare=False)
    elapsed_ms: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Sample:
    """What a check looks at; the fields are those of ragas' ``SingleTurnSample``, without needing ragas.

    ``rubrics`` holds what was expected beyond the ids: ``outcome`` (``answered``, ``not covered`` or
    ``handoff: KIND``), ``tension`` and ``must_not_say`` (JSON lists).
    """

    user_input: str
    response: str
    retrieved_context_ids: tuple[str, ...] = ()
    retrieved_contexts: tuple[str, ...] = ()
    reference_context_ids: tuple[str, ...] = ()
    reference: str = ""
    multi_responses: tuple[str, ...] = ()
    rubrics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: a value from 0 to 1, or None where it could not be measured, and the reason."""

    value: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One metric of one case: passed, failed, or unscored with the reason."""

    case: str
    metric: str
    value: float | None
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric is.

    Attributes:
        passes_at: The value from which one case passes.
        decides: Whether a case that fails it is a failing case; else it is only measured.
        about: One line for people.
    """

    name: str
    tier: Tier
    passes_at: float
    decides: bool
    about: str


@dataclass(frozen=True, slots=True)
class Summary:
    """One metric over all cases it applies to.

    Attributes:
        mean: Over all ``n`` rows; an unscored row counts as 0.
        low: Lower end of the 95 % interval.
        high: Upper end of the 95 % interval.
    """

    metric: Metric
    mean: float
    low: float
    high: float
    n: int
    scored: int
    passed: int
    failed: int

    @property
    def unscored(self) -> int:
        """How many rows could not be scored."""
        return self.n - self.scored


@dataclass(frozen=True, slots=True)
class Gate:
    """A threshold with its reason: at least ``minimum`` on average, at least ``scored`` of the rows scored."""

    metric: str
    minimum: float
    reason: str
    scored: float = 1.0
    may_regress: bool = False


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """Whether a gate holds, and why not."""

    gate: Gate
    state: GateState
    value: float | None
    why: str


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A metric before and now, over the cases that both runs share, with the paired 95 % interval of the difference."""

    metric: str
    n: int
    before: float
    now: float
    low: float
    high: float
    trend: Trend


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case whose outcome in one metric is another than before."""

    case: str
    metric: str
    before: Outcome
    now: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """This run against a saved one.

    ``added`` and ``removed`` name cases that only one of the two holds, ``reworded`` those that ask or expect something
    else, ``principles`` those whose words are others than before.
    """

    baseline: str
    shared: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[str, ...]
    metrics: tuple[MetricChange, ...]
    cases: tuple[CaseChange, ...]
    principles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgeAccuracy:
    """How often a judge is right on claims whose truth is known, shown beside whatever it says.

    Attributes:
        auroc: Probability that a supported claim scores above an unsupported one; 0.5 is chance.
        balanced: Mean of the shares of supported and of unsupported claims judged rightly.
        n: Claims judged.
    """

    judge: str
    auroc: float
    balanced: float
    n: int


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case, what was replied, and every score of it."""

    case: Case
    response: Response
    scores: tuple[Score, ...]

    def failures(self, deciding: frozenset[str]) -> tuple[Score, ...]:
        """Return the scores of deciding metrics that are not a pass; an unscored one is no pass."""
        return tuple(score for score in self.scores if score.metric in deciding and score.outcome != "pass")


@dataclass(frozen=True, slots=True)
class Timing:
    """What differs between two runs of the same: kept apart from everything else."""

    started: str
    duration_s: float
    machine: str
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the evals, everything that the reports show.

    Attributes:
        versions: Of Coach, corpus, encoder, answering system, prompts, judge, cases, gates: name to version.
        results: One a case, in the order of the case files.
        principles: A digest of the words of each principle, by id.
        partial: Why this is not the whole set (``--filter``, ``--limit``), or empty.
    """

    versions: Mapping[str, str]
    results: tuple[CaseResult, ...]
    summaries: tuple[Summary, ...]
    gates: tuple[GateVerdict, ...]
    comparison: Comparison | None
    judges: tuple[JudgeAccuracy, ...]
    remarks: tuple[str, ...]
    partial: str
    timing: Timing
    principles: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_armed(self) -> bool:
        """Tell whether at least one gate was decided."""
        return any(verdict.state != "not run" for verdict in self.gates)

    @property
    def has_passed(self) -> bool:
        """Tell whether the gate holds: something was decided, no gate failed."""
        return self.is_armed and all(verdict.state != "failed" for verdict in self.gates)

    @property
    def deciding(self) -> frozenset[str]:
        """Names of the metrics that make a case a failing one."""
        return frozenset(summary.metric.name for summary in self.summaries if summary.metric.decides)

    @property
    def failing(self) -> tuple[CaseResult, ...]:
        """The cases that fail a deciding metric."""
        return tuple(result for result in self.results if result.failures(self.deciding))


@dataclass(frozen=True, slots=True)
class JudgeWanted:
    """The judging model asked for, as ``provider:model``, and its limits; an empty model asks for none."""

    model: str = ""
    allow_self_judging: bool = False
    price: str = ""
    yes: bool = False
    row_timeout_s: float = 120.0
    run_timeout_s: float = 3600.0
