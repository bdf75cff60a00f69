"""The last gate before an answer is shown: what is not in the corpus word for word is not shown as advice."""

from __future__ import annotations

from dataclasses import replace

from coach.records import Answer, Corpus, NextStep, Point
from coach.words import quotes_exactly

_NOTHING_LEFT = "I found nothing here that I can quote word for word, and I would rather say so than guess."


def verify(answer: Answer, corpus: Corpus) -> Answer:
    """Return the answer with only those points and steps that hold, and a remark for each that was left out.

    A point holds when its principle exists, was retrieved for this question, and holds the quotation word for word
    (after NFKC and white space).
    """
    retrieved = {ranked.principle for ranked in answer.retrieval.ranking}
    text_of = {principle.id: principle.text for principle in corpus.principles}

    def holds(part: Point | NextStep) -> bool:
        return part.principle in retrieved and quotes_exactly(part.quote, text_of.get(part.principle, ""))

    points = tuple(point for point in answer.points if holds(point))
    step = answer.next_step if answer.next_step and holds(answer.next_step) else None
    dropped = len(answer.points) - len(points) + (answer.next_step is not None and step is None)
    if not dropped:
        return answer
    if not points and answer.points:  # nothing is left to stand on: that is not an answer
        answer = replace(answer, status="not_covered", opening=_NOTHING_LEFT, tensions=(), closing=_left(answer))
        step = None
    remark = f"{dropped} part(s) of the answer did not stand in the corpus word for word and were left out."
    return replace(answer, points=points, next_step=step, remarks=(*answer.remarks, remark))


def _left(answer: Answer) -> str:
    """Return what is still said where no point is left: where help is, if somebody may be in danger."""
    return answer.closing if answer.retrieval.concern else ""
