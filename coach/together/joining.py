"""From the answers of several corpora to one: the order, what wins, and what is said only once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from coach.composer import MAX_NEARBY
from coach.records import WHERE_HELP_IS, Answer
from coach.retriever.care import CRISIS
from coach.together.records import Joint, Part

_DANGER = (CRISIS, "safety", "harassment")
_ORDER = {"handoff": 0, "covered": 1, "partly": 2, "not_covered": 3}


def join(parts: Sequence[Part], is_thanks: bool = False) -> Joint:
    """Join the answers of several corpora; none of them takes a word from another.

    Danger in one of them wins over every answer. Any other hand-off wins where none covers the question, and closes
    the answer of one that does: asked about receipts, a handbook answers, and who else may be asked stands below. What
    covers the question best comes first; one that covers it only partly shows one point beside one that covers it.
    One next step stays: of the best that has one.

    Args:
        parts: One for each corpus, in the order in which they were named.
        is_thanks: Whether somebody only gave thanks, which need not be returned by each.
    """
    parts = sorted(parts, key=_rank)
    handing_off = [part for part in parts if part.answer.status == "handoff"]
    if handing_off:
        first = min(handing_off, key=_urgency)
        covering = [part for part in parts if part.answer.status == "covered"]
        if first.answer.retrieval.coverage.handoff in _DANGER or not covering:
            return _alone(first, parts)
        joint = _answered([part for part in parts if part not in handing_off])
        withheld = tuple(map(_withheld, handing_off))
        return replace(joint, parts=(*joint.parts, *withheld), closing=first.answer.closing)
    if is_thanks:
        return _alone(parts[0], parts)
    if any(part.answer.retrieval.concern for part in parts):
        parts = [_with(part, nearby=(), closing=WHERE_HELP_IS) for part in parts]
    return _answered(parts) if parts[0].answer.status != "not_covered" else _unanswered(parts)


def _rank(part: Part) -> tuple[int, float]:
    """Order answers: what is covered first, and the better covered before the other.

    Scores of different kinds of corpora are compared as they are. Asked together with a handbook of 251 documents, the
    bundled corpus came first for 33 of 53 questions of its own, the handbook for 23 of 26 of its own; with scores
    stretched so that the thresholds of both kinds coincide it was 24 and 23.
    """
    return _ORDER[part.answer.status], -part.answer.retrieval.coverage.score


def _urgency(part: Part) -> tuple[bool, bool]:
    """Order hand-offs: danger first, then those that say whom to turn to."""
    return part.answer.retrieval.coverage.handoff != CRISIS, not part.answer.closing


def _alone(lead: Part, parts: Iterable[Part]) -> Joint:
    others = [_withheld(part) for part in parts if part is not lead]
    return Joint(lead.answer.status, "", (_with(lead, closing=""), *others), lead.answer.closing, ())


def _answered(parts: Sequence[Part]) -> Joint:
    lead, *rest = parts
    is_covered = lead.answer.status == "covered"
    further = [_beside(part, is_covered) for part in rest]
    lead_in = _with(lead, closing="", nearby=() if is_covered else lead.answer.nearby)
    silent = tuple(part.corpus for part in rest if part.answer.status == "not_covered")
    return Joint(lead.answer.status, "", _one_next_step([lead_in, *further]), lead.answer.closing, silent)


def _beside(part: Part, is_covered: bool) -> Part:
    """Return what a corpus adds to the best one: little where it is unsure and that one is not."""
    if part.answer.status == "not_covered":
        return _withheld(part)
    if part.answer.status == "partly" and is_covered:
        return _with(part, points=part.answer.points[:1], tensions=(), nearby=(), closing="")
    return _with(part, nearby=(), closing="")


def _unanswered(parts: Sequence[Part]) -> Joint:
    """Say once that none of them answers; what is offered instead is the nearest of all."""
    lead = parts[0].answer
    if len(parts) == 1 or all(part.answer.retrieval.refusal for part in parts):
        opening = lead.opening
    else:
        opening = f"Neither {_listed(parts)} answers this, and I would rather say so than guess."
        if len(parts) > 2:
            opening = f"None of these answers this, and I would rather say so than guess: {_listed(parts, 'and')}."
    left = MAX_NEARBY
    offered = []
    for part in parts:
        near = part.answer.nearby[:left]
        left -= len(near)
        offered.append(_with(part, opening="", closing="", nearby=near))
    closing = WHERE_HELP_IS if lead.closing == WHERE_HELP_IS else ""
    return Joint("not_covered", opening, tuple(offered), closing, ())


def _listed(parts: Sequence[Part], word: str = "nor") -> str:
    titles = [part.title for part in parts]
    return f"{', '.join(titles[:-1])} {word} {titles[-1]}" if len(titles) > 1 else titles[0]


def _one_next_step(parts: Sequence[Part]) -> tuple[Part, ...]:
    first = next((part for part in parts if part.answer.next_step), None)
    return tuple(part if part is first else _with(part, next_step=None) for part in parts)


def _withheld(part: Part) -> Part:
    """Return a part of which nothing is shown, and nothing can be shown by mistake."""
    nothing = {"points": (), "tensions": (), "next_step": None, "nearby": (), "remarks": (), "ask_back": ""}
    return _with(part, opening="", closing="", **nothing)


def _with(part: Part, **changes: object) -> Part:
    answer: Answer = replace(part.answer, **changes)  # type: ignore[arg-type]
    return replace(part, answer=answer)
