"""`coach models`: what can be used here, and for the rest what is missing and the command that helps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest

from coach.cli.models import models
from coach.errors import SettingsError
from coach.model.usable import Missing, Usable, usable

COACH = Path(sys.executable).parent / "coach"
KEY = "sk-test-0123456789"
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("COACH_BASE", "OPENAI_", "ANTHROPIC_", "GOOGLE_", "GEMINI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("OLLAMA_HOST", NOWHERE)


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """An Ollama server; what it answers may be changed."""
    answer: dict[str, object] = {"models": [{"name": "qwen3:4b"}, {"name": "llama3.1:8b"}]}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answer).encode()
            self.send_response(200 if self.path == "/api/tags" else 404)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{server.server_address[1]}")
        yield answer
        server.shutdown()


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that speaks OpenAI's protocol and holds two models."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"data": [{"id": "qwen3-8b"}, {"id": "other"}]}).encode()
            self.send_response(200 if self.path == "/v1/models" else 404)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        monkeypatch.setenv("COACH_BASE_URL", f"http://127.0.0.1:{server.server_address[1]}/v1")
        yield
        server.shutdown()


def test_the_models_of_a_server_of_ones_own_are_listed_and_one_is_the_example(own_server: None) -> None:
    found = seen("openai")
    assert (found.models, found.example) == (("qwen3-8b", "other"), "openai:qwen3-8b")
    assert found.where.endswith("/v1")


def test_a_server_can_be_named_without_a_variable(own_server: None, monkeypatch: pytest.MonkeyPatch) -> None:
    where = os.environ["COACH_BASE_URL"]
    monkeypatch.delenv("COACH_BASE_URL")
    found = next(one for one in usable(where) if one.provider == "openai")
    assert (found.models, found.where) == (("qwen3-8b", "other"), where)
    with pytest.raises(SettingsError):
        usable("ftp://nowhere")


def seen(provider: str) -> Usable:
    return next(one for one in usable() if one.provider == provider)


def test_every_provider_with_an_extra_is_listed() -> None:
    assert [one.provider for one in usable()] == ["openai", "anthropic", "google_genai", "ollama"]


def test_a_provider_with_package_and_key_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert seen("openai") == Usable("openai", True, True, (), "openai:gpt-4o-mini")
    assert seen("openai").is_usable


def test_what_is_missing_comes_with_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_anthropic", None)
    found = seen("anthropic")
    assert (found.is_usable, found.package_installed, found.key_present) == (False, False, False)
    assert found.why_not == "the package langchain-anthropic is not installed; ANTHROPIC_API_KEY is not set"
    assert [part.remedy for part in found.missing] == [
        'pip install "grounded-coach[anthropic]"',
        "export ANTHROPIC_API_KEY=...",
    ]


def test_a_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_BASE_URL", "http://me:hunter2@localhost:8000/v1")
    found = seen("openai")
    assert (found.is_usable, found.key_present, found.where) == (True, True, "http://localhost:8000/v1")


def test_an_address_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_BASE_URL", "localhost:8000")
    assert "is no address of a server" in seen("openai").why_not


def test_a_key_that_cannot_be_one_is_said_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f"{KEY}\n")
    found = seen("openai")
    assert "no key has" in found.why_not
    assert KEY not in repr(found)


def test_ollama_that_does_not_run_is_said() -> None:
    assert Missing(f"no Ollama answers at {NOWHERE}", "ollama serve") in seen("ollama").missing


def test_the_models_of_ollama_are_listed(ollama: dict[str, object]) -> None:
    found = seen("ollama")
    assert found.models == ("qwen3:4b", "llama3.1:8b")
    assert found.example == "ollama:qwen3:4b"


@pytest.mark.parametrize(
    ("answer", "remedy"), [({"models": []}, "ollama pull llama3.1"), ({"models": [1]}, "ollama serve")]
)
def test_an_ollama_without_models_is_not_ready(
    ollama: dict[str, object], answer: dict[str, object], remedy: str
) -> None:
    ollama.update(answer)
    assert remedy in [part.remedy for part in seen("ollama").missing]


def test_the_table_says_what_to_type(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setitem(sys.modules, "langchain_anthropic", None)
    models()
    shown = capsys.readouterr().out
    assert "openai         ready      --model openai:gpt-4o-mini\n" in shown
    assert "anthropic      not yet    the package langchain-anthropic is not installed\n" in shown
    assert '  pip install "grounded-coach[anthropic]"\n' in shown
    assert "coach ask --model openai:gpt-4o-mini" in shown
    assert KEY not in shown


def test_without_any_model_the_table_says_that_coach_answers_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    models()
    assert "Without a chat model Coach answers with the principles themselves" in capsys.readouterr().out


def test_the_command_prints_json_and_imports_no_provider(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(COACH), "models", "--json"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1", "OPENAI_API_KEY": KEY},
    )
    assert done.returncode == 0
    found = {one["provider"]: one for one in json.loads(done.stdout)["providers"]}
    has_package = find_spec("langchain_openai") is not None
    assert (found["openai"]["usable"], found["openai"]["package_installed"]) == (has_package, has_package)
    assert set(found["openai"]) >= {"why_not", "key_present", "example", "missing", "where", "models"}
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not {name for name in imported if name.startswith(("langchain", "openai", "torch", "chromadb"))}
