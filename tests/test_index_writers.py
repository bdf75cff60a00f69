"""Writers: one at a time, killed, failing or refused; readers never see half an index."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import CountingEncoder
from test_index_cases import FACTS, python, small_plan

from coach.errors import EnvironmentFault
from coach.index import Home, build, ensure_index, open_index, published
from coach.index.generations import new_generation, publish


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("cache") / "small")
    build(small_plan(), CountingEncoder(), home)
    return home


@pytest.fixture
def home(built: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(built.folder, tmp_path / "small")), wait_s=0.2)


def generations(home: Home) -> list[str]:
    return sorted(path.name for path in home.folder.glob("gen-*"))


@pytest.mark.slow
def test_two_first_runs_at_once_make_one_index_that_both_open(tmp_path: Path) -> None:
    script = """
encoder = CountingEncoder()
print("ready", flush=True); sys.stdin.readline()
with ensure_index(small_plan(), encoder, home) as index:
    print(index.manifest.generation, len(encoder.asked), len(index.search("passage", encoder.encode(["goal"])[0], 5)))
"""
    home = Home(tmp_path / "small")
    both = [python(script, home.folder) for _ in range(2)]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].split() for process in both]
    assert {words[0] for words in said} == set(generations(home))
    assert sorted(words[1] for words in said) == ["0", "90"]
    assert [words[2] for words in said] == ["5", "5"]


@pytest.mark.slow
def test_a_writer_that_waited_in_vain_names_the_other_one(home: Home) -> None:
    script = """
from coach.index.lock import writing
with writing(home.lock, 0):
    print("held", flush=True); sys.stdin.readline()
"""
    holder = python(script, home.folder)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(EnvironmentFault, match=f"pid {holder.pid}"):
        build(small_plan("v2"), CountingEncoder(), home)
    open_index(home, FACTS).close()
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    build(small_plan("v2"), CountingEncoder(), home)  # the lock died with its owner


KILLS = {
    "while embedding": "CountingEncoder.encode = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
    "before the switch": "os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
}


@pytest.mark.slow
@pytest.mark.parametrize("when", KILLS)
def test_a_killed_builder_leaves_the_old_index_and_the_next_one_cleans_up(home: Home, when: str) -> None:
    script = (
        KILLS[when]
        + """
import dataclasses
plan = small_plan("v2")
more = [*plan.rows(), Row("passage", "trust trust trust goal", "P")]
build(dataclasses.replace(plan, rows=lambda: more), CountingEncoder(), home)
"""
    )
    builder = python(script, home.folder)
    errors = builder.communicate(timeout=60)[1]
    assert builder.returncode == -signal.SIGKILL, errors
    open_index(home, FACTS).close()
    old = published(home)
    new = build(small_plan("v2"), CountingEncoder(), home)
    assert old is not None
    assert generations(home) == sorted([old.name, new.generation])
    assert not list(home.folder.glob(".current-*"))


@pytest.mark.slow
def test_only_the_published_and_the_previous_generation_are_kept(home: Home) -> None:
    first = generations(home)
    second = build(small_plan("v2"), CountingEncoder(), home).generation
    third = build(small_plan("v3"), CountingEncoder(), home).generation
    assert generations(home) == sorted([second, third])
    assert first[0] not in generations(home)


@contextlib.contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, number: int) -> Iterator[list[str]]:
    """Let the n-th ``os.fsync`` or ``os.replace`` fail; yields the calls made."""
    calls: list[str] = []

    def failing_at(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            calls.append(name)
            if len(calls) == number:
                raise OSError(5, "Input/output error")
            return real(*arguments)

        return call

    with monkeypatch.context() as patch:
        for name in ("fsync", "replace"):
            patch.setattr(os, name, failing_at(name, getattr(os, name)))
        yield calls


def test_a_failure_at_any_step_of_publishing_leaves_a_whole_index(
    home: Home, built: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = published(home)
    other = new_generation(home)
    old_files = published(built)
    assert old_files is not None
    shutil.copytree(old_files, other, dirs_exist_ok=True)
    for number in range(1, 100):
        with failing(monkeypatch, number) as calls:
            try:
                publish(home, other)
            except OSError:
                assert published(home) == old
                assert not list(home.folder.glob(".current-*"))
            else:
                assert published(home) == other
        if published(home) == other:
            break
    assert calls[-2:] == ["replace", "fsync"]  # only the last step, after the switch, may fail unheard
    assert number > 20


def test_a_builder_whose_disk_fails_says_so_and_leaves_the_old_index(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = generations(home)
    with failing(monkeypatch, 12), pytest.raises(EnvironmentFault, match=r"Input/output error.*MB free"):
        build(small_plan("v2"), CountingEncoder(), home)
    assert generations(home) == before
    open_index(home, FACTS).close()


@pytest.mark.slow
def test_a_full_disk_is_a_fault_of_the_machine(home: Home) -> None:
    script = """
import resource
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))
try:
    build(small_plan("v2"), CountingEncoder(), home)
except CoachError as error:
    print(type(error).__name__, error.message)
"""
    before = generations(home)
    said, errors = python(script, home.folder).communicate(timeout=60)
    assert said.startswith("EnvironmentFault"), said + errors
    assert "MB needed" in said
    assert generations(home) == before
    open_index(home, FACTS).close()


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Drop root's rights, which no folder's mode stops."""
    if os.geteuid() == 0:
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)
    else:
        yield


def test_a_folder_that_cannot_be_written_is_a_fault_of_the_machine(built: Home) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = Home(Path(shutil.copytree(built.folder, folder / "small")))
        paths = [folder, *folder.rglob("*")]
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            with as_nobody():
                with pytest.raises(EnvironmentFault, match="cannot be used"):
                    open_index(home, FACTS)  # Chroma cannot even read without writing (facts 0.6)
                with pytest.raises(EnvironmentFault, match="cannot be written"):
                    build(small_plan("v2"), CountingEncoder(), home)
                with pytest.raises(EnvironmentFault, match="cannot be written"):
                    ensure_index(small_plan(), CountingEncoder(), Home(folder / "new"))
        finally:
            for path in paths:
                path.chmod(0o755)


@pytest.mark.slow
def test_sixteen_threads_may_open_the_first_index_at_once(home: Home) -> None:
    script = """
import threading
from concurrent.futures import ThreadPoolExecutor
start, encoder = threading.Barrier(16), CountingEncoder()
def one(number):
    start.wait()
    with ensure_index(small_plan(), encoder, home) as index:
        return index.search("passage", encoder.encode(["goal goal team"])[0], 1)[0].text
with ThreadPoolExecutor(16) as threads:
    print(list(threads.map(one, range(16))).count("goal goal team"))
"""
    for place in (home.folder, home.folder.parent / "new"):  # one that is there, one that has to be built first
        said, errors = python(script, place).communicate(timeout=100)
        assert said == "16\n", errors
