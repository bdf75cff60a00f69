"""A folder of documents as a corpus: read once, kept in step, published whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sync_parts import DELEGATION, FEEDBACK, QUESTION, added, asked, brought_in_step, handbook, read, settings

from coach.corpus import read_corpus, snapshot
from coach.encoder import Encoder
from coach.errors import CorpusError, EnvironmentFault, SettingsError
from coach.index.lock import writing
from coach.records import Question
from coach.sync import Collection, collection_of, create, roll_back
from coach.sync.files import read_files
from coach.sync.forget import forget


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def own_cache(tmp_path: Path, cache: Path, encoder: Encoder) -> Path:
    """A cache with the real encoder and no index."""
    folder = tmp_path / "cache"
    folder.mkdir()
    for path in cache.iterdir():
        if path.name not in ("indexes", "tests.lock"):
            (folder / path.name).symlink_to(path)
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return handbook(tmp_path / "handbook")


@pytest.fixture
def acme(data: Path, source: Path) -> Collection:
    return added(data, source)


def test_an_answer_quotes_a_document_word_for_word_and_says_on_which_line(acme: Collection, own_cache: Path) -> None:
    brought_in_step(acme, own_cache)
    answer = asked(own_cache).ask(Question("Should I give critical feedback in private or by chat?"))
    lead = answer.points[0]
    assert lead.principle == "feedback/giving.md"
    assert lead.quote in FEEDBACK
    assert lead.where in ("In private, line 8", "In writing, line 12")


@pytest.mark.slow
def test_a_folder_that_did_not_change_is_not_read(acme: Collection, own_cache: Path, source: Path) -> None:
    brought_in_step(acme, own_cache)
    os.utime(source / "one-on-ones.md", (1, 1))
    assert read(acme) is None


@pytest.mark.slow
def test_of_one_changed_file_only_what_is_new_in_it_is_embedded(
    acme: Collection, own_cache: Path, source: Path
) -> None:
    before = brought_in_step(acme, own_cache)
    (source / "feedback" / "giving.md").write_text(FEEDBACK + "\n## In public\n\nPraise in public, every week.\n")
    prepared = read(acme)
    assert prepared is not None
    found = prepared.difference
    assert (found.added, found.changed, found.removed) == ((), ("feedback/giving.md",), ())
    assert found.new_passages == 1
    after = read_corpus(acme.folder, of=prepared.snapshot)
    assert {one.id for one in before.passages} < {one.id for one in after.passages}


@pytest.mark.slow
def test_nothing_of_a_moved_file_is_embedded_again(acme: Collection, own_cache: Path, source: Path) -> None:
    brought_in_step(acme, own_cache)
    (source / "feedback").rename(source / "talking")
    prepared = read(acme)
    assert prepared is not None
    assert prepared.difference.removed
    assert prepared.difference.new_passages == 0


@pytest.mark.slow
def test_reading_everything_again_gives_the_same_corpus_as_reading_what_changed(
    acme: Collection, own_cache: Path, source: Path
) -> None:
    brought_in_step(acme, own_cache)
    (source / "alpha.md").write_text("# First by name\n\nSay what you decided, and why, on the same day.\n")
    (source / "delegation.txt").unlink()
    step_by_step = brought_in_step(acme, own_cache)
    at_once = read(acme, is_all=True)
    assert at_once is not None
    assert at_once.difference.is_same
    assert read_corpus(acme.folder, of=at_once.snapshot).version == step_by_step.version


def test_a_file_that_has_gone_leaves_the_corpus(acme: Collection, own_cache: Path, source: Path) -> None:
    brought_in_step(acme, own_cache)
    (source / "feedback" / "giving.md").unlink()
    brought_in_step(acme, own_cache)
    answer = asked(own_cache).ask(Question(QUESTION))
    assert "feedback/giving.md" not in {ranked.principle for ranked in answer.retrieval.ranking}


@pytest.mark.slow
def test_the_state_before_answers_until_the_new_one_is_published(
    acme: Collection, own_cache: Path, source: Path
) -> None:
    version = brought_in_step(acme, own_cache).version
    (source / "delegation.txt").write_text(DELEGATION + "\nNever delegate praise.\n")
    prepared = read(acme)
    assert prepared is not None
    assert read_corpus(acme.folder).version == version
    prepared.discard()
    assert [path.name for path in acme.snapshots.iterdir()] == snapshot.named(acme.folder)


@pytest.mark.slow
def test_going_back_twice_changes_nothing_and_embeds_nothing(acme: Collection, own_cache: Path, source: Path) -> None:
    first = brought_in_step(acme, own_cache).version
    (source / "delegation.txt").write_text(DELEGATION + "\nNever delegate praise.\n")
    second = brought_in_step(acme, own_cache).version
    home = next((own_cache / "indexes").iterdir())
    generations = sorted(path.name for path in home.glob("gen-*"))
    versions = [roll_back(acme, settings(own_cache)).version for _ in range(2)]
    assert versions == [first, second]
    assert sorted(path.name for path in home.glob("gen-*")) == generations


@pytest.mark.slow
@pytest.mark.parametrize("name", ["acme", "acme-eu", "acme.eu"])
def test_of_a_forgotten_corpus_no_index_stays_whatever_its_name(
    data: Path, source: Path, own_cache: Path, name: str
) -> None:
    collection = added(data, source, name)
    brought_in_step(collection, own_cache)
    assert list((own_cache / "indexes").iterdir())
    forget(collection, replace(settings(own_cache, name), encoder="an/encoder-that-is-not-here"))
    assert list((own_cache / "indexes").iterdir()) == []
    assert not collection.folder.exists()


@pytest.mark.slow
def test_a_corpus_without_a_state_before_cannot_go_back(acme: Collection, own_cache: Path) -> None:
    brought_in_step(acme, own_cache)
    with pytest.raises(SettingsError, match="no state before"):
        roll_back(acme, settings(own_cache))


@pytest.mark.slow
def test_a_folder_that_has_gone_or_is_empty_now_loses_nothing(acme: Collection, own_cache: Path, source: Path) -> None:
    version = brought_in_step(acme, own_cache).version
    shutil.rmtree(source)
    with pytest.raises(CorpusError, match="has gone"):
        read(acme)
    source.mkdir()
    with pytest.raises(CorpusError, match="all 3 files have gone"):
        read(acme)
    assert read_corpus(acme.folder).version == version


def test_a_folder_with_nothing_to_quote_is_refused_and_leaves_no_snapshot(data: Path, tmp_path: Path) -> None:
    (tmp_path / "thin").mkdir()
    (tmp_path / "thin" / "a.md").write_text("# Contents\n")
    thin = added(data, tmp_path / "thin", "thin")
    with pytest.raises(CorpusError, match="can be quoted"):
        read(thin)
    assert list(thin.snapshots.iterdir()) == []


@pytest.mark.slow
def test_the_same_text_in_two_files_is_one_citation_with_both_places(
    acme: Collection, own_cache: Path, source: Path
) -> None:
    (source / "old").mkdir()
    (source / "old" / "feedback.md").write_text(FEEDBACK)
    corpus = brought_in_step(acme, own_cache)
    kept = [one for one in corpus.passages if one.text.startswith("Give critical feedback")]
    assert [(one.principle, one.also) for one in kept] == [("feedback/giving.md", ("old/feedback.md, line 8",))]


@pytest.mark.slow
def test_a_row_of_a_table_is_cited_by_its_file_and_its_own_id(acme: Collection, own_cache: Path, source: Path) -> None:
    (source / "rules.csv").write_text(
        "id,title,text,question\nR7,Hiring,Write down what the role is for before you meet anybody.,Whom do we hire?\n"
    )
    principle = brought_in_step(acme, own_cache).principle("rules.csv#R7")
    assert (principle.title, principle.question, principle.source) == ("Hiring", "Whom do we hire?", "rules.csv")


@pytest.mark.slow
def test_every_file_has_its_outcome_and_reason_after_a_partial_reading(
    acme: Collection, own_cache: Path, source: Path
) -> None:
    (source / "logo.png").write_bytes(b"\x89PNG")
    brought_in_step(acme, own_cache)
    (source / "scan.pdf").write_bytes(b"%PDF-1.4\nnothing that can be read\n")
    brought_in_step(acme, own_cache)
    files = read_files(snapshot.in_use(acme.folder))
    assert {path: file.outcome for path, file in files.items()} == {
        "delegation.txt": "indexed", "feedback/giving.md": "indexed", "logo.png": "skipped",
        "one-on-ones.md": "indexed", "scan.pdf": "failed",
    }  # fmt: skip
    assert files["logo.png"].reason
    assert files["scan.pdf"].reason


@pytest.mark.parametrize("name", ["", "Acme", "../acme", "a b", "product-leadership", "x" * 65])
def test_a_name_that_is_no_name_is_refused(data: Path, source: Path, name: str) -> None:
    with pytest.raises(SettingsError):
        create(Collection(name, data / "corpora" / "anything", source))


def test_one_name_is_not_given_to_two_folders(acme: Collection, data: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is made of"):
        create(Collection("acme", data / "corpora" / "acme", handbook(tmp_path / "other")))
    assert collection_of("acme").source == acme.source


def test_a_second_run_at_the_same_time_is_told_who_is_at_work(acme: Collection) -> None:
    with (
        writing(acme.lock, 1),
        pytest.raises(EnvironmentFault, match=f"pid {os.getpid()}"),
        writing(acme.lock, 0.1),
    ):
        raise AssertionError("both hold the lock")


def test_two_corpora_never_answer_for_each_other(acme: Collection, own_cache: Path, data: Path, tmp_path: Path) -> None:
    brought_in_step(acme, own_cache)
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret.md").write_text("# Giving feedback\n\nGive critical feedback in front of everybody, at once.\n")
    brought_in_step(added(data, other, "other"), own_cache)
    for name, ids in {
        "acme": {"feedback/giving.md", "one-on-ones.md", "delegation.txt"},
        "other": {"secret.md"},
    }.items():
        ranking = asked(own_cache, name).ask(Question(QUESTION)).retrieval.ranking
        assert {ranked.principle for ranked in ranking} <= ids


_KILLED_AT = {
    "while reading": ("coach.documents.read_folder", "_with_twin"),
    "while writing the documents": ("coach.sync.write", "_copy"),
    "before the files are kept": ("coach.sync.prepare", "write_files"),
    "while embedding": ("coach.index.vectors", "_checked"),
    "before the index is verified": ("coach.index.checker", "Checker.check"),
    "before the index is published": ("coach.index.build", "publish"),
    "before the snapshot is published": ("coach.sync.publish", "point_at"),
    "before the old ones are removed": ("coach.sync.publish", "sweep"),
}


@pytest.mark.slow
@pytest.mark.parametrize("step", _KILLED_AT)
def test_a_run_killed_at_any_step_leaves_a_whole_corpus_and_the_next_one_finishes(
    acme: Collection, own_cache: Path, source: Path, step: str
) -> None:
    before = brought_in_step(acme, own_cache).version
    (source / "delegation.txt").write_text(DELEGATION + "\nNever delegate praise.\n")
    module, function = _KILLED_AT[step]
    script = (
        f"import os, signal, sys; sys.path[:0] = {[str(Path(__file__).parent)]!r}\n"
        f"import {module}, sync_parts; from pathlib import Path\n"
        f"sys.modules['{module}'].{function} = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"from coach.sync import collection_of\n"
        f"sync_parts.brought_in_step(collection_of('acme'), Path({str(own_cache)!r}))\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    is_published = step == "before the old ones are removed"
    assert (asked(own_cache).ask(Question(QUESTION)).corpus_version == before) is not is_published
    if is_published:
        assert read(acme) is None
        return
    after = brought_in_step(acme, own_cache)
    assert after.version != before
    assert "Never delegate praise." in after.principle("delegation.txt").text
    assert sorted(path.name for path in acme.snapshots.iterdir()) == sorted(snapshot.named(acme.folder))


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="a small disk can only be mounted by root")
def test_a_full_disk_is_told_and_the_state_before_answers(acme: Collection, own_cache: Path, source: Path) -> None:
    version = brought_in_step(acme, own_cache).version
    small = acme.folder.parent / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(small)], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        shutil.copytree(acme.folder, small, dirs_exist_ok=True)
        full = collection_of("small")
        (source / "long.md").write_text(
            "# Long\n\n" + "\n\n".join(f"Say thing {n} to person {n}." for n in range(9000))
        )
        with pytest.raises(EnvironmentFault, match="No space left"):
            read(full)
        assert read_corpus(full.folder).version == version
        assert sorted(path.name for path in full.snapshots.iterdir()) == snapshot.named(full.folder)
    finally:
        subprocess.run(["umount", str(small)], check=True)
