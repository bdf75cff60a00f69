"""A chat model: how it is named and opened, what is sent, what a server refuses, and what is imported when."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_parts import HELLO, KEY, SCHEMA, emptied, fault_from, in_turn, model_on
from model_server import ModelServer, Reply, failure

from coach.errors import SettingsError
from coach.model import Message, ModelFault, ModelLimits, open_model
from coach.model.providers import wanted_model


@pytest.fixture(scope="module")
def one_server() -> Iterator[ModelServer]:
    with ModelServer(lambda _: Reply("All is well.")) as server:
        yield server


@pytest.fixture
def server(one_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with emptied(one_server, Reply("All is well.")) as server:
        yield server


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("COACH_", "OPENAI_", "ANTHROPIC_", "GOOGLE_", "GEMINI_", "OLLAMA_")):
            monkeypatch.delenv(name)


def test_messages_and_settings_are_sent_as_they_are(server: ModelServer, tmp_path: Path) -> None:
    os.environ["OPENAI_API_KEY"] = KEY
    open_model("openai:gpt-4o", tmp_path, base_url=server.url).complete(HELLO, 5)
    (request,) = server.requests
    assert request.json["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "hello"},
    ]
    assert (request.json["model"], request.json["temperature"], request.json["stream"]) == ("gpt-4o", 0, True)
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert "response_format" not in request.json


@pytest.mark.parametrize("variable", ["COACH_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_BASE"])
def test_the_address_comes_from_the_environment(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    monkeypatch.setenv(variable, server.url)
    open_model("openai:any", tmp_path).complete(HELLO, 5)
    assert len(server.requests) == 1


def test_a_server_of_ones_own_needs_no_key(server: ModelServer, tmp_path: Path) -> None:
    assert open_model("openai:any", tmp_path, base_url=server.url).complete(HELLO, 5).text == "All is well."


@pytest.mark.parametrize("name", ["gpt-4o", "openai:", ":gpt-4o", "", " : ", "sk-test-0123456789"])
def test_a_model_is_named_provider_and_model(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="names no chat model") as caught:
        open_model(name, tmp_path)
    assert "openai:gpt-4o-mini" in caught.value.hint
    assert "0123456789" not in caught.value.message


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("openai:gpt-4o", "openai:gpt-4o"),
        (" OpenAI: gpt-4o ", "openai:gpt-4o"),
        ("google-genai:gemini-2.5-flash", "google_genai:gemini-2.5-flash"),
        ("google:gemini-2.5-flash", "google_genai:gemini-2.5-flash"),
        ("ollama:llama3.1:8b", "ollama:llama3.1:8b"),
    ],
)
def test_names_are_read_as_people_write_them(typed: str, name: str) -> None:
    assert wanted_model(typed).name == name


@pytest.mark.parametrize(
    "address", ["localhost:8000", "ftp://host/v1", "http://", "http://host:port/v1", "file:///etc"]
)
def test_an_address_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is no address of a server"):
        open_model("openai:any", tmp_path, base_url=address)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("gpu-box:1234", "http://gpu-box:1234"),
        ("https://models.example", "https://models.example:443"),
    ],
)
def test_ollama_is_asked_where_its_own_variable_says(monkeypatch: pytest.MonkeyPatch, said: str, address: str) -> None:
    monkeypatch.setenv("OLLAMA_HOST", said)
    assert wanted_model("ollama:llama3.1").base_url == address


def test_an_unknown_provider_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no provider “opnai”"):
        open_model("opnai:gpt-4o", tmp_path)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("openai:gpt-4o", 'Run: pip install "grounded-coach[openai]"'),
        ("anthropic:claude-haiku-4-5", 'Run: pip install "grounded-coach[anthropic]"'),
        ("google_genai:gemini-2.5-flash", 'Run: pip install "grounded-coach[google]"'),
        ("ollama:llama3.1", 'Run: pip install "grounded-coach[ollama]"'),
    ],
)
def test_a_missing_package_comes_with_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, command: str
) -> None:
    monkeypatch.setitem(sys.modules, f"langchain_{name.partition(':')[0]}", None)
    with pytest.raises(ModelFault) as caught:
        open_model(name, tmp_path)
    assert (caught.value.kind, caught.value.hint, caught.value.exit_code) == ("missing_package", command, 3)


def test_a_missing_package_of_another_provider_is_named_too(tmp_path: Path) -> None:
    with pytest.raises(ModelFault) as caught:
        open_model("nvidia:some-model", tmp_path)
    assert (caught.value.kind, caught.value.hint) == (
        "missing_package",
        "Run: pip install langchain-nvidia-ai-endpoints",
    )


@pytest.mark.parametrize("value", [None, "", "  "], ids=["provider-28", "provider-28 empty", "provider-28 blank"])
def test_a_missing_key_names_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str | None) -> None:
    """provider-28."""
    if value is not None:
        monkeypatch.setenv("OPENAI_API_KEY", value)
    with pytest.raises(ModelFault, match="There is no key for openai: OPENAI_API_KEY is not set") as caught:
        open_model("openai:gpt-4o", tmp_path)
    assert caught.value.kind == "key"


@pytest.mark.parametrize("key", [f"{KEY}\n", f" {KEY}", f"“{KEY}”"])
def test_a_key_that_cannot_be_one_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    for base_url in ("", "http://127.0.0.1:1/v1"):
        with pytest.raises(ModelFault, match="no key has") as caught:
            open_model("openai:gpt-4o", tmp_path, base_url=base_url)
        assert KEY not in str(caught.value) + caught.value.hint


def test_a_schema_is_sent_where_the_model_can_be_held_to_it(server: ModelServer) -> None:
    model = model_on(server)
    assert model.supports_schema
    model.complete(HELLO, 5, SCHEMA)
    assert server.requests[0].json["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True},
    }


def test_a_schema_is_not_sent_where_the_model_cannot(server: ModelServer, tmp_path: Path) -> None:
    asked_not_to = open_model("openai:any", tmp_path, base_url=server.url, use_schema=False)
    too_old = open_model("openai:gpt-3.5-turbo", tmp_path, base_url=server.url)
    for model in (asked_not_to, too_old):
        assert not model.supports_schema
        model.complete(HELLO, 5, SCHEMA)
    assert not any("response_format" in request.json for request in server.requests)


@pytest.mark.parametrize(
    ("says", "field"),
    [
        ("Unsupported value: 'temperature' does not support 0 with this model.", "temperature"),
        ("unknown field: stream_options", "stream_options"),
        ("'response_format' of type 'json_schema' is not supported with this model.", "response_format"),
    ],
)
def test_what_a_server_refuses_is_left_out_from_then_on(server: ModelServer, says: str, field: str) -> None:
    server.reply = lambda request: failure(400, says) if field in request else Reply("{}")
    model = model_on(server)
    assert [model.complete(HELLO, 5, SCHEMA).text for _ in range(2)] == ["{}", "{}"]
    assert [field in request.json for request in server.requests] == [True, False, False]
    assert model.supports_schema == (field != "response_format")


def test_a_server_that_refuses_everything_is_not_asked_forever(server: ModelServer) -> None:
    server.reply = lambda _: failure(400, "temperature, stream_options and response_format are not supported")
    assert fault_from(model_on(server)).kind == "provider"
    assert len(server.requests) == 3  # without the temperature, then without stream_options; no schema was sent


def test_the_length_of_a_reply_is_limited(server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_MAX_OUTPUT_TOKENS", "77")
    open_model("openai:any", tmp_path, base_url=server.url).complete(HELLO, 5)
    open_model("openai:any", tmp_path, ModelLimits(), server.url).complete(HELLO, 5)
    assert [request.json["max_completion_tokens"] for request in server.requests] == [77, 3_000]


def test_a_reply_without_a_count_is_estimated(server: ModelServer) -> None:
    server.reply = in_turn(Reply("x" * 40, ending="early"))
    model = model_on(server)
    fault_from(model)
    assert (model.usage.tokens_in, model.usage.tokens_out, model.usage.unmetered) == (4, 10, 1)  # 14 and 40 characters


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"lc":1,"type":"secret","id":["OPENAI_API_KEY"]}', id="provider-25"),
        pytest.param("<img src=https://evil.test/?q=hello> [P1](https://evil.test)", id="provider-24"),
    ],
)
def test_a_reply_is_text_and_nothing_else(server: ModelServer, text: str) -> None:
    """provider-24, provider-25."""
    server.reply = lambda _: Reply(text)
    assert model_on(server).complete(HELLO, 5).text == text


def test_half_a_character_is_sent_as_a_question_mark(server: ModelServer) -> None:
    model_on(server).complete((Message("user", "a \ud800 b"),), 5)
    assert server.prompts == ["a ? b"]


def run(script: str, **environment: str) -> str:
    """Run a script in a process of its own; return what it prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LANGSMITH", "LANGCHAIN"))}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**kept, **environment},
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_nothing_of_langchain_is_imported_before_the_model_is_asked(tmp_path: Path) -> None:
    script = """
        import os, sys
        from pathlib import Path
        from coach.model import Message
        seam = "coach.model.open" in sys.modules
        from coach.model import open_model
        model = open_model("openai:gpt-4o", Path(os.environ["COACH_CACHE"]))
        opened = [name for name in sys.modules if name.startswith(("langchain", "openai", "pydantic"))]
        model.prepare()
        print(seam, opened, "langchain_openai" in sys.modules, os.environ["LANGSMITH_TRACING"])
    """
    assert run(script, OPENAI_API_KEY=KEY, COACH_CACHE=str(tmp_path)) == "False [] True false"


def test_tracing_that_somebody_switched_on_stays_on(tmp_path: Path) -> None:
    script = """
        import os
        from pathlib import Path
        from coach.model import open_model
        open_model("openai:gpt-4o", Path(os.environ["COACH_CACHE"]))
        print(os.environ["LANGSMITH_TRACING"])
    """
    assert run(script, OPENAI_API_KEY=KEY, COACH_CACHE=str(tmp_path), LANGSMITH_TRACING="true") == "true"


def test_nothing_that_was_said_is_logged(server: ModelServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="coach")
    server.reply = in_turn(failure(500, "hello?"), Reply("All is well."))
    model_on(server).complete(HELLO, 5)
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("coach")]
    assert logged == ["openai:any: provider"]
