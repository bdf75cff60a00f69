"""What the tests of personal answers share: a corpus of four principles, and models and verifiers that say what a test
tells them to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from coach.composer import compose
from coach.generation import Answered, Asking, Event, PersonalCoach
from coach.model import ChatModel, Message, ModelFault, Reply, Usage
from coach.records import (
    Answer,
    Corpus,
    Coverage,
    Principle,
    Profile,
    Question,
    Ranked,
    Retrieval,
    Status,
    Tension,
    Turn,
)
from coach.verification import Claim, ClaimVerdict

ASK = "Ask a customer before you plan a feature. Don't build what nobody asked for."
REST = "Rest on Sundays. A tired team can make mistakes."
NO = "Say no to requests that help nobody. It can protect the plan."
SHARE = "Share what you learn with the team."
PRINCIPLES = (
    Principle("A1", "Ask first", ASK, "Should I ask anybody?", "Call one customer."),
    Principle("A2", "Rest", REST, "May I rest?"),
    Principle("A3", "Say no", NO, "How do I say no?", "Write down one request to refuse."),
    Principle("A4", "Share", SHARE, "What do I share?"),
)
CORPUS = Corpus(
    name="tiny",
    title="Tiny",
    language="en",
    about="work.",
    folder=Path("."),
    principles=PRINCIPLES,
    situations=(),
    beyond=(),
    tensions=(Tension(("A1", "A3"), "Ask, or refuse?", "Who asks."),),
    handoffs={},
    handoff_signs={},
    version="v1",
)
NOBODY = Profile()
TODAY = date(2026, 11, 23)


def asking(
    text: str = "My boss wants a feature. What now?",
    status: Status = "covered",
    scores: Sequence[float] = (0.4, 0.3, 0.2, 0.1),
    history: Sequence[Turn] = (),
    profile: Profile = NOBODY,
) -> Asking:
    """Return a question that retrieved the four principles in order."""
    ranking = tuple(Ranked(p.id, score, "", 0.7) for p, score in zip(PRINCIPLES, scores, strict=True))
    retrieval = Retrieval(ranking, Coverage(status, 0.9), text)
    return Asking(Question(text, tuple(history), profile), retrieval, CORPUS)


def written(*points: tuple[str, str, str], **others: Any) -> str:
    """Return a reply in JSON: points as (id, quotation, reading)."""
    names = ("principle", "quote", "reading")
    step = {"principle": "", "text": "", "within_days": 0}
    whole = {"points": [dict(zip(names, point, strict=True)) for point in points], "tension": [], "next_step": step}
    return json.dumps(whole | {"question": ""} | others)


class ScriptedModel:
    """Gives its replies in turn and raises when they run out; a `ModelFault` among them is raised.

    A pair (text, fault) breaks off after the text.
    """

    name = "scripted:model"

    def __init__(self, *replies: str | ModelFault | tuple[str, ModelFault], supports_schema: bool = True) -> None:
        self.replies = list(replies)
        self.supports_schema = supports_schema
        self.asked: list[list[Message]] = []
        self.schemas: list[Any] = []
        self.is_closed = False
        self.usage = Usage()

    def _next(self, messages: Sequence[Message], schema: Any) -> tuple[str, ModelFault | None]:
        self.asked.append(list(messages))
        self.schemas.append(schema)
        self.usage += Usage(1, 10, 5)
        reply = self.replies.pop(0)
        if isinstance(reply, ModelFault):
            return "", reply
        return reply if isinstance(reply, tuple) else (reply, None)

    def complete(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Reply:
        text, fault = self._next(messages, schema)
        if fault:
            fault.partial = text
            raise fault
        return Reply(text, Usage(1, 10, 5))

    def stream(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Iterator[str]:
        text, fault = self._next(messages, schema)
        try:
            yield from (text[at : at + 5] for at in range(0, len(text), 5))
        except GeneratorExit:
            self.is_closed = True
            raise
        if fault:
            raise fault


class TellingVerifier:
    """Supports every reading but those that hold one of some words; remembers what it was asked.

    Args:
        rejects: Words of readings that are not supported.
        silent: Why it gives no verdict at all.
    """

    name = "telling"

    def __init__(self, *rejects: str, silent: str = "") -> None:
        self.rejects = rejects
        self.silent = silent
        self.asked: list[list[Claim]] = []

    def verdicts(self, claims: Sequence[Claim], question: str, deadline_s: float) -> list[ClaimVerdict]:
        self.asked.append(list(claims))
        if self.silent:
            return [ClaimVerdict(None, "", self.silent)] * len(claims)
        wrong = [next((word for word in self.rejects if word in claim.reading), "") for claim in claims]
        return [ClaimVerdict(not word, word, "it does not say so" if word else "") for word in wrong]


def coach_of(model: ChatModel, verifier: TellingVerifier | None = None, deadline_s: float = 30.0) -> PersonalCoach:
    """Return a personal coach with a verifier of one's own, on 23 November 2026."""
    own = verifier or TellingVerifier()
    return PersonalCoach(model, model, deadline_s, lambda: TODAY, lambda _: own)


def answer_of(
    model: ChatModel, verifier: TellingVerifier | None = None, asked: Asking | None = None, **options: Any
) -> Answer:
    """Return the answer to a question, not streamed."""
    asked = asked or asking()
    return coach_of(model, verifier, **options).answer(asked, compose(asked.retrieval, asked.corpus))


def events_of(
    model: ChatModel, verifier: TellingVerifier | None = None, asked: Asking | None = None, **options: Any
) -> list[Event]:
    """Return the events of a streamed answer."""
    asked = asked or asking()
    return list(coach_of(model, verifier, **options).stream(asked, compose(asked.retrieval, asked.corpus)))


def answered(events: Sequence[Event]) -> Answer:
    """Return the answer at the end of a stream."""
    last = events[-1]
    assert isinstance(last, Answered)
    return last.answer
