"""Real ragas: the checks as its metrics, its own as checks, its loop and its telemetry no trouble of ours."""

from __future__ import annotations

import asyncio
import json
import math
import os
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import ragas
import uvloop
from eval_parts import corpus, lines_of, run_coach, sample, without_ragas, write_lines
from ragas import EvaluationDataset, SingleTurnSample, evaluate

from coach.coach import Coach
from coach.corpus import find_corpus, read_corpus
from coach.settings import BUNDLED_CORPUS
from evals.cases import read_cases
from evals.checks import every_check
from evals.checks.quotation import CitationValidity, QuotationExactness
from evals.ragas_metrics import FIRST, IdBased, RagasCheck, id_based_checks, ragas_metrics
from evals.records import Run
from evals.sample import evaluation_dataset, single_turn_sample
from evals.suite import Asked, ask
from evals.suite import evaluate as evaluate_run
from evals.system import CoachSystem

pytestmark = pytest.mark.filterwarnings("ignore:a?evaluate.. is deprecated:DeprecationWarning")  # by ragas, for 0.5
ASK = "“Ask three customers before you plan.” [P1]"


@pytest.fixture(scope="module")
def asked(coach: Coach, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Twenty-one real cases of every kind with Coach's own replies."""
    lines = lines_of(
        ("answerable", 2), ("tension", 2), ("follow-ups", 2), ("framing", 3), ("persons", 4), ("hand-offs", 2),
        ("near-misses", 2), ("unanswerable", 1), ("adversarial", 3),
    )  # fmt: skip
    path = write_lines(tmp_path_factory.mktemp("cases") / "real.jsonl", lines)
    return ask(CoachSystem(coach), read_cases(path, coach.corpus), coach.corpus, jobs=2)


def test_every_check_gives_the_same_values_inside_ragas_evaluate(asked: Asked, coach: Coach) -> None:
    checks = every_check(coach.corpus)
    samples = [asked.samples[case.id] for case in asked.cases]
    found = evaluate(evaluation_dataset(samples), metrics=ragas_metrics(coach.corpus), show_progress=False)
    ours = [
        {check.metric.name: check.measure(each).value if check.applies(each) else math.nan for check in checks}
        for each in samples
    ]
    assert len(found.scores) == len(samples) == 21
    for theirs, mine in zip(found.scores, ours, strict=True):
        assert theirs == pytest.approx(mine, nan_ok=True)
    measured = {name for row in ours for name, value in row.items() if not math.isnan(value or 0)}
    assert measured == {check.metric.name for check in checks}, "each check should have had a row"


def test_a_sample_survives_the_way_to_ragas(asked: Asked) -> None:
    for case in asked.cases:
        ours = asked.samples[case.id]
        theirs = single_turn_sample(ours)
        assert (theirs.user_input, theirs.response) == (ours.user_input, ours.response)
        assert theirs.retrieved_context_ids == list(ours.retrieved_context_ids)
        assert theirs.retrieved_contexts == list(ours.retrieved_contexts)
        assert theirs.reference_context_ids == list(ours.reference_context_ids)
        assert theirs.multi_responses == list(ours.multi_responses)
        assert theirs.rubrics == dict(ours.rubrics)


def test_the_example_of_the_readme_works_with_a_sample_that_somebody_else_made() -> None:
    dataset = EvaluationDataset(
        samples=[
            SingleTurnSample(
                user_input="How do I grow?",
                response=response,
                retrieved_context_ids=["P1"],
                retrieved_contexts=["Don't wait for a senior title."],
            )
            for response in (
                "Here it is: “Don't wait for a senior title.” [P1]",
                "Here it is: “Wait for a senior title.” [P1] [P2]",
            )
        ]
    )
    metrics = [RagasCheck(QuotationExactness()), RagasCheck(CitationValidity())]
    assert evaluate(dataset, metrics=metrics, show_progress=False).scores == [
        {"quotation_exactness": 1.0, "citation_validity": 1.0},
        {"quotation_exactness": 0.0, "citation_validity": 0.5},
    ]


def test_a_check_can_be_asked_for_one_sample_as_any_ragas_metric() -> None:
    found = RagasCheck(QuotationExactness())
    given = single_turn_sample(sample(f"{ASK} “Ask nobody.” [P1]"))
    assert found.name == "quotation_exactness"
    assert asyncio.run(found.single_turn_ascore(given)) == 0.5
    assert math.isnan(asyncio.run(found.single_turn_ascore(single_turn_sample(sample("Nothing quoted.")))))


# ------------------------------------------------------------------------------------------ ragas' own


@pytest.mark.parametrize(
    ("retrieved", "expected", "precision", "recall"),
    [
        pytest.param(("P1", "P2", "P3"), ("P2", "P9"), 1 / 3, 1 / 2, id="one of two among three"),
        pytest.param(("P1", "P2", "P3", "P9"), ("P2", "P9"), 1 / 3, 1 / 2, id="the fourth is too late"),
        pytest.param(("P2", "P9", "P1"), ("P2", "P9"), 2 / 3, 1, id="both"),
        pytest.param(("P1",), ("P1",), 1, 1, id="the only one"),
        pytest.param(("P1", "P3"), ("P2",), 0, 0, id="neither"),
        pytest.param((), ("P2",), 0, 0, id="nothing retrieved, of which ragas says NaN"),
    ],
)
def test_ragas_own_id_based_metrics_look_at_the_first_three(
    retrieved: tuple[str, ...], expected: tuple[str, ...], precision: float, recall: float
) -> None:
    given = sample(ASK, retrieved=retrieved, expected=expected)
    found = {check.metric.name: check.measure(given).value for check in id_based_checks()}
    assert FIRST == 3
    assert found == pytest.approx({"ragas_id_precision": precision, "ragas_id_recall": recall})


def test_what_ragas_cannot_score_says_so() -> None:
    reasons = [check.measure(sample(ASK, retrieved=())).reason for check in id_based_checks()]
    assert "ragas: nothing retrieved" in reasons


def test_ragas_own_metrics_are_no_row_where_nothing_is_expected() -> None:
    assert not any(check.applies(sample("No.", "not covered")) for check in id_based_checks())


# ------------------------------------------------------------------------------------------ eval-12: its loop


def scored(asked: Asked) -> Run:
    checks: list[Any] = [*every_check(read_corpus(find_corpus(BUNDLED_CORPUS))), *id_based_checks()]
    assert sum(isinstance(check, IdBased) for check in checks) == 2
    return evaluate_run(asked, checks)


@pytest.mark.parametrize("run_loop", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_eval_12_a_run_inside_a_running_loop_scores_the_same(
    asked: Asked, run_loop: Callable[[Coroutine[Any, Any, Run]], Run]
) -> None:
    async def inside() -> Run:
        await asyncio.sleep(0)
        return scored(asked)

    assert run_loop(inside()).results == scored(asked).results


# ------------------------------------------------------------------------------------------ eval-14, eval-15

GATE = '[[gate]]\nmetric = "quotation_exactness"\nminimum = 1.0\nreason = "An invention, even once."\n'


@pytest.mark.slow
def test_eval_14_without_ragas_the_deterministic_suite_decides_and_the_pin_is_named(
    coach: Coach, tmp_path: Path
) -> None:
    gates = tmp_path / "gates.toml"
    gates.write_text(GATE)
    cases = write_lines(tmp_path / "cases.jsonl", lines_of(("answerable", 3), ("near-misses", 1)))
    report = tmp_path / "run.json"
    done = run_coach("eval", "--cases", cases, "--gates", gates, "--json", report, PYTHONPATH=without_ragas(tmp_path))
    assert done.returncode == 0, done.stderr
    found = json.loads(report.read_text())
    assert found["passed"] is True
    names = [each["name"] for each in found["metrics"]]
    assert "quotation_exactness" in names and "hit_at_1" in names
    assert not any(name.startswith("ragas") for name in names)
    assert "langchain_community.chat_models" in found["remarks"][0]
    assert "langchain-community==0.4.1" in found["remarks"][0]
    assert "langchain-community==0.4.1" in " ".join(done.stdout.split())


def test_eval_15_ragas_in_this_process_does_not_track(no_network: list[str]) -> None:
    from ragas._analytics import do_not_track

    assert os.environ["RAGAS_DO_NOT_TRACK"] == "true"
    assert do_not_track()
    evaluate(evaluation_dataset([sample(ASK)]), metrics=ragas_metrics(corpus()), show_progress=False)
    assert no_network == []


def test_the_network_of_the_tests_would_show_a_look_up(no_network: list[str]) -> None:
    with pytest.raises(OSError, match="a test tried to reach the network"):
        socket.getaddrinfo("t.explodinggradients.com", 443)
    assert no_network
    no_network.clear()


def test_the_ragas_under_test_is_the_pinned_one() -> None:
    assert ragas.__version__ == "0.4.3"
