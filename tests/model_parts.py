"""What the tests of the chat models share: a model on a scripted server that tries again quickly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any

from model_server import ModelServer, Reply

from coach.model import Message, ModelFault
from coach.model.chat import LangChainModel
from coach.model.limits import ModelLimits
from coach.model.providers import wanted_model
from coach.model.retry import Retries

KEY = "sk-test-0123456789"
HELLO = (Message("system", "Be brief."), Message("user", "hello"))
SCHEMA = {
    "title": "answer",
    "type": "object",
    "properties": {"said": {"type": "string"}},
    "required": ["said"],
    "additionalProperties": False,
}


def model_on(server: ModelServer, limits: ModelLimits | None = None) -> LangChainModel:
    """Return a model on a server; its pauses are a fiftieth of a second."""
    wanted = wanted_model("openai:any", server.url)
    return LangChainModel(wanted, limits or ModelLimits(), retries=Retries(first_s=0.02))


@contextmanager
def emptied(server: ModelServer, reply: Reply) -> Iterator[ModelServer]:
    """Lend a server that many tests share: opening clients for a new one takes longer than most tests."""
    server.requests = []
    server.reply = lambda _: reply
    yield server


def in_turn(*replies: Reply) -> Any:
    """Return a handler that gives these replies in turn, the last one ever after."""
    given: Iterator[Reply] = chain(replies, repeat(replies[-1]))
    return lambda _: next(given)


def fault_from(model: LangChainModel, deadline_s: float = 5.0) -> ModelFault:
    """Ask, and return what went wrong."""
    try:
        reply = model.complete(HELLO, deadline_s)
    except ModelFault as fault:
        return fault
    raise AssertionError(f"nothing went wrong: {reply}")
