"""`coach eval --model`: the gate on personal answers, and what became of what the model wrote."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer, Recorded, failure
from personalities import Forger, Personality, seen

from coach.coach import Coach
from coach.errors import SettingsError
from coach.model import ModelFault
from coach.settings import ModelSettings
from evals.records import JudgeWanted
from evals.report.write import Reports
from evals.session import Wanted, run_session

CASES = Path(__file__).parent.parent / "evals" / "cases"


def wanted(tmp_path: Path, model: ModelSettings | None, **more: Any) -> Wanted:
    return Wanted(
        cases=CASES, pattern="a-p1*", limit=4, model=model, reports=Reports(json=tmp_path / "run.json"), **more
    )


def is_verifying(request: Recorded) -> bool:
    return seen(request.json).is_verifying


def test_an_evaluation_of_a_model_says_who_answered_and_what_became_of_what_it_wrote(
    coach: Coach, tmp_path: Path
) -> None:
    with ModelServer(Personality()) as server:
        code = run_session(wanted(tmp_path, ModelSettings("openai:any", base_url=server.url)))
    found = json.loads((tmp_path / "run.json").read_text())
    assert code == 0
    assert found["versions"]["answered_by"] == found["versions"]["verified_by"] == "openai:any"
    assert "points-1" in found["versions"]["prompts"] and "verify-2" in found["versions"]["prompts"]
    assert any("kept a reading" in remark for remark in found["remarks"])


def test_what_a_forger_writes_is_counted_by_part_and_reason_and_none_of_it_is_cited(
    coach: Coach, tmp_path: Path
) -> None:
    with ModelServer(Forger()) as server:
        code = run_session(wanted(tmp_path, ModelSettings("openai:any", base_url=server.url)))
        answers = sum(not seen(request.json).failures for request in server.requests if not is_verifying(request))
    text = (tmp_path / "run.json").read_text()
    said = next(remark for remark in json.loads(text)["remarks"] if "kept a reading" in remark)
    counted = {reason: int(count) for reason, count in re.findall(r"([a-z]+: [a-z, ]+) \((\d+)\)", said)}
    assert answers == 4
    # Each answer forges an id, a quotation and a reading, and forges them again when it is told.
    both = 2 * answers
    assert counted == {"point: unknown principle": both, "quote: not exact": both, "reading: number, id": both}
    assert f"{3 * both} parts were dropped" in said and "0 kept a reading" in said
    assert "P99" not in text and "P77" not in text and "30 days" not in text
    assert code == 0  # the principles' own words stand in


def test_a_model_that_fails_is_unscored_and_never_passes_as_the_composer(coach: Coach, tmp_path: Path) -> None:
    with ModelServer(lambda _: failure(401, "no")) as server:
        code = run_session(wanted(tmp_path, ModelSettings("openai:any", base_url=server.url)))
    assert code == 5
    assert "the chat model failed: key" in (tmp_path / "run.json").read_text()


def test_a_model_may_not_judge_its_own_answers(coach: Coach, tmp_path: Path) -> None:
    judge = JudgeWanted("openai:any")
    with pytest.raises(SettingsError, match="its own answers"):
        run_session(wanted(tmp_path, ModelSettings("openai:any", base_url="http://127.0.0.1:9/v1"), judge=judge))


def test_without_a_key_a_model_is_not_evaluated_at_all(
    coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_BASE_URL", "COACH_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelFault, match="no key"):
        run_session(wanted(tmp_path, ModelSettings("openai:any")))
