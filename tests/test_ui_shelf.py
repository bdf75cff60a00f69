"""The shelf: real corpora, real indexes, published by other processes while people read."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from coach.coach import Coach, open_coach
from coach.encoder import Encoder
from coach.errors import CoachError, CorpusError, SettingsError
from coach.index import home_of
from coach.records import Question
from coach.retriever.lately import Lately
from coach.settings import BUNDLED_CORPUS, DEFAULT_ENCODER, Settings
from ui.shelf import News, Shelf

TWO = {"A1": "Ask a customer before you plan a feature.", "A2": "Rest on Sundays."}
ASKED = Question("Should I ask a customer before I plan a feature?")
NEW = Question("How long should a weekly meeting with my team last?")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, cache: Path, encoder: Encoder) -> Settings:
    """A cache of these tests' own, but for the encoder, which all tests share."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "encoders").symlink_to(cache / "encoders")
    return Settings(BUNDLED_CORPUS, DEFAULT_ENCODER, folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A corpus of two principles that stays as it is."""
    return written(tmp_path_factory.mktemp("corpora") / "small", TWO)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Another one."""
    return written(tmp_path_factory.mktemp("corpora") / "other", {"B1": "Write every decision down."})


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    """A corpus of two principles that a test may change."""
    return written(tmp_path / "mine", TWO)


@pytest.fixture
def shelf(own: Settings) -> Shelf:
    """An empty shelf."""
    return Shelf(own)


@pytest.fixture
def pointer(shelf: Shelf, small: str) -> Iterator[Path]:
    """The file that names the published generation of the small corpus, which is open; it is put back in the end."""
    path = opened_pointer(shelf, small)
    named = path.read_text()
    yield path
    path.write_text(named)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """What the page logs, also where an earlier test of this process has started the log of a page."""
    monkeypatch.setattr(logging.getLogger("ui"), "propagate", True)
    caplog.set_level(logging.INFO, "ui")
    return caplog


def written(folder: Path, principles: dict[str, str]) -> str:
    """Write principles into a corpus folder, made where there is none."""
    (folder / "principles").mkdir(parents=True, exist_ok=True)
    (folder / "corpus.yaml").write_text(f"title: {folder.name}\n")
    for name, text in principles.items():
        (folder / "principles" / f"{name}.md").write_text(f"---\nid: {name}\n---\n{text}\n")
    return str(folder)


def ingest(corpus: str, own: Settings) -> None:
    """Publish a new index from another process, as somebody who edits a corpus does."""
    subprocess.run(
        [sys.executable, "-m", "coach", "ingest", "--corpus", corpus],
        env={**os.environ, "COACH_CACHE": str(own.cache)},
        check=True,
        capture_output=True,
        timeout=60,
    )


def publish(corpus: str, own: Settings) -> None:
    """Publish a new index, faster: what `coach ingest` does, in this process."""
    open_coach(replace(own, corpus=corpus)).retriever.index.close()


def add_meetings(corpus: str) -> None:
    """Write a third principle."""
    written(Path(corpus), {"A3": "Keep the weekly meeting of your team under half an hour."})


def opened_pointer(shelf: Shelf, corpus: str) -> Path:
    """Open a corpus, and return the file that names its published generation."""
    with shelf.lend(corpus) as coach:
        facts = coach.retriever.index.manifest.facts
        return home_of(shelf._settings.cache, facts.corpus_name, Path(corpus), facts.encoder).pointer


def cited(coach: Coach, question: Question = ASKED) -> str:
    """Return the id of the principle that answers best."""
    return coach.ask(question).retrieval.ranking[0].principle


# ---------------------------------------------------------------------------------------------------------- lending


@pytest.mark.slow
def test_a_corpus_is_lent_by_folder_and_by_name_and_either_way_it_is_the_same(
    shelf: Shelf, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "decisions").symlink_to(other)
    with shelf.lend(other) as one, shelf.lend("decisions") as another:
        assert cited(one) == "B1" and one.answered_by == "composer"
        assert one.retriever.index is another.retriever.index


def test_a_loan_costs_less_than_a_millisecond_when_nothing_was_published(shelf: Shelf, small: str) -> None:
    took_ms = []
    for _ in range(101):
        begun = time.perf_counter()
        with shelf.lend(small):
            took_ms.append((time.perf_counter() - begun) * 1000)
    assert median(took_ms[1:]) < 1.0


def test_all_corpora_share_one_encoder(shelf: Shelf, small: str, other: str) -> None:
    with shelf.lend(small) as one, shelf.lend(other) as another:
        for reader in (one.retriever.encoder, another.retriever.encoder):
            assert isinstance(reader, Lately)
            assert reader.encoder is shelf.encoder()


def test_a_chat_model_is_opened_once_for_all_corpora(
    shelf: Shelf, small: str, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "COACH_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    with shelf.lend(small, "openai:gpt-5-mini") as one, shelf.lend(other, "openai:gpt-5-mini") as another:
        assert one.personal is another.personal is not None
        assert one.answered_by == "openai:gpt-5-mini"
    with shelf.lend(small) as plain:
        assert plain.personal is None


def test_people_who_wait_can_be_told_what_is_being_prepared(shelf: Shelf, corpus: str) -> None:
    heard: set[str] = set()
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(lambda: shelf.lend(corpus).__enter__())
        while not opening.done():
            heard.add(shelf.news.text)
            time.sleep(0.001)
        opening.result()
    assert "There is no index of mine yet; building it" in heard
    assert shelf.news == News()


# ----------------------------------------------------------------------------------------------------- a new edition


@pytest.mark.slow
def test_what_another_process_published_is_in_the_next_loan_and_an_open_loan_keeps_what_it_has(
    shelf: Shelf, corpus: str, own: Settings
) -> None:
    with shelf.lend(corpus) as before:
        add_meetings(corpus)
        ingest(corpus, own)
        with shelf.lend(corpus) as after:
            assert cited(after, NEW) == "A3"
            assert after.corpus.version != before.corpus.version
        assert len(before.corpus.principles) == 2
        assert cited(before) == "A1"
    with pytest.raises(RuntimeError, match="closed"):  # nobody reads the old one any more
        cited(before)
    assert cited(after, NEW) == "A3"


def test_an_index_that_cannot_be_opened_leaves_the_one_before_in_use_and_the_log_says_so_once(
    shelf: Shelf, small: str, pointer: Path, log: pytest.LogCaptureFixture
) -> None:
    pointer.write_text("gen-that-is-not-there\n")
    for _ in range(3):
        with shelf.lend(small) as kept:
            assert cited(kept) == "A1"
    said = [record.getMessage() for record in log.records if record.levelno >= logging.WARNING]
    assert len(said) == 1 and "small: the new index cannot be used, the one before stays in use" in said[0]


@pytest.mark.slow
def test_after_a_failed_one_the_next_index_is_used(shelf: Shelf, corpus: str, own: Settings) -> None:
    opened_pointer(shelf, corpus).write_text("gen-1\n")
    broken = Path(corpus) / "principles" / "broken.md"
    broken.write_text("no id")
    with shelf.lend(corpus) as kept:
        assert len(kept.corpus.principles) == 2
    broken.unlink()
    add_meetings(corpus)
    publish(corpus, own)
    with shelf.lend(corpus) as renewed:
        assert cited(renewed, NEW) == "A3"


def test_a_corpus_that_was_edited_but_not_ingested_is_answered_as_it_was(shelf: Shelf, small: str) -> None:
    with shelf.lend(small) as before:
        add_meetings(small)
        try:
            with shelf.lend(small) as after:
                assert after.corpus is before.corpus
        finally:
            (Path(small) / "principles" / "A3.md").unlink()


def test_a_cache_that_is_thrown_away_disturbs_nobody(shelf: Shelf, small: str, pointer: Path) -> None:
    pointer.unlink()
    with shelf.lend(small) as kept:
        assert cited(kept) == "A1"


@pytest.mark.slow
def test_twenty_threads_ask_while_an_index_is_published_and_each_gets_its_own_answer(
    shelf: Shelf, corpus: str, own: Settings
) -> None:
    stop, wrong = threading.Event(), []
    questions = {"A1": ASKED, "A2": Question("May I work on my plans on a Sunday, or should I rest?")}

    def ask(principle: str) -> int:
        asked = 0
        while not stop.is_set():
            with shelf.lend(corpus) as coach:
                found = cited(coach, questions[principle])
            asked += 1
            if found != principle:
                wrong.append((principle, found))
        return asked

    with ThreadPoolExecutor(20) as pool:
        asking = [pool.submit(ask, "A1" if number % 2 else "A2") for number in range(20)]
        try:
            add_meetings(corpus)
            ingest(corpus, own)
            with shelf.lend(corpus) as coach:
                assert len(coach.corpus.principles) == 3
        finally:
            stop.set()
    assert wrong == []
    assert all(thread.result() > 0 for thread in asking)


def test_twenty_first_loans_at_once_open_one_index(shelf: Shelf, small: str) -> None:
    meet = threading.Barrier(20)

    def lend(_: int) -> int:
        meet.wait()
        with shelf.lend(small) as coach:
            return id(coach.retriever.index)

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(lend, range(20)))) == 1


