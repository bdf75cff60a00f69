"""The judged tier over real HTTP, where all goes well: five metrics of ragas, scores that can be worked out by hand."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import CountingEncoder
from model_server import ModelServer, failure
from ragas_judge import SAMPLE, RagasJudge, input_of, judge_by_hand, schema_of

from coach.errors import EnvironmentFault
from evals.checks.written import Written
from evals.judged.metrics import FIRST, JudgedMetric, judge_version, judged_metrics
from evals.judged.model import Judge, open_judge
from evals.judged.run import Limits, judge_samples
from evals.records import Sample


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer(judge_by_hand()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        yield server


@pytest.fixture
def judge(server: ModelServer) -> Judge:
    return open_judge("openai:judge")


@pytest.fixture
def metrics(judge: Judge) -> dict[str, JudgedMetric]:
    written = Written(ids=frozenset({*SAMPLE.retrieved_context_ids, "Hiring Guide.md"}))
    return {metric.metric.name: metric for metric in judged_metrics(judge.model, CountingEncoder(), written)}


def score(metric: JudgedMetric, sample: Sample = SAMPLE) -> float | None:
    return judge_samples({"case": sample}, [metric])["case", metric.metric.name].value


@pytest.mark.parametrize(
    ("name", "expected", "calls"),
    [
        ("faithfulness", 1 / 2, 2),
        ("response_relevancy", 1 / 2**0.5, 1),  # "trust" against "trust" and "strategy": cosine 1 / √2
        ("context_precision", (1 / 1 + 2 / 3) / 2, 3),  # average precision of useful, useless, useful
        ("context_recall", 1 / 2, 1),
        ("factual_correctness", 1 / 2, 4),  # one of two claims each way: precision 1/2, recall 1/2
    ],
)
def test_a_metric_scores_as_worked_out_by_hand(
    server: ModelServer, metrics: dict[str, JudgedMetric], name: str, expected: float, calls: int
) -> None:
    assert score(metrics[name]) == pytest.approx(expected, abs=1e-6)
    assert len(server.requests) == calls


def test_the_judge_is_asked_at_temperature_0_for_one_reply_at_a_time(
    server: ModelServer, metrics: dict[str, JudgedMetric]
) -> None:
    judge_samples({"case": SAMPLE}, list(metrics.values()), Limits(jobs=4))
    assert {(request.json["temperature"], request.json.get("n")) for request in server.requests} <= {
        (0.0, None),
        (0.0, 1),
    }


def test_a_model_that_takes_no_temperature_is_asked_without(
    server: ModelServer, metrics: dict[str, JudgedMetric]
) -> None:
    by_hand = server.reply
    refusal = failure(400, "Unsupported value: 'temperature' does not support 0.0 with this model.")
    server.reply = lambda request: refusal if "temperature" in request else by_hand(request)
    assert score(metrics["faithfulness"]) == 1 / 2
    assert ["temperature" in request.json for request in server.requests] == [True, False, False]


def test_faithfulness_shows_the_judge_the_principles_that_are_cited(
    server: ModelServer, metrics: dict[str, JudgedMetric]
) -> None:
    score(metrics["faithfulness"])
    assert "Show the founder numbers." in server.prompts[1]
    assert "Hire slowly." not in server.prompts[1]


def test_faithfulness_looks_at_the_file_that_is_cited_whatever_its_name(metrics: dict[str, JudgedMetric]) -> None:
    named = ("P1", "Team Handbook.md", "P3")
    given = replace(SAMPLE, response="Wait. [Team Handbook.md]", retrieved_context_ids=named)
    assert metrics["faithfulness"].view(given).retrieved_contexts == ("Ask for feedback.",)


def test_the_first_contexts_are_judged_however_many_were_retrieved(
    server: ModelServer, metrics: dict[str, JudgedMetric]
) -> None:
    many = replace(
        SAMPLE,
        retrieved_context_ids=tuple(f"P{n}" for n in range(11)),
        retrieved_contexts=tuple(f"Principle {n}." for n in range(11)),
    )
    score(metrics["context_precision"], many)
    assert len(server.requests) == FIRST


@pytest.mark.parametrize(
    ("sample", "applying"),
    [
        pytest.param(
            replace(SAMPLE, reference="", reference_context_ids=(), rubrics={"outcome": "not covered"}),
            {"faithfulness", "response_relevancy"},
            id="advice where none was due",
        ),
        pytest.param(
            replace(SAMPLE, response="Wait. [Hiring Guide.md]", reference="", rubrics={"outcome": "not covered"}),
            {"faithfulness", "response_relevancy"},
            id="advice cited to a file with a space that was not retrieved",
        ),
        pytest.param(
            replace(SAMPLE, response="I would rather not guess.", reference="", rubrics={"outcome": "not covered"}),
            set(),
            id="rightly refused",
        ),
        pytest.param(
            replace(SAMPLE, response="I would rather not guess."),
            {"response_relevancy", "context_precision", "context_recall", "factual_correctness"},
            id="wrongly refused: it stays a row and scores low",
        ),
        pytest.param(
            replace(SAMPLE, retrieved_context_ids=(), retrieved_contexts=()),
            {"response_relevancy", "factual_correctness"},
            id="nothing retrieved",
        ),
        pytest.param(replace(SAMPLE, response=""), {"context_precision", "context_recall"}, id="no reply"),
    ],
)
def test_a_metric_does_not_apply_where_a_sample_lacks_what_it_looks_at(
    metrics: dict[str, JudgedMetric], sample: Sample, applying: set[str]
) -> None:
    assert {name for name, metric in metrics.items() if metric.applies(sample)} == applying


def test_a_metric_that_does_not_apply_is_no_row_and_costs_no_call(
    server: ModelServer, metrics: dict[str, JudgedMetric]
) -> None:
    sample = replace(SAMPLE, reference="")
    assert judge_samples({"case": sample}, [metrics["context_recall"]]) == {}
    assert server.requests == []


def test_verdicts_come_in_the_order_of_samples_then_metrics(metrics: dict[str, JudgedMetric]) -> None:
    chosen = [metrics["context_recall"], metrics["faithfulness"]]
    found = judge_samples({"b": SAMPLE, "a": SAMPLE}, chosen, Limits(jobs=4))
    assert [*found] == [
        ("b", "context_recall"),
        ("b", "faithfulness"),
        ("a", "context_recall"),
        ("a", "faithfulness"),
    ]


def test_progress_counts_up_to_all_scores(metrics: dict[str, JudgedMetric]) -> None:
    seen: list[tuple[int, int]] = []
    judge_samples({"a": SAMPLE, "b": SAMPLE}, [metrics["context_recall"]], None, lambda *at: seen.append(at))
    assert seen == [(1, 2), (2, 2)]


def test_the_version_names_judge_ragas_and_prompts(metrics: dict[str, JudgedMetric]) -> None:
    version = judge_version("openai:judge", list(metrics.values()))
    assert version.startswith("openai:judge, ragas 0.4.3, prompts ")
    assert version != judge_version("openai:judge", [metrics["faithfulness"]])


def test_the_names_are_those_that_gates_may_use(metrics: dict[str, JudgedMetric]) -> None:
    from evals.judged.names import JUDGED

    assert tuple(metrics) == JUDGED


def test_it_works_under_a_running_event_loop(metrics: dict[str, JudgedMetric]) -> None:
    async def notebook() -> float | None:
        return score(metrics["context_recall"])

    assert asyncio.run(notebook()) == 1 / 2


def test_it_works_under_uvloop(metrics: dict[str, JudgedMetric]) -> None:
    uvloop = pytest.importorskip("uvloop")

    async def server() -> float | None:
        return score(metrics["context_recall"])

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(server()) == 1 / 2


@pytest.mark.slow
def test_in_a_patched_loop_and_with_strict_warnings_nothing_is_said_and_nothing_looked_up(server: ModelServer) -> None:
    # No statements: ragas logs a warning, which must not be printed.
    server.reply = RagasJudge(
        **{**judge_by_hand().judgements, "StatementGeneratorOutput": lambda _: {"statements": []}}
    )
    script = """
        import asyncio, warnings
        for category in (DeprecationWarning, FutureWarning, UserWarning, RuntimeWarning):
            warnings.simplefilter("error", category)
        import conftest  # refuses the network
        import nest_asyncio
        from test_eval_judged import *
        async def notebook():
            nest_asyncio.apply()  # as ragas itself does
            metrics = judged_metrics(open_judge("openai:judge").model, CountingEncoder())
            return judge_samples({"case": SAMPLE}, metrics, Limits(jobs=4))
        print(asyncio.run(notebook())["case", "context_recall"].value, conftest._attempts)
    """
    assert run_script(script) == ("0.5 []", "", 0)


def test_ragas_that_cannot_be_imported_names_the_pin(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    import evals.judged

    monkeypatch.delitem(sys.modules, "evals.judged.strict", raising=False)
    monkeypatch.delattr(evals.judged, "strict", raising=False)
    monkeypatch.setitem(sys.modules, "ragas.llms.base", None)  # as with langchain-community 0.4.2
    with pytest.raises(EnvironmentFault) as caught:
        judged_metrics(judge.model, CountingEncoder())
    assert "ragas cannot be imported" in caught.value.message
    assert "langchain-community==0.4.1" in caught.value.hint
    assert 'pip install "grounded-coach[evals]"' in caught.value.hint


def test_the_real_encoder_compares_the_questions(judge: Judge, server: ModelServer, encoder: object) -> None:
    server.reply = RagasJudge(ResponseRelevanceOutput=lambda _: {"question": SAMPLE.user_input, "noncommittal": 0})
    relevancy = judged_metrics(judge.model, encoder)[1]  # type: ignore[arg-type]
    assert score(relevancy) == pytest.approx(1.0, abs=1e-5)


def run_script(script: str) -> tuple[str, str, int]:
    """Run Python code in a process of its own; return what it printed, to stdout and stderr, and its exit code."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout.strip(), done.stderr.strip(), done.returncode


def test_the_scripted_judge_reads_what_ragas_asks() -> None:
    from ragas.metrics._faithfulness import NLIStatementInput, NLIStatementPrompt

    prompt = NLIStatementPrompt().to_string(NLIStatementInput(context="a {brace}", statements=["b"]))
    assert schema_of(prompt)["title"] == "NLIStatementOutput"
    assert input_of(prompt) == {"context": "a {brace}", "statements": ["b"]}
    assert json.loads(RagasJudge()({"messages": [{"content": prompt}]}).text or "") == {
        "statements": [{"statement": "text", "reason": "text", "verdict": 1}]
    }
