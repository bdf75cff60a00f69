"""Every `coach eval` run is kept for the page, and never at the cost of the run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from eval_parts import lines_of, run_coach, write_lines
from eval_runs import TIMING, a_run, hostile

from coach.errors import SettingsError
from evals.records import Run
from evals.report.keep import keep


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def run_of(corpus: str = "tiny", started: str = "2025-01-31T12:00:00+00:00") -> Run:
    return replace(a_run(), versions={"corpus": corpus}, timing=replace(TIMING, started=started))


def test_a_run_is_kept_under_its_corpus_and_the_time_it_started(data: Path) -> None:
    path = keep(run_of())
    assert path.parent == data / "runs" / "tiny"
    assert path.name.startswith("20250131T120000Z-")
    assert len(path.name) == len("20250131T120000Z-1a2b3c4d.json")


def test_the_time_in_the_name_is_universal_time() -> None:
    assert keep(run_of(started="2025-01-31T14:00:00+02:00")).name.startswith("20250131T120000Z-")


def test_what_is_kept_is_the_run_as_json_writes_it() -> None:
    assert json.loads(keep(run_of()).read_text(encoding="utf-8"))["cases"][0]["id"] == "right"


def test_two_runs_of_the_same_second_are_both_kept() -> None:
    one, other = keep(run_of()), keep(replace(run_of(), remarks=("another",)))
    assert one != other and one.exists() and other.exists()


def test_the_oldest_runs_are_let_go_where_there_are_too_many() -> None:
    paths = [keep(run_of(started=f"2025-01-0{day}T00:00:00+00:00"), most=2) for day in (1, 2, 3)]
    assert [path.exists() for path in paths] == [False, True, True]


def test_letting_go_leaves_other_files_and_other_corpora_alone(data: Path) -> None:
    other = keep(run_of("other", "2024-01-01T00:00:00+00:00"))
    note = data / "runs" / "tiny" / "00000000-note.json"
    note.parent.mkdir()
    note.write_text("mine")
    for day in (1, 2):
        keep(run_of(started=f"2025-01-0{day}T00:00:00+00:00"), most=1)
    assert other.exists() and note.exists()
    assert len(list(note.parent.iterdir())) == 2


@pytest.mark.parametrize(
    "name",
    ["../../x", "/etc", "..", "", "a/b", "name\0", "\ud800", "x" * 500, "Führung"],
    ids=["upwards", "absolute", "dots", "empty", "slash", "NUL", "surrogate", "long", "umlaut"],
)
def test_whatever_a_corpus_calls_itself_its_runs_stay_in_one_folder_of_their_own(data: Path, name: str) -> None:
    assert keep(run_of(name)).parent.parent == data / "runs"


def test_names_that_had_to_change_do_not_share_a_folder() -> None:
    assert keep(run_of("a/b")).parent != keep(run_of("a:b")).parent


def test_a_run_full_of_hostile_text_is_kept_and_read_back() -> None:
    run = replace(hostile(), timing=replace(TIMING, machine="x"))
    assert json.loads(keep(run).read_text(encoding="utf-8"))["cases"][0]["id"] == run.results[0].case.id


def test_a_folder_that_cannot_be_written_is_named(data: Path) -> None:
    data.write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="cannot write"):
        keep(run_of())


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    folder = tmp_path_factory.mktemp("given")
    gates = folder / "gates.toml"
    gates.write_text('[[gate]]\nmetric = "quotation_exactness"\nminimum = 1.0\nreason = "Somebody said so."\n')
    return "eval", "--cases", write_lines(folder / "cases.jsonl", lines_of(("answerable", 1))), "--gates", gates


@pytest.mark.slow
def test_coach_eval_keeps_its_run_and_says_where(data: Path, given: tuple[object, ...]) -> None:
    done = run_coach(*given)
    (kept,) = data.rglob("*.json")
    assert done.returncode == 0, done.stderr
    assert str(kept) in done.stderr


@pytest.mark.slow
def test_no_keep_leaves_nothing(data: Path, given: tuple[object, ...]) -> None:
    done = run_coach(*given, "--no-keep")
    assert done.returncode == 0, done.stderr
    assert not data.exists()


@pytest.mark.slow
def test_a_run_that_cannot_be_kept_is_a_remark_and_no_failure(data: Path, given: tuple[object, ...]) -> None:
    data.write_text("a file where the folder should be")
    done = run_coach(*given)
    assert done.returncode == 0, done.stderr
    assert "Not kept" in done.stderr and "Traceback" not in done.stderr
