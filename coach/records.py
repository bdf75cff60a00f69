"""The words of the house, as frozen records (standard library only)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

Status = Literal["covered", "partly", "not_covered", "handoff"]
Role = Literal["user", "assistant"]
Unit = Literal["line", "page", "slide", "row", "paragraph", "entry"]
NOTE = "About this answer: "  # begins a remark on how an answer came to be; it says nothing about the case
RANKED_HIGHER = "Ranked higher because you said"  # begins a remark that is told where somebody asks why
# Stands below an answer where somebody may be in danger, or where the question cannot be read at all.
WHERE_HELP_IS = (
    "If this is about more than work, for you or somebody you worry about, please talk to a person: "
    "findahelpline.com lists free and confidential lines in most countries."
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a principle names in its own text; an empty tuple names nobody in particular."""

    level: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    company: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Principle:
    """The unit that is cited; its id stays when other parts of the corpus change."""

    id: str
    title: str
    text: str
    question: str = ""
    next_step: str = ""
    audience: Audience = Audience()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """A question, in somebody's own words, that a principle answers."""

    text: str
    principle: str


@dataclass(frozen=True, slots=True)
class Beyond:
    """A question that the corpus does not answer, with the kind of person to ask instead, if any."""

    text: str
    topic: str
    handoff: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands in its file, as people count: the first line, page, slide, row or paragraph is 1.

    ``within`` names the sheet of a workbook; it is empty elsewhere.
    """

    unit: Unit
    first: int
    last: int
    within: str = ""

    def __str__(self) -> str:
        """Return the place as it is cited: ``line 12``, ``pages 3-4``, ``Risks, row 7``."""
        span = f"{self.unit} {self.first}"
        if self.last != self.first:
            units = "entries" if self.unit == "entry" else f"{self.unit}s"
            span = f"{units} {self.first}-{self.last}"
        return f"{self.within}, {span}" if self.within else span


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document: what is embedded and quoted where a corpus is a folder of documents.

    Attributes:
        id: Stays when other parts of the document change.
        principle: The id of its document, which is what is ranked and cited.
        text: What may be quoted: without markup, whole sentences.
        context: Embedded in front of the text and never quoted: title, headings.
        headings: The heading path, outermost first.
        place: Where it stands in its file.
        marks: Pairs (offset in ``text``, line or page), in order: from that offset on, the text stands there.
        language: Two letters (ISO 639-1), or ``und``.
        no_advice: Why it is not to be quoted as advice (``case study``, ``links``); empty where it may be.
        folded: What it stands for: passages elsewhere that say nearly the same, each under its document's own id.
    """

    id: str
    principle: str
    text: str
    context: str = ""
    headings: tuple[str, ...] = ()
    place: Place = Place("line", 1, 1)
    marks: tuple[tuple[int, int], ...] = ()
    language: str = "und"
    no_advice: str = ""
    folded: tuple[Passage, ...] = ()

    @property
    def embedded(self) -> str:
        """What the encoder gets."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    @property
    def also(self) -> tuple[str, ...]:
        """Where else nearly the same text stands, as it is cited; a quotation of it need not stand there."""
        return tuple(dict.fromkeys(f"{one.principle}, {one.place}" for one in self.folded))


@dataclass(frozen=True, slots=True)
class Tension:
    """Two principles that pull apart, and what decides between them."""

    between: tuple[str, str]
    about: str
    decides: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything read from one corpus folder; ``version`` is a hash of its content.

    ``handoffs`` says by kind whom to turn to; ``handoff_signs`` holds phrases that alone call for that hand-off.
    ``passages`` are there where it is a folder of documents: each document is a principle, its id the path.
    """

    name: str
    title: str
    language: str
    about: str
    folder: Path
    principles: tuple[Principle, ...]
    situations: tuple[Situation, ...]
    beyond: tuple[Beyond, ...]
    tensions: tuple[Tension, ...]
    handoffs: Mapping[str, str]
    handoff_signs: Mapping[str, tuple[str, ...]]
    version: str
    passages: tuple[Passage, ...] = ()

    def principle(self, principle_id: str) -> Principle:
        """Return the principle with this id; of a table also by its short name (``P1`` of ``rules.csv#P1``) if unique.

        Raises:
            KeyError: there is none.
        """
        for principle in self.principles:
            if principle.id == principle_id:
                return principle
        named = [principle for principle in self.principles if principle.id.endswith(f"#{principle_id}")]
        if len(named) == 1:
            return named[0]
        raise KeyError(principle_id)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Who is asking; empty strings are unknown."""

    role: str = ""
    level: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, the turns before it (oldest first) and who asks."""

    text: str
    history: tuple[Turn, ...] = ()
    profile: Profile = Profile()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A principle with its score (0-1, the scores of all principles sum to 1) and what it rests on.

    ``passage`` is the id of the passage that holds ``sentence``, where the principle is a document.
    """

    principle: str
    score: float
    situation: str = ""
    situation_similarity: float = 0.0
    sentence: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether the corpus answers the question.

    ``score`` is 0-1, higher means better covered; ``handoff`` names the kind of person to ask instead, if any.
    """

    status: Status
    score: float
    handoff: str | None = None


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What the retriever found: every principle, best first, and the coverage.

    ``asked`` is the question with what it leans on; ``refusal`` says why it cannot be answered whatever it resembles;
    ``concern`` that somebody may be in danger, so that help is named beside whatever is answered.
    """

    ranking: tuple[Ranked, ...]
    coverage: Coverage
    asked: str
    remarks: tuple[str, ...] = ()
    refusal: str = ""
    concern: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One principle of an answer, with its exact words; ``reading`` applies them to the case (chat models only).

    ``where`` says where the words stand in a document (``Giving feedback, line 12``), and where else.
    """

    principle: str
    title: str
    quote: str
    reading: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do, and the words of the principle it is drawn from; ``by`` is a day a chat model suggests."""

    text: str
    principle: str
    quote: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Nearby:
    """A question that the corpus does answer, to ask instead."""

    question: str
    principle: str


Part = Literal["form", "point", "quote", "reading", "next_step", "question"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that a chat model wrote and nobody was shown.

    Attributes:
        principle: The id it named, also one that does not exist.
        part: Which part of the answer it would have been.
        reason: Why, in a word or a few that can be counted: ``number``, ``not exact``, ``not supported``.
        text: What it wrote; for looking into, never for showing as advice.
    """

    principle: str
    part: Part
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What was spent.

    Attributes:
        calls: Requests sent, also those that failed and were sent again.
        tokens_in: As the provider counts them, estimated where it does not say.
        tokens_out: As the provider counts them, estimated where it does not say.
        unmetered: How many of the calls were estimated.
    """

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    unmetered: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Return both together."""
        return Usage(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.unmetered + other.unmetered,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets. ``opening`` and ``closing`` are the composer's own words, never advice.

    Attributes:
        answered_by: Who chose and read the principles: ``composer``, or a chat model as ``provider:model``.
        usage: What chat models were asked for this answer; None where none is configured.
        dropped: What a chat model wrote and did not hold.
        ask_back: The one question that would help most, where the situation is too thin.
        fault: The kind of failure of the chat model, if one failed (see `coach.model.ModelFault`).
    """

    status: Status
    opening: str
    points: tuple[Point, ...]
    tensions: tuple[Tension, ...]
    next_step: NextStep | None
    nearby: tuple[Nearby, ...]
    closing: str
    remarks: tuple[str, ...]
    retrieval: Retrieval
    corpus_version: str
    elapsed_ms: float = field(default=0.0, compare=False)
    answered_by: str = "composer"
    usage: Usage | None = field(default=None, compare=False)
    dropped: tuple[Dropped, ...] = ()
    ask_back: str = ""
    fault: str = ""
