"""`coach corpus add`, `sync`, `rollback`, `files`, `remove`, as people and CI jobs call them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sync_parts import DELEGATION, handbook

from coach.encoder import Encoder

COACH = [sys.executable, "-m", "coach"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, cache: Path, encoder: Encoder) -> Path:
    """A machine with the encoder, a handbook in ``handbook``, and the corpus acme made of it."""
    folder = tmp_path_factory.mktemp("machine")
    (folder / "cache").mkdir()
    for path in cache.iterdir():
        if path.name not in ("indexes", "tests.lock"):
            (folder / "cache" / path.name).symlink_to(path)
    handbook(folder / "handbook")
    done = coach(folder, "corpus", "add", "handbook", "--name", "acme", "--title", "Acme's handbook", "--yes")
    assert done.returncode == 0, done.stderr
    return folder


def coach(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COACH_DATA": str(home / "data"), "COACH_CACHE": str(home / "cache")}
    return subprocess.run(
        [*COACH, *arguments], cwd=home, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip


def test_an_added_corpus_answers_by_its_name_with_file_and_line(home: Path) -> None:
    done = coach(home, "ask", "Should I give critical feedback in private?", "--corpus", "acme", "--json")
    found = json.loads(done.stdout)
    assert found["points"][0]["principle"] == "feedback/giving.md"
    assert found["points"][0]["where"] == "In private, line 8"
    assert {name for name, _ in found["ranking"]} == {"feedback/giving.md", "one-on-ones.md", "delegation.txt"}


def test_a_dry_run_shows_everything_and_leaves_nothing(home: Path) -> None:
    done = coach(home, "corpus", "add", "handbook", "--name", "trial", "--dry-run")
    assert done.returncode == 0
    assert "3 indexed" in done.stdout
    assert "Adds:" not in done.stdout  # all of them
    assert "3 documents to cite" in done.stdout
    assert not (home / "data" / "corpora" / "trial").exists()


def test_what_somebody_wrote_beforehand_outlives_a_dry_run(home: Path) -> None:
    written = home / "data" / "corpora" / "written" / "situations" / "feedback.txt"
    written.parent.mkdir(parents=True)
    written.write_text("How do I tell somebody that their work is late?\n")
    assert coach(home, "corpus", "add", "handbook", "--name", "written", "--dry-run").returncode == 0
    assert written.read_text() == "How do I tell somebody that their work is late?\n"


def test_without_a_yes_nothing_is_published_where_nobody_can_be_asked(home: Path) -> None:
    done = coach(home, "corpus", "add", "handbook", "--name", "trial")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert not (home / "data" / "corpora" / "trial").exists()


def test_a_sync_says_what_changes_and_a_second_one_that_nothing_does(home: Path) -> None:
    (home / "handbook" / "delegation.txt").write_text(DELEGATION + "\nNever delegate praise.\n")
    (home / "handbook" / "meetings.md").write_text("# Meetings\n\nEnd each meeting with who does what by when.\n")
    shown = coach(home, "corpus", "sync", "acme", "--dry-run").stdout
    assert "  Adds:\n    meetings.md\n  Changes:\n    delegation.txt\n" in shown
    (home / "handbook" / "meetings.md").unlink()
    done = coach(home, "corpus", "sync", "acme", "--yes", "--json")
    assert json.loads(done.stdout)["changed_files"] == ["delegation.txt"]
    again = coach(home, "corpus", "sync", "acme")
    assert again.returncode == 0
    assert "nothing changed" in again.stdout


@pytest.mark.slow
def test_going_back_brings_the_words_before(home: Path) -> None:
    page = home / "handbook" / "delegation.txt"
    page.write_text("Delegation\n\nKeep every decision to yourself, always.\n")
    assert coach(home, "corpus", "sync", "acme", "--yes").returncode == 0
    assert "Keep every decision" in coach(home, "corpus", "show", "delegation.txt", "--corpus", "acme").stdout
    assert coach(home, "corpus", "rollback", "acme", "--yes").returncode == 0
    assert "Delegate the outcome" in coach(home, "corpus", "show", "delegation.txt", "--corpus", "acme").stdout
    assert coach(home, "corpus", "rollback", "acme", "--yes").returncode == 0


def test_every_file_is_listed_with_what_became_of_it(home: Path) -> None:
    done = coach(home, "corpus", "files", "acme", "--json")
    outcomes = {one["path"]: one["outcome"] for one in map(json.loads, done.stdout.splitlines())}
    assert outcomes == {"delegation.txt": "indexed", "feedback/giving.md": "indexed", "one-on-ones.md": "indexed"}


@pytest.mark.slow
def test_a_removed_corpus_is_no_longer_known_and_its_documents_stay(home: Path) -> None:
    assert coach(home, "corpus", "add", "handbook", "--name", "passing", "--yes").returncode == 0
    assert coach(home, "corpus", "remove", "passing").returncode == 2
    assert coach(home, "corpus", "remove", "passing", "--yes").returncode == 0
    assert coach(home, "corpus", "list", "--corpus", "passing").returncode == 2
    assert (home / "handbook" / "one-on-ones.md").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "nowhere", "--name", "x"), "There is no folder"),
        (("add", "handbook", "--name", "Not A Name"), "cannot be named"),
        (("add", "handbook", "--name", "acme", "--column", "text"), "WHAT=COLUMN"),
        (("add", "handbook", "--name", "acme", "--column", "text=A", "--column", "text=B"), "two columns for text"),
        (("sync", "unheard-of"), "acme"),
        (("files", "acme", "--only", "broken"), "indexed, skipped and failed"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_out(home: Path, arguments: tuple[str, ...], said: str) -> None:
    done = coach(home, "corpus", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_watching_publishes_what_is_saved(home: Path) -> None:
    environment = {**os.environ, "COACH_DATA": str(home / "data"), "COACH_CACHE": str(home / "cache")}
    watching = subprocess.Popen(
        [*COACH, "corpus", "sync", "acme", "--watch"], cwd=home, env=environment, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert watching.stderr is not None
        assert "Watching" in watching.stderr.readline()
        (home / "handbook" / "new.md").write_text("# Meetings\n\nEnd each meeting with who does what by when.\n")
        deadline = time.monotonic() + 60
        while "new.md" not in coach(home, "corpus", "list", "--corpus", "acme").stdout:
            assert time.monotonic() < deadline, "what was saved was not published"
    finally:
        watching.terminate()
        watching.wait(timeout=10)
        (home / "handbook" / "new.md").unlink()
