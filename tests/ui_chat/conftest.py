"""What the tests of the chat page share: a page without a browser, what it keeps, and a chat model it may ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server import ModelServer
from personalities import Personality
from ui_chat_parts import Open, chatting, forget_options, kept_beside

from coach.coach import Coach
from ui.store import Store


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, coach: Coach) -> Iterator[Open]:
    """Opens the page, whose data are its own."""
    with chatting(tmp_path, monkeypatch) as start:
        yield start


@pytest.fixture
def kept(chat: Open) -> Iterator[Store]:
    """What the page keeps, opened beside it."""
    with kept_beside() as store:
        yield store


@pytest.fixture
def model(request: pytest.FixtureRequest, chat: Open, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A scripted chat model that the page may ask; each has a name of its own, for the page opens a model once."""
    with ModelServer(Personality()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("COACH_UI_MODELS", f"openai:{request.node.name[:40]}")
        forget_options()
        yield server
