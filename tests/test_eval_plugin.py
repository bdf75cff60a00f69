"""The pytest plugin, as another repository meets it: cases in a folder, Coach installed, pytest as a process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from coach.coach import Coach
from coach.corpus import find_corpus, read_corpus
from coach.errors import EnvironmentFault
from coach.settings import BUNDLED_CORPUS, Settings
from evals.cases import read_cases
from evals.one_by_one import CaseSet, OneByOne, read_case_set, verdict
from evals.records import Case, Response
from evals.system import System

# Named by hand only where the installed package does not offer it yet; pytest refuses to load a plugin twice.
IS_INSTALLED = any(point.name == "coach" for point in entry_points(group="pytest11"))
PLUGIN = [] if IS_INSTALLED else ["-p", "coach.pytest_plugin"]
FOUNDER = "My founder nods at my strategy ideas and ignores them"
BREAD = "What is the best recipe for sourdough bread?"
MIXED = [
    {"id": "right", "question": FOUNDER, "expected": ["P11"]},
    {"id": "wrong", "question": f"{FOUNDER}!", "expected": ["P3"], "note": "Meant to fail."},
    {"id": "known", "question": f"{FOUNDER}!!", "expected": ["P3"], "xfail": "P3 comes second"},
    {"id": "bread", "question": BREAD, "expected": [], "draft": True},
]
pytestmark = pytest.mark.slow  # each test starts pytest, and Coach in it
HEAVY = (
    "coach.coach",
    "evals",
    "chromadb",
    "ragas",
    "numpy",
    "langchain_core",
)  # not pydantic: other plugins import it

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def write(path: Path, *cases: dict[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, cases)) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def run(coach: Coach, tmp_path: Path) -> Run:
    """Run pytest in another repository; the index has been built by then."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:langsmith_plugin",
                *PLUGIN,
                *arguments,
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_each_case_is_a_test_that_passes_fails_or_is_known_to_fail(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "evals/cases/some.jsonl", *MIXED)
    done = run("--coach-cases", "evals/cases", "-v")
    assert done.returncode == 1
    outcomes = {line.split()[0]: line.split()[1] for line in done.stdout.splitlines() if line.startswith("evals/")}
    assert outcomes == {
        "evals/cases/some.jsonl::right": "PASSED",
        "evals/cases/some.jsonl::wrong": "FAILED",
        "evals/cases/some.jsonl::known": "XFAIL",
        "evals/cases/some.jsonl::bread": "PASSED",
    }


def test_a_failing_case_shows_question_reply_and_reason_in_words(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "some.jsonl", MIXED[1])
    out = run("--coach-cases", "some.jsonl", "-q").stdout
    assert "hit_at_1 failed (0.000): expected P3; first came P11" in out
    assert f"asked     {FOUNDER}!" in out
    assert "expected  an answer from P3" in out
    assert "a founder trust your strategic instincts" in out
    assert "note      Meant to fail." in out
    assert "case      some.jsonl:1" in out
    assert "Traceback" not in out and "one_by_one.py" not in out


def test_drafts_are_counted_in_the_header(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "some.jsonl", *MIXED)
    out = run("--coach-cases", "some.jsonl", "--collect-only").stdout
    assert "coach: 4 cases for the corpus product-leadership" in out
    assert "coach: WARNING: 1 of the cases is a draft that nobody has reviewed" in out


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (["-k", "right"], ["right"]),
        (["-k", "unanswerable"], ["bread"]),
        (["-k", "draft"], ["bread"]),
        (["-k", "answerable and not draft"], ["right", "wrong", "known"]),
        (["-m", "coach"], ["right", "wrong", "known", "bread"]),
        (["-m", "not coach"], []),
        (["some.jsonl::wrong"], ["wrong"]),
        (["some.jsonl"], ["right", "wrong", "known", "bread"]),
    ],
)
def test_cases_are_selected_as_any_test_is(run: Run, tmp_path: Path, selection: list[str], expected: list[str]) -> None:
    write(tmp_path / "some.jsonl", *MIXED)
    out = run("--coach-cases", "some.jsonl", "--collect-only", "-q", "--strict-markers", *selection).stdout
    assert [line for line in out.splitlines() if "::" in line] == [f"some.jsonl::{name}" for name in expected]


