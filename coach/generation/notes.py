"""What is said of an answer when something about it went otherwise than it should: one line each, in plain words."""

from __future__ import annotations

from coach.model.records import ModelFault
from coach.records import NOTE

JUDGED = (
    f"{NOTE}a small judge that works offline, and is often wrong, has checked the readings "
    "(how often: coach judge --about)."
)
FEWER = f"{NOTE}the model could not read all the principles at once, so it was given fewer of them."
NONE_HELD = f"{NOTE}nothing that the model wrote held when it was checked, so the principles answer in their own words."
NOTHING_WRITTEN = f"{NOTE}the model named no principle, so they answer in their own words."
NOT_IN_FORM = f"{NOTE}the model's reply was not in the form asked for, so the principles answer in their own words."


def fault_note(fault: ModelFault, has_points: bool) -> str:
    """Return what happened to the model, and what is shown all the same."""
    instead = "what had been checked by then is shown" if has_points else "the principles answer in their own words"
    hint = f" {fault.hint}" if fault.hint and not has_points else ""
    return f"{NOTE}{_clause(fault.message)}, so {instead}.{hint}"


def unchecked_note(reason: str) -> str:
    """Return why readings were left out that nobody could check."""
    return f"{NOTE}what the model wrote could not be checked ({_clause(reason)}), so only quotations are shown."


def dropped_note(count: int, is_certain: bool = True) -> str:
    """Return how much was left out.

    Args:
        count: Of the parts.
        is_certain: A rule, or a verifying model, found that each does not hold; a small judge that is often wrong, or
            no time left to ask, only leaves that open.
    """
    why = "did not hold when it was checked" if is_certain else "could not be confirmed"
    parts = "one part of what the model wrote" if count == 1 else f"{count} parts of what the model wrote"
    return f"{NOTE}{parts} {why} and {'is' if count == 1 else 'are'} not shown."


def passed_over_note(principle_id: str) -> str:
    """Return that a principle was left out for what it advises: nothing is filtered silently."""
    return f"{NOTE}the model left out {principle_id}, whose words may advise what harms somebody; they are not shown."


def _clause(message: str) -> str:
    """Return a sentence as a part of another one."""
    told = " ".join(message.split()).rstrip(". ")
    return f"t{told[1:]}" if told.startswith("The ") else told
