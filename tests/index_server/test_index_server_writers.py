"""Machines that share a Chroma server: at once, killed, asleep, and with a server that goes away meanwhile."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from chroma_server import ChromaServer
from fakes import CountingEncoder, vector_of
from test_index_cases import FACTS, python, small_plan

from coach.errors import EnvironmentFault
from coach.index import Home, ServerHome, build, ensure_index, open_index, published_name
from coach.index.server.checks import standing
from coach.index.server.client import connect
from coach.store_settings import StoreSettings

pytestmark = pytest.mark.slow
HELD = """
import dataclasses
from coach.store_settings import StoreSettings
home = ServerHome(StoreSettings(sys.argv[2]), sys.argv[3], Home(Path(sys.argv[1])), 60.0, float(sys.argv[4]), 0.0)
encoder = CountingEncoder()
plan = small_plan("v2")
more = [*plan.rows(), Row("passage", "trust trust trust goal", "P")]
plan = dataclasses.replace(plan, rows=lambda: more)
"""


def generations(home: ServerHome) -> set[str]:
    return {name.split(".")[1] for name in connect(home.store).names(f"{home.key}.")}


def child(script: str, home: ServerHome, lease_s: float = 60.0) -> subprocess.Popen[str]:
    return python(HELD + script, home.scratch.folder, home.store.url, home.key, lease_s)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_first_runs_at_once_make_one_index_that_both_open(home: ServerHome) -> None:
    script = """
print("ready", flush=True); sys.stdin.readline()
with ensure_index(plan, encoder, home) as index:
    print(index.manifest.generation, len(encoder.asked), len(index.search("passage", encoder.encode(["goal"])[0], 5)))
"""
    both = [child(script, home) for _ in range(2)]
    assert [said(process) for process in both] == ["ready", "ready"]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    words = [process.communicate(timeout=60)[0].split() for process in both]
    assert {found[0] for found in words} == generations(home)
    assert sorted(found[1] for found in words) == ["0", "91"]
    assert [found[2] for found in words] == ["5", "5"]


def test_a_writer_that_slept_past_its_lease_publishes_nothing(home: ServerHome) -> None:
    build(small_plan(), CountingEncoder(), home)
    script = """
class Slow(CountingEncoder):
    def encode(self, texts, on_progress=None):
        print("embedding", flush=True); sys.stdin.readline()
        return super().encode(texts)
try:
    build(plan, Slow(), home)
except EnvironmentFault as error:
    print(error.message)
"""
    sleeper = child(script, home, lease_s=1.5)
    assert said(sleeper) == "embedding"
    sleeper.send_signal(signal.SIGSTOP)
    newer = build(small_plan("v3"), CountingEncoder(), home).generation  # waits until the lease has run out
    sleeper.send_signal(signal.SIGCONT)
    out = sleeper.communicate("\n", timeout=60)[0]
    assert "lost" in out
    assert published_name(home) == newer
    open_index(home, small_plan("v3").facts).close()


KILLS = {
    "while embedding": "CountingEncoder.encode = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
    "before the switch": "from coach.index.server.lease import Lease\n"
    "Lease.change = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
}


@pytest.mark.parametrize("when", KILLS)
def test_a_killed_writer_leaves_the_old_index_and_the_next_one_cleans_up(home: ServerHome, when: str) -> None:
    old = build(small_plan(), CountingEncoder(), home).generation
    builder = child(f"{KILLS[when]}\nbuild(plan, encoder, home)\n", home, lease_s=1.0)
    errors = builder.communicate(timeout=60)[1]
    assert builder.returncode == -signal.SIGKILL, errors
    assert published_name(home) == old
    open_index(home, FACTS).close()
    left = len(generations(home))
    new = build(small_plan("v2"), CountingEncoder(), home).generation
    assert left == (2 if when == "before the switch" else 1)
    assert generations(home) == {old, new}


def test_a_server_that_went_away_is_named_and_one_that_came_back_answers_again(tmp_path: Path) -> None:
    server = ChromaServer(tmp_path / "chroma")
    server.start()
    try:
        home = ServerHome(StoreSettings(server.url), "coach-small-back", Home(tmp_path / "scratch"))

        def restart(rows: object, vectors: npt.NDArray[np.float32]) -> dict[str, npt.NDArray[np.float32]]:
            server.stop(signal.SIGKILL)
            server.start()
            return {"sum": vectors.sum(axis=0)}

        with ensure_index(replace(small_plan(), extras=restart), CountingEncoder(), home) as index:
            before = [round(hit.similarity, 5) for hit in index.search("passage", vector_of("goal"), 5)]
            server.stop()
            with pytest.raises(EnvironmentFault, match="cannot be reached"):
                index.search("passage", vector_of("goal"), 5)
            server.start()
            after = [round(hit.similarity, 5) for hit in index.search("passage", vector_of("goal"), 5)]
        assert after == before
    finally:
        server.stop()


def test_a_server_that_listens_on_every_network_is_remarked_on(tmp_path: Path) -> None:
    server = ChromaServer(tmp_path / "chroma", host="0.0.0.0")
    server.start()
    try:
        said = standing(connect(StoreSettings(server.url))).remarks
    finally:
        server.stop()
    assert ["every network" in remark for remark in said] == [True]
