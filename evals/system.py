"""The system under test: a case in, a reply out. Coach is one; a test hands over another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from coach.coach import Coach
from coach.errors import CoachError, QuestionError
from coach.lead_ins import DECIDES, PULLS_APART, READING, STEP, led
from coach.records import NOTE, Answer, Question
from coach.words import sentences
from evals.records import Case, Response

REFUSED = "Your message cannot be read:"  # how a reply begins that says why a question is none


class System(Protocol):
    """What answers the cases."""

    @property
    def answered_by(self) -> str:
        """What writes the answers: ``composer``, or the chat model as ``provider:model``."""

    def respond(self, case: Case) -> Response:
        """Reply to a case; a failure is a response with an ``error``, never an exception of the environment."""


class CoachSystem:
    """Coach itself, asked exactly as `coach ask` asks it.

    Args:
        coach: An open Coach.
    """

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    @property
    def answered_by(self) -> str:
        """``composer``, or the chat model as ``provider:model``."""
        return self._coach.answered_by

    def respond(self, case: Case) -> Response:
        """Ask Coach; a question it refuses to read is a reply that does not answer.

        Where a chat model failed and the composer stepped in, there is no reply of the model to score.
        """
        try:
            answer = self._coach.ask(Question(case.question, case.history))
            if answer.fault and answer.answered_by != self.answered_by:
                return Response("", "not_covered", (), 0.0, error=f"the chat model failed: {answer.fault}")
            return response(answer)
        except QuestionError as error:
            return Response(f"{REFUSED} {error.message}.", "not_covered", (), 0.0)
        except CoachError as error:
            return Response("", "not_covered", (), 0.0, error=error.message)


def response(answer: Answer) -> Response:
    """Return an answer as a reply."""
    return Response(
        text=reply_text(answer),
        status=answer.status,
        ranking=tuple(ranked.principle for ranked in answer.retrieval.ranking),
        covered_score=round(answer.retrieval.coverage.score, 4),
        answer=answer,
        elapsed_ms=answer.elapsed_ms,
    )


def model_remarks(responses: Iterable[Response]) -> list[str]:
    """Return in a line what became of what a chat model wrote; nothing where none was asked."""
    answers = [found.answer for found in responses if found.answer and found.answer.usage is not None]
    if not answers:
        return []
    points = [point for answer in answers for point in answer.points if answer.answered_by != "composer"]
    read = sum(bool(point.reading) for point in points)
    reasons = Counter(f"{what.part}: {what.reason}" for answer in answers for what in answer.dropped)
    told = "; ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
    calls = sum(answer.usage.calls for answer in answers if answer.usage)
    dropped = f"{sum(reasons.values())} parts were dropped{f': {told}' if told else ''}"
    return [f"of {len(points)} points the chat model chose, {read} kept a reading; {dropped}; {calls:,} calls"]


def reply_text(answer: Answer) -> str:
    """Return an answer as one text: quotations in quotation marks followed by ``[P3]``, every own sentence cited.

    Questions that the corpus answers nearby are offered, not advised: they stand without ids. Notes on how the answer
    came to be are left out (a model's name holds numbers that are nobody's claim), and so is a day suggested.
    """
    parts = [*(remark for remark in answer.remarks if not remark.startswith(NOTE)), answer.opening]
    for point in answer.points:
        parts.append(f"“{' '.join(point.quote.split())}”{_cite(point.principle)}")
        parts += [f"{READING} {_each_cited(point.reading, point.principle)}"] if point.reading else []
    for tension in answer.tensions:
        cites = _cite(*tension.between)
        lines = (f"{PULLS_APART} {tension.about}", led(DECIDES, tension.decides))
        parts.append("\n".join(f"{line}{cites}" for line in lines if line))
    if answer.next_step:
        parts.append(f"{STEP} {_each_cited(answer.next_step.text, answer.next_step.principle)}")
    parts += [near.question for near in answer.nearby]
    parts += [answer.closing, answer.ask_back]
    return "\n\n".join(part for part in parts if part)


def _each_cited(text: str, principle: str) -> str:
    return " ".join(f"{sentence}{_cite(principle)}" for sentence in sentences(text))


def _cite(*ids: str) -> str:
    """Return the citation of these ids; of none, nothing."""
    named = ", ".join(name for name in ids if name)
    return f" [{named}]" if named else ""
