"""Limits of requests and dollars: shared by processes, kept when one is killed, closed where they cannot be kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from model_parts import HELLO, KEY, fault_from
from model_server import ModelServer, Reply

from coach.errors import SettingsError
from coach.model import Message, ModelFault, ModelLimits, limits_from_environment, open_model
from coach.model.limits import FILE, Ledger
from coach.model.price import cost, parse_price, price_of
from coach.model.tokens import tokens_about, tokens_at_most

NOON = datetime(2030, 5, 6, 12).timestamp()


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with ModelServer(lambda _: Reply("All is well.", usage=(1_000, 500))) as server:
        yield server


def test_a_request_beyond_those_of_a_minute_waits_until_the_first_is_a_minute_old(tmp_path: Path) -> None:
    clock = Clock()
    ledger = Ledger(tmp_path, ModelLimits(requests_per_minute=2), clock)
    assert isinstance(ledger.reserve("openai:any", 0), int)
    clock.now += 20
    assert isinstance(ledger.reserve("openai:any", 0), int)
    assert ledger.reserve("openai:any", 0) == 40.0
    clock.now += 40
    assert isinstance(ledger.reserve("openai:any", 0), int)


def test_dollars_are_set_aside_before_and_settled_after(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, ModelLimits(spend_per_day=1.0, price=(1, 1)), Clock())
    first = ledger.reserve("openai:any", 0.6)
    with pytest.raises(ModelFault, match=r"Your limit of \$1 a day is reached: \$0.6000 spent"):
        ledger.reserve("openai:any", 0.6)
    ledger.settle(int(first), 0.1)
    assert ledger.spent_today() == pytest.approx(0.1)
    assert isinstance(ledger.reserve("openai:any", 0.6), int)


def test_what_a_killed_process_set_aside_stays_counted(tmp_path: Path) -> None:
    limits = ModelLimits(spend_per_day=1.0, price=(1, 1))
    Ledger(tmp_path, limits, Clock()).reserve("openai:any", 0.9)
    with pytest.raises(ModelFault):
        Ledger(tmp_path, limits, Clock()).reserve("openai:any", 0.2)


def test_a_new_day_begins_at_midnight(tmp_path: Path) -> None:
    clock = Clock(datetime(2030, 5, 6, 23, 59, 59).timestamp())
    ledger = Ledger(tmp_path, ModelLimits(spend_per_day=1.0, price=(1, 1)), clock)
    ledger.reserve("openai:any", 1.0)
    clock.now += 2
    assert ledger.spent_today() == 0
    assert isinstance(ledger.reserve("openai:any", 1.0), int)


def test_processes_share_one_count(tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from coach.model.limits import Ledger, ModelLimits
ledger = Ledger(Path({str(tmp_path)!r}), ModelLimits(requests_per_minute=20))
print(sum(isinstance(ledger.reserve("openai:any", 0), int) for _ in range(10)))
"""
    started = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert sum(int(process.communicate(timeout=60)[0]) for process in started) == 20


def test_a_clock_that_was_put_back_holds_nobody_up(tmp_path: Path) -> None:
    clock = Clock()
    ledger = Ledger(tmp_path, ModelLimits(requests_per_minute=1), clock)
    ledger.reserve("openai:any", 0)
    clock.now -= 3_600
    assert isinstance(ledger.reserve("openai:any", 0), int)


def test_a_model_keeps_to_the_requests_of_a_minute(server: ModelServer, tmp_path: Path) -> None:
    model = open_model("openai:any", tmp_path, ModelLimits(requests_per_minute=2), server.url)
    other = open_model("openai:other", tmp_path, ModelLimits(requests_per_minute=2), server.url)
    model.complete(HELLO, 5)
    other.complete(HELLO, 5)
    fault = fault_from(model, deadline_s=2)
    assert (fault.kind, fault.message) == ("limit", "Your limit of 2 requests a minute is reached")
    assert fault.retry_after_s is not None and 50 < fault.retry_after_s <= 60
    assert len(server.requests) == 2


def test_a_limit_of_one_request_is_told_in_the_singular(server: ModelServer, tmp_path: Path) -> None:
    model = open_model("openai:any", tmp_path, ModelLimits(requests_per_minute=1), server.url)
    model.complete(HELLO, 5)
    assert fault_from(model, deadline_s=2).message == "Your limit of 1 request a minute is reached"


