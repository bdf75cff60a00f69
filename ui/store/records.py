"""The words of what is kept, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from coach.records import Answer, Role, Turn

State = Literal["whole", "stopped", "unanswered"]
Thumb = Literal["up", "down"]
Outcome = Literal["done", "dropped"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its messages.

    Attributes:
        id: 128 random bits, safe in an address.
        corpus: The name or folder of the corpus that it asks.
        title: At most 120 characters.
        created: UTC.
        changed: When its messages last changed; UTC.
    """

    id: str
    corpus: str
    title: str
    created: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A question or an answer.

    Attributes:
        place: In the conversation, from 0.
        text: What the person wrote, or the answer as Markdown.
        answer: Of an answer, if it can still be read; its ``text`` is there in any case.
        state: ``unanswered`` for a question that no answer follows, ``stopped`` for an answer that was cut short.
        created: UTC.
    """

    place: int
    role: Role
    text: str
    answer: Answer | None
    state: State
    created: datetime


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A next step that somebody means to take.

    Attributes:
        conversation: The id of the conversation it comes from.
        principle: The id of the principle it is drawn from.
        quote: The words of that principle.
        by: The day it is planned for, if any.
        accepted: The day it was accepted, where the page runs.
        outcome: Empty while it is open, else ``done`` or ``dropped``.
        note: How it went, or how far it went, in the person's words.
    """

    id: str
    conversation: str
    text: str
    principle: str
    quote: str
    by: date | None
    accepted: date
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of an answer, with all that is needed to ask again.

    Attributes:
        place: Where the answer stands, or stood before it was generated anew.
        history: The turns that the question leans on, oldest first; at most twelve.
        corpus: Of the conversation.
        created: UTC.
    """

    conversation: str
    place: int
    thumb: Thumb
    reason: str
    question: str
    history: tuple[Turn, ...]
    answer: Answer
    corpus: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that a corpus did not cover; who asked it is not kept.

    Attributes:
        nearest: The id of the principle that came nearest, or nothing.
        created: When it was last asked; UTC.
    """

    id: str
    corpus: str
    question: str
    nearest: str
    created: datetime
