"""`coach eval` as a process: what a pipeline meets."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from eval_parts import CASES, HOUSE, lines_of, run_coach, without_ragas, write_lines

from coach.coach import Coach
from coach.errors import SettingsError
from evals.report.write import Reports
from evals.session import Wanted, run_controls_session, run_session

GATE = '[[gate]]\nmetric = "{}"\nminimum = {}\nreason = "Somebody said so."\n'
# Heavier than what answers a question: nothing of this may be imported before it is needed.
HEAVY = {"ragas", "torch", "transformers", "sentence_transformers", "altair", "jinja2", "langchain_openai", "datasets"}


# A case with a wrong label: no gate that asks for every answer can hold.
IMPOSSIBLE = {"id": "impossible", "question": "What is the best recipe for sourdough bread?", "expected": ["P1"]}
BUNDLED = len(lines_of(*((path.stem, 1_000) for path in CASES.glob("*.jsonl"))))
# Put in the path of a run: records what addresses it asks for, and what ragas was told about telemetry.
WATCH = """
import atexit, os, sys
found = []
def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.connect"):
        found.append(event + " " + repr(arguments))
sys.addaudithook(watch)
def tell():
    told = os.environ.get("RAGAS_DO_NOT_TRACK", "")
    open(os.environ["WATCHED"], "w").write("\\n".join([str("ragas" in sys.modules), told, *found]))
