"""The words that stand in front of the parts of an answer, the same wherever it is read (standard library only).

They say nothing themselves: `coach.cited.frames` knows them from here, so `coach check` asks no citation for them.
"""

from __future__ import annotations

from datetime import date

NEAREST = "What comes nearest:"
BETWEEN = ("The heart of it:", "It also helps to know:", "And one more thing to weigh:")
READING = "For you:"
PULLS_APART = "Two principles pull apart here:"
DECIDES = "What decides:"
STEP = "One next step:"
NEARBY = "What the principles do answer nearby:"
ASKS_BACK = "One question back:"  # in front of a question to the person, as it is shown and kept in a history
VERSION = "Corpus version"


def lead_in(place: int, status: str) -> str:
    """Return what stands in front of a point.

    Args:
        place: Of the point in the answer, from 0.
        status: Of the answer, see `coach.records.Status`.
    """
    return NEAREST if status == "partly" and place == 0 else BETWEEN[min(place, len(BETWEEN) - 1)]


def led(label: str, text: str) -> str:
    """Return a text with its label in front; where there is no text, nothing: a label alone says less than none."""
    return f"{label} {text}" if text else ""


def suggested(by: date | None) -> str:
    """Return the day by which a next step may be taken, as it stands behind the step; nothing where there is none."""
    return f" (say, by {by:%A}, {by.day} {by:%B})" if by else ""
