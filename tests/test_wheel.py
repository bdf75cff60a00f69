"""The built wheel, installed into an empty environment outside the checkout, answers with its bundled corpus."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_wheel_answers_outside_the_checkout(tmp_path: Path) -> None:
    run = {"check": True, "cwd": tmp_path, "capture_output": True, "text": True}
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(REPOSITORY)]
    subprocess.run(build, **run)
    wheel = next(tmp_path.glob("*.whl"))
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], **run)
    # The locked versions, without resolving; then the wheel alone.
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "-r", str(REPOSITORY / "requirements.lock")], **run)
    subprocess.run([*pip, str(wheel)], **run)
    environment = {**os.environ, "COACH_CACHE": str(tmp_path / "cache"), "PYTHONPATH": ""}
    done = subprocess.run(
        [str(python.parent / "coach"), "ask", "My founder nods at my strategy ideas and ignores them"],
        **run,
        env=environment,
    )
    assert "[P11]" in done.stdout
    gate = [str(python.parent / "coach"), "eval", "--json", str(tmp_path / "run.json")]
    assert "Gate passed" in subprocess.run(gate, **run, env=environment).stdout
    names = subprocess.run([str(python), "-m", "zipfile", "-l", str(wheel)], **run).stdout
    assert "evals/cases/answerable.jsonl" in names and "evals/development" not in names
