"""The judged tier of a run: Coach's own judge always, a chat model where one is asked for; each beside its accuracy."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.cited import advice
from coach.corpus import find_corpus, read_corpus
from coach.errors import SettingsError
from coach.judge import Judge as GroundingScorer
from coach.records import Corpus
from coach.settings import BUNDLED_CORPUS
from evals.checks.written import ONLY_RETRIEVED, Written, written_in
from evals.judge import CLAIMS, Claim, accuracy, accuracy_of, read_claims
from evals.progress import progress, remark
from evals.records import JudgeAccuracy, JudgeWanted, Metric, Sample, Verdict
from evals.suite import Judged

if TYPE_CHECKING:
    from coach.coach import Coach
    from evals.judged.cost import Estimate
    from evals.judged.model import Judge

CLAIMS_JUDGED = 44  # claims that a paid judge is measured on: four a principle, half of them supported


class GroundingJudge:
    """Coach's own judge on each sentence that cites without quoting; measured, never a gate.

    Args:
        judge: Scores (claim, evidence) pairs.
        written: What the corpus holds.
    """

    metric = Metric("grounding_judge", "judged", 1.0, False, "sentences that Coach's own judge finds supported")

    def __init__(self, judge: GroundingScorer, written: Written = ONLY_RETRIEVED) -> None:
        self._judge = judge
        self._written = written

    def applies(self, sample: Sample) -> bool:
        """Apply to replies with such a sentence."""
        return bool(self._claims(sample))

    def measure(self, sample: Sample) -> Verdict:
        """Return the share of sentences that the judge finds supported by the principles they cite."""
        text_of = dict(zip(sample.retrieved_context_ids, sample.retrieved_contexts, strict=True))
        claims = self._claims(sample)
        pairs = [(said, "\n\n".join(text_of.get(name, "") for name in cites)) for said, cites in claims]
        scores = self._judge.score(pairs)
        doubtful = [said for (said, _), score in zip(pairs, scores, strict=True) if score < self._judge.threshold]
        reason = f"in doubt: {' / '.join(doubtful[:3])}" if doubtful else ""
        return Verdict(1 - len(doubtful) / len(claims), reason)

    def _claims(self, sample: Sample) -> list[tuple[str, tuple[str, ...]]]:
        found = advice(sample.response, self._written.citable(sample), lines=self._written.lines_in(sample.response))
        return [(said.own, said.cites) for said in found if said.cites and not said.is_quotation]


def own_accuracy(judge: GroundingScorer) -> JudgeAccuracy:
    """Return how reliable Coach's own judge is on the bundled claims."""
    corpus = _bundled()
    return accuracy(judge, read_claims(CLAIMS, corpus), corpus)


def open_model(wanted: JudgeWanted, answered_by: str, cache: Path) -> Judge | None:
    """Open the judging model asked for, before anything is asked; None where none is wanted.

    Raises:
        SettingsError: the model or the price is named wrongly, a key is missing, or the model would judge itself.
        EnvironmentFault: a package is missing, or replies cannot be kept.
    """
    if not wanted.model:
        return None
    from evals.judged.cost import parse_price
    from evals.judged.model import open_judge, refuse_self_judging

    if wanted.price:
        parse_price(wanted.price)
    refuse_self_judging(wanted.model, answered_by, wanted.allow_self_judging)
    return open_judge(wanted.model, cache / "judged" / "replies.sqlite", min(60.0, wanted.row_timeout_s))


