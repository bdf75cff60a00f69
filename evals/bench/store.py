"""What a passage costs on a Chroma server and in a folder: ``python -m evals.bench.store [--passages N ...]``.

Starts `chroma run` on loopback with an empty folder, builds an index of N passages of about 600 characters with BM25
beside them, opens and searches it, and does the same in a folder. Prints JSON, one object a size and place: the figures
of coach/index/SERVER.md. Vectors are made up (a low rank and noise, as those of texts are); how fast texts are embedded
is measured on 256 passages.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import tracemalloc
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np

from coach.corpus import find_corpus, read_corpus
from coach.encoder import open_encoder
from coach.index import Facts, Home, Plan, Row, ServerHome, build, open_index
from coach.index.rows import Vectors
from coach.retriever.lexical import ROW_B, train_words
from coach.settings import BUNDLED_CORPUS, from_environment, keep_quiet
from coach.store_settings import StoreSettings
from coach.words import sentences

DIMENSION, RANK, LENGTH, K = 384, 40, 600, 100
_EMBEDDED, _SEARCHES, _START_S = 256, 100, 60.0


class MadeUp:
    """Vectors of a low rank with noise, the same for the same text."""

    identity, dimension = "made-up:1", DIMENSION

    def __init__(self) -> None:
        self._base = np.random.default_rng(0).normal(size=(RANK, DIMENSION)).astype(np.float32)

    def encode(self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Return (n, 384) float32, unit norm."""
        found = np.stack([self._one(text) for text in texts])
        vectors: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
        return vectors

    def _one(self, text: str) -> Vectors:
        seen = np.random.default_rng(abs(hash(text)))
        vector: Vectors = seen.normal(size=RANK).astype(np.float32) @ self._base
        return vector + 2 * seen.normal(size=DIMENSION).astype(np.float32)


def passages(count: int) -> list[str]:
    """Return passages of about 600 characters, of sentences of the bundled corpus in another order."""
    found = read_corpus(find_corpus(BUNDLED_CORPUS))
    texts = [*(one.text for one in found.principles), *(one.text for one in found.situations)]
    said = [sentence for text in texts for sentence in sentences(text)]
    dice, made = random.Random(0), []
    for number in range(count):
        parts = [f"Passage {number}."]
        while sum(map(len, parts)) < LENGTH:
            parts.append(dice.choice(said))
        made.append(" ".join(parts)[:LENGTH])
    return made


def measure(count: int, home: Home | ServerHome, used: Callable[[], Mapping[str, float]]) -> dict[str, Any]:
    """Build, open and search an index of so many passages; ``used`` tells disk and memory of what holds it."""
    rows = [Row("passage", text, f"pages/{n // 12}.md", text) for n, text in enumerate(passages(count))]
    facts = Facts("bench", f"v{count}", MadeUp.identity, DIMENSION, "bench-1")
    encoder = MadeUp()
    encoder.encode([row.text for row in rows[:10]])
    plan = Plan(facts, lambda: rows, lambda rows, _: train_words("row", [row.text for row in rows], ROW_B))
    begun, worked = time.perf_counter(), time.process_time()
    build(plan, encoder, home)
    built_s, worked_s = time.perf_counter() - begun, time.process_time() - worked
    begun = time.perf_counter()
    with open_index(home, facts) as index:
        opened_s, taken = time.perf_counter() - begun, []
        for vector in encoder.encode([row.text for row in rows[:_SEARCHES]]):
            begun = time.perf_counter()
            index.search("passage", vector, K)
            taken.append((time.perf_counter() - begun) * 1000)
        extras = sum(array.nbytes for array in index.extras.values())
        return {
            "passages": count,
            "build_ms_a_passage": round(built_s * 1000 / count, 2),
            "writer_cpu_ms_a_passage": round(worked_s * 1000 / count, 2),
            "open_s": round(opened_s, 2),
            "search_p50_ms": round(quantiles(taken, n=20)[9], 1),
            "search_p95_ms": round(quantiles(taken, n=20)[18], 1),
            "bm25_bytes_a_passage": extras // count,
            "reader_bytes_a_passage": _held(home, facts) // count,
            **used(),
        }


def _held(home: Home | ServerHome, facts: Facts) -> int:
    """Return the bytes that an open index takes in Python: rows and arrays, without Chroma's own memory in a folder."""
    tracemalloc.start()
    try:
        with open_index(home, facts):
            return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def main() -> None:
    """Measure every size in a server and in a folder of its own, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.store", description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--one", choices=["server", "folder"], help="measure one place only, in this process")
    asked = parser.parse_args()
    keep_quiet()
    if asked.one:
        measure_one = _on_server if asked.one == "server" else _in_folder
        for count in asked.passages:
            print(json.dumps({"place": asked.one, **measure_one(count)}), flush=True)
        return
    print(json.dumps(_embedding()), flush=True)
    for count in asked.passages:
        for place in ("folder", "server"):
            command = [sys.executable, "-m", "evals.bench.store", "--one", place, "--passages", str(count)]
            subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": "0"}, check=True)


def _embedding() -> dict[str, float]:
    encoder, texts = open_encoder(from_environment()), passages(_EMBEDDED + 32)
    encoder.encode(texts[_EMBEDDED:])
    begun, worked = time.perf_counter(), time.process_time()
    encoder.encode(texts[:_EMBEDDED])
    taken_s, worked_s = time.perf_counter() - begun, time.process_time() - worked
    return {
        "embedded_a_second": round(_EMBEDDED / taken_s, 1),
        "embedded_a_core_second": round(_EMBEDDED / worked_s, 1),
    }


def _in_folder(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as scratch:
        folder = Path(scratch)
        return measure(count, Home(folder), lambda: {"disk_bytes_a_passage": _disk(folder) // count})


def _on_server(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as scratch, _chroma(Path(scratch) / "db") as (url, pid):
        home = ServerHome(StoreSettings(url), "coach-bench", Home(Path(scratch) / "cache"))
        empty = _memory(pid)

        def used() -> dict[str, float]:
            return {
                "server_cpu_ms_a_passage": round(_cpu_s(pid) * 1000 / count, 2),
                "disk_bytes_a_passage": _disk(Path(scratch) / "db") // count,
                "server_bytes_a_passage": (_memory(pid) - empty) // count,
                "server_empty_mb": empty // 1_000_000,
            }

        return measure(count, home, used)


@contextlib.contextmanager
def _chroma(folder: Path) -> Iterator[tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = str(Path(sys.executable).parent / "chroma")
    command = [program, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _START_S
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=2).close()
                yield f"http://127.0.0.1:{port}", process.pid
                return
            time.sleep(0.1)
        raise RuntimeError("chroma run did not start")
    finally:
        process.terminate()
        process.wait(timeout=30)


def _memory(pid: int) -> int:
    """Return the resident bytes of a process; 0 where the system does not tell."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0


def _cpu_s(pid: int) -> float:
    """Return the processor time that a process has used; 0 where the system does not tell."""
    with contextlib.suppress(OSError):
        used = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _disk(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
