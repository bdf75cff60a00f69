"""What enriching gains is measured: `coach eval` before, `coach enrich`, `coach eval` against the run before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from enrich_parts import kitchen, own_cache, run
from typer.testing import CliRunner

from coach.coach import open_coach
from coach.records import Question
from coach.settings import DEFAULT_ENCODER, Settings
from evals.command import app

CASES = {  # asked by other people than the questions of the table, about other things
    "K1": "The waiters bark at one another on Saturday nights",
    "K2": "At the end of the month nothing is left in the till although we are full",
    "K3": "The new girl nods and an hour later she cannot do it",
    "K4": "I buy from a wholesaler and have no notion who is behind it",
    "K5": "An inspector found mould behind the counter",
    "K6": "Half of what we offer is ordered once a week at most",
}
FAQ = """question,principle
Why does everybody yell at the pass when we are full?,K1
My head waiter snaps at the others each weekend,K1
We are booked out every night and earn nothing,K2
Where does all the money of the month go?,K2
My trainee says yes yes and then has forgotten everything,K3
Should I buy from people whom I know rather than from a wholesaler?,K4
What will the food inspector look at?,K5
Some dishes are hardly ever ordered,K6
"""


@pytest.mark.slow
def test_situations_of_one_principle_do_not_draw_the_questions_of_others_to_it(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CACHE", str(own_cache(cache, tmp_path / "cache")))
    folder = kitchen(tmp_path / "kitchen")
    settings = Settings(str(folder), DEFAULT_ENCODER, tmp_path / "cache")

    def first() -> list[str]:
        coach = open_coach(settings)
        return [coach.ask(Question(one)).retrieval.ranking[0].principle for one in CASES.values()]

    before = first()
    (folder / "situations").mkdir()
    asked = [line.rpartition(",")[0] for line in FAQ.splitlines()[1:]]
    (folder / "situations" / "calm.txt").write_text("\n".join(asked) + "\n")
    assert first().count("K1") <= before.count("K1") + 1


@pytest.mark.slow
def test_questions_of_an_faq_improve_the_ranking_of_cases_in_other_words_and_the_evals_say_so(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CACHE", str(own_cache(cache, tmp_path / "cache")))
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    folder = kitchen(tmp_path / "kitchen")
    (folder / "evals").mkdir()
    cases = [
        {"id": id_, "kind": "answerable", "question": question, "expected": [id_]} for id_, question in CASES.items()
    ]
    (folder / "evals" / "cases.jsonl").write_text("\n".join(map(json.dumps, cases)) + "\n")
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    named = ["--corpus", str(folder), "--no-keep"]
    first = CliRunner().invoke(app, [*named, "--save-baseline", str(before)])
    assert before.is_file(), first.output
    (tmp_path / "faq.csv").write_text(FAQ)
    assert run(folder, "--faq", str(tmp_path / "faq.csv"), model="").exit_code == 0
    second = CliRunner().invoke(app, [*named, "--baseline", str(before), "--json", str(after)])
    trends = {one["metric"]: one["trend"] for one in json.loads(after.read_text())["comparison"]["metrics"]}
    assert (trends["mrr"], trends["hit_at_1"]) == ("improved", "improved"), second.output
    assert "regressed" not in trends.values(), second.output
