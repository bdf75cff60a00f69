"""Feedback as draft cases: one JSON object a line, in the fields that evals/README.md lists."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from coach import words
from coach.errors import CoachError
from coach.records import Answer
from ui.store.records import Feedback

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # which a case may not hold
_LABEL = (
    "To label: put the principles that answer it into expected, best first; or name a handoff; or leave both empty "
    "where it is not covered. Then take draft away."
)
_CHECK = "Check what is expected, then take draft away."


def draft_cases(feedback: Iterable[Feedback]) -> str:
    """Return feedback as JSON lines that `coach eval --cases` reads, each marked as a draft: no person has reviewed it.

    A thumb up becomes a case that expects what the answer did: the principles it quotes, a hand-off, or no answer. A
    thumb down becomes a case that is still to be labelled. A question that several people rated becomes one case: it
    expects what the latest thumb up liked, if there is one, and its note holds every thumb. The id of a case stays the
    same from one export to the next, and nothing says who asked.

    Args:
        feedback: On one corpus; a case belongs to a corpus.

    Raises:
        CoachError: it is on several corpora.
    """
    groups: dict[str, list[Feedback]] = {}
    corpora = set()
    for one in sorted(feedback, key=lambda one: one.created):
        corpora.add(one.corpus)
        if _readable(one.question):
            groups.setdefault(_asked(one), []).append(one)
    if len(corpora) > 1:
        raise CoachError(f"This is feedback on {len(corpora)} corpora; cases belong to one", "Choose a corpus.")
    return "".join(f"{json.dumps(_case(key, group), ensure_ascii=False)}\n" for key, group in groups.items())


def _case(key: str, group: Sequence[Feedback]) -> dict[str, Any]:
    liked = [one for one in group if one.thumb == "up"]
    asked = (liked or group)[-1]
    thumbs = "; ".join(map(_thumb, group))
    name = hashlib.sha256(key.encode()).hexdigest()[:12]
    case: dict[str, Any] = {"id": f"thumb-{name}"}
    label = _label(liked[-1].answer) if liked else {"expected": []}
    case |= {"question": _readable(asked.question), **label}
    if history := _history(asked):
        case["history"] = history
    return case | {"draft": True, "note": f"From the page. {thumbs}. {_CHECK if liked else _LABEL}"}


def _label(answer: Answer) -> dict[str, Any]:
    """Return what a case expects whose answer somebody liked."""
    handoff = answer.retrieval.coverage.handoff
    if answer.status == "handoff" and handoff:
        return {"kind": "handoff", "expected": [], "handoff": handoff}
    cited = list(dict.fromkeys(point.principle for point in answer.points))
    return {"kind": "answerable" if cited else "unanswerable", "expected": cited}


def _thumb(one: Feedback) -> str:
    cited = ", ".join(dict.fromkeys(point.principle for point in one.answer.points))
    about = f"quoting {cited}" if cited else one.answer.status.replace("_", " ")
    reason = f": “{_readable(one.reason)}”" if _readable(one.reason) else ""
    version = one.answer.corpus_version
    return f"Thumb {one.thumb} on {one.created:%Y-%m-%d} for an answer {about} (corpus version {version}){reason}"


def _history(one: Feedback) -> list[dict[str, str]]:
    turns = ({"role": turn.role, "content": _readable(turn.content)} for turn in one.history)
    return [turn for turn in turns if turn["content"]]


def _asked(one: Feedback) -> str:
    """Return the same text for what the reader of cases takes for the same question: it refuses two labels on one."""
    question = words.canonical(_readable(one.question)).lower()
    return json.dumps([question, _history(one)])


def _readable(text: str) -> str:
    return _UNREADABLE.sub(" ", text).strip()
