"""`coach eval --judge` as a process, over real HTTP: what it asks, what it says, and what it does with a dead judge."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eval_parts import run_coach
from model_server import ModelServer, failure
from ragas_judge import RagasJudge

from coach.words import sentences

pytestmark = pytest.mark.slow
JUDGED = {"faithfulness", "response_relevancy", "context_precision", "context_recall", "factual_correctness"}
CASES = [
    {"id": "a1", "kind": "answerable", "question": "How do I win my founder's trust?", "expected": ["P11"]},
    {"id": "u1", "kind": "unanswerable", "question": "Which laptop should I buy for my holidays?", "expected": []},
]
GATES = """
[[gate]]
metric = "quotation_exactness"
minimum = 1.0
reason = "quotations are exact"

[[gate]]
metric = "faithfulness"
minimum = 0.5
reason = "a judge is asked"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in CASES))
    (tmp_path / "gates.toml").write_text(GATES)
    return tmp_path


def judged(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the two cases with a judge whose replies nobody has kept yet, or those of this folder's earlier run."""
    given = ("--cases", folder / "cases.jsonl", "--gates", folder / "gates.toml", "--json", folder / "run.json")
    return run_coach("eval", *given, "--yes", "--judge", judge(folder), *more)


def judge(folder: Path) -> str:
    return f"openai:judge-{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}-{os.getpid()}"


def attribute_all(asked: dict[str, Any]) -> object:
    """Find each sentence of the reference in the contexts."""
    said = [{"statement": line, "reason": "", "attributed": 1} for line in sentences(asked["answer"])]
    return {"classifications": said}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer(RagasJudge(ContextRecallClassifications=attribute_all)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        yield server


def saved(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "run.json").read_text())
    return found


def test_five_judged_metrics_stand_in_the_run_beside_what_the_judge_is_worth(server: ModelServer, folder: Path) -> None:
    done = judged(folder, "--price", "1/2")
    assert done.returncode == 0, done.stdout
    run = saved(folder)
    by_name = {metric["name"]: metric for metric in run["metrics"]}
    assert set(by_name) >= JUDGED
    assert {name for name in JUDGED if by_name[name]["scored"] != by_name[name]["n"]} == set()
    assert [(each["judge"], each["n"]) for each in run["judges"]][1:] == [(judge(folder), 44)]
    assert "about $" in done.stderr and "Spent" in done.stderr


def test_a_second_run_asks_nothing_that_was_answered(server: ModelServer, folder: Path) -> None:
    judged(folder)
    first, asked = saved(folder), len(server.requests)
    done = judged(folder)
    assert done.returncode == 0, done.stdout
    assert asked > 0
    assert len(server.requests) == asked
    assert {name: value for name, value in saved(folder).items() if name != "run"} == {
        name: value for name, value in first.items() if name != "run"
    }


def test_a_dead_judge_fails_the_gate_and_scores_nothing(server: ModelServer, folder: Path) -> None:
    server.reply = lambda _: failure(401, "bad key sk-test-0123456789")
    done = judged(folder)
    assert done.returncode == 5, done.stderr
    run = saved(folder)
    assert {m["name"]: m["scored"] for m in run["metrics"] if m["name"] in JUDGED} == dict.fromkeys(JUDGED, 0)
    assert [gate["state"] for gate in run["gates"] if gate["metric"] == "faithfulness"] == ["failed"]
    assert "sk-test-0123456789" not in done.stdout + done.stderr + json.dumps(run)


def test_a_model_does_not_judge_itself_unless_it_is_allowed_to(server: ModelServer, folder: Path) -> None:
    refused = judged(folder, "--model", judge(folder))
    assert refused.returncode == 2
    assert "--allow-self-judging" in refused.stderr
    assert server.requests == []


def test_without_a_key_no_case_is_asked_and_the_variable_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    done = judged(folder)
    assert done.returncode in (2, 3)
    assert "OPENAI_API_KEY" in done.stderr
    assert not (folder / "run.json").exists()
