"""The system under test: a case in, a reply out. Coach is one; a test hands over another."""

from __future__ import annotations

from typing import Protocol

from coach.coach import Coach
from coach.errors import CoachError, QuestionError
from coach.records import Answer, Question
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

    answered_by = "composer"

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    def respond(self, case: Case) -> Response:
        """Ask Coach; a question it refuses to read is a reply that does not answer."""
        try:
            return response(self._coach.ask(Question(case.question, case.history)))
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


def reply_text(answer: Answer) -> str:
    """Return an answer as one text: quotations in quotation marks followed by ``[P3]``, every own sentence cited.

    Questions that the corpus answers nearby are offered, not advised: they stand without ids.
    """
    parts = [*answer.remarks, answer.opening]
    for point in answer.points:
        parts.append(f"“{' '.join(point.quote.split())}”{_cite(point.principle)}")
        parts += [f"For you: {_each_cited(point.reading, point.principle)}"] if point.reading else []
    for tension in answer.tensions:
        cites = _cite(*tension.between)
        parts.append(f"Two principles pull apart here: {tension.about}{cites}\nWhat decides: {tension.decides}{cites}")
    if answer.next_step:
        parts.append(f"One next step: {_each_cited(answer.next_step.text, answer.next_step.principle)}")
    parts += [near.question for near in answer.nearby]
    parts.append(answer.closing)
    return "\n\n".join(part for part in parts if part)


def _each_cited(text: str, principle: str) -> str:
    return " ".join(f"{sentence}{_cite(principle)}" for sentence in sentences(text))


def _cite(*ids: str) -> str:
    """Return the citation of these ids; of none, nothing."""
    named = ", ".join(name for name in ids if name)
    return f" [{named}]" if named else ""
