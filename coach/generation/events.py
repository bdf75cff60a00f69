"""What a person sees of an answer while it is written: never a sentence that later disappears."""

from __future__ import annotations

from dataclasses import dataclass

from coach.records import Answer, Point, Status


@dataclass(frozen=True, slots=True)
class Opened:
    """The first words; known with the first point."""

    opening: str
    status: Status
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A point whose quotation holds; its reading, if it gets one, follows before the next point.

    Attributes:
        place: Of the point in the answer, from 0.
    """

    place: int
    point: Point


@dataclass(frozen=True, slots=True)
class Explained:
    """The same point with its reading, which was verified."""

    place: int
    point: Point


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer; it begins with what was shown before."""

    answer: Answer


Event = Opened | Quoted | Explained | Answered