# ------------------------------------------------------------------------------------------------- errors and bounds


@pytest.mark.slow
def test_what_cannot_be_opened_is_an_error_with_a_hint_and_can_be_mended(shelf: Shelf, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    with pytest.raises(CorpusError, match="no corpus named"), shelf.lend(str(folder)):
        pass
    (folder / "principles").mkdir(parents=True)
    (folder / "corpus.yaml").write_text("title: [")
    with pytest.raises(CoachError) as failed, shelf.lend(str(folder)):
        pass
    assert failed.value.hint
    written(folder, {"C1": "Ask a customer before you plan a feature."})
    with shelf.lend(str(folder)) as mended:
        assert cited(mended) == "C1"


def test_a_model_that_is_no_model_is_an_error_and_the_corpus_stays_open(shelf: Shelf, small: str) -> None:
    with pytest.raises(SettingsError), shelf.lend(small, "nonsense"):
        pass
    with shelf.lend(small) as coach:
        assert cited(coach) == "A1"


def test_an_error_of_whoever_borrowed_ends_the_loan(own: Settings, small: str, other: str) -> None:
    shelf = Shelf(own, most_open=1)
    with pytest.raises(ZeroDivisionError), shelf.lend(small) as before:
        raise ZeroDivisionError
    with shelf.lend(other):  # nobody reads the first one, so it makes room
        pass
    with pytest.raises(RuntimeError, match="closed"):
        cited(before)


def test_no_more_corpora_stay_open_than_there_is_room_for(own: Settings, small: str, other: str) -> None:
    shelf = Shelf(own, most_open=1)
    with shelf.lend(small) as first:
        with shelf.lend(other) as second:
            assert cited(first) == "A1"  # it is still out, so it stays open
        with shelf.lend(small):
            pass
        with pytest.raises(RuntimeError, match="closed"):
            cited(second)
    with shelf.lend(other) as again:
        assert cited(again) == "B1"
