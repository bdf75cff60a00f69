"""The whole chain as a LangChain Runnable: invoke, stream, astream, batch, callbacks, cancelling, logs."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import pytest
from generation_parts import ScriptedModel, TellingVerifier, written
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableLambda
from model_parts import model_on
from model_server import ModelServer, Reply

from coach.coach import Coach
from coach.errors import QuestionError
from coach.generation import PersonalCoach
from coach.langchain import CoachChain, question_of
from coach.model import ChatModel
from coach.records import Answer, Point, Profile, Question, Turn, Usage

QUESTION = "My founder nods at my strategy ideas and ignores them"
EARN = "The key is to first earn deep credibility by mastering the product, its customers, and the business."
RECOMMEND = "Proactively demonstrate strategic thinking in your current role."
FIRST = ("P11", EARN, "Your founder listens once you master the product, its customers and the business.")
SECOND = ("P8", RECOMMEND, "Show strategic thinking in your role.")
REPLY = written(FIRST, SECOND)


def chain_on(coach: Coach, model: ChatModel) -> CoachChain:
    personal = PersonalCoach(model, model, verifier_of=lambda _: TellingVerifier())
    return CoachChain(Coach(coach.corpus, coach.retriever, personal))


def test_invoke_returns_the_answer(coach: Coach) -> None:
    answer = chain_on(coach, ScriptedModel(REPLY)).invoke(QUESTION)
    assert [(point.principle, point.reading) for point in answer.points] == [
        (FIRST[0], FIRST[2]),
        (SECOND[0], SECOND[2]),
    ]


def test_without_a_model_it_is_the_composers_answer(coach: Coach) -> None:
    answer = CoachChain(coach).invoke(QUESTION)
    assert answer == coach.ask(Question(QUESTION))
    assert [type(part) for part in CoachChain(coach).stream(QUESTION)] == [Answer]


def test_stream_yields_each_point_once_with_its_reading_and_the_answer_last(coach: Coach) -> None:
    *points, answer = chain_on(coach, ScriptedModel(REPLY)).stream(QUESTION)
    assert isinstance(answer, Answer)
    assert tuple(points) == answer.points and len(points) == 2


def test_astream_yields_the_same(coach: Coach) -> None:
    async def collect() -> list[Any]:
        return [part async for part in chain_on(coach, ScriptedModel(REPLY)).astream(QUESTION)]

    *points, answer = asyncio.run(collect())
    assert isinstance(answer, Answer) and tuple(points) == answer.points


def test_ainvoke_and_abatch_work(coach: Coach) -> None:
    async def both() -> tuple[Answer, list[Answer]]:
        chain = chain_on(coach, ScriptedModel(REPLY, REPLY))
        return await chain.ainvoke(QUESTION), await chain.abatch([QUESTION])

    one, (other,) = asyncio.run(both())
    assert one.points == other.points


def test_a_batch_counts_what_each_answer_took_and_keeps_its_order(coach: Coach) -> None:
    chain = chain_on(coach, ScriptedModel(*[REPLY] * 8))
    answers = chain.batch([QUESTION, "How long do I bake sourdough bread?"] * 8, config={"max_concurrency": 4})
    assert [answer.status for answer in answers] == ["covered", "not_covered"] * 8
    assert [answer.usage.calls for answer in answers if answer.usage] == [1, 0] * 8


def test_answers_at_the_same_time_each_count_what_they_took_themselves(coach: Coach) -> None:
    async def at_once(chain: CoachChain) -> list[Answer]:
        async def one() -> Answer:
            return [part async for part in chain.astream(QUESTION)][-1]

        return await asyncio.gather(*[one() for _ in range(4)])

    with ModelServer(lambda _: Reply(REPLY, pace_s=0.005, usage=(100, 10))) as server:
        answers = asyncio.run(at_once(chain_on(coach, model_on(server))))
    assert [answer.usage for answer in answers] == [Usage(1, 100, 10)] * 4


def test_it_can_be_put_into_another_chain(coach: Coach) -> None:
    chain = chain_on(coach, ScriptedModel(REPLY)) | RunnableLambda(lambda answer: answer.points[0].principle)
    assert chain.invoke(QUESTION) == "P11"


HISTORY = (Turn("user", "Should I talk to the founder?"), Turn("assistant", "Perhaps."))


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(HISTORY, id="turns"),
        pytest.param([{"role": turn.role, "content": turn.content} for turn in HISTORY], id="plain data"),
        pytest.param([HumanMessage(HISTORY[0].content), AIMessage(HISTORY[1].content)], id="messages of LangChain"),
    ],
)
def test_history_and_profile_come_in_any_form(history: Any) -> None:
    found = question_of({"question": "and if she says no?", "history": history, "profile": {"level": "junior"}})
    assert found == Question("and if she says no?", HISTORY, Profile(level="junior"))


@pytest.mark.parametrize("profile", [None, {}, {"level": None}])
def test_what_is_not_known_of_a_person_is_empty(profile: Any) -> None:
    assert question_of({"question": "a", "profile": profile}).profile == Profile()


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        pytest.param({"question": "a", "history": [{"role": "user", "content": "a \ud800 b"}]}, "history", id="a turn"),
        pytest.param({"question": "a", "profile": {"role": "x\udfff"}}, "profile", id="a profile"),
        pytest.param(Question("a", (Turn("user", "\ud800"),)), "history", id="a turn of a record"),
    ],
)
def test_half_a_character_is_refused_by_the_name_of_what_holds_it(asked: Any, named: str) -> None:
    with pytest.raises(QuestionError, match=f"The {named} holds half a character"):
        question_of(asked)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"question": None},
        {"question": "a", "history": [1]},
        {"question": "a", "history": [{"role": "tool", "content": None}]},
        {"question": "a", "profile": {"x": 1}},
        {"question": "a", "profile": {"level": ["junior"]}},
        {"question": "a", "profile": "junior"},
        7,
    ],
)
def test_what_is_no_question_is_said_to_be_none(asked: Any) -> None:
    with pytest.raises(QuestionError):
        question_of(asked)


class Listener(BaseCallbackHandler):
    """Remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.parents: dict[Any, Any] = {}

    def on_chain_start(self, serialized: Any, inputs: Any, *, run_id: Any, **kwargs: Any) -> None:
        self.heard.append("chain")
        self.chain = run_id

    def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
        self.heard.append("chain ended")

    def on_chat_model_start(self, serialized: Any, messages: Any, *, parent_run_id: Any = None, **kwargs: Any) -> None:
        self.heard.append("model beneath the chain" if parent_run_id == self.chain else "model")


