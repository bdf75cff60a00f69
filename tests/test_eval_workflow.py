"""The workflow of the evals: what can be checked of it without GitHub."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from evals.command import app
from evals.report.markdown import MARKER

FILE = Path(__file__).resolve().parent.parent / ".github/workflows/evals.yml"
TEXT = FILE.read_text(encoding="utf-8")
FLOW: dict[Any, Any] = yaml.safe_load(TEXT)
JOBS: dict[str, dict[str, Any]] = FLOW["jobs"]
ON = FLOW[True]  # YAML 1.1 reads the key `on` as true
SCRIPTS = [(job, step["run"]) for job, found in JOBS.items() for step in found["steps"] if "run" in step]


def commands() -> list[tuple[str, list[str]]]:
    """Return every command line of coach with the job it stands in, as a shell would split it."""
    return [
        (job, shlex.split(found)) for job, script in SCRIPTS for found in re.findall(r"/coach ([^|>;&\n]*)", script)
    ]


def step(job: str, name: str) -> dict[str, Any]:
    return next(step for step in JOBS[job]["steps"] if step.get("name", "").startswith(name))


@pytest.mark.parametrize(("job", "arguments"), commands(), ids=lambda value: " ".join(value)[:60])
def test_every_command_line_is_one_that_coach_understands(job: str, arguments: list[str]) -> None:
    assert arguments[0] == "eval"
    given = [argument for argument in arguments[1:] if argument.startswith("-")]
    context = typer.main.get_command(app).make_context("coach eval", list(arguments[1:]))
    understood = {option for parameter in context.command.params for option in parameter.opts}
    assert set(given) <= understood
    assert context.args == []


def test_the_rule_would_see_an_option_that_does_not_exist() -> None:
    with pytest.raises(Exception, match="No such option: --no-such"):
        typer.main.get_command(app).make_context("coach eval", ["--no-such"])


def test_base_head_controls_and_judge_are_all_there() -> None:
    seen = {option for _, arguments in commands() for option in arguments if option.startswith("--")}
    wanted = "--save-baseline --baseline --markdown --junit --json --html --controls --judge --price --yes"
    assert set(wanted.split()) <= seen


@pytest.mark.parametrize(("job", "script"), SCRIPTS)
def test_every_script_is_one_that_bash_can_read(job: str, script: str) -> None:
    assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).stderr == ""


def test_no_script_holds_text_of_an_event() -> None:
    assert [script for _, script in SCRIPTS if "${{" in script] == []  # it could act as code: variables only


def test_actions_are_pinned_by_full_version() -> None:
    uses = re.findall(r"uses: *(\S+)", TEXT)
    assert uses
    assert [use for use in uses if not re.fullmatch(r"actions/[\w/-]+@v\d+\.\d+\.\d+", use)] == []


def test_every_job_has_a_time_limit_and_runs_of_a_pull_request_replace_each_other() -> None:
    assert all(job["timeout-minutes"] <= 90 for job in JOBS.values())
    assert "github.event.pull_request.number" in FLOW["concurrency"]["group"]
    assert FLOW["concurrency"]["cancel-in-progress"] == "${{ github.event_name == 'pull_request' }}"


def test_foreign_code_meets_neither_a_secret_nor_a_token_that_may_write() -> None:
    assert set(ON) == {"pull_request", "schedule", "workflow_dispatch"}
    assert FLOW["permissions"] == {"contents": "read"}
    assert {name for name, job in JOBS.items() if "write" in str(job.get("permissions"))} == {"comment"}
    assert JOBS["comment"]["permissions"] == {"pull-requests": "write"}
    assert "checkout" not in str(JOBS["comment"]) and "coach eval" not in str(JOBS["comment"]["steps"][0])
    assert {name for name, job in JOBS.items() if "secrets." in str(job)} == {"key", "judged"}
    assert JOBS["key"]["if"] == "github.event_name != 'pull_request'"
    checkouts = [step for job in JOBS.values() for step in job["steps"] if "checkout" in step.get("uses", "")]
    assert all(found["with"]["persist-credentials"] is False for found in checkouts)


def test_the_comment_comes_also_when_the_gate_fails_and_never_for_a_fork() -> None:
    condition = JOBS["comment"]["if"]
    assert JOBS["comment"]["needs"] == "gate"
    assert "!cancelled()" in condition
    assert "head.repo.full_name == github.repository" in condition


def test_the_judged_tier_is_skipped_without_a_key_not_passed() -> None:
    assert JOBS["judged"]["needs"] == "key"
    assert JOBS["judged"]["if"] == "needs.key.outputs.present == 'true'"
    assert "that is not a pass" in JOBS["key"]["steps"][0]["run"]


def test_what_the_readme_sets_up_with_is_what_sets_up_here() -> None:
    installs = [script for _, script in SCRIPTS if "pip install" in script]
    assert installs == []
    assert sum("make" in script and "setup" in script for _, script in SCRIPTS) == 3  # base, head, judged


# ----------------------------------------------------------------- the scripts, with stand-ins for programs


def stand_in(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/usr/bin/env bash\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "summary.md").touch()
    yield tmp_path


def execute(script: str, place: Path, where: str = ".", **environment: str) -> int:
    """Run a step's script as GitHub does."""
    known = {
        "PATH": f"{place / 'bin'}:{os.environ['PATH']}",
        "REPORTS": str(place / "reports"),
        "BASELINE": str(place / "baseline.json"),
        "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
        "GITHUB_OUTPUT": str(place / "output"),
        "HOME": str(place),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=place / where, env={**known, **environment}, timeout=60).returncode


