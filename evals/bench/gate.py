"""`coach eval` on 160 cases in a fresh process: how long the gate takes in CI, and how much memory."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from evals.bench.cold import run_process

CASES = 160


@dataclass(frozen=True, slots=True)
class Gate:
    """Medians over the runs."""

    runs: int
    wall_s: float
    peak_mb: float


def measure_gate(runs: int) -> Gate:
    """Run the gate so often, after one run that builds what is missing.

    Raises:
        EnvironmentFault: it failed otherwise than by its gates.
    """
    command = [str(Path(sys.executable).with_name("coach")), "eval", "--limit", str(CASES)]
    run_process(command, allowed=(0, 5))
    found = [run_process(command, allowed=(0, 5)) for _ in range(runs)]
    return Gate(runs, median(run.wall_s for run in found), median(run.peak_mb for run in found))