def test_cases_come_beside_the_repository_s_own_tests(run: Run, tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own():\n    pass\n", encoding="utf-8")
    write(tmp_path / "a.jsonl", MIXED[0])
    write(tmp_path / "b.jsonl", MIXED[3])
    out = run("--coach-cases", "a.jsonl", "--coach-cases", "b.jsonl", "--coach-cases", "a.jsonl", "-v").stdout
    assert "collected 3 items" in out
    assert "3 passed" in out


def test_without_the_option_nothing_is_collected_loaded_or_said(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "some.jsonl", *MIXED)
    heavy = repr(HEAVY)
    source = f"import sys\n\ndef test_light():\n    assert [name for name in {heavy} if name in sys.modules] == []\n"
    (tmp_path / "test_own.py").write_text(source, encoding="utf-8")
    out = run("-v").stdout
    assert "1 passed" in out
    assert ".jsonl" not in out and "coach:" not in out


def test_importing_the_plugin_imports_pytest_alone() -> None:
    source = (
        "import sys, collections.abc, pathlib, typing, pytest\nbefore = set(sys.modules)\n"
        "import coach.pytest_plugin\nprint(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['coach', 'coach.pytest_plugin']"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "a", "question": "x", "expected": ["P99"]}', "has no principle 'P99'"),
        ('{"id": "a", "question": }', "some.jsonl:1:25: not JSON"),
        ("", "holds no cases"),
    ],
)
def test_a_bad_case_file_is_a_usage_error_in_words(run: Run, tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "some.jsonl").write_text(line + "\n", encoding="utf-8")
    done = run("--coach-cases", "some.jsonl")
    assert done.returncode == 4
    assert reason in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_bad_case_file_is_a_usage_error_for_several_workers_too(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "some.jsonl", {"id": "a", "question": "x"})
    done = run("--coach-cases", "some.jsonl", "-n", "2")
    assert done.returncode == 4
    assert "expected: Field required" in done.stderr


@pytest.mark.parametrize("arguments", [["--coach-cases", "none"], ["--coach-cases", ".", "--coach-corpus", "none"]])
def test_a_folder_or_corpus_that_is_not_there_is_a_usage_error(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path / "some.jsonl", *MIXED)
    done = run(*arguments)
    assert done.returncode == 4
    assert "There is no" in done.stderr


def test_several_workers_give_the_same_outcomes(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "some.jsonl", *MIXED)
    done = run("--coach-cases", "some.jsonl", "-n", "2", "-q", "-W", "error")
    assert done.returncode == 1
    assert "1 failed, 2 passed, 1 xfailed" in done.stdout


def test_a_machine_that_refuses_fails_every_case_in_words_also_the_known_ones(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "file"))  # a folder can never be made there
    write(tmp_path / "some.jsonl", *MIXED)
    done = run("--coach-cases", "some.jsonl", "-q")
    assert done.returncode == 1
    assert "4 failed" in done.stdout
    assert "Set COACH_CACHE to a folder that can be written" in done.stdout
    assert "Traceback" not in done.stdout


def test_the_environment_of_the_other_tests_stays_as_it_was(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "some.jsonl", MIXED[0])
    own = "import os\n\ndef test_own():\n    assert 'HF_HUB_OFFLINE' not in os.environ\n"
    (tmp_path / "test_own.py").write_text(own, encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        "import os\n\nfor name in ('HF_HUB_OFFLINE', 'TOKENIZERS_PARALLELISM'):\n    os.environ.pop(name, None)\n\n"
        "def pytest_collection_modifyitems(items):\n    items.reverse()  # the case comes first\n",
        encoding="utf-8",
    )
    out = run("--coach-cases", "some.jsonl", "-v").stdout
    assert out.index("some.jsonl::right PASSED") < out.index("test_own.py::test_own PASSED")