def gate(place: Path, coach: str) -> tuple[int, str, list[str]]:
    """Run the gate with a stand-in for coach; return its exit code, the comment, and the command lines."""
    log = f'echo "$*" >> {place}/calls; md=$(echo "$*" | grep -o "[^ ]*eval.md")'
    stand_in(place / "head/.venv/bin/coach", f"{log}\n{coach}")
    code = execute(step("gate", "Gate")["run"], place, "head")
    return code, (place / "reports/eval.md").read_text(), (place / "calls").read_text().splitlines()


def test_a_gate_that_fails_fails_the_job_and_leaves_its_report(place: Path) -> None:
    (place / "baseline.json").write_text("{}")
    code, comment, calls = gate(place, f"echo '{MARKER} failed' > $md; exit 5")
    assert code == 5
    assert comment == f"{MARKER} failed\n"
    assert len(calls) == 1 and "--baseline" in calls[0]


def test_without_a_baseline_the_thresholds_decide_and_it_says_so(place: Path) -> None:
    code, comment, calls = gate(place, f"echo '{MARKER} passed' > $md")
    assert code == 0
    assert comment.startswith(f"{MARKER} passed\n") and "Not compared with the base" in comment
    assert len(calls) == 1 and "--baseline" not in calls[0]


def test_a_baseline_that_cannot_be_compared_is_left_out_and_it_says_so(place: Path) -> None:
    (place / "baseline.json").write_text("{}")
    code, comment, calls = gate(place, f"case $* in *--baseline*) exit 2 ;; esac; echo '{MARKER} passed' > $md")
    assert code == 0
    assert "Not compared with the base" in comment
    assert ["--baseline" in call for call in calls] == [True, False]


@pytest.mark.parametrize("exit_code", [2, 3, 4])
def test_a_run_that_does_not_finish_is_no_pass_and_says_so(place: Path, exit_code: int) -> None:
    code, comment, _ = gate(place, f"exit {exit_code}")
    assert code == exit_code
    assert comment.startswith(f"{MARKER}\n## Coach eval: did not finish (exit {exit_code}), and that is not a pass")
    assert (place / "summary.md").read_text() == comment


@pytest.mark.parametrize(("exit_code", "is_kept"), [(0, True), (5, True), (2, False), (3, False)])
def test_the_base_is_scored_from_the_first_parent_of_the_merge(place: Path, exit_code: int, is_kept: bool) -> None:
    head = place / "head"
    head.mkdir()
    coach = f"cat version > $$3; echo $$GITHUB_STEP_SUMMARY >> $$3; exit {exit_code}"  # eval --save-baseline FILE
    makefile = f"setup:\n\tmkdir -p .venv/bin\n\techo '{coach}' > .venv/bin/coach\n\tchmod +x .venv/bin/coach\n"
    (head / "Makefile").write_text(makefile)
    run = ["git", "-C", str(head), "-c", "user.name=a", "-c", "user.email=a@b.example"]
    subprocess.run([*run, "init", "-q"], check=True)
    for version in ("before", "after"):
        (head / "version").write_text(f"{version}\n")
        subprocess.run([*run, "add", "."], check=True)
        subprocess.run([*run, "commit", "-qm", version], check=True)
    assert execute(step("gate", "Score the base")["run"], place) == 0
    baseline = place / "baseline.json"
    assert baseline.exists() == is_kept
    assert not is_kept or baseline.read_text() == "before\n\n"  # and no summary of its own


def test_a_base_without_the_evals_is_no_obstacle(place: Path) -> None:
    (place / "head").mkdir()  # not even a repository
    assert execute(step("gate", "Score the base")["run"], place) == 0
    assert not (place / "baseline.json").exists()


GH = """
echo "$*" >> {place}/gh
case "$*" in *--paginate*) {list} ;; esac
for part in "$@"; do case "$part" in body=@*) cat "${{part#body=@}}" > {place}/body ;; esac; done
"""


@pytest.mark.parametrize(
    ("listed", "expected"),
    [("true", "--method POST there/comments"), ("echo 41; echo 42", "--method PATCH here/41")],
    ids=["the first time", "there already"],
)
def test_there_is_one_comment_and_it_is_updated(place: Path, listed: str, expected: str) -> None:
    stand_in(place / "bin/gh", GH.format(place=place, list=listed))
    (place / "reports").mkdir()
    (place / "reports/eval.md").write_text(f"{MARKER}\nfine\n")
    script = step("comment", "Comment")["run"]
    assert execute(script, place, COMMENTS="there/comments", COMMENT="here", RUN="http://run", GH_TOKEN="x") == 0
    assert expected in (place / "gh").read_text().splitlines()[-1]
    assert (place / "body").read_text() == f"{MARKER}\nfine\n\n[All reports of this run](http://run)\n"


def test_without_a_report_the_comment_says_that_nothing_ran(place: Path) -> None:
    stand_in(place / "bin/gh", GH.format(place=place, list="true"))
    script = step("comment", "Comment")["run"]
    assert execute(script, place, COMMENTS="there", COMMENT="here", RUN="http://run", GH_TOKEN="x") == 0
    assert (place / "body").read_text().startswith(f"{MARKER}\n## Coach eval: did not run, and that is not a pass")


def test_its_own_comment_is_found_by_the_marker_of_the_report() -> None:
    assert MARKER in step("comment", "Comment")["run"]
    assert json.dumps(MARKER) in step("comment", "Comment")["run"]


@pytest.mark.parametrize(("key", "present", "says"), [("sk-x", "true", ""), ("", "false", "skipped")])
def test_whether_there_is_a_key_is_said_plainly(place: Path, key: str, present: str, says: str) -> None:
    assert execute(JOBS["key"]["steps"][0]["run"], place, KEY=key) == 0
    assert (place / "output").read_text() == f"present={present}\n"
    assert says in (place / "summary.md").read_text()
    assert bool((place / "summary.md").read_text()) == bool(says)
