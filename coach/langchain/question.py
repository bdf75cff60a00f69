"""A question in any form in which a program may give it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from langchain_core.messages import BaseMessage

from coach.errors import QuestionError
from coach.records import Profile, Question, Turn

Asked = str | Question | Mapping[str, Any]
_HALF = re.compile("[\ud800-\udfff]")  # of a character: it cannot be sent, nor be read by the encoder
_FORM = 'Give a text, or {"question": ..., "history": [{"role": ..., "content": ...}], "profile": {"level": ...}}.'


def question_of(asked: Asked) -> Question:
    """Return a question from any form in which a chain may get it.

    Raises:
        QuestionError: it is none of them, or holds something that is no text.
    """
    if isinstance(asked, str):
        return Question(asked)
    try:
        found = asked if isinstance(asked, Question) else _read(asked)
        texts = list(_texts(found))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise QuestionError(f"The question cannot be read ({type(error).__name__}: {error})", _FORM) from error
    for name, text in texts:
        if not isinstance(text, str):
            raise QuestionError(f"The {name} holds something that is no text ({type(text).__name__})", _FORM)
        if _HALF.search(text):
            raise QuestionError(f"The {name} holds half a character", "Give it as plain text.")
    return found


def _read(asked: Mapping[str, Any]) -> Question:
    profile = {name: "" if told is None else told for name, told in (asked.get("profile") or {}).items()}
    return Question(asked["question"], tuple(_turn(turn) for turn in asked.get("history") or ()), Profile(**profile))


def _turn(turn: Any) -> Turn:
    if isinstance(turn, Turn):
        return turn
    if isinstance(turn, BaseMessage):
        return Turn("assistant" if turn.type in ("ai", "AIMessageChunk") else "user", str(turn.text))
    return Turn("assistant" if turn["role"] == "assistant" else "user", turn["content"])


def _texts(question: Question) -> Iterator[tuple[str, object]]:
    """Yield every text of a question, with the name of what holds it."""
    yield "question", question.text
    yield from (("history", turn.content) for turn in question.history)
    yield from (("profile", told) for told in (question.profile.role, question.profile.level, question.profile.company))
