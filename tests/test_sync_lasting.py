"""What lasts of a corpus of documents: through damage, closed files, other settings, and syncs without effect."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fakes import CountingEncoder
from sync_parts import DELEGATION, FEEDBACK, added, handbook, read

from coach.corpus import read_corpus, snapshot
from coach.errors import CorpusError, SettingsError
from coach.index import Home, Row
from coach.index.embedded import Embedded
from coach.index.lock import writing
from coach.index.rows import Vectors
from coach.index.vectors import vectors_of
from coach.records import Corpus
from coach.sync import Collection, Prepared, collection_of, create, look, record
from coach.sync.files import read_files
from coach.sync.settings import is_settled, kept_settings, settled, written_by_people

RULES = "Guidance,Name\nWrite down what the role is for before you meet anybody.,Hiring\n"
REVIEWED = "# reviewed by Ann\nHow do I praise?\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return handbook(tmp_path / "handbook")


@pytest.fixture
def acme(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> Collection:
    """A corpus that was read, and of which nothing was embedded."""
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    collection = added(tmp_path / "data", source)
    recorded(collection)
    return collection


def recorded(collection: Collection, is_all: bool = False) -> Prepared:
    """Read what changed and make it what is in use."""
    prepared = read(collection, is_all)
    assert prepared is not None, "nothing changed"
    with writing(collection.lock, 5):
        record(collection, prepared)
    return prepared


def cut(path: Path, last: bytes = b"") -> None:
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"\n", 0, -1) + 1] + last)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "documents cut in a line": lambda home: cut(home / snapshot.DOCUMENTS, b'{"file": "one-on'),
    "documents cut between lines": lambda home: cut(home / snapshot.DOCUMENTS),
    "folds gone": lambda home: (home / snapshot.FOLDS).unlink(),
    "files in pieces": lambda home: (home / "files.jsonl").write_text("[1]\n"),
    "facts gone": lambda home: (home / snapshot.FACTS).unlink(),
    "all gone": shutil.rmtree,
    "the pointer in pieces": lambda home: (home.parent.parent / snapshot.CURRENT).write_bytes(b"\xff../x\n"),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", DAMAGE)
def test_a_plain_sync_mends_what_was_damaged(acme: Collection, how: str) -> None:
    version = read_corpus(acme.folder).version
    DAMAGE[how](snapshot.in_use(acme.folder))
    assert recorded(acme).difference.is_repair
    assert read_corpus(acme.folder).version == version
    assert read(acme) is None


@pytest.mark.slow
def test_a_changed_file_beside_damage_is_read_like_all_others(acme: Collection, source: Path) -> None:
    cut(snapshot.in_use(acme.folder) / snapshot.DOCUMENTS, b'{"file": "one-on')
    (source / "delegation.txt").write_text(DELEGATION + "\nNever delegate praise.\n")
    recorded(acme)
    assert "Never delegate praise." in read_corpus(acme.folder).principle("delegation.txt").text


@pytest.mark.parametrize("how", ["documents cut between lines", "folds gone", "the pointer in pieces"])
def test_what_is_damaged_is_not_answered_from_and_the_error_names_the_command_that_mends_it(
    acme: Collection, how: str
) -> None:
    DAMAGE[how](snapshot.in_use(acme.folder))
    with pytest.raises(CorpusError) as caught:
        read_corpus(acme.folder)
    assert caught.value.hint == "Run: coach corpus sync acme --all"


def test_a_damaged_list_of_files_is_told_as_such(acme: Collection) -> None:
    DAMAGE["files in pieces"](snapshot.in_use(acme.folder))
    with pytest.raises(CorpusError, match="acme cannot be read"):
        read_files(snapshot.in_use(acme.folder))


@pytest.mark.slow
def test_what_is_damaged_is_not_gone_back_to(acme: Collection, source: Path) -> None:
    (source / "alpha.md").write_text("# Alpha\n\nSay what you decided, and why, on the same day.\n")
    recorded(acme)
    first = snapshot.named(acme.folder)[1]
    cut(snapshot.in_use(acme.folder) / snapshot.DOCUMENTS)
    recorded(acme)
    assert snapshot.named(acme.folder)[1:] == [first]


def test_everything_is_on_the_disk_before_the_pointer_names_it(
    acme: Collection, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source / "alpha.md").write_text("# Alpha\n\nSay what you decided, and why, on the same day.\n")
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def flushed(descriptor: int) -> None:
        done.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        fsync(descriptor)

    def replaced(one: Path, other: Path) -> None:
        done.append(f"-> {other.name}")
        replace(one, other)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", replaced)
    home = recorded(acme).snapshot
    switched = done.index(f"-> {snapshot.CURRENT}")
    written = {str(path) for path in home.iterdir()} | {str(home), str(home.parent)}
    assert written <= set(done[:switched])


@pytest.mark.slow
def test_a_sync_without_effect_leaves_what_can_be_gone_back_to(acme: Collection, source: Path) -> None:
    first = snapshot.named(acme.folder)[0]
    (source / "alpha.md").write_text("# Alpha\n\nSay what you decided, and why, on the same day.\n")
    recorded(acme)
    (source / "notes.md").write_text("# Contents\n")  # nothing to quote in it
    assert recorded(acme).difference.is_same
    assert snapshot.named(acme.folder)[1] == first
    assert "notes.md" in read_files(snapshot.in_use(acme.folder))
    assert read(acme) is None


def test_a_run_that_ends_after_the_switch_takes_nothing_away(acme: Collection, source: Path) -> None:
    (source / "alpha.md").write_text("# Alpha\n\nSay what you decided, and why, on the same day.\n")
    recorded(acme).discard()
    assert read_corpus(acme.folder).principle("alpha.md")


@pytest.mark.slow
def test_other_columns_are_applied_to_tables_that_did_not_change(acme: Collection, source: Path) -> None:
    (source / "rules.csv").write_text(RULES)
    recorded(acme)
    other = Collection(acme.name, acme.folder, acme.source, columns={"text": "Guidance", "title": "Name"})
    (chosen,) = (one for one in _corpus_of(other).principles if one.id.startswith("rules.csv"))
    assert chosen.title == "Hiring"
    assert read(other) is None


def _corpus_of(collection: Collection) -> Corpus:
    return read_corpus(collection.folder, of=recorded(collection).snapshot)


def test_a_column_for_what_no_table_holds_is_refused(acme: Collection) -> None:
    with pytest.raises(SettingsError, match="'txet'"):
        create(Collection("other", acme.folder.parent / "other", acme.source, columns={"txet": "Guidance"}))


def test_settings_made_anew_keep_what_a_person_added(acme: Collection, tmp_path: Path) -> None:
    path = acme.folder / "corpus.yaml"
    path.write_text(path.read_text() + "about: running a team\n")
    create(collection_of("acme"))
    corpus = read_corpus(acme.folder)
    assert (corpus.about, corpus.name) == ("running a team", "acme")


def test_settings_of_a_publishing_that_fails_are_those_before(acme: Collection, tmp_path: Path) -> None:
    told = kept_settings(acme, Collection("acme", acme.folder, tmp_path, title="Other"))
    with pytest.raises(KeyboardInterrupt), settled(told):
        assert is_settled(told)
        raise KeyboardInterrupt
    assert collection_of("acme").source == acme.source
    assert not is_settled(told)


def test_what_people_wrote_is_told_from_what_was_read(acme: Collection) -> None:
    assert written_by_people(acme) == []
    (acme.folder / "situations").mkdir()
    (acme.folder / "situations" / "one-on-ones.md.txt").write_text(REVIEWED)
    (acme.folder / "corpus.yaml").write_text((acme.folder / "corpus.yaml").read_text() + "about: teams\n")
    assert written_by_people(acme) == ["situations/one-on-ones.md.txt", "corpus.yaml (about)"]


@pytest.mark.slow
def test_how_much_has_gone_is_counted_and_a_rename_is_no_loss(acme: Collection, source: Path) -> None:
    (source / "one-on-ones.md").rename(source / "weekly.md")
    assert recorded(acme).difference.lost_share == 0
    (source / "weekly.md").unlink()
    (source / "delegation.txt").write_bytes(b"\x00\x01\x02" * 99)  # no text any more
    assert recorded(acme).difference.lost_share == pytest.approx(2 / 3)


# Root reads whatever it likes: in a process without that power permissions hold as for anybody.
_BOUND = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []


def looked(collection: Collection) -> dict[str, object]:
    """Read what changed, as somebody who is bound by permissions, and make it what is in use; return what was found."""
    script = (
        "import json, sys; from coach.sync import collection_of, prepare, record\n"
        f"collection = collection_of({collection.name!r}); prepared = prepare(collection)\n"
        "if prepared: record(collection, prepared)\n"
        "found = prepared and prepared.difference\n"
        "print(json.dumps(found and dict(stale=found.stale, removed=found.removed, same=found.is_same, "
        "failed=[one[:2] for one in found.failed])))\n"
    )
    done = subprocess.run([*_BOUND, sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


needs_permissions = pytest.mark.skipif(
    bool(_BOUND) and shutil.which("setpriv") is None, reason="root reads everything here: setpriv is missing"
)


def test_a_file_of_which_something_else_became_is_told_though_its_bytes_are_the_same(
    acme: Collection, source: Path
) -> None:
    rules = [{"Maxim": "Write down what the role is for before you meet anybody."}]
    (source / "rules.json").write_text(json.dumps(rules))
    recorded(acme)
    for columns in ({"text": "Maxim"}, {}):
        found = recorded(Collection(acme.name, acme.folder, acme.source, columns=columns)).difference
        assert (found.added, found.changed, found.removed) == ((), ("rules.json",), ())


@needs_permissions
@pytest.mark.slow
@pytest.mark.parametrize("shut", ["feedback", "feedback/giving.md"])
def test_what_cannot_be_opened_keeps_its_last_reading_until_it_can(acme: Collection, source: Path, shut: str) -> None:
    version = read_corpus(acme.folder).version
    (source / "feedback" / "giving.md").write_text(FEEDBACK.replace("by chat", "by mail"))
    mode = (source / shut).stat().st_mode
    (source / shut).chmod(0)
    try:
        found = looked(acme)
        assert [path for path, _ in found["stale"]] == ["feedback/giving.md"]  # type: ignore[attr-defined]
        assert (found["removed"], found["same"]) == ([], True)
        assert read_corpus(acme.folder).version == version
        assert looked(acme) is None
    finally:
        (source / shut).chmod(mode)
    assert looked(acme)["stale"] == []
    assert "by mail" in read_corpus(acme.folder).principle("feedback/giving.md").text


@needs_permissions
@pytest.mark.slow
def test_a_new_file_that_cannot_be_opened_is_tried_again_without_publishing_anything(
    acme: Collection, source: Path
) -> None:
    new = source / "new.md"
    new.write_text("# Meetings\n\nEnd each meeting with who does what by when.\n")
    new.chmod(0)
    assert looked(acme)["failed"] == [["new.md", "permission denied"]]
    assert looked(acme) is None
    new.chmod(0o644)
    assert looked(acme)["failed"] == []


def test_a_look_says_what_is_to_be_read(acme: Collection, source: Path) -> None:
    assert look(acme).is_in_step
    (source / "delegation.txt").write_text("Delegation\n\nDelegate nothing.\n")
    (source / "one-on-ones.md").unlink()
    found = look(acme)
    assert (found.to_read, found.removed, found.is_in_step) == (("delegation.txt",), ("one-on-ones.md",), False)


class Ended(CountingEncoder):
    """An encoder that is ended after so many calls."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self._left = calls

    def encode(self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None) -> Vectors:
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        return super().encode(texts, on_progress)


def test_a_small_build_that_is_ended_goes_on_where_it_was(tmp_path: Path) -> None:
    rows = [Row("passage", f"trust number {n}", "D1") for n in range(300)]
    encoder = CountingEncoder()
    with pytest.raises(KeyboardInterrupt):
        vectors_of(rows, Ended(1), {}, None, Embedded(Home(tmp_path), encoder.dimension))
    found = vectors_of(rows, encoder, {}, None, Embedded(Home(tmp_path), encoder.dimension))
    assert len(found) == 300
    assert 0 < len(encoder.asked) < 300
