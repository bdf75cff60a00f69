"""The scripted chat model itself: what it streams, and that a test cannot pass over a handler that failed."""

from __future__ import annotations

import json
import time

import pytest
from langchain_openai import ChatOpenAI
from model_server import Ending, ModelServer, Reply, failure


def streamed(reply: Reply) -> tuple[list[str], str]:
    """Return the pieces that arrive, and how it ended: the finish reason or the kind of the error."""
    with ModelServer(lambda _: reply) as server:
        model = ChatOpenAI(model="any", base_url=server.url, api_key="sk-test", timeout=0.3, max_retries=0)  # type: ignore[arg-type]
        pieces, finish = [], "none"
        try:
            for chunk in model.stream("hello"):
                pieces += [str(chunk.content)] if chunk.content else []
                finish = chunk.response_metadata.get("finish_reason") or finish
        except Exception as error:
            finish = type(error).__name__
        return pieces, finish


def test_a_stream_arrives_in_pieces() -> None:
    assert streamed(Reply("one two three")) == (["one ", "two ", "three"], "stop")


def test_the_pieces_can_be_given() -> None:
    assert streamed(Reply(chunks=("“Sho", "w it.” [P", "1]"))) == (["“Sho", "w it.” [P", "1]"], "stop")


@pytest.mark.parametrize(
    ("ending", "seen"),
    [
        ("early", "none"),
        ("reset", "RemoteProtocolError"),
        ("garbage", "JSONDecodeError"),
        ("error", "APIError"),
        ("stalled", "ReadTimeout"),
    ],
)
def test_a_stream_can_end_badly(ending: Ending, seen: str) -> None:
    pieces, finish = streamed(Reply("one two", ending=ending))
    assert (pieces, finish) == (["one ", "two"], seen)


def test_a_handler_that_fails_fails_the_test() -> None:
    def out_of_replies(_: object) -> Reply:
        raise LookupError("no reply left")

    with pytest.raises(LookupError), ModelServer(out_of_replies) as server:
        model = ChatOpenAI(model="any", base_url=server.url, api_key="sk-test", max_retries=0)  # type: ignore[arg-type]
        with pytest.raises(Exception, match="the test's handler failed"):
            model.invoke("hello")


def test_a_server_that_hangs_stops_at_once() -> None:
    begun = time.monotonic()
    with ModelServer(lambda _: Reply("late", hang_s=60)) as server:
        model = ChatOpenAI(model="any", base_url=server.url, api_key="sk-test", timeout=0.1, max_retries=0)  # type: ignore[arg-type]
        with pytest.raises(Exception, match="timed out"):
            model.invoke("hello")
    assert time.monotonic() - begun < 5


def test_requests_are_recorded_and_headers_sent() -> None:
    with ModelServer(lambda _: failure(429, "slow", retry_after="7")) as server:
        model = ChatOpenAI(model="any", base_url=server.url, api_key="sk-test", max_retries=0)  # type: ignore[arg-type]
        with pytest.raises(Exception, match="slow") as caught:
            model.invoke("hello")
        (request,) = server.requests
    assert (request.path, request.prompt) == ("/v1/chat/completions", "hello")
    assert request.headers["authorization"] == "Bearer sk-test"
    assert caught.value.response.headers["retry-after"] == "7"  # type: ignore[attr-defined]
    assert json.loads(json.dumps(request.json))["model"] == "any"
