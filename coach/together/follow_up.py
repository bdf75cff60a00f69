"""What each of several corpora is asked: the same question, with its own share of what was said before.

Answers of several corpora cite ``[acme:P3]``; the Coach of a corpus knows ``[P3]``. Who asks what a point means, means
one of one corpus, and only that one is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from coach.records import Question, Turn
from coach.retriever.aside import Aside, aside_of

_MARK = re.compile(r"\[([\w.-]+):([^\[\],\n]{1,200})\]")
_NAMED = re.compile(r"([\w.-]+):(?=\w)")


def asked_of(question: Question, labels: Sequence[str]) -> Mapping[str, Question]:
    """Return what each corpus is asked, by label; those that are not concerned are left out.

    Args:
        question: As it was asked of all of them.
        labels: Of the corpora.
    """
    named = next((match[1] for match in _NAMED.finditer(question.text) if match[1] in labels), "")
    text = question.text.replace(f"{named}:", "") if named else question.text
    aside = aside_of(text)
    if aside is not None and aside.kind == "meaning":
        meant = [mark for mark in _meant(aside, question.history, labels) if named in ("", mark[0])]
        if meant:
            return {label: replace(question, text=text, history=_just(id_, question.history)) for label, id_ in meant}
    return {label: replace(question, history=_own(label, question.history)) for label in labels}


def _meant(aside: Aside, history: Sequence[Turn], labels: Sequence[str]) -> list[tuple[str, str]]:
    """Return the marks of the last answer that are meant, each a label and an id: one by place, or all of a name."""
    last = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    marks = list(dict.fromkeys((match[1], match[2]) for match in _MARK.finditer(last) if match[1] in labels))
    if aside.principle:
        return [mark for mark in marks if mark[1].lower() == aside.principle]
    return [marks[aside.place if aside.place < len(marks) else -1]] if marks else []


def _own(label: str, history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return a history in which one corpus' ids are as it knows them; those of the others mean nothing to it."""
    return tuple(
        replace(turn, content=turn.content.replace(f"[{label}:", "[")) if turn.role == "assistant" else turn
        for turn in history
    )


def _just(id_: str, history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return a history whose answers cite nothing but this."""
    return tuple(replace(turn, content=f"[{id_}]") if turn.role == "assistant" else turn for turn in history)
