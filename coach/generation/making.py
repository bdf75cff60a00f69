"""One answer in the making: drafts go on trial as they come, what holds is shown, and an answer comes out of it.

Streamed, the first point does not wait for the last: its quotation is shown at once, its reading has a verifying call
of its own, and the others share one. The provider goes on writing meanwhile; what it writes is kept until it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date

from coach.generation.ask import MAX_POINTS, Asking
from coach.generation.checks import Checks
from coach.generation.counted import Clock, Counted
from coach.generation.draft import Draft, DraftPoint
from coach.generation.events import Answered, Event, Explained, Opened, Quoted
from coach.generation.left_out import left_out
from coach.generation.trial import UNREAD, Court, StepTrial, Trial, dropped
from coach.generation.whole import Made, led_by, whole_answer
from coach.generation.writer import Writer
from coach.model.records import ChatModel, ModelFault
from coach.records import Answer, Part, Usage
from coach.verification import ClaimVerifier, OfflineVerifier, Verifier

FIRST_SHARE = 0.25  # of the time that is left, for verifying the first reading while the others are still written


@dataclass(frozen=True, slots=True)
class Models:
    """Who writes an answer and who verifies it.

    Attributes:
        model: Writes the points.
        verifying: Verifies the readings, in a fresh context; None leaves that to the offline judge.
        deadline_s: For one answer, all calls together.
        today: Tells the day, for suggested dates.
        verifier_of: Makes a verifier of the verifying model.
    """

    model: ChatModel
    verifying: ChatModel | None
    deadline_s: float
    today: Callable[[], date]
    verifier_of: Callable[[ChatModel | None], ClaimVerifier]


def verifier_of(model: ChatModel | None) -> ClaimVerifier:
    """Return what verifies readings: a chat model, or without one the offline judge."""
    return OfflineVerifier() if model is None else Verifier(model)


class Making:
    """One answer in the making.

    Args:
        models: Who writes and who verifies.
        asking: What is asked.
        composed: The answer without a model.
    """

    def __init__(self, models: Models, asking: Asking, composed: Answer) -> None:
        self._asking = asking
        self._composed = composed
        self._today = models.today
        self._clock = Clock(models.deadline_s)
        self._model = Counted(models.model)
        self._verifying = Counted(models.verifying) if models.verifying else None
        self._verifier = models.verifier_of(self._verifying)
        self._writer = Writer(self._model, asking, self._clock)
        self._court: Court | None = None
        self._held: list[Trial] = []  # those whose quotation holds, in the order in which they are shown
        self._failed: list[Trial] = []  # those whose quotation does not, yet
        self._step: StepTrial | None = None
        self._passed_over = ""  # the id of a principle that fits best and advises what harms
        self._shown = 0  # places done with
        self._is_quoted = False  # the quotation of the next place was shown

    def events(self, is_streamed: bool) -> Generator[Event, None, None]:
        """Yield the events of the answer; the last one is the answer."""
        self._make_ready()
        with closing(self._writer.points(is_streamed)) as drafts:
            for draft in drafts:
                trial = self._try(draft)
                if not is_streamed:
                    continue
                yield from self._due()
                if trial is not None and self._held[:1] == [trial]:
                    self.court.verify([trial], self._clock.left_s * FIRST_SHARE)
                    yield from self._due()
        self._mend_form()
        self._verify_rest()
        if is_streamed:
            yield from self._due()
        self._mend()
        self._close()
        if is_streamed:
            yield from self._due()
        yield Answered(self._whole())

    def _make_ready(self) -> None:
        """Begin to count the time, and import what the models need: a person waits for that as well."""
        self._clock.start()
        for model in (self._model, self._verifying):
            if model is not None:
                with suppress(ModelFault):  # it is said where the model is asked
                    model.prepare()

    @property
    def court(self) -> Court:
        """Where points are tried: by the principles that the model was given in the end."""
        if self._court is None:
            checks = Checks(self._asking, self._writer.offered)
            self._court = Court(self._asking, checks, self._verifier)
        return self._court

    # ------------------------------------------------------------------------------------------------ the trial

    def _try(self, draft: DraftPoint) -> Trial | None:
        principle = self.court.checks.principle(draft.principle)
        known = [trial.principle for trial in (*self._held, *self._failed) if trial.principle]
        count = len(known) if principle else len(self._failed)  # forged ids take no place from others
        if principle in known or count >= MAX_POINTS:
            reason = "said twice" if principle in known else "one too many"
            self.court.drop(dropped(principle.id if principle else draft.principle, "point", [reason], draft.quote))
            return None
        trial = self.court.open(draft)
        (self._held if trial.quote else self._failed).append(trial)
        return trial

    def _mend_form(self) -> None:
        """Keep what could not be read; where that was all of a reply, ask once more."""
        is_all = not self._held and not self._failed
        self._keep_unread(self._writer.draft, "form" if is_all else "point")
        if not is_all or not self._writer.draft.unread or not self._writer.may_write_again:
            return
        again = self._writer.again(())
        self._keep_unread(again, "point")
        for draft in again.points:
            self._try(draft)

    def _keep_unread(self, draft: Draft, part: Part) -> None:
        for text in draft.unread:
            self.court.drop(dropped("", part, [UNREAD], text))

    def _verify_rest(self) -> None:
        self._step = self.court.open_step(self._writer.draft.next_step, self._held)
        self.court.open_question(self._writer.draft.question)
        self.court.verify(self._held, self._clock.left_s, self._step)

    def _mend(self) -> None:
        """Have what failed written once more, and try that."""
        failed = [trial for trial in (*self._held, *self._failed) if trial.failures]
        if not failed or not self._writer.may_write_again or any(what.part == "form" for what in self.court.dropped):
            return
        told = [failure for trial in failed for failure in trial.failures]
        cited = [trial.principle.id for trial in (*self._held, *self._failed) if trial.principle]
        again = self._writer.again(told)
        self._keep_unread(again, "point")
        self.court.mend(failed, again.points, cited)
        self.court.verify(failed, self._clock.left_s)

    def _close(self) -> None:
        """End all trials; where nothing the model quoted holds, its choice of principles is worth nothing either."""
        has_quoted = bool(self._held) or any(trial.quote for trial in self._failed)
        for trial in (*self._held, *self._failed):
            self.court.close(trial, may_replace=has_quoted)
        self._held += [trial for trial in self._failed if trial.quote]
        missing = left_out(self._asking, [trial.point.principle for trial in self._held]) if self._held else None
        if missing and missing.harms:
            self._passed_over = missing.principle.id
        elif missing:
            self._held.append(Trial(missing.principle, missing.quote, is_settled=True))

    def _due(self) -> Iterator[Event]:
        """Yield what may be shown by now, in order."""
        while self._shown < len(self._held):
            trial = self._held[self._shown]
            if not self._is_quoted:
                if self._shown == 0:
                    lead = led_by([trial.point], self._asking)
                    yield Opened(lead.opening, lead.status, lead.remarks)
                self._is_quoted = True
                yield Quoted(self._shown, replace(trial.point, reading=""))
            if not trial.is_settled:
                return
            if trial.reading:
                yield Explained(self._shown, trial.point)
            self._shown, self._is_quoted = self._shown + 1, False

    def _whole(self) -> Answer:
        spent = self._model.usage + (self._verifying.usage if self._verifying else Usage())
        points = tuple(trial.point for trial in self._held)
        made = Made(points, self._step, self._writer, self.court, self._verifying is None, self._passed_over)
        answer = whole_answer(made, self._asking, self._composed, self._today())
        return replace(answer, answered_by=self._model.name if points else "composer", usage=spent)
