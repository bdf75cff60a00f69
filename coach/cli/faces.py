"""The machine-readable face of an answer: one JSON object, its fields kept stable."""

from __future__ import annotations

import json
from typing import Any

from coach.errors import CoachError
from coach.records import Answer


def answer_object(answer: Answer, identifier: Any = None) -> dict[str, Any]:
    """Return an answer as plain data; ``reading`` is present only where a chat model gave one."""
    found: dict[str, Any] = {} if identifier is None else {"id": identifier}
    retrieval = answer.retrieval
    return found | {
        "status": answer.status,
        "covered_score": round(retrieval.coverage.score, 4),
        "points": [
            {"principle": point.principle, "title": point.title, "quote": point.quote}
            | ({"reading": point.reading} if point.reading else {})
            for point in answer.points
        ],
        "ranking": [[ranked.principle, ranked.score] for ranked in retrieval.ranking],
        "tensions": [
            {"between": list(tension.between), "about": tension.about, "decides": tension.decides}
            for tension in answer.tensions
        ],
        "next_step": None
        if answer.next_step is None
        else {"text": answer.next_step.text, "principle": answer.next_step.principle, "quote": answer.next_step.quote},
        "nearby": [{"question": near.question, "principle": near.principle} for near in answer.nearby],
        "handoff": retrieval.coverage.handoff,
        "opening": answer.opening,
        "closing": answer.closing,
        "remarks": list(answer.remarks),
        "corpus_version": answer.corpus_version,
        "elapsed_ms": answer.elapsed_ms,
    }


def refused_object(error: CoachError, identifier: Any, corpus_version: str) -> dict[str, Any]:
    """Return the line of a batch that says why its question was refused: the fields of an answer, and ``error``."""
    return {
        "id": identifier,
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


def line(item: dict[str, Any]) -> str:
    """Return one line of JSON; lone surrogates and control characters are escaped, so that any reader can read it."""
    text = json.dumps(item, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(item)
    return text
