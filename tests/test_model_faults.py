"""Every fault of a provider, over real HTTP and SSE: it ends as a `ModelFault` of the right kind, in plain words."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator

import pytest
from model_parts import HELLO, KEY, emptied, fault_from, in_turn, model_on
from model_server import ModelServer, Reply, failure, html

from coach.model import FaultKind, ModelFault
from coach.model.chat import LangChainModel
from coach.model.ending import ending_fault
from coach.model.faults import fault_of, timeout_fault
from coach.model.limits import ModelLimits
from coach.model.providers import Wanted, wanted_model
from coach.model.raised import retry_after_s
from coach.model.retry import Retries

SAID = Reply("All is well.")


@pytest.fixture(scope="module")
def one_server() -> Iterator[ModelServer]:
    with ModelServer(lambda _: SAID) as server:
        yield server


@pytest.fixture
def server(one_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with emptied(one_server, SAID) as server:
        model_on(server).prepare()  # importing the package is not what these tests time
        yield server


@pytest.mark.parametrize(
    ("reply", "kind", "says", "calls"),
    [
        pytest.param(failure(401, f"Incorrect API key: {KEY}"), "key", "refused the key (401)", 1, id="401"),
        pytest.param(failure(403), "key", "does not let this key use any (403)", 1, id="403"),
        pytest.param(
            failure(429, "Pay.", "insufficient_quota"),
            "key",
            "has no credit left",
            1,
            id="429 without credit",
        ),
        pytest.param(failure(404), "unknown_model", "knows no model “any”", 1, id="provider-02"),
        pytest.param(
            failure(400, "long", "context_length_exceeded"),
            "too_long",
            "The question with its passages is too long for openai:any",
            1,
            id="provider-03",
        ),
        pytest.param(
            failure(400, "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens."),
            "too_long",
            "too long",
            1,
            id="provider-03 vLLM",
        ),
        pytest.param(
            failure(400, "the request exceeds the available context size"),
            "too_long",
            "",
            1,
            id="provider-03 llama.cpp",
        ),
        pytest.param(failure(413, "Request Entity Too Large"), "too_long", "", 1, id="provider-03 413"),
        pytest.param(failure(429, "slow", retry_after="0.02"), "rate_limit", "takes no more", 3, id="provider-04 with"),
        pytest.param(failure(429, "slow"), "rate_limit", "takes no more", 3, id="provider-04 without"),
        pytest.param(failure(500), "provider", "failed (500)", 3, id="provider-05 500"),
        pytest.param(failure(502), "provider", "failed (502)", 3, id="provider-05 502"),
        pytest.param(html(503), "provider", "failed (503)", 3, id="provider-05 503"),
        pytest.param(failure(408), "provider", "failed (408)", 3, id="408"),
        pytest.param(
            failure(400, "no such parameter"), "provider", "refused the request (400): no such parameter", 1, id="400"
        ),
        pytest.param(
            failure(400, "The response was filtered due to the prompt triggering our policy.", "content_filter"),
            "filtered",
            "turned the question away (400)",
            1,
            id="provider-14 Azure",
        ),
        pytest.param(
            failure(400, "Invalid prompt: your prompt was flagged as violating our usage policy.", "invalid_prompt"),
            "filtered",
            "turned the question away",
            1,
            id="provider-14 flagged",
        ),
        pytest.param(
            failure(400, "Invalid prompt: it holds no message.", "invalid_prompt"),
            "provider",
            "(400)",
            1,
            id="no prompt",
        ),
        pytest.param(html(), "malformed", "was not the reply of a chat model", 1, id="HTML"),
        pytest.param(Reply(body="{}"), "malformed", "was not the reply of a chat model", 1, id="provider-09"),
        pytest.param(Reply(body='{"choices": [{"ind'), "malformed", "was not the reply", 1, id="truncated JSON"),
        pytest.param(
            Reply(events=('{"id": "chatcmpl-te',)), "malformed", "was not the reply", 1, id="provider-17 at once"
        ),
        pytest.param(Reply(events=("{}", "[DONE]")), "incomplete", "broke off", 3, id="provider-09 in a stream"),
        pytest.param(Reply(""), "empty", "gave an empty reply", 1, id="empty"),
        pytest.param(Reply(" \n"), "empty", "gave an empty reply", 1, id="white space"),
        pytest.param(Reply(None), "empty", "gave an empty reply", 1, id="null content"),
        pytest.param(Reply("<think>Hm."), "empty", "gave an empty reply", 1, id="thoughts alone"),
        pytest.param(Reply(None, refusal="I cannot."), "refused", "declined to answer", 1, id="provider-12"),
        pytest.param(
            Reply(events=('{"error": {"message": "overloaded", "code": 529}}',)),
            "provider",
            "failed (529)",
            3,
            id="provider-18 at once",
        ),
    ],
)
def test_a_fault_without_a_word_of_the_reply(
    server: ModelServer, reply: Reply, kind: FaultKind, says: str, calls: int
) -> None:
    """Before any word: provider-02, provider-03, provider-04, provider-05, provider-09, provider-12, provider-14,
    provider-17, provider-18.
    """
    server.reply = lambda _: reply
    begun = time.monotonic()
    fault = fault_from(model_on(server))
    assert (fault.kind, fault.partial, len(server.requests)) == (kind, "", calls)
    assert says in fault.message
    assert fault.hint
    assert KEY not in fault.message + fault.hint
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    ("reply", "kind", "says"),
    [
        pytest.param(Reply("one two", finish_reason="length"), "cut_short", "limit of its reply", id="provider-13"),
        pytest.param(Reply("one two", finish_reason="content_filter"), "filtered", "filter", id="provider-14"),
        pytest.param(Reply("one two", ending="tcp reset"), "incomplete", "connection was lost", id="provider-15"),
        pytest.param(Reply("one two", ending="reset"), "incomplete", "connection was lost", id="provider-15 closed"),
        pytest.param(Reply("one two", ending="early"), "incomplete", "broke off", id="provider-16"),
        pytest.param(Reply("one two", finish_reason=None), "incomplete", "broke off", id="provider-16 null"),
        pytest.param(Reply("one two", finish_reason="tool_calls"), "incomplete", "(tool_calls)", id="unexpected"),
        pytest.param(Reply("one two", ending="garbage"), "incomplete", "could not be read", id="provider-17"),
        pytest.param(Reply("one two", ending="error"), "incomplete", "the server had an error", id="provider-18"),
        pytest.param(Reply("one two", refusal="No more."), "refused", "declined to answer", id="provider-12 midway"),
        pytest.param(Reply("one two", ending="stalled"), "timeout", "did not finish within 0.5 s", id="stalled"),
    ],
)
def test_a_fault_in_the_middle_keeps_what_came_and_is_never_tried_again(
    server: ModelServer, reply: Reply, kind: FaultKind, says: str
) -> None:
    """provider-12, provider-13, provider-14, provider-15, provider-16, provider-17, provider-18."""
    server.reply = lambda _: reply
    model, pieces = model_on(server), []
    with pytest.raises(ModelFault) as caught:
        pieces.extend(iter_into(model, pieces))
    assert pieces == ["one ", "two"]
    assert (caught.value.kind, caught.value.partial) == (kind, "one two")
    assert says in caught.value.message
    assert len(server.requests) == 1


def iter_into(model: LangChainModel, pieces: list[str]) -> list[str]:
    """Keep the pieces that come before a fault."""
    for piece in model.stream(HELLO, 0.5):
        pieces.append(piece)
    return []


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(failure(429, retry_after="0.02"), id="provider-04"),
        pytest.param(failure(500), id="provider-05"),
        pytest.param(Reply("", ending="tcp reset"), id="provider-15"),
        pytest.param(Reply("", ending="early"), id="provider-16"),
        pytest.param(Reply("", ending="error"), id="provider-18"),
    ],
)
def test_what_passes_costs_only_patience(server: ModelServer, fault: Reply) -> None:
    """provider-04, provider-05, provider-15, provider-16, provider-18."""
    server.reply = in_turn(fault, fault, SAID)
    model = model_on(server)
    assert model.complete(HELLO, 5).text == "All is well."
    assert (len(server.requests), model.usage.calls) == (3, 3)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/v1", "http://localhost.invalid/v1"], ids=["provider-06 refused", "provider-06 DNS"]
)
def test_a_server_that_is_not_there_is_unreachable(address: str) -> None:
    """provider-06."""
    model = LangChainModel(wanted_model("openai:any", address), ModelLimits(), retries=Retries(first_s=0.02))
    fault = fault_from(model)
    assert fault.kind == "unreachable"
    assert fault.message == f"The server at {address} could not be reached"
    assert model.usage.calls == 3


def test_a_wait_that_the_provider_asks_for_is_kept(server: ModelServer) -> None:
    server.reply = in_turn(failure(429, retry_after="0.3"), SAID)
    model_on(server).complete(HELLO, 5)
    first, second = (request.at for request in server.requests)
    assert 0.3 <= second - first < 1


def test_a_wait_beyond_the_deadline_is_not_begun(server: ModelServer) -> None:
    server.reply = lambda _: failure(429, retry_after="20")
    begun = time.monotonic()
    fault = fault_from(model_on(server), deadline_s=10)
    assert time.monotonic() - begun < 2
    assert (fault.kind, fault.hint, fault.retry_after_s) == ("rate_limit", "Ask again in 20 s.", 20)
    assert len(server.requests) == 1


def test_neither_a_message_nor_a_traceback_holds_a_key(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_OTHER_TOKEN", "hunter2hunter2")
    said = f"{KEY} Bearer {KEY} sk-another-0123456789 hunter2hunter2"
    for reply in (failure(401, said), failure(422, said), Reply(events=(f'{{"error": {{"message": "{said}"}}}}',))):
        server.reply = lambda _, reply=reply: reply
        shown = "".join(traceback.format_exception(fault_from(model_on(server))))
        assert "0123456789" not in shown
        assert "hunter2" not in shown


def test_a_password_in_an_address_is_not_shown() -> None:
    wanted = Wanted("openai", "any", "https://me:hunter2@models.example/v1")
    fault = fault_of(ConnectionError("refused"), wanted)
    assert fault.message == "The server at https://models.example/v1 could not be reached"


def test_a_server_of_ones_own_is_named_by_its_whole_address_and_openai_is_not_blamed() -> None:
    fault = fault_of(_Said("no", status_code=404), Wanted("openai", "any", "http://127.0.0.1:8000/v2"))
    assert fault.message == "The server at http://127.0.0.1:8000/v2 knows no model “any” (404)"


def test_what_looks_like_a_key_in_the_path_of_an_address_is_not_shown() -> None:
    wanted = Wanted("openai", "any", f"https://gateway.example/{'k3y' * 9}/v1")
    assert wanted.where == "https://gateway.example/…/v1"


@pytest.mark.parametrize("address", ["", "https://api.openai.com/v1", "https://eu.api.openai.com/v1"])
def test_openais_own_servers_are_called_by_its_name(address: str) -> None:
    assert Wanted("openai", "any", address).who == "openai"


class _Said(Exception):
    """An exception as other providers' packages raise them: the status in one place or another."""

    def __init__(self, text: str, **places: object) -> None:
        super().__init__(text)
        self.__dict__.update(places)


