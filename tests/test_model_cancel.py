"""Giving up while a model hangs, over real HTTP: from another thread, and with the task that waits."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from model_parts import HELLO, KEY, emptied, model_on
from model_server import ModelServer, Reply, failure
from personalities import Personality, seen

from coach.coach import Coach
from coach.generation import Cancellation, PersonalCoach, Quoted, cancelling
from coach.langchain import CoachChain
from coach.model import Cancelled
from coach.model.cancel import pause
from coach.model.chat import LangChainModel
from coach.model.limits import Ledger, ModelLimits
from coach.model.providers import wanted_model
from coach.records import Question

QUESTION = "My founder nods at my strategy ideas and ignores them"
HUNG = Reply("late", hang_s=30.0)
SOON_S = 0.5  # a third of a second, and some for a machine at work
STALLS = [
    pytest.param(HUNG, id="hung"),
    pytest.param(Reply("one", ending="stalled"), id="hung in the middle"),
    pytest.param(Reply(events=(": keep-alive",) * 2_000, pace_s=0.02), id="kept alive without a word"),
    pytest.param(failure(429, retry_after="20"), id="asked to wait"),
]


@pytest.fixture(scope="module")
def one_server() -> Iterator[ModelServer]:
    with ModelServer(lambda _: HUNG) as server:
        yield server


@pytest.fixture
def server(one_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with emptied(one_server, HUNG) as server:
        model_on(server).prepare()  # importing the package is not what these tests time
        yield server


@pytest.fixture
def answering(coach: Coach, server: ModelServer) -> Coach:
    model = model_on(server)
    return Coach(coach.corpus, coach.retriever, PersonalCoach(model, model, 60.0))


def wait_for(happened: Callable[[], object]) -> None:
    until = time.monotonic() + 5
    while not happened() and time.monotonic() < until:
        time.sleep(0.005)
    assert happened()


def cancelled_in(work: Callable[[], object], has_begun: Callable[[], object]) -> float:
    """Do some work in a thread, cancel it from this one once it has begun; return how long it took to end."""
    cancellation, errors = Cancellation(), []

    def run() -> None:
        try:
            with cancelling(cancellation):
                work()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    wait_for(has_begun)
    begun = time.monotonic()
    cancellation.cancel()
    thread.join(5)
    assert not thread.is_alive() and errors == []
    return time.monotonic() - begun


@pytest.mark.parametrize("reply", STALLS)
def test_a_request_is_given_up_from_another_thread_and_no_other_is_sent(server: ModelServer, reply: Reply) -> None:
    server.reply = lambda _: reply
    took_s = cancelled_in(lambda: model_on(server).complete(HELLO, 60), lambda: server.requests)
    assert took_s < SOON_S
    assert reply.status == 429 or server.requests[0].gone.wait(2)
    assert len(server.requests) == 1


def test_a_wait_for_ones_own_limit_is_given_up(server: ModelServer, tmp_path: Path) -> None:
    limits = ModelLimits(requests_per_minute=1)
    ledger = Ledger(tmp_path, limits)
    ledger.reserve("openai:any", 0.0)
    model = LangChainModel(wanted_model("openai:any", server.url), limits, ledger)
    begun = time.monotonic()
    took_s = cancelled_in(lambda: model.complete(HELLO, 90), lambda: time.monotonic() - begun > 0.1)
    assert took_s < SOON_S and server.requests == []


def test_what_was_cancelled_before_asks_nothing(server: ModelServer) -> None:
    cancellation = Cancellation()
    cancellation.cancel()
    with cancelling(cancellation):
        model_on(server).complete(HELLO, 5)
    assert server.requests == []


def test_what_a_request_took_that_was_given_up_is_counted(server: ModelServer) -> None:
    model = model_on(server)
    cancelled_in(lambda: model.complete(HELLO, 60), lambda: server.requests)
    assert (model.usage.calls, model.usage.unmetered) == (1, 1)


def test_a_model_that_was_given_up_can_be_asked_again(server: ModelServer) -> None:
    model = model_on(server)
    cancelled_in(lambda: model.complete(HELLO, 60), lambda: server.requests)
    server.reply = lambda _: Reply("All is well.")
    assert model.complete(HELLO, 5).text == "All is well."


def test_only_what_runs_within_the_block_is_given_up() -> None:
    with cancelling() as cancellation:
        pass
    cancellation.cancel()
    pause(0.01)


def test_an_outer_block_ends_the_inner_one() -> None:
    reached = []
    with cancelling() as outer:
        with cancelling() as inner:
            outer.cancel()
            pause(5)
        reached.append("between")
    assert (reached, outer.is_cancelled, inner.is_cancelled) == ([], True, False)


def test_nothing_takes_it_for_a_fault() -> None:
    assert not issubclass(Cancelled, Exception)


def test_an_answer_on_its_way_is_ended_from_another_thread(answering: Coach, server: ModelServer) -> None:
    """provider-21."""
    took_s = cancelled_in(lambda: list(answering.stream(Question(QUESTION))), lambda: server.requests)
    assert took_s < SOON_S
    assert server.requests[0].gone.wait(2)


def test_an_answer_is_ended_while_the_verifying_model_hangs(answering: Coach, server: ModelServer) -> None:
    server.reply = lambda request: HUNG if seen(request).is_verifying else Personality()(request)
    shown = []
    took_s = cancelled_in(
        lambda: shown.extend(iter(answering.stream(Question(QUESTION)))), lambda: len(server.requests) == 2
    )
    assert took_s < SOON_S and server.requests[1].gone.wait(2)
    assert len(server.requests) == 2


def test_what_was_shown_before_stays(answering: Coach, server: ModelServer) -> None:
    server.reply = lambda request: HUNG if seen(request).is_verifying else Personality()(request)
    shown = []

    def hear() -> None:
        for event in answering.stream(Question(QUESTION)):
            shown.append(event)

    cancelled_in(hear, lambda: len(server.requests) == 2)
    assert isinstance(shown[-1], Quoted)


# ------------------------------------------------------------------------------------------------------- tasks


async def all_of(chain: CoachChain) -> None:
    async for _ in chain.astream(QUESTION):
        pass


WAYS: list[object] = [
    pytest.param(all_of, id="astream"),
    pytest.param(lambda chain: chain.ainvoke(QUESTION), id="ainvoke"),
    pytest.param(lambda chain: chain.abatch([QUESTION]), id="abatch"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("reply", [STALLS[0], STALLS[3]])
def test_a_cancelled_task_ends_its_request_and_lets_the_loop_end(
    answering: Coach, server: ModelServer, way: Callable[[CoachChain], Awaitable[object]], reply: Reply
) -> None:
    server.reply = lambda _: reply
    cancelled_at = 0.0

    async def cancel() -> None:
        nonlocal cancelled_at
        task = asyncio.ensure_future(way(CoachChain(answering)))
        while not server.requests:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        task.cancel()
        cancelled_at = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())  # ends when the threads of its executor have ended
    assert time.monotonic() - cancelled_at < SOON_S
    assert reply.status == 429 or server.requests[0].gone.wait(2)
    assert len(server.requests) == 1


def test_a_task_that_takes_too_long_is_given_up(answering: Coach, server: ModelServer) -> None:
    async def too_long() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(CoachChain(answering).ainvoke(QUESTION), 0.3)

    begun = time.monotonic()
    asyncio.run(too_long())
    assert time.monotonic() - begun < 0.3 + SOON_S


def test_an_answer_elsewhere_is_not_touched_by_a_cancelled_task(answering: Coach, server: ModelServer) -> None:
    server.reply = Personality(hang_s=0.1)

    async def one_of_two() -> object:
        chain = CoachChain(answering)
        first, second = asyncio.ensure_future(chain.ainvoke(QUESTION)), asyncio.ensure_future(chain.ainvoke(QUESTION))
        await asyncio.sleep(0.05)
        first.cancel()
        return (await second).answered_by

    assert asyncio.run(one_of_two()) == "openai:any"
