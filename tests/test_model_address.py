"""Where a model is asked: no provider's key goes to another one's address, and no address shows a password."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from model_parts import HELLO, KEY
from model_server import ModelServer, Reply
from personalities import Personality

from coach.cli.main import main
from coach.coach import Coach
from coach.errors import SettingsError
from coach.generation import open_personal
from coach.model import ModelFault, open_model
from coach.model.client import Client
from coach.model.create import creation_fault
from coach.model.loop import own_loop
from coach.model.providers import Wanted, wanted_model
from coach.model.redact import redact
from coach.settings import ModelSettings

ANTHROPICS = "sk-ant-0123456789"
# Speaks OpenAI's protocol to the local server, where the real one is asked at its own address.
PACKAGE = """
import os
from langchain_openai import ChatOpenAI

class ChatAnthropic(ChatOpenAI):
    def __init__(self, base_url=os.environ["HOME_OF_ANTHROPIC"], **options):
        super().__init__(base_url=base_url, api_key=os.environ["ANTHROPIC_API_KEY"], **options)
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A provider beside OpenAI: its package, its key and its own server."""
    with ModelServer(Personality()) as server:
        (tmp_path / "langchain_anthropic.py").write_text(PACKAGE)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "langchain_anthropic", raising=False)
        monkeypatch.setenv("ANTHROPIC_API_KEY", ANTHROPICS)
        monkeypatch.setenv("HOME_OF_ANTHROPIC", server.url)
        from langchain.chat_models import base

        base._get_chat_model_creator.cache_clear()
        yield server
        base._get_chat_model_creator.cache_clear()
        sys.modules.pop("langchain_anthropic", None)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """What COACH_BASE_URL names, for OpenAI's models."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with ModelServer(Personality()) as server:
        monkeypatch.setenv("COACH_BASE_URL", server.url)
        yield server


@pytest.fixture
def run(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Run `coach ...` in this process."""

    def run(*arguments: str, stdin: str = "") -> None:
        typed = io.TextIOWrapper(io.BytesIO(stdin.encode()))
        monkeypatch.setattr(sys, "argv", ["coach", *arguments])
        monkeypatch.setattr(sys, "stdin", typed)
        with pytest.raises(SystemExit):
            main()

    return run


def keys_at(server: ModelServer) -> set[str]:
    return {request.headers["authorization"].removeprefix("Bearer ") for request in server.requests}


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        pytest.param(["ask", "--model", "anthropic:any", "My founder nods at my strategy ideas"], "", id="ask"),
        pytest.param(["check", "-", "--verify-with", "anthropic:any"], "Earn credibility first. [P11]", id="check"),
    ],
)
def test_the_address_of_openais_models_is_not_sent_another_providers_key(
    run: Callable[..., None], home: ModelServer, gateway: ModelServer, arguments: list[str], stdin: str
) -> None:
    run(*arguments, stdin=stdin)
    assert (keys_at(gateway), keys_at(home)) == (set(), {ANTHROPICS})


def test_an_address_that_is_given_is_that_of_the_answering_models_provider(
    home: ModelServer, gateway: ModelServer, tmp_path: Path
) -> None:
    home.reply = gateway.reply = lambda _: Reply("{}")
    for name, verifying in (("openai:any", "anthropic:any"), ("anthropic:any", "openai:any")):
        with ModelServer(lambda _: Reply("{}")) as given:
            personal = open_personal(ModelSettings(name, verifying, base_url=given.url), tmp_path)
            for model in (personal.model, personal.verifying):
                assert model is not None
                model.complete(HELLO, 5)
        assert len(given.requests) == 1
    assert (keys_at(gateway), keys_at(home)) == ({KEY}, {ANTHROPICS})


def test_a_provider_named_in_two_spellings_is_one(tmp_path: Path, gateway: ModelServer) -> None:
    with ModelServer(lambda _: Reply("{}")) as given:
        personal = open_personal(ModelSettings("openai:any", " OpenAI: other", base_url=given.url), tmp_path)
        assert personal.verifying is not None
        personal.verifying.complete(HELLO, 5)
    assert (len(given.requests), gateway.requests) == (1, [])


def test_a_model_that_takes_no_address_is_refused_one_instead_of_being_asked_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from langchain.chat_models import base
    from langchain_core.language_models import FakeListChatModel

    def fake(cls: object, model: str, **options: object) -> FakeListChatModel:
        return FakeListChatModel(responses=["hello"])

    home = ("langchain_core.language_models", "FakeListChatModel", fake)
    monkeypatch.setitem(base._BUILTIN_PROVIDERS, "elsewhere", home)
    with pytest.raises(SettingsError, match="elsewhere cannot be asked at an address of your own"):
        Client(Wanted("elsewhere", "any", "http://127.0.0.1:9"), 10).model(own_loop(), frozenset())
    assert Client(Wanted("elsewhere", "any"), 10).model(own_loop(), frozenset())


@pytest.mark.parametrize("said", ["localhost:99999", "http://[::1", "http://localhost:port"])
def test_an_address_of_ollama_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch, said: str, tmp_path: Path) -> None:
    monkeypatch.setenv("OLLAMA_HOST", said)
    with pytest.raises(SettingsError, match="is no address of a server") as caught:
        wanted_model("ollama:llama3.1")
    assert "OLLAMA_HOST" in caught.value.hint


@pytest.mark.parametrize(
    "address",
    [
        "ftp://me:hunter2@host",
        "me:hunter2@host:8000/v1",
        "ftp://me:hun/hunter2@host",
        "http://host:port/v1?key=hunter2",
    ],
)
def test_an_address_is_refused_without_its_password(address: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="host") as caught:
        open_model("openai:any", tmp_path, base_url=address)
    assert "hunter2" not in str(caught.value) + caught.value.hint


def test_a_password_in_any_address_is_hidden() -> None:
    assert redact("Unknown scheme for htp://me:hunter2@proxy:1, see https://help.example/@me") == (
        "Unknown scheme for htp://[key]@proxy:1, see https://help.example/@me"
    )


def test_a_fault_while_creating_names_what_was_wrong_and_no_option() -> None:
    from langchain_openai import ChatOpenAI

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Exception, match="proxy") as caught:
        patch.setenv("HTTPS_PROXY", "htp://me:hunter2@proxy:1")
        ChatOpenAI(model="any", timeout=60_001)
    fault = creation_fault(Wanted("openai", "any"), caught.value)
    assert isinstance(fault, ModelFault) and fault.kind == "provider"
    assert "Unknown scheme for proxy URL" in fault.message
    assert "hunter2" not in fault.message and "input_value" not in fault.message
