"""A stream: whole, in time, or given up; its connection closed whenever nobody listens any more."""

from __future__ import annotations

import _thread
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda
from model_parts import HELLO, KEY, emptied, fault_from, in_turn, model_on
from model_server import ModelServer, Reply, failure

from coach.model import ModelFault, Usage
from coach.model import Reply as Said
from coach.model.loop import own_loop
from coach.model.thoughts import Spoken

TEXT = "“Naïve” — sí, 説得 𝛑 [P12] 👩‍💻."
LONG = Reply("word " * 500, pace_s=0.02)
stopped = pytest.mark.parametrize("reply", [pytest.param(LONG, id="provider-21")])


@pytest.fixture(scope="module")
def one_server() -> Iterator[ModelServer]:
    with ModelServer(lambda _: Reply(TEXT)) as server:
        yield server


@pytest.fixture
def server(one_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with emptied(one_server, Reply(TEXT)) as server:
        model_on(server).prepare()  # importing the package is not what these tests time
        yield server


def test_pieces_come_as_they_are_written(server: ModelServer) -> None:
    server.reply = lambda _: Reply("one two three", pace_s=0.1)
    begun, arrived = time.monotonic(), []
    for piece in model_on(server).stream(HELLO, 5):
        arrived.append((piece, time.monotonic() - begun))
    assert [piece for piece, _ in arrived] == ["one ", "two ", "three"]
    assert arrived[2][1] - arrived[0][1] >= 0.15


def test_a_whole_reply_says_what_it_took(server: ModelServer) -> None:
    server.reply = lambda _: Reply("All is well.", usage=(12, 3))
    model = model_on(server)
    assert model.complete(HELLO, 5) == Said("All is well.", Usage(1, 12, 3))
    assert model.complete(HELLO, 5).usage == Usage(1, 12, 3)
    assert model.usage == Usage(2, 24, 6)


@pytest.mark.parametrize("chunks", [None, ("[P", "12]", " is “so”")], ids=["provider-20 bytes", "provider-20 pieces"])
def test_a_stream_is_put_together_whatever_it_was_cut_into(server: ModelServer, chunks: tuple[str, ...] | None) -> None:
    """provider-20."""
    server.reply = lambda _: Reply(TEXT, by_byte=True, chunks=chunks)
    assert "".join(model_on(server).stream(HELLO, 10)) == (TEXT if chunks is None else "[P12] is “so”")


@pytest.mark.parametrize(
    ("reply", "partial"),
    [
        pytest.param(Reply("late", hang_s=30), "", id="hung before the first word"),
        pytest.param(Reply("one", ending="stalled"), "one", id="hung in the middle"),
        pytest.param(Reply(events=(": keep-alive",) * 2_000, pace_s=0.02), "", id="kept alive without a word"),
    ],
)
def test_a_model_that_hangs_ends_at_the_deadline_and_its_connection_is_closed(
    server: ModelServer, reply: Reply, partial: str
) -> None:
    server.reply = lambda _: reply
    begun = time.monotonic()
    fault = fault_from(model_on(server), deadline_s=0.4)
    assert 0.4 <= time.monotonic() - begun < 1.5
    assert (fault.kind, fault.partial) == ("timeout", partial)
    assert fault.message == "openai:any did not finish within 0.4 s"
    assert server.requests[0].gone.wait(2)
    assert len(server.requests) == 1


def test_a_dripping_stream_ends_at_the_deadline_too(server: ModelServer) -> None:
    server.reply = lambda _: LONG
    begun = time.monotonic()
    fault = fault_from(model_on(server), deadline_s=0.5)
    assert time.monotonic() - begun < 1.5
    assert fault.kind == "timeout"
    assert fault.partial.startswith("word word ")
    assert server.requests[0].gone.wait(2)


def test_the_deadline_holds_over_all_attempts(server: ModelServer) -> None:
    server.reply = in_turn(failure(500, retry_after_ms="300"), Reply("late", hang_s=30))
    begun = time.monotonic()
    assert fault_from(model_on(server), deadline_s=0.6).kind == "timeout"
    assert time.monotonic() - begun < 1.5
    assert len(server.requests) == 2


def test_a_deadline_that_has_passed_asks_nothing(server: ModelServer) -> None:
    assert fault_from(model_on(server), deadline_s=0).kind == "timeout"
    assert server.requests == []


def test_what_had_arrived_in_time_is_passed_on_to_a_slow_reader(server: ModelServer) -> None:
    server.reply = lambda _: Reply("one two three")
    pieces = model_on(server).stream(HELLO, 0.5)
    read = [next(pieces)]
    time.sleep(0.6)
    assert [*read, *pieces] == ["one ", "two ", "three"]


@stopped
def test_closing_the_stream_closes_the_request(server: ModelServer, reply: Reply) -> None:
    """provider-21."""
    server.reply = lambda _: reply
    model = model_on(server)
    pieces = model.stream(HELLO, 30)
    assert [next(pieces), next(pieces)] == ["word ", "word "]
    begun = time.monotonic()
    pieces.close()
    assert time.monotonic() - begun < 1
    assert server.requests[0].gone.wait(2)
    assert model.usage.tokens_out < 100  # what came is paid for, estimated, and nothing after it
    assert model.usage.unmetered == 1


@stopped
def test_a_stream_that_is_forgotten_is_closed(server: ModelServer, reply: Reply) -> None:
    """provider-21."""
    server.reply = lambda _: reply
    next(model_on(server).stream(HELLO, 30))
    assert server.requests[0].gone.wait(2)


@stopped
def test_the_model_can_be_asked_again_after_it_was_stopped(server: ModelServer, reply: Reply) -> None:
    """provider-21."""
    server.reply = in_turn(reply, Reply("All is well."))
    model = model_on(server)
    pieces = model.stream(HELLO, 30)
    next(pieces)
    pieces.close()
    assert model.complete(HELLO, 5).text == "All is well."
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "reply", [pytest.param(LONG, id="provider-21"), pytest.param(Reply("late", hang_s=30), id="provider-21 hung")]
)
def test_ctrl_c_closes_the_request(server: ModelServer, reply: Reply) -> None:
    """provider-21."""
    server.reply = lambda _: reply
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        model_on(server).complete(HELLO, 30)
    assert server.requests[0].gone.wait(2)


