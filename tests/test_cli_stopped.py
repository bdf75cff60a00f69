"""Runs that meet another run, are stopped, or go back: what people are told, and what is left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import typer
from sync_parts import added, handbook, read
from test_cli_sync import COACH, coach
from test_cli_sync_gates import home  # noqa: F401  # a fixture
from typer.testing import CliRunner

from coach.cli.held import held
from coach.cli.in_step import alone
from coach.cli.main import app
from coach.cli.stopped import told_when_stopped
from coach.corpus import read_corpus, snapshot
from coach.errors import EnvironmentFault, SettingsError
from coach.index.lock import writing
from coach.sync import Collection, record

HOLDER = """
import sys
from pathlib import Path
from coach.index.lock import writing
with writing(Path(sys.argv[1]), 0):
    print("held", flush=True); sys.stdin.readline()
"""


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Collection:
    """A corpus of documents that was read, and nothing indexed."""
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    collection = added(tmp_path / "data", handbook(tmp_path / "handbook"))
    _read_again(collection)
    return collection


def _read_again(collection: Collection) -> None:
    prepared = read(collection)
    assert prepared is not None
    record(collection, prepared)


# ------------------------------------------------------------------------------------------------ another run


def test_a_corpus_that_another_run_holds_is_refused_with_who_holds_it_since_when_and_to_wait(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    before = time.strftime("%H:%M:%S")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(EnvironmentFault) as raised, held(lock, 0.0, "acme"):
            pass
    finally:
        holder.communicate("\n", timeout=10)
    told = re.fullmatch(r"Another run works on acme \(process (\d+), since (.+)\)", raised.value.message)
    assert told is not None
    assert int(told[1]) == holder.pid
    assert before <= told[2] <= time.strftime("%H:%M:%S")
    assert raised.value.hint == "Wait until it has ended, then run this again."


def test_a_lock_whose_process_no_longer_runs_is_told_as_such(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(timeout=10)
    with writing(lock, 0):
        lock.write_text(f"{ended.pid}\n")  # as where the lock lies on a disk that another machine shares
        with pytest.raises(EnvironmentFault) as raised, held(lock, 0.0, "acme"):
            pass
    assert "no longer runs on this machine: run this again" in raised.value.hint


def test_a_run_that_waits_for_another_one_says_so_in_one_line_and_goes_on_when_that_has_ended(
    acme: Collection, capsys: pytest.CaptureFixture[str]
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(acme.lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    ends = threading.Timer(2.0, holder.communicate, ("\n",))
    ends.start()
    with alone(acme):
        pass
    ends.join()
    told = capsys.readouterr().err
    assert f"… Another run works on acme (process {holder.pid}, since " in told
    assert (told.count("\n"), "waiting for it, 10 s at most" in told) == (1, True)


def test_a_run_that_need_not_wait_says_nothing(acme: Collection, capsys: pytest.CaptureFixture[str]) -> None:
    with alone(acme):
        pass
    assert capsys.readouterr().err == ""


def test_a_lock_that_cannot_be_made_is_no_other_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault, match="cannot be written"), held(tmp_path / "file" / "lock", 0.0, "acme"):
        pass


# ------------------------------------------------------------------------------------------------ Ctrl-C


@pytest.mark.parametrize("how", [KeyboardInterrupt, typer.Abort])
def test_who_stops_a_run_is_told_that_the_former_state_answers(
    acme: Collection, capsys: pytest.CaptureFixture[str], how: type[BaseException]
) -> None:
    with pytest.raises(how), told_when_stopped(acme):
        raise how
    told = capsys.readouterr().err
    assert "Nothing was published: acme answers as it did before" in told
    assert "what was embedded is kept" in told


def test_who_stops_a_first_run_is_told_that_there_is_nothing_yet(
    acme: Collection, capsys: pytest.CaptureFixture[str]
) -> None:
    (acme.folder / snapshot.CURRENT).unlink()
    with pytest.raises(KeyboardInterrupt), told_when_stopped(acme):
        raise KeyboardInterrupt
    assert "acme has nothing to answer from yet. Run the same command to go on" in capsys.readouterr().err
    (acme.folder / "corpus.yaml").unlink()
    with pytest.raises(KeyboardInterrupt), told_when_stopped(acme):
        raise KeyboardInterrupt
    assert "there is no corpus acme yet" in capsys.readouterr().err


def test_who_stops_a_run_after_the_switch_is_told_that_it_was_published(
    acme: Collection, capsys: pytest.CaptureFixture[str]
) -> None:
    (acme.source / "praise.md").write_text("# Praise\n\nPraise in public, every week, for one thing at a time.\n")
    with pytest.raises(KeyboardInterrupt), told_when_stopped(acme):
        _read_again(acme)
        raise KeyboardInterrupt
    assert "Stopped after the switch: acme answers from its new state." in capsys.readouterr().err


@pytest.mark.slow
def test_ctrl_c_while_a_folder_is_read_says_what_is_left_and_ends_with_130(home: Path) -> None:  # noqa: F811
    assert coach(home, "corpus", "add", "handbook", "--name", "acme", "--yes").returncode == 0
    for number in range(2000):
        (home / "handbook" / f"p{number}.txt").write_text(f"Say thing number {number} to person {number} today.\n")
    environment = {**os.environ, "COACH_DATA": str(home / "data"), "COACH_CACHE": str(home / "cache")}
    running = subprocess.Popen(
        [*COACH, "corpus", "sync", "acme", "--yes"], cwd=home, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    snapshots = home / "data" / "corpora" / "acme" / snapshot.SNAPSHOTS
    deadline = time.monotonic() + 60
    while len(list(snapshots.iterdir())) < 2:
        assert time.monotonic() < deadline, "nothing was read"
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert (running.returncode, "Nothing was published: acme answers as it did before" in told) == (130, True), told
    assert len(list(snapshots.iterdir())) == 1
    assert len(read_corpus(snapshots.parent).principles) == 3


# ------------------------------------------------------------------------------------------------ going back


def test_going_back_shows_what_comes_back_and_without_a_yes_changes_nothing(acme: Collection) -> None:
    (acme.source / "praise.md").write_text("# Praise\n\nPraise in public, every week, for one thing at a time.\n")
    (acme.source / "one-on-ones.md").unlink()
    _read_again(acme)
    now = snapshot.in_use(acme.folder)
    done = CliRunner().invoke(app, ["corpus", "rollback", "acme"])
    assert isinstance(done.exception, SettingsError)
    assert done.exception.message == "Nothing was changed"
    assert "--yes" in done.exception.hint
    assert "3 documents to cite" in done.stdout
    assert re.search(r"Come back:\n +one-on-ones\.md\n +Leave again:\n +praise\.md\n", done.stdout)
    assert snapshot.in_use(acme.folder) == now


def test_where_there_is_no_state_before_going_back_says_so(acme: Collection) -> None:
    done = CliRunner().invoke(app, ["corpus", "rollback", "acme", "--yes"])
    assert isinstance(done.exception, SettingsError)
    assert done.exception.message == "acme has no state before this one"