def test_a_case_of_a_group_is_compared_with_the_others_even_when_it_alone_is_selected(run: Run, tmp_path: Path) -> None:
    group = {"kind": "persons", "expected": ["P11"], "pair": "one"}
    write(
        tmp_path / "some.jsonl",
        {**group, "id": "first", "variant": "a", "question": FOUNDER},
        {**group, "id": "second", "variant": "b", "question": "Everyone wants something else and nothing is decided"},
    )
    out = run("--coach-cases", "some.jsonl", "-q", "some.jsonl::first").stdout
    assert "1 failed" in out
    assert "person_invariance failed" in out and "for another of the group" in out


class Scripted:
    """A system that replies what it was given, and counts how often it was asked."""

    answered_by = "script"

    def __init__(self, reply: Response) -> None:
        self.reply = reply
        self.asked: list[str] = []

    def respond(self, case: Case) -> Response:
        self.asked.append(case.id)
        return self.reply


@pytest.fixture
def case_set(tmp_path: Path) -> CaseSet:
    group = {"kind": "persons", "expected": ["P11"], "pair": "one"}
    members = [{**group, "id": name, "variant": name, "question": f"{FOUNDER} {name}"} for name in ("a", "b", "c")]
    return read_case_set([write(tmp_path / "some.jsonl", *members)])


def test_a_system_error_is_no_pass(case_set: CaseSet) -> None:
    bench = OneByOne(case_set, lambda: Scripted(Response("", "not_covered", (), 0.0, error="the model timed out")))
    result = bench.result(case_set.cases[0])
    assert "unscored: the model timed out" in verdict(result, bench.deciding)


def test_a_reply_that_nothing_can_be_checked_of_is_no_pass(case_set: CaseSet) -> None:
    bench = OneByOne(case_set, lambda: Scripted(Response("", "not_covered", (), 0.0)))
    result = bench.result(case_set.cases[0])
    assert verdict(result, frozenset({"quotation_exactness"})).startswith("nothing could be scored")


def test_every_case_is_asked_once_and_the_system_opened_once(case_set: CaseSet) -> None:
    system = Scripted(Response("", "not_covered", (), 0.0))
    opened: list[System] = []

    def open_it() -> System:
        opened.append(system)
        return system

    bench = OneByOne(case_set, open_it)
    for case in case_set.cases:
        bench.result(case)
    assert system.asked == ["a", "b", "c"]
    assert len(opened) == 1


def test_what_cannot_be_opened_is_tried_once(case_set: CaseSet) -> None:
    tried: list[int] = []

    def refuse() -> System:
        tried.append(1)
        raise EnvironmentFault("no disk")

    bench = OneByOne(case_set, refuse)
    for case in case_set.cases:
        with pytest.raises(EnvironmentFault, match="no disk"):
            bench.result(case)
    assert len(tried) == 1


def test_an_id_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    first = write(tmp_path / "one/same.jsonl", MIXED[0])
    second = write(tmp_path / "two/same.jsonl", {**MIXED[0], "question": BREAD, "expected": []})
    with pytest.raises(Exception, match="the id 'right' stands already in"):
        read_case_set([first, second])


def test_a_case_set_names_the_settings_it_was_read_for(tmp_path: Path, settings: Settings) -> None:
    file = write(tmp_path / "some.jsonl", *MIXED)
    found = read_case_set([file])
    assert found.settings == settings
    assert found.cases == read_cases(file, read_corpus(find_corpus(BUNDLED_CORPUS)))


def test_a_repository_with_an_evals_package_of_its_own_is_told_why(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "evals/cases/some.jsonl", MIXED[0])
    (tmp_path / "evals/__init__.py").touch()
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n")
    assert run("test_own.py").returncode == 0
    done = run("--coach-cases", "evals/cases")
    assert done.returncode == 4 and "it hides Coach's" in done.stderr
