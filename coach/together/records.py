"""What several corpora answer together (frozen records)."""

from __future__ import annotations

from dataclasses import dataclass

from coach.records import Answer, Status


@dataclass(frozen=True, slots=True)
class Part:
    """What one of the corpora answers.

    Attributes:
        corpus: Its label: the name, in front of the ids of this corpus wherever several are shown (``acme:P3``).
        title: As people read it.
        answer: Its answer; ids as in that corpus.
    """

    corpus: str
    title: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Joint:
    """The answer of several corpora.

    Attributes:
        status: A hand-off where one of them wins, else that of the best.
        opening: Said before all of them where none answers; else each has its own.
        parts: Each corpus that was asked, best first.
        closing: Said in the end.
        silent: Labels of those that have nothing to say where another one has.
        elapsed_ms: All of it.
    """

    status: Status
    opening: str
    parts: tuple[Part, ...]
    closing: str
    silent: tuple[str, ...]
    elapsed_ms: float = 0.0

    @property
    def speaking(self) -> tuple[Part, ...]:
        """The parts that are shown, best first."""
        return tuple(part for part in self.parts if part.answer.opening)
