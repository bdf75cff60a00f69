"""How a folder of documents grows: run as ``python -m evals.bench.scale [--most N] [--json FILE] [--svg FILE]``.

Three measurements, each with its bar: a folder read, embedded and published beside the plain LangChain pipeline, in
turns, with the same vectors; keeping a thousand documents in step; and indexes of 1,000 to 100,000 passages, built and
searched. Exits with 5 where a bar is missed.
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

import numpy as np

from coach.corpus import find_corpus, read_corpus
from coach.encoder import open_encoder
from coach.encoder.weights import find_model
from coach.errors import EnvironmentFault
from coach.index import open_index
from coach.retriever.retriever import index_home, index_plan
from coach.settings import DEFAULT_ENCODER, from_environment, keep_quiet
from evals.bench.cold import run_process
from evals.bench.made import fresh_cache, write_handbook

MIN_RATIO, MAX_SAME_S, MAX_CHANGE_S, MAX_SEARCH_MS, MAX_MB = 2.0, 3.0, 5.0, 8.0, 1200.0
MIN_COSINE = 0.999  # of what both store for a text; measured 1.000000
MAX_GROWTH = 1.5  # of the cost a passage, from 1,000 to the most: flat, but for the logarithm of a search tree
COUNTS = (1_000, 10_000, 100_000)
_INGESTED, _KEPT, _PAIRS, _COMPARED = 200, 1_000, 3, 64
_COACH = str(Path(sys.executable).with_name("coach"))
_PLAIN = str(Path(__file__).with_name("plain_folder.py"))
MISSED = 5  # exit code of a missed bar, as of `coach eval`


def measure_ingest(scratch: Path) -> dict[str, Any]:
    """Read, embed and publish one folder with both, in turns, each time from nothing but the encoder.

    Both have it on disk in the form that they load: the weights, and what Coach exported of them once.
    """
    source, cache = scratch / "handbook", Path(os.environ["COACH_CACHE"])
    write_handbook(source, _INGESTED)
    weights, ours, theirs = str(find_model(DEFAULT_ENCODER).folder), [], []
    for turn in range(_PAIRS):
        name = f"turn-{turn}"
        os.environ["COACH_CACHE"] = str(fresh_cache(scratch / f"cache-{turn}", cache))
        ours.append(run_process([_COACH, "corpus", "add", str(source), "--name", name, "--yes"]).wall_s)
        theirs.append(run_process([sys.executable, _PLAIN, weights, str(source), str(scratch / name)]).wall_s)
    found = {
        "documents": _INGESTED,
        "coach_s": ours,
        "plain_s": theirs,
        "ratio": median(slow / fast for fast, slow in zip(ours, theirs, strict=True)),
        "smallest_cosine": _smallest_cosine(weights, scratch / name, name),
    }
    os.environ["COACH_CACHE"] = str(cache)
    return found


def _smallest_cosine(weights: str, plain_folder: Path, corpus: str) -> float:
    """Return how alike the vectors are: of the plain stack's chunks and of Coach's passages, as each stored them."""
    settings = from_environment(corpus)
    encoder, held = open_encoder(settings), read_corpus(find_corpus(corpus))
    with open_index(index_home(held, encoder, settings), index_plan(held, encoder).facts) as index:
        texts = [row.text for row in index.rows("passage")][:_COMPARED]
        stored = index.vectors("passage")[:_COMPARED]
    done = subprocess.run(
        [sys.executable, _PLAIN, weights, str(plain_folder), str(_COMPARED)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    plain = json.loads(done.stdout.splitlines()[-1])
    ours = np.concatenate([stored, encoder.encode(plain["texts"])])
    theirs = np.concatenate([encoder.encode(texts), np.array(plain["vectors"], dtype=np.float32)])
    return float(((ours * theirs).sum(axis=1) / np.linalg.norm(theirs, axis=1)).min())


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


def show(found: dict[str, Any]) -> bool:
    """Print the figures with their bars; tell whether all are met."""
    ingest, sync, growth = found["ingest"], found["sync"], found["growth"]
    most = growth[-1]
    costs = [one["build"]["seconds"] / one["build"]["count"] * 1000 for one in growth]
    vectors, whole, memory = most["search"]["vectors_ms"], most["search"]["whole_ms"], most["search"]["peak_mb"]
    lines = [
        (f"{ingest['documents']} documents, read to published (median of {_PAIRS})",
         f"{median(ingest['coach_s']):.1f} s, plain {median(ingest['plain_s']):.1f} s, {ingest['ratio']:.2f}x",
         f">= {MIN_RATIO:.0f}x", ingest["ratio"] >= MIN_RATIO),
        (f"  of what both stored for {2 * _COMPARED} texts, the smallest cosine", f"{ingest['smallest_cosine']:.6f}",
         f">= {MIN_COSINE}", ingest["smallest_cosine"] >= MIN_COSINE),
        (f"{sync['documents']:,} documents, nothing changed", f"{sync['same_s']:.1f} s",
         f"<= {MAX_SAME_S:.0f} s", sync["same_s"] <= MAX_SAME_S),
        (f"{sync['documents']:,} documents, one changed", f"{sync['changed_s']:.1f} s",
         f"<= {MAX_CHANGE_S:.0f} s", sync["changed_s"] <= MAX_CHANGE_S),
        (f"search of {most['search']['count']:,} passages for the nearest 100",
         f"p50 {vectors['p50']:.1f} ms, p95 {vectors['p95']:.1f} ms",
         f"p95 <= {MAX_SEARCH_MS:.0f} ms", vectors["p95"] <= MAX_SEARCH_MS),
        ("  with words, coverage and quotations: a retrieval", f"p50 {whole['p50']:.1f} ms, p95 {whole['p95']:.1f} ms",
         "", None),
        ("  processor time, p50, of a search and a retrieval", f"{most['search']['vectors_cpu_ms']['p50']:.1f} ms, "
         f"{most['search']['whole_cpu_ms']['p50']:.1f} ms", "", None),
        ("  memory of the process", f"{memory:.0f} MB", f"<= {MAX_MB:.0f} MB", memory <= MAX_MB),
        ("building, ms a passage, without the encoder",
         ", ".join(f"{one['build']['count']:,}: {cost:.2f}" for one, cost in zip(growth, costs, strict=True)),
         f"<= {MAX_GROWTH:.1f}x", costs[-1] <= MAX_GROWTH * costs[0]),
    ]  # fmt: skip
    for measure, figure, bar, is_met in lines:
        print(f"{measure:<58} {figure:<44} {bar:<14} {'' if is_met is None else 'ok' if is_met else 'MISSED'}")
    return all(is_met is not False for *_, is_met in lines)


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
        alt.X(
            "passages:Q",
            scale=alt.Scale(type="log"),
            axis=alt.Axis(values=[row["passages"] for row in rows], format=","),
            title="passages",
        ),
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
        open_encoder(from_environment())  # exported where it was not yet
        os.environ["COACH_CACHE"] = str(fresh_cache(scratch / "cache", from_environment().cache))
        os.environ["COACH_DATA"] = str(scratch / "data")
        counts = [count for count in COUNTS if count <= options.most]
        found: dict[str, Any] = {
            "ingest": measure_ingest(scratch),
            "sync": measure_sync(scratch),
            "growth": measure_growth(scratch, counts),
        }
    is_met = show(found)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    if options.svg:
        plot(found["growth"], options.svg)
        print(f"The cost a passage is drawn in {options.svg}")
    if not is_met:
        sys.exit(MISSED)


if __name__ == "__main__":
    main()
