"""How a folder of documents grows: run as ``python -m evals.bench.scale [--most N] [--json FILE] [--svg FILE]``.

Three measurements, each with its bar: a folder read, embedded and published beside the plain LangChain pipeline, in
turns; keeping a thousand documents in step; and indexes of 1,000 to 100,000 passages, built and searched.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from coach.errors import EnvironmentFault
from coach.settings import keep_quiet
from evals.bench.cold import run_process
from evals.bench.made import write_handbook

MIN_RATIO, MAX_SAME_S, MAX_CHANGE_S, MAX_SEARCH_MS, MAX_MB = 2.0, 3.0, 5.0, 8.0, 1200.0
MAX_GROWTH = 1.5  # of the cost a passage, from 1,000 to the most: flat, but for the logarithm of a search tree
COUNTS = (1_000, 10_000, 100_000)
_INGESTED, _KEPT, _PAIRS = 200, 1_000, 3
_COACH = str(Path(sys.executable).with_name("coach"))


def measure_ingest(scratch: Path) -> dict[str, Any]:
    """Read, embed and publish one folder with both, in turns, each time from nothing but the encoder's weights."""
    from coach.encoder.weights import find_model
    from coach.settings import DEFAULT_ENCODER

    source, plain_script = scratch / "handbook", str(Path(__file__).with_name("plain_folder.py"))
    write_handbook(source, _INGESTED)
    weights = str(find_model(DEFAULT_ENCODER).folder)
    ours, theirs = [], []
    for turn in range(_PAIRS):
        name = f"turn-{turn}"
        ours.append(run_process([_COACH, "corpus", "add", str(source), "--name", name, "--yes"]).wall_s)
        theirs.append(run_process([sys.executable, plain_script, weights, str(source), str(scratch / name)]).wall_s)
    return {
        "documents": _INGESTED,
        "coach_s": ours,
        "plain_s": theirs,
        "ratio": median(slow / fast for fast, slow in zip(ours, theirs, strict=True)),
    }


def measure_sync(scratch: Path) -> dict[str, float]:
    """Keep a thousand documents in step: nothing changed, then one file changed."""
    source = scratch / "kept"
    write_handbook(source, _KEPT)
    run_process([_COACH, "corpus", "add", str(source), "--name", "kept", "--yes"])
    same = [run_process([_COACH, "corpus", "sync", "kept"]).wall_s for _ in range(_PAIRS)]
    changed = []
    for turn in range(_PAIRS):
        page = source / "part-000" / f"page-{turn:05d}.md"
        page.write_text(page.read_text() + f"\n## Turn {turn}\n\nSay it in turn {turn}, and wait for what they say.\n")
        changed.append(run_process([_COACH, "corpus", "sync", "kept", "--yes"]).wall_s)
    return {"documents": _KEPT, "same_s": median(same), "changed_s": median(changed)}


def measure_growth(scratch: Path, counts: Sequence[int]) -> list[dict[str, Any]]:
    """Build and search an index of each size, each in a process of its own."""
    return [
        {"build": _many("build", count, scratch / "cache"), "search": _many("search", count, scratch / "cache")}
        for count in counts
    ]


def _many(doing: str, count: int, cache: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "evals.bench.many", doing, str(count), str(cache)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise EnvironmentFault(f"{doing} of {count} passages failed: {(done.stderr.strip() or '?').splitlines()[-1]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def show(found: dict[str, Any]) -> None:
    """Print the figures with their bars."""
    ingest, sync, growth = found["ingest"], found["sync"], found["growth"]
    most = growth[-1]
    costs = [one["build"]["seconds"] / one["build"]["count"] * 1000 for one in growth]
    taken, memory = most["search"]["whole_ms"]["p95"], most["search"]["peak_mb"]
    lines = [
        (f"{ingest['documents']} documents, read to published (median of {_PAIRS})",
         f"{median(ingest['coach_s']):.1f} s, plain {median(ingest['plain_s']):.1f} s, {ingest['ratio']:.2f}x",
         f">= {MIN_RATIO:.0f}x", ingest["ratio"] >= MIN_RATIO),
        (f"{sync['documents']:,} documents, nothing changed", f"{sync['same_s']:.1f} s",
         f"<= {MAX_SAME_S:.0f} s", sync["same_s"] <= MAX_SAME_S),
        (f"{sync['documents']:,} documents, one changed", f"{sync['changed_s']:.1f} s",
         f"<= {MAX_CHANGE_S:.0f} s", sync["changed_s"] <= MAX_CHANGE_S),
        (f"search of {most['search']['count']:,} passages, vectors and words",
         f"p50 {most['search']['whole_ms']['p50']:.1f} ms, p95 {taken:.1f} ms",
         f"p95 <= {MAX_SEARCH_MS:.0f} ms", taken <= MAX_SEARCH_MS),
        ("  of these the vectors", f"p95 {most['search']['vectors_ms']['p95']:.1f} ms", "", None),
        ("  memory of the process", f"{memory:.0f} MB", f"<= {MAX_MB:.0f} MB", memory <= MAX_MB),
        ("building, ms a passage, without the encoder",
         ", ".join(f"{one['build']['count']:,}: {cost:.2f}" for one, cost in zip(growth, costs, strict=True)),
         f"<= {MAX_GROWTH:.1f}x", costs[-1] <= MAX_GROWTH * costs[0]),
    ]  # fmt: skip
    for measure, figure, bar, is_met in lines:
        print(f"{measure:<58} {figure:<44} {bar:<14} {'' if is_met is None else 'ok' if is_met else 'MISSED'}")


def plot(growth: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw the cost a passage by size as SVG."""
    import altair as alt
    import vl_convert

    rows = [
        {"passages": one["build"]["count"], "ms": one["build"]["seconds"] / one["build"]["count"] * 1000}
        for one in growth
    ]
    title = "Building an index, without the encoder"
    chart = alt.Chart(alt.InlineData(values=rows), width=420, height=220, title=title)
    line = chart.mark_line(point=True).encode(
        alt.X("passages:Q", scale=alt.Scale(type="log"), title="passages"),
        alt.Y("ms:Q", scale=alt.Scale(zero=True), title="ms a passage"),
    )
    path.write_text(vl_convert.vegalite_to_svg(line.to_json()), encoding="utf-8")


def main() -> None:
    """Measure, show, and write the figures where asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.scale", description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=COUNTS[-1], help=f"passages at most ({COUNTS[-1]:,} unless told)")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--svg", type=Path, help="draw the cost a passage into this file")
    options = parser.parse_args()
    keep_quiet()
    with tempfile.TemporaryDirectory(prefix="coach-scale-") as folder:
        scratch = Path(folder)
        os.environ["COACH_DATA"] = str(scratch / "data")
        counts = [count for count in COUNTS if count <= options.most]
        found: dict[str, Any] = {
            "ingest": measure_ingest(scratch),
            "sync": measure_sync(scratch),
            "growth": measure_growth(scratch, counts),
        }
    show(found)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    if options.svg:
        plot(found["growth"], options.svg)


if __name__ == "__main__":
    main()
