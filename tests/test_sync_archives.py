"""An entry of a zip that was meant to be read and could not be is a failed file, wherever files are counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from document_files import zipped
from sync_parts import DELEGATION, added, handbook, read
from test_cli_sync import coach

from coach.encoder import Encoder
from coach.index.lock import writing
from coach.sync import Collection, Prepared, record

ADVICE = "Ask the people whom a decision concerns before you take it, and tell them what you heard.\n"
OUTSIDE = (
    "notes.zip/../evil.md",
    "a name that points outside the archive",
    "Pack it again from the folder that it is in.",
)
BOMB = "notes.zip/bomb.md"
INNER = ("notes.zip/inner.zip", "an archive inside an archive", "Unpack it.")
FAILED = [OUTSIDE[0], BOMB, INNER[0]]


def with_notes(folder: Path) -> Path:
    """Write a handbook with an archive of which one entry is read, three cannot be, and one is passed over by rule."""
    parts = {
        "good.md": ADVICE,
        "../evil.md": ADVICE,
        "bomb.md": "a" * 20_000_000,
        "inner.zip": zipped({}),
        "c.png": "x",
    }
    (handbook(folder) / "notes.zip").write_bytes(zipped(parts))
    return folder


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Collection:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    return added(tmp_path / "data", with_notes(tmp_path / "handbook"))


def recorded(collection: Collection) -> Prepared:
    prepared = read(collection)
    assert prepared is not None, "nothing changed"
    with writing(collection.lock, 5):
        record(collection, prepared)
    return prepared


def test_entries_that_cannot_be_read_are_failed_files_with_reason_and_remedy(acme: Collection) -> None:
    found = recorded(acme).difference
    assert [path for path, _, _ in found.failed] == FAILED
    assert {OUTSIDE, INNER} < set(found.failed)
    assert all(reason and remedy for _, reason, remedy in found.failed)
    assert found.counts.files == {"indexed": 4, "failed": 3}
    assert found.added == ("delegation.txt", "feedback/giving.md", "notes.zip", "one-on-ones.md")
    assert found.remarks == ("notes.zip: notes.zip/c.png: skipped, no format that is read",)


def test_they_stay_failed_while_the_archive_is_as_it_was_and_go_when_it_is_mended(acme: Collection) -> None:
    recorded(acme)
    page, notes = acme.source / "delegation.txt", acme.source / "notes.zip"
    page.write_text(f"{DELEGATION}\nNever delegate praise.\n")
    found = recorded(acme).difference
    assert ([path for path, _, _ in found.failed], found.remarks) == (FAILED, ())  # what was told before stays told
    notes.write_bytes(zipped({"good.md": ADVICE}))
    prepared = recorded(acme)
    assert (prepared.difference.failed, prepared.difference.removed) == ((), ())
    assert prepared.difference.files == {("indexed", ""): 4}


def test_an_archive_of_which_nothing_can_be_read_is_one_failed_file_that_says_why(acme: Collection) -> None:
    (acme.source / "notes.zip").write_bytes(zipped({"inner.zip": zipped({}), "scan.pdf": "no pdf", "c.png": "x"}))
    found = recorded(acme).difference
    why = "an archive without a document that can be read (an archive inside an archive)"
    assert found.failed == (("notes.zip", why, "Unpack it."),)
    assert sum(found.files.values()) == len(found.added) == 4
    assert found.counts.files == {"indexed": 3, "failed": 1}
    assert found.remarks == (
        "notes.zip: notes.zip/c.png: skipped, no format that is read",
        "notes.zip: notes.zip/inner.zip: failed, an archive inside an archive",
        "notes.zip: notes.zip/scan.pdf: failed, not a readable PDF",
    )


@pytest.mark.slow
def test_they_stop_a_strict_run_and_are_listed_and_named_by_lint(tmp_path: Path, cache: Path, encoder: Encoder) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "encoders").symlink_to(cache / "encoders")
    with_notes(tmp_path / "handbook")
    add = ("corpus", "add", "handbook", "--name", "acme", "--yes")
    strict = coach(tmp_path, *add, "--strict")
    assert (strict.returncode, "3 files could not be read" in strict.stderr) == (5, True)
    assert "7 files in" in strict.stdout
    assert coach(tmp_path, *add).returncode == 0
    assert coach(tmp_path, "corpus", "sync", "acme", "--yes", "--strict").returncode == 5
    listed = coach(tmp_path, "corpus", "files", "acme", "--only", "failed", "--json").stdout
    assert [json.loads(line)["path"] for line in listed.splitlines()] == FAILED
    lint = coach(tmp_path, "corpus", "lint", "--corpus", "acme", "--rule", "unreadable", "--fail-on", "warning")
    assert (lint.returncode, "3 warnings" in lint.stdout) == (5, True)
