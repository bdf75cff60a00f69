"""The judging model: how it is named, what is missing, who may not judge; and what it will cost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import CountingEncoder
from model_server import ModelServer
from ragas_judge import SAMPLE, judge_by_hand

from coach.errors import EnvironmentFault, SettingsError
from coach.model.redact import one_line, redact
from coach.records import Usage
from evals.judged.cost import Estimate, cost, estimate, parse_price
from evals.judged.metrics import judged_metrics
from evals.judged.model import open_judge, refuse_self_judging
from evals.judged.run import judge_samples


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer(judge_by_hand()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        yield server


@pytest.mark.parametrize("variable", ["OPENAI_BASE_URL", "OPENAI_API_BASE"])
def test_key_and_address_come_from_the_environment(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL")
    monkeypatch.setenv(variable, server.url)
    judge = open_judge("openai:any-model")
    judge_samples({"case": SAMPLE}, judged_metrics(judge.model, CountingEncoder())[3:4])
    (request,) = server.requests
    assert request.json["model"] == "any-model"
    assert request.headers["authorization"] == "Bearer sk-test-0123456789"


def test_a_model_waits_and_tries_within_limits(server: ModelServer) -> None:
    model = open_judge("openai:judge", timeout_s=7).model
    assert (model.request_timeout, model.max_retries, model.temperature) == (7, 2, 0)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["gpt-4o-mini", "openai:", ":gpt-4o-mini", "", "sk-test-0123456789"])
def test_a_judge_is_named_provider_and_model(name: str) -> None:
    with pytest.raises(SettingsError, match="names no judging model") as caught:
        open_judge(name)
    assert "openai:gpt-4o-mini" in caught.value.hint
    assert "0123456789" not in caught.value.message


@pytest.mark.parametrize(
    "name", ["google:gemini-2.5-flash", "Gemini:gemini-2.5-flash", "google-genai:gemini-2.5-flash"]
)
def test_a_provider_is_named_as_for_answers(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, "langchain_google_genai", None)  # as where it is not installed
    with pytest.raises(EnvironmentFault, match="google_genai needs a package") as caught:
        open_judge(name)
    assert caught.value.hint == 'Run: pip install "grounded-coach[google]"'


def test_white_space_around_provider_and_model_does_not_count(server: ModelServer) -> None:
    assert open_judge(" OpenAI : any-model ").name == "openai:any-model"


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(SettingsError, match="no provider “opnai”"):
        open_judge("opnai:gpt-4o-mini")


def test_a_missing_package_comes_with_the_command() -> None:
    with pytest.raises(EnvironmentFault) as caught:
        open_judge("nvidia:some-model")
    assert caught.value.hint == "Run: pip install langchain-nvidia-ai-endpoints"


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_key_names_the_variable(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("OPENAI_API_KEY", value)
    with pytest.raises(SettingsError) as caught:
        open_judge("openai:gpt-4o-mini")
    assert caught.value.message == "There is no key for openai: OPENAI_API_KEY is not set"
    assert "export OPENAI_API_KEY=" in caught.value.hint


@pytest.mark.parametrize("key", ["sk-test-0123456789\n", " sk-test-0123456789", "“sk-test-0123456789”"])
def test_a_key_that_cannot_be_one_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(SettingsError, match="no key has") as caught:
        open_judge("openai:gpt-4o-mini")
    assert "0123456789" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize(
    ("judge", "answered_by"),
    [
        ("openai:gpt-4o", "openai:gpt-4o"),
        ("openai:gpt-4o-2024-08-06", "openai:gpt-4o"),
        ("openrouter:openai/GPT-4o", "openai:gpt-4o"),
        ("azure_openai:gpt-4o", "openai:gpt-4o-latest"),
    ],
)
def test_a_model_may_not_judge_its_own_answers(judge: str, answered_by: str) -> None:
    with pytest.raises(SettingsError) as caught:
        refuse_self_judging(judge, answered_by, allowed=False)
    assert "--allow-self-judging" in caught.value.hint
    refuse_self_judging(judge, answered_by, allowed=True)


@pytest.mark.parametrize("answered_by", ["composer", "openai:gpt-4o-mini", "anthropic:claude-sonnet-4-5"])
def test_another_may(answered_by: str) -> None:
    refuse_self_judging("openai:gpt-4o", answered_by, allowed=False)


@pytest.mark.parametrize(
    "secret", ["sk-proj-abc_DEF-123", "sk-ab***yz9", "gsk_0123456789", "Bearer eyJhbGciOi.x.y", "AIzaSyA0123456789"]
)
def test_what_looks_like_a_key_is_hidden(secret: str) -> None:
    assert redact(f"wrong key {secret}, try again") == "wrong key [key], try again"


def test_values_of_variables_named_like_keys_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_MODEL_KEY", "opensesame")
    monkeypatch.setenv("ANOTHER_KEY", "none")  # a placeholder, and too short to be a secret
    assert redact("opensesame for none") == "[key] for none"


def test_plain_words_stay() -> None:
    assert redact("ask the risk-averse desk-bound team") == "ask the risk-averse desk-bound team"


def test_a_reason_is_one_short_line() -> None:
    assert one_line("first\n  second " + "x" * 300, 20) == "first second xxxxxx…"


def test_the_estimate_counts_the_calls_that_are_made(server: ModelServer) -> None:
    metrics = judged_metrics(open_judge("openai:judge").model, CountingEncoder())
    expected = estimate({"case": SAMPLE}, metrics)
    assert {name: found.calls for name, found in expected.items()} == {
        "faithfulness": 2,
        "response_relevancy": 1,
        "context_precision": 3,
        "context_recall": 1,
        "factual_correctness": 4,
    }
    judge_samples({"case": SAMPLE}, metrics)
    assert len(server.requests) == sum(expected.values(), Estimate()).calls


def test_the_estimate_of_tokens_in_is_close_to_the_prompts_sent(server: ModelServer) -> None:
    metrics = judged_metrics(open_judge("openai:judge").model, CountingEncoder())
    expected = sum(estimate({"case": SAMPLE}, metrics).values(), Estimate())
    judge_samples({"case": SAMPLE}, metrics)
    assert expected.tokens_in == pytest.approx(sum(map(len, server.prompts)) / 4, rel=0.05)


def test_what_is_held_costs_nothing_more(server: ModelServer, tmp_path: Path) -> None:
    judge = open_judge("openai:judge", tmp_path / "judge.sqlite3")
    metrics = judged_metrics(judge.model, CountingEncoder())[3:4]
    judge_samples({"a": SAMPLE}, metrics, None, None, judge.cache)
    other = replace(SAMPLE, response="“Hire slowly.” [P3]")
    assert estimate({"a": SAMPLE}, metrics, judge.cache)["context_recall"] == Estimate(held=1)
    assert estimate({"b": SAMPLE}, metrics, judge.cache)["context_recall"].calls == 1
    assert estimate({"a": replace(other, reference="x")}, metrics, judge.cache)["context_recall"].calls == 1


@pytest.mark.parametrize("tokens", [Estimate(10, 2_000_000, 100_000), Usage(10, 2_000_000, 100_000)])
def test_cost_is_tokens_times_price(tokens: Estimate | Usage) -> None:
    assert cost(tokens, (2.5, 10)) == 2 * 2.5 + 0.1 * 10
    assert cost(tokens, None) is None


def test_a_price_is_read() -> None:
    assert parse_price("2.50/10") == (2.5, 10.0)


@pytest.mark.parametrize("text", ["2.50", "2.50/", "a/b", "-1/2", "nan/1", "1/2/3", ""])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="is no price"):
        parse_price(text)