def test_a_request_that_nobody_reads_ends_at_its_deadline(server: ModelServer) -> None:
    server.reply = lambda _: LONG
    pieces = model_on(server).stream(HELLO, 0.4)
    next(pieces)
    assert server.requests[0].gone.wait(2)  # `pieces` is neither read nor closed
    with pytest.raises(ModelFault, match="did not finish"):
        list(pieces)


def test_a_loop_that_something_blocks_is_given_up_and_the_next_question_has_another(server: ModelServer) -> None:
    released, model = threading.Event(), model_on(server)

    async def block() -> None:
        released.wait(30)

    own_loop().start(block())
    begun = time.monotonic()
    assert fault_from(model, deadline_s=0.3).kind == "timeout"
    assert time.monotonic() - begun < 1.5
    assert model.complete(HELLO, 5).text == TEXT
    released.set()


def test_one_model_serves_many_threads(server: ModelServer) -> None:
    model = model_on(server)
    with ThreadPoolExecutor(8) as pool:
        texts = [reply.text for reply in pool.map(lambda _: model.complete(HELLO, 10), range(24))]
    assert texts == [TEXT] * 24
    assert model.usage.calls == 24


def test_callbacks_of_langchain_hear_of_the_call(server: ModelServer) -> None:
    class Listens(BaseCallbackHandler):
        heard: list[str]

        def on_chat_model_start(self, *args: object, **kwargs: object) -> None:
            self.heard.append("start")

        def on_llm_end(self, *args: object, **kwargs: object) -> None:
            self.heard.append("end")

    listener = Listens()
    listener.heard = []
    model = model_on(server)
    RunnableLambda(lambda _: model.complete(HELLO, 5).text).invoke("", {"callbacks": [listener]})
    assert listener.heard == ["start", "end"]


@pytest.mark.slow
def test_a_model_works_in_a_process_that_was_forked(server: ModelServer) -> None:
    script = """
        import os, sys
        sys.path.insert(0, "tests")
        from model_server import ModelServer, Reply
        from model_parts import HELLO, model_on
        with ModelServer(lambda _: Reply("All is well.")) as server:
            model = model_on(server)
            model.complete(HELLO, 5)  # leaves a connection open, in a loop that the child does not have
            child = os.fork()
            if child == 0:
                os._exit(0 if model.complete(HELLO, 5).text == "All is well." else 1)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("0", "")


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (["Hire slowly."], ["Hire slowly."]),
        (["<thi", "nk>Hm, P3? ", "No.</th", "ink>\n\nHire", " slowly."], ["Hire", " slowly."]),
        (["\n <think>", "</think>", "Yes."], ["Yes."]),
        (["<", "b>no thought"], ["<b>no thought"]),
        (["It says <think>", "aloud</think>."], ["It says <think>", "aloud</think>."]),
        (["<thi"], ["<thi"]),
        (["<think>never ends"], []),
    ],
)
def test_what_a_model_thinks_first_is_left_out(pieces: list[str], said: list[str]) -> None:
    spoken = Spoken()
    heard = [spoken.hear(piece) for piece in pieces] + [spoken.rest()]
    assert [piece for piece in heard if piece] == said
