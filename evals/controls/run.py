"""Seeds every fault into the cases and counts what the checks and the gate catch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coach.records import Corpus
from evals.checks import Check
from evals.controls.faults import FAULTS, Fault, Right
from evals.controls.right import right_answer
from evals.gate import judge_gates
from evals.records import Case, CaseResult, Gate, Response
from evals.score import Progress, samples_of, score_all
from evals.suite import Asked
from evals.summary import summarise
from evals.system import response

NEEDED = 0.98  # share of seeded faults that must be caught
CASES_A_FAULT = 20  # a fault that fewer cases can show proves little
FAULTS_NEEDED = 12


@dataclass(frozen=True, slots=True)
class FaultResult:
    """What became of one fault.

    Attributes:
        seeded: Ids of the cases it was seeded into.
        missed: Those in which the metric that must notice did not.
        gate_failed: Whether a run with this fault in all of them fails the gate.
    """

    fault: Fault
    seeded: tuple[str, ...]
    missed: tuple[str, ...]
    gate_failed: bool


@dataclass(frozen=True, slots=True)
class Controls:
    """What the controls found.

    Attributes:
        false_alarms: Ids of cases whose right reply fails a deciding check: then a check is wrong.
        built: How many right replies were composed from the labels, because the system's own was not right.
    """

    results: tuple[FaultResult, ...]
    false_alarms: tuple[str, ...]
    built: int
    cases: int

    @property
    def seeded(self) -> int:
        """How many faults were seeded in all."""
        return sum(len(result.seeded) for result in self.results)

    @property
    def caught(self) -> int:
        """How many of them were noticed."""
        return self.seeded - sum(len(result.missed) for result in self.results)

    @property
    def complaints(self) -> tuple[str, ...]:
        """Why the controls do not hold; empty where they do."""
        found = []
        enough = [result for result in self.results if len(result.seeded) >= CASES_A_FAULT]
        if len(enough) < FAULTS_NEEDED:
            found.append(
                f"{len(enough)} kinds of fault could be seeded into {CASES_A_FAULT} cases or more, "
                f"{FAULTS_NEEDED} kinds are needed: add cases"
            )
        if not self.seeded or self.caught / self.seeded < NEEDED:
            found.append(f"{self.caught} of {self.seeded} seeded faults were caught; {NEEDED:.0%} are needed")
        found += [
            f"{result.fault.caught_by} missed {len(result.missed)} of {len(result.seeded)} cases of {result.fault.name}"
            for result in self.results
            if len(result.missed) > (1 - NEEDED) * len(result.seeded)
        ]
        found += [
            f"a run full of {result.fault.name} passes the gate: set a threshold for {result.fault.caught_by}"
            for result in self.results
            if not result.gate_failed
        ]
        if self.false_alarms:
            found.append(f"right replies fail a check: {', '.join(self.false_alarms[:10])}")
        return tuple(found)


def run_controls(
    asked: Asked, corpus: Corpus, checks: Sequence[Check], gates: Sequence[Gate], on_progress: Progress | None = None
) -> Controls:
    """Seed every fault into every case that can show it.

    The system's own reply is spoilt where it is right in every deciding check, else one composed from the labels.

    Args:
        asked: The cases with the system's replies.
        corpus: The truth.
        checks: The deterministic checks.
        gates: The thresholds; each fault, seeded everywhere it can be, must fail one.
        on_progress: Called with (faults done, all).
    """
    deciding = frozenset(check.metric.name for check in checks if check.metric.decides)
    rights, built = _rights(asked, corpus, checks, deciding)
    bench = _Bench(rights, corpus, checks, gates, deciding)
    results = []
    for number, fault in enumerate(FAULTS, start=1):
        results.append(bench.seed(fault))
        if on_progress:
            on_progress(number, len(FAULTS))
    kept = tuple(result for result in results if result.seeded)
    return Controls(kept, tuple(sorted(_failures(bench.healthy.values(), deciding))), built, len(asked.cases))


def _rights(
    asked: Asked, corpus: Corpus, checks: Sequence[Check], deciding: frozenset[str]
) -> tuple[dict[str, Right], int]:
    wrong = _failures(_score(asked.cases, asked.responses, corpus, checks), deciding)
    # One of a group that is not right spoils the comparison with the others: then all are composed.
    groups = {case.pair for case in asked.cases if case.pair and case.id in wrong}
    found, built = {}, 0
    for case in asked.cases:
        own = asked.responses[case.id]
        answer = own.answer
        if answer is None or case.id in wrong or case.pair in groups:
            answer = right_answer(case, corpus)
            own = response(answer)
            built += 1
        found[case.id] = Right(case, replace(own, elapsed_ms=0.0), answer, corpus)
    return found, built


class _Bench:
    """Right replies, scored once; a fault is seeded by rescoring the cases it touches."""

    def __init__(
        self,
        rights: Mapping[str, Right],
        corpus: Corpus,
        checks: Sequence[Check],
        gates: Sequence[Gate],
        deciding: frozenset[str],
    ) -> None:
        self._rights, self._corpus, self._checks, self._gates, self._deciding = rights, corpus, checks, gates, deciding
        self._replies = {name: right.response for name, right in rights.items()}
        cases = [right.case for right in rights.values()]
        self.healthy = {result.case.id: result for result in _score(cases, self._replies, corpus, checks)}

    def seed(self, fault: Fault) -> FaultResult:
        chosen = [right for right in self._rights.values() if fault.applies(right)]
        batches = _one_of_each_group(chosen) if fault.one_of_a_group else [chosen]
        missed: list[str] = []
        fails = []
        for batch in batches:
            rescored = self._rescore({right.case.id: fault.spoil(right) for right in batch})
            noticed = _failures(rescored.values(), frozenset([fault.caught_by]))
            missed += [right.case.id for right in batch if right.case.id not in noticed]
            fails.append(self._fails_the_gate(rescored))
        return FaultResult(fault, tuple(right.case.id for right in chosen), tuple(missed), all(fails))

    def _rescore(self, spoilt: Mapping[str, Response]) -> dict[str, CaseResult]:
        groups = {self._rights[name].case.pair for name in spoilt} - {None}
        cases = [right.case for name, right in self._rights.items() if name in spoilt or right.case.pair in groups]
        found = _score(cases, {**self._replies, **spoilt}, self._corpus, self._checks)
        return {result.case.id: result for result in found}

    def _fails_the_gate(self, rescored: Mapping[str, CaseResult]) -> bool:
        results = list({**self.healthy, **rescored}.values())
        summaries = summarise([check.metric for check in self._checks], results)
        return any(verdict.state == "failed" for verdict in judge_gates(self._gates, summaries, None, part=True))


def _one_of_each_group(chosen: Sequence[Right]) -> list[list[Right]]:
    """Return batches that hold at most one case of each group."""
    batches: dict[int, list[Right]] = {}
    seen: dict[str | None, int] = {}
    for right in chosen:
        seen[right.case.pair] = seen.get(right.case.pair, 0) + 1
        batches.setdefault(seen[right.case.pair], []).append(right)
    return list(batches.values())


def _score(
    cases: Sequence[Case], replies: Mapping[str, Response], corpus: Corpus, checks: Sequence[Check]
) -> list[CaseResult]:
    scores = score_all(checks, samples_of(cases, replies, corpus), replies)
    return [CaseResult(case, replies[case.id], scores[case.id]) for case in cases]


def _failures(results: Iterable[CaseResult], deciding: frozenset[str]) -> set[str]:
    return {result.case.id for result in results if result.failures(deciding)}
