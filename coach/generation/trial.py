"""Points on trial: what a model wrote is checked, mended once, and otherwise gives way to the principle's own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coach import words
from coach.composer import telling_words
from coach.generation.ask import MAX_POINTS, Asking
from coach.generation.checks import Checks, readable
from coach.generation.draft import DraftPoint, DraftStep
from coach.records import Dropped, Part, Point, Principle
from coach.verification import Claim, ClaimVerdict, ClaimVerifier

MIN_CALL_S = 0.25  # with less time left nothing more is asked
UNCHECKED, UNSUPPORTED, UNKNOWN = "not checked", "not supported", "unknown principle"


@dataclass(slots=True)
class Trial:
    """A point on trial.

    Attributes:
        principle: What it cites; None where there is no such principle among those offered.
        quote: The quotation, once it holds.
        pending: A reading that held by the rules and waits for the verifying call.
        reading: The reading, once it holds.
        failures: What has not held and may still be mended, in the words in which the model is told.
        is_settled: Nothing about it will change any more.
    """

    principle: Principle | None
    quote: str = ""
    pending: str = ""
    reading: str = ""
    failures: list[str] = field(default_factory=list)
    is_settled: bool = False

    @property
    def point(self) -> Point:
        """What may be shown of it by now."""
        assert self.principle is not None and self.quote
        return Point(self.principle.id, self.principle.title, self.quote, self.reading)


@dataclass(slots=True)
class StepTrial:
    """A next step on trial; ``holds`` once it was verified."""

    draft: DraftStep
    principle: Principle
    quote: str
    text: str
    holds: bool = False


class Court:
    """Tries the points of one answer.

    Args:
        asking: What is asked.
        checks: The rules.
        verifier: Says of readings whether their quotations support them.

    Attributes:
        checks: The rules.
        dropped: Everything that did not hold, in the order in which it was found.
        unchecked: Why readings could not be checked, in the verifier's words; empty where they could.
    """

    def __init__(self, asking: Asking, checks: Checks, verifier: ClaimVerifier) -> None:
        self._asking = asking
        self.checks = checks
        self._verifier = verifier
        self.dropped: list[Dropped] = []
        self.unchecked = ""

    def open(self, draft: DraftPoint) -> Trial:
        """Begin a trial: id, quotation and rules."""
        principle = self.checks.principle(draft.principle)
        trial = Trial(principle)
        if principle is None:
            self._fail(trial, dropped(draft.principle, "point", [UNKNOWN], draft.quote), UNKNOWN)
            return trial
        trial.quote, wrong = self.checks.quotation(draft, principle)
        if wrong:
            self._fail(trial, dropped(principle.id, "quote", [wrong], draft.quote), wrong)
        reading = readable(draft.reading, principle)
        if words.quotes_exactly(reading, trial.quote):  # the quotation once more is no reading of it
            reading = ""
        if breached := self.checks.reading(reading, principle) if reading else []:
            self._fail(trial, dropped(principle.id, "reading", breached, reading), "; ".join(breached))
        else:
            trial.pending = reading
        trial.is_settled = not trial.failures and not trial.pending
        return trial

    def open_step(self, draft: DraftStep | None, trials: Sequence[Trial]) -> StepTrial | None:
        """Begin the trial of a next step; it must be drawn from a point whose quotation holds."""
        if draft is None:
            return None
        principle = self.checks.principle(draft.principle)
        trial = next((trial for trial in trials if trial.quote and trial.principle is principle), None)
        if principle is None or trial is None:
            self.drop(dropped(draft.principle, "next_step", [UNKNOWN], draft.text))
            return None
        text = readable(draft.text, principle)
        if breached := self.checks.reading(text, principle, principle.next_step):
            self.drop(dropped(principle.id, "next_step", breached, text))
            return None
        return StepTrial(draft, principle, trial.quote, text)

    def verify(self, trials: Iterable[Trial], deadline_s: float, step: StepTrial | None = None) -> None:
        """Have the pending readings, and the step, verified with one call."""
        waiting = [trial for trial in trials if trial.pending and trial.quote]
        claims = [self._claim(trial.principle, trial.quote, trial.pending) for trial in waiting]
        claims += [self._claim(step.principle, step.quote, step.text, step.principle.next_step)] if step else []
        if not claims:
            return
        if deadline_s < MIN_CALL_S:
            verdicts = [ClaimVerdict(None, "", "no time was left")] * len(claims)
        else:
            verdicts = list(self._verifier.verdicts(claims, self._asking.own_words, deadline_s))
        if len(verdicts) != len(claims):  # fail closed: nobody can say which verdict is whose
            verdicts = [ClaimVerdict(None, "", "the verdicts could not be read")] * len(claims)
        for trial, verdict in zip(waiting, verdicts, strict=False):
            self._decide(trial, verdict)
        if step:
            step.holds = verdicts[-1].supported is True
            if not step.holds:
                self.drop(dropped(step.principle.id, "next_step", [self._why(verdicts[-1])], step.text))

    def mend(self, failed: Sequence[Trial], drafts: Iterable[DraftPoint], cited: Iterable[str]) -> None:
        """Try what the model wrote on its second attempt; a quotation that held is kept as it is.

        Args:
            failed: The trials to mend.
            drafts: The second attempt.
            cited: Ids that points cite, those that failed included.
        """
        taken = set(cited)
        open_trials = list(failed)
        for draft in drafts:
            again = self.open(draft)
            trial = _of_same(again, open_trials, taken)
            if trial is None or again.principle is None:
                continue
            open_trials.remove(trial)
            taken.add(again.principle.id)
            trial.principle, trial.quote = again.principle, trial.quote or again.quote
            trial.pending, trial.failures = again.pending if trial.quote else "", again.failures
            trial.is_settled = bool(trial.quote) and not trial.pending and not trial.failures

    def close(self, trial: Trial, may_replace: bool) -> None:
        """End a trial: what has not held by now is not shown; the principle's own words may stand instead."""
        trial.pending, trial.is_settled = "", True
        if not trial.quote and trial.principle is not None and may_replace:
            sentence = self._asking.ranked(trial.principle.id).sentence
            trial.quote = telling_words(trial.principle.text, sentence)

    def drop(self, what: Dropped) -> None:
        """Keep what is not shown."""
        self.dropped.append(what)

    def _claim(self, principle: Principle | None, quote: str, text: str, more: str = "") -> Claim:
        assert principle is not None
        evidence = "\n".join(filter(None, [self.checks.evidence(principle), more]))
        return Claim(principle.id, evidence, quote, text)

    def _decide(self, trial: Trial, verdict: ClaimVerdict) -> None:
        text, trial.pending = trial.pending, ""
        if verdict.supported is True:
            trial.reading, trial.is_settled = text, not trial.failures
            return
        why = self._why(verdict)
        what = dropped(trial.point.principle, "reading", [why], text)
        if why == UNCHECKED:  # writing it anew would not help
            self.drop(what)
            trial.is_settled = not trial.failures
        else:
            missing = f"the quotation does not say: {verdict.missing}" if verdict.missing else verdict.reason
            self._fail(trial, what, f"{why}; {missing}")

    def _why(self, verdict: ClaimVerdict) -> str:
        if verdict.supported is not None:
            return UNSUPPORTED
        self.unchecked = verdict.reason or "no verdict could be read"
        return UNCHECKED

    def _fail(self, trial: Trial, what: Dropped, told: str) -> None:
        self.drop(what)
        trial.failures.append(f"{what.principle}, {what.part}: {told}")


def dropped(named: str, part: Part, reasons: Iterable[str], text: str) -> Dropped:
    """Return a record of what is not shown.

    Args:
        named: The id it cites.
        part: Of the answer.
        reasons: Each a kind, or a kind and words (``number: 73 %``); the kinds are kept, they can be counted.
        text: What was written.
    """
    kinds = dict.fromkeys(reason.partition(":")[0] for reason in reasons)
    return Dropped(named, part, ", ".join(kinds), text)


def _of_same(again: Trial, failed: Sequence[Trial], taken: set[str]) -> Trial | None:
    """Return the failed trial that a second attempt mends: of the same principle, else one that cited none there is."""
    if again.principle is None:
        return None
    same = next((trial for trial in failed if trial.principle is again.principle), None)
    if same is not None or again.principle.id in taken or len(taken) >= MAX_POINTS:
        return same
    return next((trial for trial in failed if trial.principle is None), None)