atexit.register(tell)
"""


@dataclass(frozen=True)
class Runs:
    """Two runs of the same 26 cases, one case at a time and four at a time, and where they were written."""

    folder: Path
    one: subprocess.CompletedProcess[str]
    four: subprocess.CompletedProcess[str]

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "one.json").read_text(encoding="utf-8"))
        return found


@pytest.fixture(scope="module")
def runs(coach: Coach, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("runs")
    lines = lines_of(
        ("answerable", 5), ("tension", 2), ("follow-ups", 2), ("framing", 3), ("persons", 4), ("hand-offs", 2),
        ("near-misses", 2), ("unanswerable", 2), ("adversarial", 3),
    )  # fmt: skip
    cases = write_lines(folder / "cases.jsonl", [*lines, IMPOSSIBLE])
    gates = folder / "gates.toml"
    gates.write_text(GATE.format("quotation_exactness", 1.0) + GATE.format("faithfulness", 0.9))
    given = ("eval", "--cases", cases, "--gates", gates)
    one = run_coach(*given, "--jobs", 1, "--json", folder / "one.json", "--save-baseline", folder / "before.json")
    path = folder / "path"
    path.mkdir()
    (path / "sitecustomize.py").write_text(WATCH)
    watched = {"PYTHONPATH": str(path), "WATCHED": str(folder / "watched")}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RAGAS_DO_NOT_TRACK")  # the tests set it; whoever calls `coach eval` does not
        four = run_coach(*given, "--jobs", 4, "--json", folder / "four.json", **watched)
    return Runs(folder, one, four)


def test_a_gate_that_holds_exits_with_0_and_says_so(runs: Runs) -> None:
    assert (runs.one.returncode, runs.four.returncode) == (0, 0), runs.one.stderr + runs.four.stderr
    assert "quotation_exactness" in runs.one.stdout
    assert "Traceback" not in runs.one.stderr


def test_two_runs_are_byte_identical_but_for_the_run_object_whatever_the_number_of_jobs(runs: Runs) -> None:
    one, four = ((runs.folder / name).read_bytes().partition(b'\n "run": {') for name in ("one.json", "four.json"))
    assert one[1] and one[0] == four[0]
    assert json.loads(b"{" + one[1] + one[2]).keys() == {"run"}, "the run object stands last and alone"


def test_eval_15_a_run_loads_ragas_tells_it_not_to_track_and_asks_for_no_address(runs: Runs) -> None:
    loaded, told, *addresses = (runs.folder / "watched").read_text().split("\n")
    assert (loaded, told, addresses) == ("True", "true", [])


def test_the_report_holds_every_case_in_its_order_with_its_versions(runs: Runs) -> None:
    found = runs.report
    ids = [json.loads(line)["id"] for line in (runs.folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [case["id"] for case in found["cases"]] == ids and len(ids) == 26
    assert found["versions"].keys() >= {"coach", "corpus", "corpus_version", "encoder", "answered_by", "cases", "gates"}
    assert all(found["versions"].values())
    assert {"ragas_id_precision", "ragas_id_recall"} <= {metric["name"] for metric in found["metrics"]}
    assert all(metric["n"] == metric["scored"] + metric["unscored"] for metric in found["metrics"])


def test_a_gate_of_a_judge_that_was_not_asked_is_not_run_and_not_passed(runs: Runs) -> None:
    states = {gate["metric"]: (gate["state"], gate["value"]) for gate in runs.report["gates"]}
    assert states == {"quotation_exactness": ("passed", 1.0), "faithfulness": ("not run", None)}
    assert runs.report["passed"] is True and runs.report["armed"] is True


def test_a_saved_baseline_is_the_report(runs: Runs) -> None:
    saved = json.loads((runs.folder / "before.json").read_text(encoding="utf-8"))
    assert saved["cases"] == runs.report["cases"]
    assert "Saved as a baseline" in runs.one.stderr


@pytest.mark.slow
def test_a_gate_that_cannot_hold_exits_with_5_and_the_baseline_is_compared(runs: Runs, tmp_path: Path) -> None:
    gates = tmp_path / "gates.toml"
    gates.write_text(GATE.format("answered", 1.0) + GATE.format("no_false_handoff", 0.5))
    report = tmp_path / "run.json"
    done = run_coach(
        "eval", "--cases", runs.folder / "cases.jsonl", "--gates", gates, "--json", report,
        "--baseline", runs.folder / "before.json", PYTHONPATH=without_ragas(tmp_path),
    )  # fmt: skip
    assert done.returncode == 5
    assert "Traceback" not in done.stderr
    found = json.loads(report.read_text(encoding="utf-8"))
    assert {gate["metric"]: gate["state"] for gate in found["gates"]} == {
        "answered": "failed",
        "no_false_handoff": "passed",
    }
    assert found["passed"] is False
    assert "impossible" in done.stdout and "What is the best recipe" in done.stdout
    comparison = found["comparison"]
    assert (comparison["shared"], comparison["added"], comparison["removed"]) == (26, [], [])
    assert {change["trend"] for change in comparison["metrics"]} == {"unchanged"} and comparison["cases"] == []


@pytest.mark.slow
def test_controls_exit_with_0_where_the_faults_are_caught(coach: Coach, tmp_path: Path) -> None:
    report = tmp_path / "controls.json"
    done = run_coach("eval", "--controls", "--filter", "a-p*", "--limit", 20, "--json", report)
    assert done.returncode == 0, done.stderr + done.stdout
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["passed"] is True and found["complaints"] == []
    assert found["caught"] / found["seeded"] >= 0.98
    assert sum(len(fault["seeded"]) >= 20 for fault in found["faults"]) >= 12
    assert f"{found['caught']} of {found['seeded']} seeded faults caught" in done.stdout


def test_controls_with_too_few_cases_end_with_5_and_say_what_is_missing(
    coach: Coach, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_controls_session(Wanted(pattern="a-p*", limit=2)) == 5
    shown = " ".join(capsys.readouterr().out.split())
    assert "Not enough: 0 kinds of fault could be seeded into 20 cases or more, 12 kinds are needed: add cases" in shown


@pytest.mark.slow
def test_a_filter_that_leaves_nothing_exits_with_2_and_says_what_to_filter_by() -> None:
    done = run_coach("eval", "--filter", "no such case")
    assert done.returncode == 2
    assert f"No case is left of {BUNDLED}" in done.stderr and "--filter" in done.stderr
    assert done.stdout == ""


def test_the_help_names_the_options_and_the_exit_codes_without_loading_anything_heavy() -> None:
    code = (
        "import sys\nsys.argv = ['coach', 'eval', '--help']\nfrom coach.__main__ import main\n"
        "try:\n    main()\nfinally:\n    print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HOUSE, check=True)
    shown = " ".join(done.stdout.split())
    for option in (
        "--cases",
        "--gates",
        "--baseline",
        "--save-baseline",
        "--filter",
        "--limit",
        "--jobs",
        "--controls",
    ):
        assert option in shown
    assert "5 the gate fails" in shown
    assert set(done.stderr.split()) & (HEAVY | {"chromadb", "onnxruntime"}) == set()


def test_coach_ask_imports_nothing_of_the_evals_but_the_command(coach: Coach) -> None:
    code = (
        "import sys\nsys.argv = ['coach', 'ask', 'How do I get promoted to director?', '--json']\n"
        "from coach.__main__ import main\n"
        "try:\n    main()\nfinally:\n    print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HOUSE, check=True)
    loaded = done.stderr.split()
    assert json.loads(done.stdout)["status"]
    assert {name.split(".")[0] for name in loaded} & HEAVY == set()
    assert {name for name in loaded if name.split(".")[0] == "evals"} <= {
        "evals",
        "evals.command",
        "evals.command_init",
    }


# ------------------------------------------------------------------------------------------ refused at once


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        pytest.param(Wanted(baseline=Path("gone.json")), "The baseline gone.json cannot be read", id="no baseline"),
        pytest.param(Wanted(gates=Path("gone.toml")), "gone.toml cannot be read as gates", id="no gates"),
        pytest.param(Wanted(limit=3, save_baseline=Path("b.json")), f"A baseline of 3 of {BUNDLED} cases", id="a part"),
        pytest.param(Wanted(reports=Reports(json=CASES)), "cannot write the report", id="a folder for a report"),
        pytest.param(Wanted(save_baseline=CASES), "cannot write", id="a folder for a baseline"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_before_coach_is_opened(
    monkeypatch: pytest.MonkeyPatch, wanted: Wanted, said: str
) -> None:
    def open_coach(*_: object) -> None:
        raise AssertionError("Coach was opened")

    monkeypatch.setattr("evals.session.open_coach", open_coach)
    with pytest.raises(SettingsError, match=said):
        run_session(wanted)


_MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


@pytest.mark.slow
def test_every_case_of_the_bundled_corpus_holds_its_gates_in_a_gigabyte(coach: Coach, tmp_path: Path) -> None:
    # Asked in a process of its own, because RUSAGE_CHILDREN counts whatever a process ever waited for.
    measured = [sys.executable, "-c", _MEASURED, sys.executable, "-m", "coach", "eval", "--json", tmp_path / "run.json"]
    done = subprocess.run(list(map(str, measured)), cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr + done.stdout
    assert int(done.stdout.splitlines()[-1]) < 1_000_000  # kB
    assert json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["partial"] == ""


@pytest.mark.slow
def test_the_controls_hold_for_every_case_of_the_bundled_corpus(coach: Coach, tmp_path: Path) -> None:
    done = run_coach("eval", "--controls", "--json", tmp_path / "controls.json")
    assert done.returncode == 0, done.stderr + done.stdout
    assert json.loads((tmp_path / "controls.json").read_text(encoding="utf-8"))["cases"] == BUNDLED
