"""Scores samples with a judge: several at once, each within its time, none of them lost when something fails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from coach.errors import SettingsError
from coach.model.loop import OwnLoop, own_loop
from evals.judged.cache import Halt, ReplyCache, Scope, scoring
from evals.judged.faults import JudgeFault, score_fault
from evals.judged.metrics import JudgedMetric
from evals.records import Sample, Verdict

Key = tuple[str, str]
_SETTLE_S = 1.0  # how long a cancelled run may take to stop; then its loop is given up


@dataclass(frozen=True, slots=True)
class Limits:
    """How much at once, and for how long.

    Attributes:
        jobs: Scores at work at once.
        row_timeout_s: For one score, all of its calls and their retries together.
        run_timeout_s: For everything.
    """

    jobs: int = 4
    row_timeout_s: float = 180.0
    run_timeout_s: float = 3600.0

    def __post_init__(self) -> None:
        if self.jobs < 1 or self.row_timeout_s <= 0 or self.run_timeout_s <= 0:
            raise SettingsError("A judged run needs at least one job and some time", "Give numbers above 0.")


@dataclass(frozen=True, slots=True)
class _Row:
    case: str
    metric: JudgedMetric
    sample: Sample

    @property
    def key(self) -> Key:
        return self.case, self.metric.metric.name


def judge_samples(
    samples: Mapping[str, Sample],
    metrics: Sequence[JudgedMetric],
    limits: Limits | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cache: ReplyCache | None = None,
) -> dict[Key, Verdict]:
    """Score every sample with every metric that applies to it.

    Works under a running event loop too: it has its own. A failure of whatever kind leaves its row unscored with the
    reason; a refused key, an unknown model or an empty account ends the run early, and so does the time limit.

    Args:
        samples: By case id.
        metrics: See `judged_metrics`.
        limits: See `Limits`.
        on_progress: Called in the caller's thread with (scores done, all scores); what it raises ends the run.
        cache: The judge's cache, to which unreadable and finished scores are told.

    Returns:
        A verdict for each case and metric that applies, in the order of the samples, then the metrics.
    """
    limits = limits or Limits()
    rows = [_Row(case, metric, sample) for case, sample in samples.items() for metric in metrics]
    rows = [row for row in rows if row.metric.applies(row.sample)]
    found: dict[Key, Verdict] = {}
    work = _Work(rows, limits, cache)
    why = f"not judged: the run's time limit of {limits.run_timeout_s:g} s was up"
    for key, verdict in _finished(work, limits.run_timeout_s) if rows else ():
        found[key] = verdict
        if on_progress:
            on_progress(len(found), len(rows))
    return {row.key: found.get(row.key, Verdict(None, work.halt.reason or why)) for row in rows}


def _finished(work: _Work, run_timeout_s: float) -> Iterator[tuple[Key, Verdict]]:
    """Yield verdicts as they come, until all are there, the run stopped itself, or its time is up."""
    loop, deadline = own_loop(), time.monotonic() + run_timeout_s
    running = loop.start(work.everything())
    try:
        while (left := deadline - time.monotonic()) > 0:
            try:
                item = work.done.get(timeout=left)
            except Empty:
                break
            if item is None:
                running.result()  # a bug in `everything` itself is raised here
                break
            yield item
    finally:
        _end(running, work, loop)


def _end(running: Future[None], work: _Work, loop: OwnLoop) -> None:
    """Cancel what still runs, so that no call follows; a loop that does not even cancel is stuck in one that blocks."""
    if running.cancel():
        try:
            while work.done.get(timeout=_SETTLE_S) is not None:
                pass
        except Empty:
            loop.is_stuck = True


class _Work:
    """The rows of one run; all but ``done`` and ``halt`` belongs to the loop's thread.

    Attributes:
        done: Verdicts as they come; None at the end.
        halt: Why the run stopped itself, where it did.
    """

    def __init__(self, rows: Sequence[_Row], limits: Limits, cache: ReplyCache | None) -> None:
        self.done: SimpleQueue[tuple[Key, Verdict] | None] = SimpleQueue()
        self.halt = Halt()
        self._waiting = iter(rows)
        self._limits = limits
        self._cache = cache

    async def everything(self) -> None:
        """Score all rows, the first alone: where the key is refused, one call tells."""
        try:
            await self._next()
            async with asyncio.TaskGroup() as group:
                for _ in range(self._limits.jobs):
                    group.create_task(self._all())
        finally:
            self.done.put(None)

    async def _all(self) -> None:
        while await self._next():
            pass

    async def _next(self) -> bool:
        row = None if self.halt.reason else next(self._waiting, None)
        if row is None:
            return False
        with scoring(*row.key, self.halt) as scope:
            verdict = await self._verdict(row, scope)
        self.done.put((row.key, verdict))
        return True

    async def _verdict(self, row: _Row, scope: Scope) -> Verdict:
        limit_s = self._limits.row_timeout_s
        try:
            async with asyncio.timeout(limit_s) as timer:
                verdict = await row.metric.score(row.sample)
        except TimeoutError as error:
            fault = JudgeFault(f"timed out after {limit_s:g} s") if timer.expired() else score_fault(error)
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) and task.cancelling():
                raise  # the run ends
            fault = JudgeFault("the call was cancelled from within")
        except Exception as error:
            fault = score_fault(error)
        else:
            if self._cache and verdict.value is not None:
                self._cache.mark_scored(row.metric.digest(row.case, row.sample))
            return verdict
        if self._cache and fault.is_unreadable:
            self._cache.forget(scope)
        if fault.stops_run:
            self.halt.reason = self.halt.reason or fault.message
        return Verdict(None, fault.message)