class _ConnectTimeout(_Said):
    pass


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(_Said("invalid x-api-key", status_code=401), "key", id="Anthropic 401"),
        pytest.param(_Said("API key not valid. Please pass a valid API key.", code=400), "key", id="Google 400"),
        pytest.param(_Said("Your credit balance is too low", status_code=400), "key", id="Anthropic, no credit"),
        pytest.param(
            _Said("prompt is too long: 213 tokens > 200 maximum", status_code=400), "too_long", id="Anthropic"
        ),
        pytest.param(
            _Said("The input token count (9) exceeds the maximum number of tokens allowed (8).", code=400),
            "too_long",
            id="Google",
        ),
        pytest.param(_Said("model 'x' not found, try pulling it first", status_code=404), "unknown_model", id="Ollama"),
        pytest.param(_Said("Output blocked by content filtering policy", status_code=400), "filtered", id="Anthropic"),
        pytest.param(_Said("You exceeded your current quota", code=429), "rate_limit", id="Google 429"),
        pytest.param(_Said("Overloaded", status_code=529), "provider", id="Anthropic 529"),
        pytest.param(_Said("bad", status_code=-1), "provider", id="Ollama in a stream"),
        pytest.param(_ConnectTimeout("late"), "unreachable", id="no connection in time"),
        pytest.param(ConnectionResetError("reset"), "unreachable", id="reset"),
        pytest.param(TimeoutError("late"), "timeout", id="timeout"),
        pytest.param(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), "malformed", id="not UTF-8"),
        pytest.param(AttributeError("no such thing"), "provider", id="a bug of a package"),
    ],
)
def test_other_providers_say_the_same_differently(error: Exception, kind: FaultKind) -> None:
    assert fault_of(error, Wanted("anthropic", "claude")).kind == kind


