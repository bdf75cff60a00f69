"""Points on trial: what a model wrote is checked, mended once, and otherwise gives way to the principle's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

from coach import words
from coach.composer import quoted
from coach.generation.ask import MAX_HISTORY, MAX_LABEL, MAX_TURN, Asking
from coach.generation.checks import Checks, readable
from coach.generation.draft import DraftPoint, DraftStep
from coach.generation.tried import StepTrial, Trial, dropped, of_same
from coach.records import Dropped, Principle
from coach.verification import Claim, ClaimVerdict, ClaimVerifier

__all__ = ["MIN_CALL_S", "Court", "StepTrial", "Trial", "dropped"]
MIN_CALL_S = 0.25  # with less time left nothing more is asked
UNCHECKED, UNSUPPORTED, UNKNOWN = "not checked", "not supported", "unknown principle"
UNREAD = "not readable"
NO_EVIDENCE = "(none: this asks the person for a fact)"  # beside a question back


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
        ask_back: The question back, once it holds; empty without one.
    """

    def __init__(self, asking: Asking, checks: Checks, verifier: ClaimVerifier) -> None:
        self._asking = asking
        self.checks = checks
        self._verifier = verifier
        self.dropped: list[Dropped] = []
        self.unchecked = ""
        self.ask_back = ""
        self._question = ""  # held by the rules and waits for the verifying call

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

    def open_question(self, text: str) -> None:
        """Begin the trial of a question back; it waits for the next verifying call."""
        question = " ".join(words.clean(text).split())
        if not question:
            return
        wrong = self.checks.question(question) if self._asking.may_ask_back else ["nothing to ask back"]
        if wrong:
            self.drop(dropped("", "question", wrong, question))
        else:
            self._question = question

    def verify(self, trials: Iterable[Trial], deadline_s: float, step: StepTrial | None = None) -> None:
        """Have the pending readings, the step and a question back verified with one call."""
        waiting = [trial for trial in trials if trial.pending and trial.quote]
        question, self._question = self._question, ""
        claims = [self._claim(trial.principle, trial.quote, trial.pending) for trial in waiting]
        claims += [self._claim(step.principle, step.quote, step.text, step.principle.next_step)] if step else []
        claims += [Claim("", NO_EVIDENCE, "", question)] if question else []
        verdicts = self._verdicts(claims, deadline_s)
        for trial in waiting:
            self._decide(trial, next(verdicts))
        if step:
            verdict = next(verdicts)
            step.holds = verdict.supported is True
            if not step.holds:
                self.drop(dropped(step.principle.id, "next_step", [self._why(verdict)], step.text))
        if question:
            self._decide_question(question, next(verdicts))

    def _verdicts(self, claims: Sequence[Claim], deadline_s: float) -> Iterator[ClaimVerdict]:
        """Return a verdict for each claim; where nobody can say which verdict is whose, none of them holds."""
        if not claims:
            return iter(())
        if deadline_s < MIN_CALL_S:
            return repeat(ClaimVerdict(None, "", "no time was left"))
        verdicts = self._verifier.verdicts(claims, told(self._asking), deadline_s)
        if len(verdicts) != len(claims):
            return repeat(ClaimVerdict(None, "", "the verdicts could not be read"))
        return iter(verdicts)

    def _decide_question(self, question: str, verdict: ClaimVerdict) -> None:
        if verdict.supported is True:
            self.ask_back = question
        else:
            self.drop(dropped("", "question", [self._why(verdict)], question))

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
            trial = of_same(again, open_trials, taken)
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
            trial.quote = quoted(self._asking.ranked(trial.principle.id), self._asking.corpus)

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


def told(asking: Asking) -> str:
    """Return what the person told, as far as the verifying model is given it: the last turns, each cut."""
    profile = asking.question.profile
    kept, room = list[str](), MAX_HISTORY
    for turn in reversed(asking.question.history):
        if turn.role == "user" and room > 0:
            kept.insert(0, turn.content[: min(MAX_TURN, room)])
            room -= len(kept[0])
    about = (text[:MAX_LABEL] for text in (profile.role, profile.level, profile.company))
    return "\n".join(filter(None, [*kept, asking.question.text, *about]))
