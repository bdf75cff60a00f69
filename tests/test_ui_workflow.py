"""The workflow that runs the tests: what can be checked of it without GitHub."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

HOUSE = Path(__file__).resolve().parent.parent
TEXT = (HOUSE / ".github/workflows/tests.yml").read_text(encoding="utf-8")
FLOW: dict[Any, Any] = yaml.safe_load(TEXT)
(JOB,) = FLOW["jobs"].values()
SCRIPTS = [step["run"] for step in JOB["steps"] if "run" in step]


def test_pull_requests_and_main_are_tested() -> None:
    assert set(FLOW[True]) == {"pull_request", "push"} and FLOW[True]["push"] == {"branches": ["main"]}  # `on` is true


def test_the_browser_is_there_before_style_types_and_every_test_run() -> None:
    script = "\n".join(SCRIPTS)
    wanted = ["chromium --version", "make setup", "make lint", "make test", "make test-slow"]
    found = [re.search(rf"^{command}(?= |$)", script, re.MULTILINE) for command in wanted]
    assert [one and one[0] for one in found] == wanted
    assert [one.start() for one in found if one] == sorted(one.start() for one in found if one)


def test_every_make_target_is_one() -> None:
    targets = re.findall(r"^([a-z-]+):", (HOUSE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    called = re.findall(r"^make ([a-z-]+)", "\n".join(SCRIPTS), re.MULTILINE)
    assert len(called) == 4 and set(called) <= set(targets)


def test_it_may_read_the_repository_and_nothing_else_and_knows_no_secret() -> None:
    assert FLOW["permissions"] == {"contents": "read"} and "permissions" not in JOB
    assert "secrets." not in TEXT and "pull_request_target" not in TEXT
    checkout = next(step for step in JOB["steps"] if step.get("uses", "").startswith("actions/checkout@"))
    assert checkout["with"] == {"persist-credentials": False}


def test_actions_and_the_image_are_pinned_by_full_version() -> None:
    uses = re.findall(r"uses: *(\S+)", TEXT)
    assert uses and all(re.fullmatch(r"actions/[\w/-]+@v\d+\.\d+\.\d+", use) for use in uses)
    assert re.fullmatch(r"python:3\.11\.\d+-bookworm", JOB["container"]["image"])


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_one_that_bash_can_read_and_holds_no_text_of_an_event(script: str) -> None:
    assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).stderr == ""
    assert "${{" not in script  # it could act as code


def test_it_ends_and_a_newer_run_of_a_pull_request_takes_its_place() -> None:
    assert JOB["timeout-minutes"] <= 90
    assert "github.event.pull_request.number" in FLOW["concurrency"]["group"]
    assert FLOW["concurrency"]["cancel-in-progress"] == "${{ github.event_name == 'pull_request' }}"