def test_a_model_keeps_to_the_dollars_of_a_day(server: ModelServer, tmp_path: Path) -> None:
    # A reply of at most 500 tokens costs at most a little over $5, and 1,000 tokens in with 500 out cost $6.
    limits = ModelLimits(max_output_tokens=500, spend_per_day=12, price=(1_000, 10_000))
    model = open_model("openai:any", tmp_path, limits, server.url)
    model.complete(HELLO, 5)
    assert model.cost == pytest.approx(6.0)
    model.complete(HELLO, 5)
    fault = fault_from(model)
    assert fault.kind == "limit"
    assert fault.message.startswith("Your limit of $12 a day is reached: $12.0000 spent")
    assert len(server.requests) == 2


def test_a_request_in_another_script_sets_aside_what_it_may_cost(server: ModelServer, tmp_path: Path) -> None:
    """4,000 Chinese characters, of which a tokenizer may make two tokens each: $0.016 where $0.01 is allowed."""
    limits = ModelLimits(max_output_tokens=10, spend_per_day=0.01, price=(2, 10))
    model = open_model("openai:any", tmp_path, limits, server.url)
    with pytest.raises(ModelFault, match="Your limit of"):
        model.complete((Message("user", "你好" * 2_000),), 5)
    assert server.requests == []


@pytest.mark.parametrize(
    ("text", "about"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("a" * 400, 100, id="English, 4 bytes a token"),
        pytest.param("你" * 100, 150, id="Chinese, 3 bytes a character"),
        pytest.param("é" * 100, 100, id="2 bytes a character"),
    ],
)
def test_tokens_are_estimated_by_what_a_text_takes_in_bytes(text: str, about: int) -> None:
    assert tokens_about(text) == about


def test_no_text_takes_more_tokens_than_bytes() -> None:
    assert tokens_at_most(["你好", "hello"]) == 6 + 5 + 2 * 16  # and what parts two messages


def test_limits_that_cannot_be_kept_close_the_way(server: ModelServer, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 100)
    model = open_model("openai:any", tmp_path, ModelLimits(requests_per_minute=2), server.url)
    fault = fault_from(model)
    assert fault.kind == "limit"
    assert "so no model is asked" in fault.message
    assert server.requests == []


def test_without_limits_nothing_is_written(server: ModelServer, tmp_path: Path) -> None:
    open_model("openai:any", tmp_path, ModelLimits(price=(1, 1)), server.url).complete(HELLO, 5)
    assert [*tmp_path.iterdir()] == []


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_REQUESTS_PER_MINUTE", "30")
    monkeypatch.setenv("COACH_SPEND_PER_DAY", "1.50")
    monkeypatch.setenv("COACH_PRICE", "2.50/10")
    monkeypatch.setenv("COACH_MAX_OUTPUT_TOKENS", "900")
    assert limits_from_environment("openai:gpt-4o") == ModelLimits(900, 30, 1.5, (2.5, 10))


@pytest.mark.parametrize("value", ["0", "-1", "many", "nan", "inf"])
@pytest.mark.parametrize("name", ["COACH_REQUESTS_PER_MINUTE", "COACH_SPEND_PER_DAY", "COACH_MAX_OUTPUT_TOKENS"])
def test_what_is_no_limit_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        limits_from_environment("openai:gpt-4o")


def test_a_limit_in_dollars_needs_a_price() -> None:
    with pytest.raises(SettingsError, match="needs their price") as caught:
        ModelLimits(spend_per_day=1)
    assert "COACH_PRICE" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("", None),
        ("2.50/10", (2.5, 10)),
        ("openai:gpt-4o=2.50/10, ollama:llama3.1:8b=0/0", (2.5, 10)),
        ("ollama:llama3.1:8b=0/0", None),
        ("1/2, openai:gpt-4o=2.50/10", (2.5, 10)),
    ],
)
def test_a_price_is_that_of_the_model(text: str, price: tuple[float, float] | None) -> None:
    assert price_of("openai:gpt-4o", text) == price


@pytest.mark.parametrize("text", ["2.50", "2.50/", "a/b", "-1/2", "nan/1", "1/2/3", "openai:gpt-4o="])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="is no price"):
        price_of("openai:gpt-4o", text)


def test_cost_is_tokens_times_price() -> None:
    assert parse_price("2.50/10") == (2.5, 10.0)
    assert cost(2_000_000, 100_000, (2.5, 10)) == 2 * 2.5 + 0.1 * 10
    assert cost(1, 1, None) is None