def judge_with_model(
    judge: Judge, wanted: JudgeWanted, samples: Mapping[str, Sample], coach: Coach, jobs: int
) -> tuple[Judged, str]:
    """Judge samples with a chat model: estimate, ask whether to go on, judge, tell what was spent.

    Args:
        judge: The model; it is closed in the end.
        wanted: Its limits and price.
        samples: By case id.
        coach: Who answered; its encoder is for ResponseRelevancy, its corpus says what can be cited.
        jobs: How many scores are at work at a time.

    Returns:
        What was said, with the judge's measured accuracy, and the version of judge and prompts.

    Raises:
        SettingsError: the person said no.
    """
    from evals.judged.cost import estimate, parse_price
    from evals.judged.metrics import judge_version, judged_metrics
    from evals.judged.run import Limits, judge_samples

    try:
        metrics = judged_metrics(judge.model, coach.retriever.encoder, written_in(coach.corpus))
        faithfulness = [metric for metric in metrics if metric.metric.name == "faithfulness"]
        claims = _claim_samples()
        work = _Work(judge, parse_price(wanted.price) if wanted.price else None)
        expected = [estimate(samples, metrics, judge.cache), estimate(claims, faithfulness, judge.cache)]
        work.announce([each for found in expected for each in found.values()])
        _ask_leave(wanted)
        limits = Limits(jobs, wanted.row_timeout_s, wanted.run_timeout_s)
        with progress(f"Judging with {judge.name}") as on_progress:
            verdicts = judge_samples(samples, metrics, limits, on_progress, judge.cache)
        with progress(f"Measuring {judge.name}") as on_progress:
            on_claims = judge_samples(claims, faithfulness, limits, on_progress, judge.cache)
        work.tell_spent()
        named = tuple(each.metric for each in metrics)
        return Judged(named, verdicts, _model_accuracy(judge.name, on_claims)), judge_version(judge.name, metrics)
    finally:
        judge.cache.close()


@dataclass(frozen=True)
class _Work:
    """A judge at work, and what it costs."""

    judge: Judge
    price: tuple[float, float] | None

    def announce(self, estimates: Sequence[Estimate]) -> None:
        from evals.judged.cost import Estimate, cost

        whole = sum(estimates, Estimate())
        held = f"; {whole.held} scores are held already and cost nothing" if whole.held else ""
        remark(
            f"{self.judge.name} will be asked about {whole.calls:,} times: some {whole.tokens_in:,} tokens in and "
            f"{whole.tokens_out:,} out{_dollars(cost(whole, self.price))}{held}"
        )

    def tell_spent(self) -> None:
        from evals.judged.cost import cost

        for line in self.judge.cache.remarks:
            remark(line)
        spent = self.judge.cache.usage
        unmetered = f", {spent.unmetered} replies came without a count" if spent.unmetered else ""
        remark(
            f"Spent: {spent.calls:,} calls, {spent.tokens_in:,} tokens in, {spent.tokens_out:,} out"
            f"{_dollars(cost(spent, self.price))}{unmetered}"
        )


def _dollars(amount: float | None) -> str:
    return " (give --price in/out to see what that costs)" if amount is None else f", about ${amount:,.2f}"


def _ask_leave(wanted: JudgeWanted) -> None:
    """Ask a person at a terminal whether to go on; without a terminal, as in CI, go on."""
    if wanted.yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    print("Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise SettingsError("Not judged: you did not say yes", "Say --yes to go on without being asked.")


def _bundled() -> Corpus:
    return read_corpus(find_corpus(BUNDLED_CORPUS))


def _chosen_claims() -> list[Claim]:
    """Return the same few claims of each principle, half of them supported."""
    seen: dict[tuple[str, bool], int] = {}
    kept = []
    corpus = _bundled()
    for claim in read_claims(CLAIMS, corpus):
        key = (claim.cites[0], claim.supported)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= CLAIMS_JUDGED // (2 * len(corpus.principles)):
            kept.append(claim)
    return kept


def _claim_samples() -> dict[str, Sample]:
    corpus = _bundled()
    return {
        claim.id: Sample(
            user_input="What does this principle say?",
            response=f"{claim.claim} [{', '.join(claim.cites)}]",
            retrieved_context_ids=tuple(claim.cites),
            retrieved_contexts=tuple(corpus.principle(name).text for name in claim.cites),
            rubrics={"outcome": "answered"},
        )
        for claim in _chosen_claims()
    }


def _or_wrong(value: float | None, is_supported: bool) -> float:
    return value if value is not None else 0.0 if is_supported else 1.0


def _model_accuracy(name: str, verdicts: Mapping[tuple[str, str], Verdict]) -> tuple[JudgeAccuracy, ...]:
    """Return how often the model's faithfulness is right on the claims; one that it did not judge counts as wrong."""
    claims = _chosen_claims()
    values = {case: verdict.value for (case, _), verdict in verdicts.items()}
    if not any(value is not None for value in values.values()):
        return ()
    scores = [_or_wrong(values.get(claim.id), claim.supported) for claim in claims]
    return (accuracy_of(name, scores, [claim.supported for claim in claims], threshold=1.0),)
