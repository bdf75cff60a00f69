"""A folder against an earlier reading of it: added, changed, removed; files are opened only where they must be."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from coach.documents import Stamp, compare, read_folder
from coach.errors import CorpusError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pages, written a while ago."""
    for name in ("a.md", "b.md", "in/c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"# {name}\n\nAsk before you promise anything.\n")
        age(tmp_path / name)
    return tmp_path


def age(path: Path, seconds: float = 60) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def stamps(folder: Path) -> dict[str, Stamp]:
    return {read.path: read.stamp for read in read_folder(folder) if read.stamp}


def test_a_folder_that_nobody_touched_is_unchanged(folder: Path) -> None:
    changes = compare(stamps(folder), folder)
    assert changes.unchanged == ("a.md", "b.md", "in/c.md")
    assert not changes


def test_added_changed_and_removed_files_are_told(folder: Path) -> None:
    before = stamps(folder)
    (folder / "a.md").write_text("# Another page\n")
    (folder / "in/c.md").unlink()
    (folder / "d.md").write_text("# New\n")
    changes = compare(before, folder)
    assert (changes.added, changes.changed, changes.removed, changes.unchanged) == (
        ("d.md",),
        ("a.md",),
        ("in/c.md",),
        ("b.md",),
    )
    assert changes and not changes.empties


def test_a_file_of_the_same_size_and_another_time_is_known_by_its_content(folder: Path) -> None:
    before = stamps(folder)
    age(folder / "a.md", 30)
    text = (folder / "b.md").read_text()
    (folder / "b.md").write_text(text.replace("Ask", "Act"))
    age(folder / "b.md", 30)
    changes = compare(before, folder)
    assert (changes.changed, changes.unchanged) == (("b.md",), ("a.md", "in/c.md"))
    assert changes.stamps["a.md"].mtime_ns == (folder / "a.md").stat().st_mtime_ns


def test_a_file_written_just_before_it_was_read_is_hashed_the_next_time(folder: Path) -> None:
    (folder / "a.md").write_text("# aaaa\n")
    before = stamps(folder)
    assert before["a.md"].mtime_ns == 0
    facts = (folder / "a.md").stat()
    (folder / "a.md").write_text("# bbbb\n")  # the same size, and (as on a coarse clock) the same time
    os.utime(folder / "a.md", ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert compare(before, folder).changed == ("a.md",)


def test_no_file_is_opened_where_size_and_time_tell(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stamps(folder)
    for name in ("a.md", "b.md", "in/c.md"):
        (folder / name).chmod(0)
    assert not compare(before, folder)


def test_a_folder_that_lost_everything_says_so(folder: Path) -> None:
    before = stamps(folder)
    for name in ("a.md", "b.md", "in/c.md"):
        (folder / name).unlink()
    changes = compare(before, folder)
    assert changes.empties and len(changes.removed) == 3


def test_only_some_files_are_read_when_asked(folder: Path) -> None:
    assert [read.path for read in read_folder(folder, only={"b.md"})] == ["b.md"]


def test_a_folder_that_is_gone_is_an_error(folder: Path) -> None:
    with pytest.raises(CorpusError, match="no folder"):
        compare({}, folder / "none")
