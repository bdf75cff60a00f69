"""The machine-readable faces of answers: one JSON object each, its fields kept stable."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError
from coach.records import Answer, NextStep

if TYPE_CHECKING:
    from coach.together import Joint


def answer_object(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain data.

    Fields that only chat models fill are there only where one is configured, and ``reading`` only where one holds. What
    was dropped is named and counted; its text stays out: a program that prints all it gets must not show it.
    """
    retrieval = answer.retrieval
    return {
        "status": answer.status,
        "covered_score": round(retrieval.coverage.score, 4),
        "points": [
            {"principle": point.principle, "title": point.title, "quote": point.quote}
            | ({"reading": point.reading} if point.reading else {})
            | ({"where": point.where} if point.where else {})
            for point in answer.points
        ],
        "ranking": [[ranked.principle, ranked.score] for ranked in retrieval.ranking],
        "tensions": [
            {"between": list(tension.between), "about": tension.about, "decides": tension.decides}
            for tension in answer.tensions
        ],
        "next_step": _next_step(answer.next_step),
        "nearby": [{"question": near.question, "principle": near.principle} for near in answer.nearby],
        "handoff": retrieval.coverage.handoff,
        "opening": answer.opening,
        "closing": answer.closing,
        "remarks": list(dict.fromkeys([*retrieval.remarks, *answer.remarks])),
        "corpus_version": answer.corpus_version,
        "elapsed_ms": answer.elapsed_ms,
        **_by_a_model(answer),
    }


def _next_step(step: NextStep | None) -> dict[str, str] | None:
    if step is None:
        return None
    found = {"text": step.text, "principle": step.principle, "quote": step.quote}
    return found | ({"by": step.by.isoformat()} if step.by else {})


def _by_a_model(answer: Answer) -> dict[str, Any]:
    """Return what there is to say about the chat model of an answer; nothing where none is configured."""
    if answer.usage is None:
        return {}
    retrieved = {ranked.principle for ranked in answer.retrieval.ranking}
    return {
        "answered_by": answer.answered_by,
        "ask_back": answer.ask_back,
        "dropped": [
            {
                "principle": dropped.principle if dropped.principle in retrieved else "",
                "part": dropped.part,
                "reason": dropped.reason,
            }
            for dropped in answer.dropped
        ],
        "fault": answer.fault,
        "usage": {
            "calls": answer.usage.calls,
            "tokens_in": answer.usage.tokens_in,
            "tokens_out": answer.usage.tokens_out,
        },
    }


def refused_object(error: CoachError, corpus_version: str) -> dict[str, Any]:
    """Return the line of a batch that says why its question was refused: the fields of an answer, and ``error``."""
    return {
        "status": "not_covered",
        "covered_score": 0.0,
        "points": [],
        "ranking": [],
        "tensions": [],
        "next_step": None,
        "nearby": [],
        "handoff": None,
        "opening": error.message,
        "closing": error.hint,
        "remarks": [],
        "error": {"message": error.message, "hint": error.hint},
        "corpus_version": corpus_version,
        "elapsed_ms": 0.0,
    }


def joint_object(joint: Joint) -> dict[str, Any]:
    """Return what several corpora answer together as plain data.

    ``corpora`` holds one object for each corpus, best first: its ``corpus`` (the name) and ``title`` beside the fields
    that its answer has alone, ids as in that corpus. What is not to be shown is not in it: the others where one hands
    off, a second next step, points of a corpus that is unsure where another one is not. ``silent`` names those with
    nothing to say where another one has.
    """
    lead = joint.parts[0].answer.retrieval.coverage
    return {
        "status": joint.status,
        "covered_score": round(lead.score, 4),
        "handoff": lead.handoff,
        "opening": joint.opening,
        "corpora": [{"corpus": part.corpus, "title": part.title} | answer_object(part.answer) for part in joint.parts],
        "closing": joint.closing,
        "silent": list(joint.silent),
        "elapsed_ms": joint.elapsed_ms,
    }


def refused_joint_object(error: CoachError) -> dict[str, Any]:
    """Return the line of a batch that says why its question was refused, as several corpora answer."""
    return {
        "status": "not_covered",
        "covered_score": 0.0,
        "handoff": None,
        "opening": error.message,
        "corpora": [],
        "closing": error.hint,
        "silent": [],
        "error": {"message": error.message, "hint": error.hint},
        "elapsed_ms": 0.0,
    }


def line(item: dict[str, Any]) -> str:
    """Return one line of JSON; lone surrogates and control characters are escaped, so that any reader can read it."""
    text = json.dumps(item, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(item)
    return text