@pytest.mark.parametrize(
    ("deadline_s", "says"),
    [
        (120.0, "did not finish within 120 s"),
        (89.7654, "did not finish within 90 s"),
        (2.22145, "did not finish within 2.2 s"),
        (0.003, "did not finish within 0.1 s"),
        (0.0, "No time was left to ask"),
    ],
)
def test_a_time_is_said_as_people_say_it(deadline_s: float, says: str) -> None:
    assert says in timeout_fault(Wanted("any", "model"), deadline_s).message


def test_an_exception_is_seen_through_its_wrapping() -> None:
    wrapped = RuntimeError("the call failed")
    wrapped.__cause__ = _Said("too many", code=429)
    assert fault_of(wrapped, Wanted("google_genai", "gemini")).kind == "rate_limit"


@pytest.mark.parametrize(
    ("finish", "kind"),
    [
        *((finish, None) for finish in ("stop", "STOP", "end_turn", "stop_sequence", "completed")),
        *((finish, "cut_short") for finish in ("length", "max_tokens", "MAX_TOKENS", "max_output_tokens")),
        *((finish, "filtered") for finish in ("content_filter", "SAFETY", "RECITATION", "PROHIBITED_CONTENT")),
        ("refusal", "refused"),
        ("", "incomplete"),
        ("load", "incomplete"),
    ],
)
def test_each_provider_has_its_words_for_an_end(finish: str, kind: FaultKind | None) -> None:
    fault = ending_fault(Wanted("any", "model"), finish, "some words")
    assert (fault and fault.kind) == kind


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({}, None),
    ],
)
def test_a_wait_is_read_in_every_form(headers: dict[str, str], wait_s: float | None) -> None:
    error = _Said("slow", response=_Said("", headers=headers))
    assert retry_after_s(error) == wait_s


def test_pauses_double_within_bounds_and_end() -> None:
    retries = Retries(attempts=4, first_s=1, longest_s=3)
    for failed, longest_s in ((1, 1), (2, 2), (3, 3)):
        pauses = [retries.pause_s(failed) for _ in range(50)]
        assert all(pause is not None and longest_s / 2 <= pause <= longest_s for pause in pauses)
        assert len(set(pauses)) > 1
    assert retries.pause_s(4) is None
    assert all(7 <= (retries.pause_s(1, retry_after_s=7) or 0) <= 7.7 for _ in range(50))
