"""One answer in the making: drafts go on trial as they come, what holds is shown, and an answer comes out of it.

Streamed, the first point does not wait for the last: its quotation is shown at once, its reading has a verifying call
of its own, and the others share one. The provider goes on writing meanwhile; what it writes is kept until it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta

from coach.composer import MAX_TENSIONS, compose, telling_words
from coach.generation import notes
from coach.generation.ask import MAX_POINTS, Asking
from coach.generation.checks import Checks
from coach.generation.counted import Clock, Counted
from coach.generation.draft import DraftPoint
from coach.generation.events import Answered, Event, Explained, Opened, Quoted
from coach.generation.trial import Court, StepTrial, Trial, dropped
from coach.generation.writer import MIN_CALL_S, Writer
from coach.model.records import ChatModel
from coach.records import Answer, NextStep, Point, Tension, Usage
from coach.verification import ClaimVerifier, OfflineVerifier, Verifier
from coach.words import clean

MAX_DAYS = 60  # a next step that may wait longer is none
# From this share on the best principle is right in 24 of 25 cases (evals/development): a model that leaves it out, to
# please somebody say, gets it added in its own words.
SURE = 0.65


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
        self._shown = 0  # places done with
        self._is_quoted = False  # the quotation of the next place was shown

    def events(self, is_streamed: bool) -> Generator[Event, None, None]:
        """Yield the events of the answer; the last one is the answer."""
        with closing(self._writer.points(is_streamed)) as drafts:
            for draft in drafts:
                trial = self._try(draft)
                if not is_streamed:
                    continue
                yield from self._due()
                if trial is not None and self._held[:1] == [trial]:
                    self.court.verify([trial], self._clock.left_s)
                    yield from self._due()
        self._mend_form()
        self._verify_rest()
        if is_streamed:
            yield from self._due()
        self._mend()
        self._close()
        if is_streamed:
            yield from self._due()
        yield Answered(self._answer())

    @property
    def court(self) -> Court:
        """Where points are tried: by the principles that the model was given in the end."""
        if self._court is None:
            checks = Checks(self._asking, self._writer.offered)
            self._court = Court(self._asking, checks, self._verifier)
        return self._court

    # ------------------------------------------------------------------------------------------------ the trial

    def _try(self, draft: DraftPoint) -> Trial | None:
        trial = self.court.open(draft)
        cited = [other.principle for other in (*self._held, *self._failed)]
        if trial.principle is not None and trial.principle in cited:
            self.court.drop(dropped(trial.principle.id, "point", ["said twice"], draft.quote))
            return None
        if len(cited) >= MAX_POINTS:
            self.court.drop(dropped(draft.principle, "point", ["one too many"], draft.quote))
            return None
        (self._held if trial.quote else self._failed).append(trial)
        return trial

    def _mend_form(self) -> None:
        """Ask once more where nothing of a reply could be read."""
        if self._held or self._failed or not self._writer.draft.unread or not self._writer.may_write_again:
            return
        self.court.drop(dropped("", "form", ["not readable"], ""))
        for draft in self._writer.again(()):
            self._try(draft)

    def _verify_rest(self) -> None:
        self._step = self.court.open_step(self._writer.draft.next_step, self._held)
        if self._clock.left_s < MIN_CALL_S:
            self.court.unchecked = "no time was left"
            return
        self.court.verify(self._held, self._clock.left_s, self._step)

    def _mend(self) -> None:
        """Have what failed written once more, and try that."""
        failed = [trial for trial in (*self._held, *self._failed) if trial.failures]
        if not failed or not self._writer.may_write_again or any(what.part == "form" for what in self.court.dropped):
            return
        told = [failure for trial in failed for failure in trial.failures]
        used = [trial.point.principle for trial in self._held]
        self.court.mend(failed, self._writer.again(told), used)
        if self._clock.left_s >= MIN_CALL_S:
            self.court.verify(failed, self._clock.left_s)

    def _close(self) -> None:
        """End all trials; where nothing the model quoted holds, its choice of principles is worth nothing either."""
        has_quoted = bool(self._held) or any(trial.quote for trial in self._failed)
        for trial in (*self._held, *self._failed):
            self.court.close(trial, may_replace=has_quoted)
        self._held += [trial for trial in self._failed if trial.quote]
        first = self._asking.retrieval.ranking[0]
        if self._held and first.score >= SURE and first.principle not in [t.point.principle for t in self._held]:
            principle = self._asking.corpus.principle(first.principle)
            self._held.append(Trial(principle, telling_words(principle.text, first.sentence), is_settled=True))

    def _due(self) -> Iterator[Event]:
        """Yield what may be shown by now, in order."""
        while self._shown < len(self._held):
            trial = self._held[self._shown]
            if not self._is_quoted:
                if self._shown == 0:
                    lead = self._led_by([trial.point])
                    yield Opened(lead.opening, lead.status, lead.remarks)
                self._is_quoted = True
                yield Quoted(self._shown, replace(trial.point, reading=""))
            if not trial.is_settled:
                return
            if trial.reading:
                yield Explained(self._shown, trial.point)
            self._shown, self._is_quoted = self._shown + 1, False

    # ----------------------------------------------------------------------------------------------- the answer

    def _answer(self) -> Answer:
        points = tuple(trial.point for trial in self._held)
        ask_back = self._ask_back()
        found = self._led_by(points) if points else self._composed
        if points:
            found = replace(
                found,
                points=points,
                tensions=self._tensions(found.tensions, points),
                next_step=self._next_step() or found.next_step,
                nearby=tuple(near for near in found.nearby if near.principle not in {p.principle for p in points}),
                answered_by=self._model.name,
            )
        return replace(
            found,
            retrieval=self._composed.retrieval,
            closing="" if ask_back else found.closing,
            remarks=(*found.remarks, *self._notes(bool(points))),
            usage=self._model.usage + (self._verifying.usage if self._verifying else Usage()),
            dropped=tuple(self.court.dropped),
            ask_back=ask_back,
            fault=self._writer.fault.kind if self._writer.fault else "",
        )

    def _led_by(self, points: list[Point] | tuple[Point, ...]) -> Answer:
        """Return what the composer says when these principles come first: opening, tensions, next step."""
        retrieval = self._composed.retrieval
        chosen = [self._asking.ranked(point.principle) for point in points]
        others = [ranked for ranked in retrieval.ranking if ranked not in chosen]
        return compose(replace(retrieval, ranking=(*chosen, *others)), self._asking.corpus)

    def _tensions(self, found: tuple[Tension, ...], points: tuple[Point, ...]) -> tuple[Tension, ...]:
        """Return the tensions of the corpus that retrieval or the model sees; the model's are between its points."""
        cited = {point.principle for point in points}
        named = {
            principle.id for name in self._writer.draft.tension if (principle := self.court.checks.principle(name))
        }
        seen = [t for t in self._asking.corpus.tensions if set(t.between) == named and named <= cited]
        return tuple(dict.fromkeys([*seen, *found]))[:MAX_TENSIONS]

    def _next_step(self) -> NextStep | None:
        if self._step is None or not self._step.holds:
            return None
        days = self._step.draft.within_days
        by = self._today() + timedelta(days=days) if 0 < days <= MAX_DAYS else None
        return NextStep(self._step.text, self._step.principle.id, self._step.quote, by)

    def _ask_back(self) -> str:
        question = " ".join(clean(self._writer.draft.question).split())
        if not question:
            return ""
        wrong = self.court.checks.question(question) if self._asking.may_ask_back else ["nothing to ask back"]
        if wrong:
            self.court.drop(dropped("", "question", wrong, question))
        return "" if wrong else question

    def _notes(self, has_points: bool) -> Iterator[str]:
        writer, court = self._writer, self.court
        if writer.was_given_fewer:
            yield notes.FEWER
        if writer.fault is not None:
            yield notes.fault_note(writer.fault, has_points)
        elif not has_points:
            yield notes.NONE_HELD if court.dropped else notes.NOTHING_WRITTEN
        if court.unchecked and has_points and not any(trial.reading for trial in self._held):
            yield notes.unchecked_note(court.unchecked)
        elif has_points and court.dropped:
            yield notes.dropped_note(len(court.dropped))
        if self._verifying is None and any(trial.reading for trial in self._held):
            yield notes.JUDGED