@pytest.mark.parametrize("way", ["invoke", "stream", "astream"])
def test_callbacks_hear_the_chain_and_the_model_beneath_it(coach: Coach, way: str) -> None:
    listener = Listener()

    async def collect(chain: CoachChain) -> list[Any]:
        return [part async for part in chain.astream(QUESTION, config={"callbacks": [listener]})]

    with ModelServer(lambda _: Reply(REPLY)) as server:
        chain = chain_on(coach, model_on(server))
        if way == "astream":
            asyncio.run(collect(chain))
        else:
            found = getattr(chain, way)(QUESTION, config={"callbacks": [listener]})
            list(found) if way == "stream" else found
    assert listener.heard == ["chain", "model beneath the chain", "chain ended"]


def test_no_tracing_happens_unless_somebody_switched_it_on(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    from langsmith.utils import tracing_is_enabled

    with ModelServer(lambda _: Reply(REPLY)) as server:
        chain_on(coach, model_on(server)).invoke(QUESTION)  # the fixture no_network fails where a trace was sent
    assert not tracing_is_enabled()


def test_closing_a_stream_ends_the_request_and_the_chain_can_be_used_again(coach: Coach) -> None:
    with ModelServer(lambda _: Reply(REPLY, pace_s=0.01)) as server:
        chain = chain_on(coach, model_on(server))
        stream = chain.stream(QUESTION)
        assert isinstance(next(stream), Point)
        stream.close()  # type: ignore[attr-defined]
        assert server.requests[0].gone.wait(2)
        server.reply = lambda _: Reply(REPLY)
        assert chain.invoke(QUESTION).points[0].principle == "P11"


def test_cancelling_a_task_ends_the_request(coach: Coach) -> None:
    async def cancelled(chain: CoachChain) -> None:
        async for _ in chain.astream(QUESTION):
            break  # as a closed tab does
        await asyncio.sleep(0)

    with ModelServer(lambda _: Reply(REPLY, pace_s=0.01)) as server:
        asyncio.run(cancelled(chain_on(coach, model_on(server))))
        assert server.requests[0].gone.wait(2)


def test_the_event_loop_goes_on_while_a_model_writes(coach: Coach) -> None:
    ticks: list[float] = []

    async def tick() -> None:
        while True:
            ticks.append(time.monotonic())
            await asyncio.sleep(0.01)

    async def run(chain: CoachChain) -> None:
        ticking = asyncio.create_task(tick())
        assert [part async for part in chain.astream(QUESTION)]
        ticking.cancel()

    with ModelServer(lambda _: Reply(REPLY, hang_s=0.3)) as server:
        asyncio.run(run(chain_on(coach, model_on(server))))
    assert len(ticks) > 10


def test_no_log_holds_a_word_of_the_question(coach: Coach, caplog: pytest.LogCaptureFixture) -> None:
    secret = "Xylophonia"
    with caplog.at_level(logging.DEBUG, logger="coach"), ModelServer(lambda _: Reply(status=500, body="{}")) as server:
        chain_on(coach, model_on(server)).invoke(f"My founder {secret} nods at my strategy ideas and ignores them")
    assert secret not in caplog.text
