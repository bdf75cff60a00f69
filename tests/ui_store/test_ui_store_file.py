"""The file of what is kept: whose it is, what may be wrong with it, and a machine that refuses."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from ui_store_parts import ANA, RICH, begun, by_hand, keep_of_ana

from ui.store import (
    Store,
    StoreDamaged,
    StoreFault,
    open_store,
    schema,
)

# ------------------------------------------------------------------------------------------ the file


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_folder_and_files_are_for_this_account_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data" / "coach.sqlite"
    before = os.umask(0)
    try:
        store = open_store(path)
        begun(store)
    finally:
        os.umask(before)
    assert mode(path.parent) == 0o700
    assert {part.name: mode(part) for part in path.parent.iterdir()} == dict.fromkeys(
        ["coach.sqlite", "coach.sqlite-wal", "coach.sqlite-shm"], 0o600
    )
    store.close()


def test_a_folder_that_the_page_has_just_made_is_closed_and_one_with_other_things_stays_open(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder, name in ((ours, "ui.log"), (theirs, "photos")):
        folder.mkdir()
        folder.chmod(0o755)
        (folder / name).touch()
        open_store(folder / "coach.sqlite").close()
    assert (mode(ours), mode(theirs), mode(theirs / "coach.sqlite")) == (0o700, 0o755, 0o600)


def test_a_file_that_was_open_to_others_is_closed_to_them(store: Store, path: Path) -> None:
    store.close()
    path.chmod(0o644)
    open_store(path).close()
    assert mode(path) == 0o600


def test_the_file_is_in_wal_mode_and_says_whose_and_how_old_it_is(store: Store, path: Path) -> None:
    assert by_hand(path, "PRAGMA journal_mode") == [("wal",)]
    assert by_hand(path, "PRAGMA application_id") == [(int.from_bytes(b"CoU1", "big"),)]
    assert by_hand(path, "PRAGMA user_version") == [(len(schema.MIGRATIONS),)]


def test_nothing_but_plain_texts_and_numbers_stands_in_the_file(store: Store, path: Path) -> None:
    keep_of_ana(store)
    tables = [name for (name,) in by_hand(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    kinds = {type(value) for table in tables for row in by_hand(path, f"SELECT * FROM {table}") for value in row}
    assert kinds == {str, int, type(None)}


# ------------------------------------------------------------------------------------------ files that are no good


def foreign(path: Path) -> None:
    path.unlink()
    by_hand(path, "CREATE TABLE recipes (name TEXT)")


def newer(path: Path) -> None:
    by_hand(path, "PRAGMA user_version = 99")


def overwrite(start: int, end: int | None = None) -> Callable[[Path], None]:
    """Return a function that puts other bytes into a file from one place to another."""

    def damage(path: Path) -> None:
        content = path.read_bytes()
        stop = len(content) if end is None else end
        path.write_bytes(content[:start] + b"\xa5" * (stop - start) + content[stop:])

    return damage


@pytest.mark.parametrize(
    ("damage", "error", "said"),
    [
        pytest.param(overwrite(0, 100), StoreDamaged, "is damaged", id="the head garbled"),
        pytest.param(overwrite(4096), StoreDamaged, "is damaged", id="all but the first page garbled"),
        pytest.param(
            lambda p: overwrite(p.stat().st_size - 4096)(p), StoreDamaged, "is damaged", id="one page garbled"
        ),
        pytest.param(lambda p: os.truncate(p, 20_480), StoreDamaged, "is damaged", id="cut short"),
        pytest.param(lambda p: p.write_text("Dear diary, " * 99), StoreDamaged, "is damaged", id="a text"),
        pytest.param(foreign, StoreDamaged, "is not a file of Coach's conversations", id="another program's"),
        pytest.param(newer, StoreFault, "was written by a newer Coach (tables of version 99;", id="a newer one"),
        pytest.param(
            lambda p: by_hand(p, "DROP TABLE erasing"), StoreDamaged, "is not a file of", id="a table is missing"
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_left_as_it_is(
    store: Store, path: Path, damage: Callable[[Path], object], error: type[StoreFault], said: str
) -> None:
    for _ in range(5):
        begun(store)
    store.close()
    damage(path)
    before = path.read_bytes()
    with pytest.raises(error) as raised:
        open_store(path, wait_s=0.3)
    assert raised.value.message.startswith(str(path)) and said in raised.value.message and raised.value.hint
    assert path.read_bytes() == before


def test_a_newer_file_in_use_is_left_as_it_is_with_its_journal(store: Store, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as newer_coach:
        newer_coach.execute("PRAGMA user_version = 99")
        parts = [path, path.with_name("coach.sqlite-wal")]
        copies = path.parent.parent / "copy"
        copies.mkdir()
        for part in parts:  # as they are when a process was killed: closing would put the journal away
            shutil.copy(part, copies)
    before = {part.name: part.read_bytes() for part in copies.iterdir()}
    with pytest.raises(StoreFault, match="newer Coach"):
        open_store(copies / "coach.sqlite")
    assert {name: (copies / name).read_bytes() for name in before} == before


@pytest.mark.parametrize("main", ["empty", "missing"])
def test_a_journal_without_its_file_is_not_swept_away(store: Store, path: Path, tmp_path: Path, main: str) -> None:
    begun(store)
    lost = tmp_path / "lost"
    lost.mkdir()
    shutil.copy(path.with_name("coach.sqlite-wal"), lost)
    before = (lost / "coach.sqlite-wal").read_bytes()
    if main == "empty":
        (lost / "coach.sqlite").touch()
    with pytest.raises(StoreDamaged, match="its journal is not"):
        open_store(lost / "coach.sqlite")
    assert before and (lost / "coach.sqlite-wal").read_bytes() == before


def test_damage_while_the_page_runs_is_named(store: Store, path: Path) -> None:
    id = begun(store)
    by_hand(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    overwrite(4096)(path)
    with pytest.raises(StoreDamaged, match="is damaged"):
        store.messages(ANA, id)


def test_a_file_taken_away_while_the_page_runs_is_not_written_to(store: Store, path: Path, tmp_path: Path) -> None:
    id = begun(store)
    path.rename(tmp_path / "aside")
    with pytest.raises(StoreFault, match="moved or replaced"):
        store.add_question(ANA, id, "Would be lost")
    assert not path.exists()
    (tmp_path / "aside").rename(path)
    assert store.add_question(ANA, id, "Kept").place == 2


def test_an_older_file_is_brought_up_to_date_with_all_that_is_in_it(store: Store, path: Path) -> None:
    id = begun(store)
    later = (*schema.MIGRATIONS, ("ALTER TABLE conversations ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'",))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        schema.migrate(connection, 1, later)
        connection.execute("COMMIT")
    assert by_hand(path, "SELECT colour FROM conversations") == [("blue",)]
    assert by_hand(path, "PRAGMA user_version") == [(2,)]
    assert store.messages(ANA, id)[1].answer == RICH


def test_a_migration_that_fails_leaves_the_older_file(store: Store, path: Path) -> None:
    later = (*schema.MIGRATIONS, ("ALTER TABLE conversations ADD COLUMN colour TEXT", "SELECT no_such_column"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError):
            schema.migrate(connection, 1, later)
    assert by_hand(path, "PRAGMA user_version") == [(1,)]
    assert "colour" not in [row[1] for row in by_hand(path, "PRAGMA table_info(conversations)")]


# ------------------------------------------------------------------------------------------ a machine that refuses


def test_a_locked_file_can_be_read_and_says_that_it_cannot_be_written(store: Store, path: Path) -> None:
    id = begun(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFault, match="Another program holds") as raised:
            store.add_question(ANA, id, "And then?")
        assert "Try again" in raised.value.hint
        assert len(store.messages(ANA, id)) == 2
    assert store.add_question(ANA, id, "And then?").place == 2


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk of 2 MB, which takes root; the test is skipped where that is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if not shutil.which("mount") or os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only; a full disk was not tried")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Fill a disk to its last byte; return the file that does."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk did not fill")


def test_a_full_disk_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = open_store(disk / "data" / "coach.sqlite")
        id = begun(store)
        filler = fill(disk)
        with pytest.raises(StoreFault, match="The disk is full") as raised:
            for _ in range(100):
                store.add_question(ANA, id, "x" * 8000)
        assert "Free some space" in raised.value.hint
        kept = store.messages(ANA, id)
        assert kept[1].answer == RICH
        with pytest.raises(StoreFault):
            store.delete(ANA, id)
        filler.unlink()
        assert store.messages(ANA, id) == kept
        assert store.add_question(ANA, id, "And then?").place == len(kept)
        store.close()


def test_a_store_cannot_be_begun_on_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        filler = fill(disk)
        with pytest.raises(StoreFault) as raised:
            open_store(disk / "coach.sqlite")
        assert raised.value.hint
        filler.unlink()
        open_store(disk / "coach.sqlite").close()


@contextmanager
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Give a folder with a store in it that nobody can write into; root needs a disk for that."""
    if os.geteuid():
        begin(tmp_path)
        tmp_path.chmod(0o500)
        try:
            yield tmp_path
        finally:
            tmp_path.chmod(0o700)
        return
    with small_disk(tmp_path / "disk") as disk:
        begin(disk)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield disk


def begin(folder: Path) -> None:
    store = open_store(folder / "coach.sqlite")
    begun(store)
    store.close()


@pytest.mark.parametrize("name", ["coach.sqlite", "new.sqlite", "new/coach.sqlite"])
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with read_only(tmp_path) as folder, pytest.raises(StoreFault) as raised:
        open_store(folder / name, wait_s=0.3)
    assert str(folder / name) in raised.value.message and "COACH_DATA" in raised.value.hint
