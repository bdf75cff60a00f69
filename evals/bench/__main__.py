"""Measures Coach beside the plain stack and shows the figures with their bars; exits with 5 where one is missed.

``python -m evals.bench [--pairs N] [--json FILE]``. Both run in turns on the same machine, in fresh processes; the
ratios are taken pair by pair, so that a machine that slows down meanwhile slows both.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from coach.errors import CoachError
from coach.settings import keep_quiet
from evals.bench.cold import QUESTION, Cold, measure_cold
from evals.bench.gate import CASES, Gate, measure_gate

# The bars: a sixth of the plain stack's time, 45 % of its memory, twice its throughput, 15 ms a question; the gate in
# 10 s and 1 GB.
MAX_WALL_RATIO, MAX_PEAK_RATIO, MAX_WARM_P50_MS, MIN_THROUGHPUT_RATIO, MIN_COSINE = 1 / 6, 0.45, 15.0, 2.0, 0.9999
MAX_GATE_S, MAX_GATE_MB = 10.0, 1000.0
MAX_MODEL_P50_MS = 60.0  # around a chat model's own time
MISSED = 5  # exit code of a missed bar, as of `coach eval`


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; ``is_met`` is None where there is no bar."""

    measure: str
    coach: str
    plain: str = ""
    ratio: str = ""
    bar: str = ""
    is_met: bool | None = None


def cold_lines(cold: Cold) -> Iterator[Line]:
    """Yield the lines of the cold runs."""
    pairs = len(cold.coach)
    for measure, unit, bar, ratio in (
        ("wall_s", "s", MAX_WALL_RATIO, cold.wall_ratio),
        ("peak_mb", "MB", MAX_PEAK_RATIO, cold.peak_ratio),
    ):
        ours, theirs = (median(getattr(run, measure) for run in runs) for runs in (cold.coach, cold.plain))
        name = "wall time" if unit == "s" else "peak memory"
        digits = 2 if unit == "s" else 0
        yield Line(
            f"cold question, {name} (median of {pairs} pairs)",
            f"{ours:.{digits}f} {unit}",
            f"{theirs:.{digits}f} {unit}",
            f"{ratio:.3f}",
            f"<= {bar:.3f}",
            ratio <= bar,
        )


def warm_lines(warm: dict[str, dict[str, float]]) -> Iterator[Line]:
    """Yield a line for each group of questions."""
    for group, times in warm.items():
        p50, p95 = times["p50_ms"], times["p95_ms"]
        yield Line(
            f"warm question, {group} (n={times['n']:.0f})",
            f"p50 {p50:.1f} ms, p95 {p95:.1f} ms",
            bar=f"p50 <= {MAX_WARM_P50_MS:.0f} ms",
            is_met=p50 <= MAX_WARM_P50_MS,
        )


def throughput_lines(found: dict[str, Any]) -> Iterator[Line]:
    """Yield the lines of the encoder."""
    ratio, cosine = found["ratio"], found["smallest_cosine"]
    ours, theirs = f"{found['coach_per_s']:.0f}/s", f"{found['plain_per_s']:.0f}/s"
    bar = f">= {MIN_THROUGHPUT_RATIO:.1f}"
    yield Line(f"texts embedded (n={found['texts']})", ours, theirs, f"{ratio:.2f}", bar, ratio >= MIN_THROUGHPUT_RATIO)
    yield Line("smallest cosine between the two", f"{cosine:.6f}", bar=f">= {MIN_COSINE}", is_met=cosine >= MIN_COSINE)


def gate_lines(gate: Gate) -> Iterator[Line]:
    """Yield the lines of the gate."""
    name = f"coach eval, {CASES} cases, cold (median of {gate.runs})"
    yield Line(
        f"{name}, wall time", f"{gate.wall_s:.1f} s", bar=f"<= {MAX_GATE_S:.0f} s", is_met=gate.wall_s <= MAX_GATE_S
    )
    is_met = gate.peak_mb <= MAX_GATE_MB
    yield Line(f"{name}, peak memory", f"{gate.peak_mb:.0f} MB", bar=f"<= {MAX_GATE_MB:.0f} MB", is_met=is_met)


def model_lines(found: dict[str, float]) -> Iterator[Line]:
    """Yield the lines of an answer by a chat model that takes no time itself."""
    p50, p95, first = found["p50_ms"], found["p95_ms"], found["first_p50_ms"]
    yield Line(
        f"around a chat model's time, whole answer (n={found['n']:.0f})",
        f"p50 {p50:.1f} ms, p95 {p95:.1f} ms",
        bar=f"p50 <= {MAX_MODEL_P50_MS:.0f} ms",
        is_met=p50 <= MAX_MODEL_P50_MS,
    )
    yield Line("around a chat model's time, first quotation streamed", f"p50 {first:.1f} ms")


def show(lines: list[Line]) -> None:
    """Print the table; a figure on the wrong side of its bar is marked."""
    table = Table("measure", "coach", "plain stack", "ratio", "bar", "", title=f"coach ask “{QUESTION}”")
    for line in lines:
        mark = "" if line.is_met is None else "[green]ok[/]" if line.is_met else "[bold red]MISSED[/]"
        table.add_row(line.measure, line.coach, line.plain, line.ratio, line.bar, mark)
    Console(width=max(Console().width, 130)).print(table)


def _in_child(module: str, *arguments: str) -> Any:
    """Run a module of this package in a process of its own and return the JSON it prints."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise CoachError(f"{module} failed ({done.returncode})", "Its message stands above.")
    return json.loads(done.stdout)


def _measure(pairs: int) -> tuple[list[Line], dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as scratch:
        cold = measure_cold(pairs, Path(scratch))
    warm = _in_child("evals.bench.warm")
    throughput = _in_child("evals.bench.throughput", str(pairs))
    gate = measure_gate(min(pairs, 3))
    model = _in_child("evals.bench.model")
    found = {
        "machine": {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()},
        "cold": asdict(cold) | {"wall_ratio": cold.wall_ratio, "peak_ratio": cold.peak_ratio},
        "warm": warm,
        "throughput": throughput,
        "gate": asdict(gate),
        "model": model,
    }
    lines = [*cold_lines(cold), *warm_lines(warm), *throughput_lines(throughput), *gate_lines(gate)]
    return [*lines, *model_lines(model)], found


def main() -> None:
    """Measure, show, and write the figures where asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5, help="how many times each runs (at least 1; 5 unless told)")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    options = parser.parse_args()
    keep_quiet()
    try:
        lines, found = _measure(max(1, options.pairs))
    except CoachError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
    show(lines)
    if options.json:
        options.json.write_text(json.dumps(found | {"lines": [asdict(line) for line in lines]}, indent=1) + "\n")
    if any(line.is_met is False for line in lines):
        sys.exit(MISSED)


if __name__ == "__main__":
    main()
