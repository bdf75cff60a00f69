"""Conversations as files of the person's own, and feedback as draft cases for `coach eval`.

The JSON is one object: ``format`` ("coach-conversation"), ``version`` (1), ``conversation`` and ``messages``, whose
fields are those of the records in `ui.store.records`, with moments and days in ISO 8601. The ``answer`` of a message
has the fields of `coach.records.Answer`, or is null. Neither export names the visitor or a folder of the machine.
`json_schema` returns all of it as a JSON Schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from coach.lead_ins import ASKS_BACK, DECIDES, NEARBY, PULLS_APART, READING, STEP, VERSION, led
from coach.records import Answer, Point
from ui.store.commonmark import escaped, escaped_line, quoted
from ui.store.drafts import draft_cases
from ui.store.records import Conversation, Message

__all__ = ["as_json", "as_markdown", "draft_cases", "json_schema"]


@dataclass(frozen=True, slots=True)
class Exported:
    """A conversation as JSON."""

    conversation: Conversation
    messages: tuple[Message, ...]
    format: Literal["coach-conversation"] = "coach-conversation"
    version: Literal[1] = 1


_EXPORTED = TypeAdapter(Exported)


def as_json(conversation: Conversation, messages: Iterable[Message]) -> str:
    """Return a conversation as JSON.

    What a chat model wrote and nobody was shown is counted in it; its text stays out: whoever prints all of it must not
    show it as advice.
    """
    kept = Exported(_without_folder(conversation), tuple(map(_without_dropped_texts, messages)))
    try:
        return _EXPORTED.dump_json(kept, indent=1).decode() + "\n"
    except PydanticSerializationError:  # half a character, which JSON can escape and UTF-8 cannot write
        return json.dumps(_EXPORTED.dump_python(kept, mode="json"), indent=1) + "\n"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of what `as_json` writes."""
    return _EXPORTED.json_schema(mode="serialization")


def as_markdown(conversation: Conversation, messages: Sequence[Message]) -> str:
    """Return a conversation as Markdown in which every text stands as it was written, and none of it acts."""
    begun = f"Begun on {_day(conversation.created)}, on the corpus {escaped_line(_name(conversation.corpus))}."
    blocks = [f"# {escaped_line(conversation.title)}", begun]
    for message in messages:
        who = "You" if message.role == "user" else "Coach"
        blocks.append(f"## {who}, {_day(message.created)}")
        blocks += _answer(message.answer) if message.answer else [escaped(message.text)]
        if message.state != "whole":
            blocks.append("*This question got no answer.*" if message.role == "user" else "*Stopped here.*")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _answer(answer: Answer) -> Iterator[str]:
    """Yield the blocks of an answer in the order in which it is read."""
    yield escaped(answer.opening)
    for point in answer.points:
        yield from _point(point)
    for tension in answer.tensions:
        one, other = map(escaped_line, tension.between)
        yield f"**{PULLS_APART.rstrip(':')}** ({one}, {other}): {escaped(tension.about)}"
        yield led(DECIDES, escaped(tension.decides))
    if answer.next_step:
        step, label = answer.next_step, STEP.rstrip(":")
        by = f" (by {step.by:%-d %B %Y})" if step.by else ""
        yield f"**{label}** ({escaped_line(step.principle)}): {escaped(step.text)}{by}"
    if answer.nearby:
        yield NEARBY
        yield "\n".join(f"- {escaped_line(near.question)} ({escaped_line(near.principle)})" for near in answer.nearby)
    yield escaped(answer.closing)
    yield led(ASKS_BACK, escaped(answer.ask_back))
    yield from map(escaped, answer.remarks)
    written = "" if answer.answered_by == "composer" else f"Written by {escaped_line(answer.answered_by)}, verified. "
    yield f"{written}{VERSION} {escaped_line(answer.corpus_version)}."


def _point(point: Point) -> Iterator[str]:
    yield f"**{escaped_line(point.title)}** ({escaped_line(point.principle)})"
    yield quoted(escaped(f"“{point.quote}”"))
    yield led(READING, escaped(point.reading))


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


def _name(corpus: str) -> str:
    """Return the name of a corpus; of a folder its last part: where it lies is nobody's business."""
    return PurePath(corpus).name or corpus


def _without_folder(conversation: Conversation) -> Conversation:
    return replace(conversation, corpus=_name(conversation.corpus))


def _without_dropped_texts(message: Message) -> Message:
    if message.answer is None:
        return message
    dropped = tuple(replace(part, text="") for part in message.answer.dropped)
    return replace(message, answer=replace(message.answer, dropped=dropped))
