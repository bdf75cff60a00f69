"""The judged tier over real HTTP, where something fails: unscored with the reason, in bounded time, never a pass."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fakes import CountingEncoder
from langchain_core.language_models import SimpleChatModel
from langchain_openai import ChatOpenAI
from model_server import ModelServer, Reply, failure, html, prompt_of
from ragas_judge import SAMPLE, RagasJudge, judge_by_hand
from test_eval_judged import run_script

from coach.errors import SettingsError
from coach.records import Usage
from evals.judged.faults import call_fault, score_fault
from evals.judged.metrics import JudgedMetric, judged_metrics
from evals.judged.model import Judge, judge_of, open_judge
from evals.judged.run import Limits, judge_samples
from evals.records import Metric, Sample, Verdict

KEY = "sk-test-0123456789"
QUICK = Limits(jobs=4, row_timeout_s=5, run_timeout_s=10)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer(judge_by_hand()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        yield server


@pytest.fixture
def judge(server: ModelServer) -> Judge:
    return open_judge("openai:judge", timeout_s=5)


def metric_of(judge: Judge, name: str) -> JudgedMetric:
    return next(metric for metric in judged_metrics(judge.model, CountingEncoder()) if metric.metric.name == name)


def score(judge: Judge, name: str = "context_recall", limits: Limits = QUICK) -> Verdict:
    return judge_samples({"case": SAMPLE}, [metric_of(judge, name)], limits, None, judge.cache)["case", name]


@pytest.mark.parametrize(
    ("reply", "reason", "calls"),
    [
        pytest.param(failure(401, f"Incorrect API key: {KEY}"), "the judge refused our key (401)", 1, id="401"),
        pytest.param(failure(403, f"{KEY}"), "the judge does not let our key do this (403)", 1, id="403"),
        pytest.param(failure(404), "the judge's provider knows no such model or address (404)", 1, id="404"),
        pytest.param(
            failure(400, f"bad parameter, {KEY}"),
            "the judge's provider refused the request (400): Error code: 400 - {'error': {'message': 'bad parameter, "
            "[key]', 'type': 'error', 'param': None, 'code': None}}",
            1,
            id="400",
        ),
        pytest.param(
            failure(400, "long", "context_length_exceeded"), "the question was too long for the judge", 1, id="too long"
        ),
        pytest.param(failure(429, "slow down", retry_after="0.01"), "rate limit (429)", 3, id="429 with Retry-After"),
        pytest.param(
            failure(429, "no money", "insufficient_quota", retry_after_ms="1"),
            "the account of our key has no credit left (429)",
            3,
            id="429 without credit",
        ),
        pytest.param(failure(500, retry_after_ms="1"), "the judge's provider failed (500)", 3, id="500"),
        pytest.param(Reply(body='{"choices": [{"ind'), "the provider's reply was not JSON", 1, id="malformed JSON"),
        pytest.param(html(), "a web page came back instead of a reply: is the base URL right?", 1, id="HTML"),
        pytest.param(Reply(body="{}"), "the provider's reply was not that of a chat model", 1, id="no choices"),
        pytest.param(Reply(""), "empty reply", 1, id="empty"),
        pytest.param(Reply(" \n"), "empty reply", 1, id="only white space"),
        pytest.param(Reply(None), "empty reply", 1, id="null content"),
        pytest.param(Reply(None, refusal="I cannot."), "the judge refused to answer", 1, id="refusal"),
        pytest.param(Reply("{}", finish_reason="content_filter"), "the judge refused to answer", 1, id="filtered"),
        pytest.param(Reply("{}", finish_reason="length"), "the reply was cut short (length)", 1, id="length"),
        pytest.param(Reply("{}", finish_reason="MAX_TOKENS"), "the reply was cut short (MAX_TOKENS)", 1, id="max"),
        pytest.param(Reply("Yes, all of it."), "the reply was not the JSON asked for", 4, id="prose"),
    ],
)
def test_a_fault_is_unscored_with_its_reason(
    server: ModelServer, judge: Judge, reply: Reply, reason: str, calls: int
) -> None:
    server.reply = lambda _: reply
    begun = time.monotonic()
    assert score(judge) == Verdict(None, reason)
    assert time.monotonic() - begun < QUICK.row_timeout_s
    assert len(server.requests) == calls


@pytest.mark.parametrize(
    ("metric", "said", "reason"),
    [
        pytest.param(
            "faithfulness",
            {"NLIStatementOutput": {"statements": [{"statement": "Wait.", "reason": "", "verdict": 1}]}},
            "1 verdicts for 2 statements",
            id="verdicts left out",
        ),
        pytest.param(
            "faithfulness",
            {"NLIStatementOutput": {"statements": [{"statement": "Wait.", "reason": "", "verdict": 4}] * 2}},
            "verdict 4 where only 0 or 1 was asked for",
            id="another scale",
        ),
        pytest.param(
            "context_precision",
            {"Verification": {"reason": "", "verdict": -1}},
            "verdict -1 where only 0 or 1 was asked for",
            id="a negative verdict",
        ),
        pytest.param(
            "factual_correctness",
            {"ClaimDecompositionOutput": {"claims": []}},
            "no claims found in a text that has some",
            id="no claims",
        ),
    ],
)
def test_an_incomplete_judgement_is_none(
    server: ModelServer, judge: Judge, metric: str, said: dict[str, Any], reason: str
) -> None:
    by_hand = judge_by_hand()
    ((title, judgement),) = said.items()
    by_hand.judgements = {**by_hand.judgements, title: lambda _: judgement}
    server.reply = by_hand
    assert score(judge, metric) == Verdict(None, f"the reply was not the judgement asked for: {reason}")


@pytest.mark.parametrize(
    ("metric", "title", "judgement"),
    [
        ("faithfulness", "StatementGeneratorOutput", {"statements": []}),
        ("context_recall", "ContextRecallClassifications", {"classifications": []}),
        ("response_relevancy", "ResponseRelevanceOutput", {"question": "", "noncommittal": 0}),
    ],
)
def test_what_ragas_scores_as_nan_is_unscored(
    server: ModelServer, judge: Judge, metric: str, title: str, judgement: dict[str, Any]
) -> None:
    server.reply = RagasJudge(**{title: lambda _: judgement})
    assert score(judge, metric) == Verdict(None, "the judge found nothing to judge (ragas: nan)")


def test_a_rate_limit_that_passes_costs_only_patience(server: ModelServer, judge: Judge) -> None:
    by_hand = judge_by_hand()
    replies = iter([failure(429, "slow down", retry_after="0.2")])
    server.reply = lambda request: next(replies, None) or by_hand(request)
    assert score(judge) == Verdict(0.5)
    first, second = (request.at for request in server.requests)
    assert second - first >= 0.2


def test_a_judge_that_hangs_is_unscored_after_the_time_of_a_row(server: ModelServer, judge: Judge) -> None:
    """eval-08; the limit of the whole run is two tests below."""
    server.reply = lambda _: Reply("late", hang_s=30)
    begun = time.monotonic()
    assert score(judge, limits=Limits(1, 0.4, 10)) == Verdict(None, "timed out after 0.4 s")
    assert time.monotonic() - begun < 2


def test_a_call_that_takes_too_long_is_unscored_too(server: ModelServer) -> None:
    server.reply = lambda _: Reply("late", hang_s=30)
    impatient = judge_of("openai:judge", ChatOpenAI(model="judge", timeout=0.1, max_retries=0))
    assert score(impatient).reason == "timed out: the judge did not answer in time"


def test_a_judge_that_is_not_there_is_unscored(monkeypatch: pytest.MonkeyPatch, server: ModelServer) -> None:
    with ModelServer(judge_by_hand()) as gone:
        monkeypatch.setenv("OPENAI_BASE_URL", gone.url)
    judge = judge_of("openai:judge", ChatOpenAI(model="judge", max_retries=0))
    assert score(judge).reason == "the judge could not be reached, or the connection broke off"


def test_rows_left_when_the_time_of_the_run_is_up_say_so(server: ModelServer, judge: Judge) -> None:
    by_hand = judge_by_hand()
    replies = iter([None])
    server.reply = lambda request: by_hand(request) if next(replies, 1) is None else Reply("late", hang_s=30)
    found = judge_samples(
        {name: SAMPLE for name in "abc"}, [metric_of(judge, "context_recall")], Limits(1, 10, 0.8), None, judge.cache
    )
    late = Verdict(None, "not judged: the run's time limit of 0.8 s was up")
    assert [*found.values()] == [Verdict(0.5), late, late]


def test_one_bad_row_leaves_the_others_alone(server: ModelServer, judge: Judge) -> None:
    """eval-06: the row is unscored, and the gate counts it (test_eval_gate.py)."""
    by_hand = judge_by_hand()
    server.reply = lambda request: failure(500, retry_after_ms="1") if "BAD" in prompt_of(request) else by_hand(request)
    bad = Sample("BAD", SAMPLE.response, retrieved_contexts=("x",), reference="y")
    found = judge_samples(
        {"a": SAMPLE, "b": bad, "c": SAMPLE}, [metric_of(judge, "context_recall")], QUICK, None, judge.cache
    )
    assert [verdict.value for verdict in found.values()] == [0.5, None, 0.5]


@pytest.mark.parametrize("status", [401, 404])
def test_a_refused_key_or_an_unknown_model_ends_the_run_after_one_call(
    server: ModelServer, judge: Judge, status: int
) -> None:
    server.reply = lambda _: failure(status, f"no: {KEY}")
    metrics = judged_metrics(judge.model, CountingEncoder())
    found = judge_samples({str(n): SAMPLE for n in range(20)}, metrics, Limits(jobs=8), None, judge.cache)
    assert len(found) == 100
    assert {verdict.value for verdict in found.values()} == {None}
    assert len({verdict.reason for verdict in found.values()}) == 1
    assert len(server.requests) == 1


def test_a_key_revoked_in_the_middle_ends_the_run(server: ModelServer, judge: Judge) -> None:
    by_hand = judge_by_hand()
    replies = iter(range(10))
    server.reply = lambda request: failure(401) if next(replies, None) is None else by_hand(request)
    metrics = [metric_of(judge, "context_recall")]
    found = judge_samples({str(n): SAMPLE for n in range(100)}, metrics, Limits(jobs=4), None, judge.cache)
    assert sum(verdict.value == 0.5 for verdict in found.values()) == 10
    assert len(server.requests) <= 14  # ten, and at most one each of the four at work


def test_no_reason_holds_a_key(server: ModelServer, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_OTHER_TOKEN", "hunter2hunter2")
    said = f"{KEY} Bearer {KEY} sk-another-0123456789 hunter2hunter2"
    for reply in (failure(400, said), failure(422, said), Reply(body=json.dumps({"error": {"message": said}}))):
        server.reply = lambda _, reply=reply: reply
        reason = score(judge).reason
        assert reason
        assert "0123456789" not in reason
        assert "hunter2" not in reason


def test_a_connection_that_breaks_off_is_named() -> None:
    assert call_fault(ConnectionResetError("reset")).message.startswith("the judge could not be reached")


def test_a_bug_is_unscored_with_its_kind_and_its_first_words() -> None:
    assert score_fault(AttributeError("no\nsuch thing")).message == "AttributeError: no such thing"


class _Hangs(SimpleChatModel):
    """A model without calls of its own in async form: LangChain runs it in a thread."""

    released: Any = None

    @property
    def _llm_type(self) -> str:
        return "hangs"

    def _call(self, *args: Any, **kwargs: Any) -> str:
        self.released.wait(30)
        return "late"


def test_a_thread_that_hangs_does_not_hold_its_row() -> None:
    released = threading.Event()
    assert score(judge_of("test:hangs", _Hangs(released=released)), limits=Limits(1, 0.2, 5)) == Verdict(
        None, "timed out after 0.2 s"
    )
    released.set()


def test_a_thread_that_hangs_does_not_hold_the_process() -> None:
    script = """
        import asyncio, time
        from evals.judged.run import Limits, judge_samples
        from evals.records import Metric, Sample
        class Hangs:
            metric = Metric("hangs", "judged", 1.0, False, "")
            applies = lambda self, sample: True
            async def score(self, sample):
                await asyncio.get_running_loop().run_in_executor(None, time.sleep, 60)
        print(judge_samples({"case": Sample("", "")}, [Hangs()], Limits(1, 0.2, 5))["case", "hangs"].reason)
    """
    begun = time.monotonic()
    assert run_script(script) == ("timed out after 0.2 s", "", 0)
    assert time.monotonic() - begun < 30


class _Blocks:
    """A metric that blocks the event loop itself, as no metric may."""

    metric = Metric("blocks", "judged", 1.0, False, "blocks")

    def __init__(self, released: threading.Event) -> None:
        self._released = released

    def applies(self, sample: Sample) -> bool:
        return True

    async def score(self, sample: Sample) -> Verdict:
        self._released.wait(30)
        return Verdict(1.0)


def test_a_blocked_loop_ends_with_the_time_of_the_run_and_the_next_run_has_another(
    server: ModelServer, judge: Judge
) -> None:
    released = threading.Event()
    found = judge_samples({"case": SAMPLE}, [_Blocks(released)], Limits(1, 0.1, 0.3))  # type: ignore[list-item]
    assert found["case", "blocks"].reason == "not judged: the run's time limit of 0.3 s was up"
    assert score(judge) == Verdict(0.5)
    released.set()


@pytest.mark.parametrize("limits", [(0, 1, 1), (1, 0, 1), (1, 1, -1)])
def test_limits_that_allow_nothing_are_refused(limits: tuple[int, float, float]) -> None:
    with pytest.raises(SettingsError):
        Limits(*limits)


def test_a_fault_costs_what_the_provider_counted(server: ModelServer, judge: Judge) -> None:
    server.reply = lambda _: Reply("{}", finish_reason="length", usage=(1000, 50))
    score(judge)
    assert judge.cache.usage == Usage(calls=1, tokens_in=1000, tokens_out=50)
