"""One question in a fresh process: `coach ask` against the plain stack, in turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from coach.errors import EnvironmentFault

QUESTION = "My founder nods at my strategy ideas and ignores them"
_PLAIN = Path(__file__).parent / "plain.py"


@dataclass(frozen=True, slots=True)
class Run:
    """One process: wall time, and the peak resident memory of the largest process it started or was."""

    wall_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Cold:
    """The runs of both, in turns: ``coach[i]`` ran just before ``plain[i]``."""

    coach: tuple[Run, ...]
    plain: tuple[Run, ...]

    @property
    def wall_ratio(self) -> float:
        """Median over the pairs of Coach's wall time by the plain stack's."""
        return median(ours.wall_s / theirs.wall_s for ours, theirs in zip(self.coach, self.plain, strict=True))

    @property
    def peak_ratio(self) -> float:
        """Median over the pairs of Coach's peak memory by the plain stack's."""
        return median(ours.peak_mb / theirs.peak_mb for ours, theirs in zip(self.coach, self.plain, strict=True))


def measure_cold(pairs: int, scratch: Path) -> Cold:
    """Run both in turns, after one run each that warms the disk cache and, for Coach, builds what is missing.

    The caller must be a small process: Linux counts the memory of the process that starts another one into the peak of
    the one started (``ru_maxrss`` survives exec).

    Args:
        pairs: How many times each runs.
        scratch: An empty folder, for the plain stack's index.

    Raises:
        EnvironmentFault: one of the two failed.
    """
    weights = _weights()
    run_process([sys.executable, str(_PLAIN), "build", weights, str(scratch)], _principles())
    coach = [str(Path(sys.executable).with_name("coach")), "ask", QUESTION]
    plain = [sys.executable, str(_PLAIN), "ask", weights, str(scratch), QUESTION]
    run_process(coach), run_process(plain)
    runs = [(run_process(coach), run_process(plain)) for _ in range(pairs)]
    return Cold(tuple(ours for ours, _ in runs), tuple(theirs for _, theirs in runs))


def run_process(command: Sequence[str], text: str = "", allowed: Sequence[int] = (0,)) -> Run:
    """Run a process to its end.

    Args:
        command: The program and its arguments.
        text: Its standard input.
        allowed: Exit codes that are no failure.

    Raises:
        EnvironmentFault: it failed.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"},
    )
    assert process.stdin is not None and process.stderr is not None
    process.stdin.write(text.encode())
    process.stdin.close()
    said = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        last = said.strip().splitlines()[-1:] or ["no message"]
        raise EnvironmentFault(
            f"{Path(command[0]).name} {Path(command[1]).name} failed ({process.returncode}): {last[0]}",
            "Run `make setup`; the plain stack needs langchain-chroma and langchain-huggingface.",
        )
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(wall_s, usage.ru_maxrss / unit)


def _weights() -> str:
    from coach.encoder.weights import find_model
    from coach.settings import DEFAULT_ENCODER

    return str(find_model(DEFAULT_ENCODER).folder)


def _principles() -> str:
    from coach.corpus import find_corpus, read_corpus
    from coach.settings import from_environment

    corpus = read_corpus(find_corpus(from_environment().corpus))
    return json.dumps({principle.id: principle.text for principle in corpus.principles})
