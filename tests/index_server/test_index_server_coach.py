"""Coach on a real Chroma server: the same answers, from an empty cache, and pages that follow what others publish."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from chroma_server import ChromaServer

from coach.coach import Coach, open_coach
from coach.corpus import find_corpus, read_corpus
from coach.encoder import Encoder
from coach.errors import EnvironmentFault
from coach.index import published_name
from coach.index.server import index as on_server
from coach.records import Question
from coach.retriever.retriever import index_home, publish_index
from coach.settings import DEFAULT_ENCODER, Settings
from coach.store_settings import StoreSettings
from ui.shelf import Shelf

ASKED = [Question(text) for text in ("Should I ask a customer before I plan?", "Who decides in a weekly meeting?")]
THREE = {
    "A1": "Ask a customer before you plan a feature. Write down what they said.",
    "A2": "Rest on Sundays. Nobody decides well who is tired.",
    "A3": "One person decides. Say who it is before the meeting begins.",
}


def written(folder: Path, principles: dict[str, str]) -> str:
    (folder / "principles").mkdir(parents=True, exist_ok=True)
    (folder / "corpus.yaml").write_text(f"title: {folder.name}\n")
    for name, text in principles.items():
        (folder / "principles" / f"{name}.md").write_text(f"---\nid: {name}\n---\n{text}\n")
    return str(folder)


def machine(folder: Path, cache: Path, corpus: str, store: StoreSettings | None) -> Settings:
    """A machine with nothing in its cache but the encoder."""
    folder.mkdir()
    (folder / "encoders").symlink_to(cache / "encoders")
    return Settings(corpus, DEFAULT_ENCODER, folder, store=store)


def published(settings: Settings, encoder: Encoder) -> Coach:
    """Publish a corpus, as `coach ingest` does, and open it, as `coach ask` does."""
    publish_index(read_corpus(find_corpus(settings.corpus)), encoder, settings)
    return open_coach(settings)


@pytest.mark.slow
def test_answers_are_the_same_from_a_folder_a_server_and_a_machine_with_an_empty_cache(
    chroma: ChromaServer, cache: Path, encoder: Encoder, tmp_path: Path
) -> None:
    corpus, store = written(tmp_path / "small-same", THREE), StoreSettings(chroma.url)
    machines = [
        machine(tmp_path / name, cache, corpus, where)
        for name, where in (("local", None), ("one", store), ("two", store))
    ]
    answers = []
    for settings in machines:
        coach = published(settings, encoder) if settings is machines[1] else open_coach(settings)
        answers.append(
            [(coach.retriever.retrieve(asked), replace(coach.ask(asked), elapsed_ms=0.0)) for asked in ASKED]
        )
        coach.retriever.index.close()
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0][0].ranking[0].principle == "A1"
    assert not list((tmp_path / "two").glob("indexes/*"))  # nothing was built there, and nothing is kept


@pytest.mark.slow
def test_a_page_takes_up_what_another_machine_published(
    chroma: ChromaServer, cache: Path, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_server, "_LOOK_S", 0.2)  # else three seconds
    corpus, store = written(tmp_path / "small-page", THREE), StoreSettings(chroma.url)
    page = machine(tmp_path / "page", cache, corpus, store)
    editor = machine(tmp_path / "editor", cache, corpus, store)
    published(page, encoder)
    shelf = Shelf(page)
    with shelf.lend(corpus) as before:
        written(Path(corpus), {"A4": "Keep the weekly meeting under half an hour."})
        newer = published(editor, encoder).retriever.index.manifest.generation
        time.sleep(0.3)
        with shelf.lend(corpus) as after:
            assert after.retriever.index.manifest.generation == newer
            assert "A4" in {ranked.principle for ranked in after.retriever.retrieve(ASKED[1]).ranking}
        assert before.retriever.index.manifest.generation != newer
        assert before.ask(ASKED[0]).points[0].principle == "A1"  # whoever reads the old one goes on


@pytest.mark.slow
def test_a_page_whose_server_went_away_says_so_and_answers_when_it_is_back(
    cache: Path, encoder: Encoder, tmp_path: Path
) -> None:
    server = ChromaServer(tmp_path / "chroma")
    server.start()
    try:
        corpus = written(tmp_path / "small-away", THREE)
        settings = machine(tmp_path / "page", cache, corpus, StoreSettings(server.url))
        published(settings, encoder)
        shelf = Shelf(settings)
        with shelf.lend(corpus) as coach:
            assert coach.ask(ASKED[0]).points
        server.stop()
        with shelf.lend(corpus) as coach, pytest.raises(EnvironmentFault, match="cannot be reached"):
            coach.ask(ASKED[0])
        server.start()
        with shelf.lend(corpus) as coach:
            assert coach.ask(ASKED[0]).points
    finally:
        server.stop()


@pytest.mark.slow
def test_doctor_shows_the_server_and_the_published_generation_but_no_token(
    chroma: ChromaServer, cache: Path, encoder: Encoder, tmp_path: Path
) -> None:
    corpus = written(tmp_path / "small-doctor", THREE)
    store = StoreSettings(chroma.url, "s3cret-token")
    settings = machine(tmp_path / "one", cache, corpus, store)
    coach = published(settings, encoder)
    done = subprocess.run(
        [sys.executable, "-m", "coach", "doctor", "--corpus", corpus],
        env={
            **os.environ, "COACH_CACHE": str(settings.cache), "COACH_STORE": store.url,
            "COACH_STORE_TOKEN": store.token, "COLUMNS": "300",
        },
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert store.url in done.stdout
    assert published_name(index_home(coach.corpus, encoder, settings)) in done.stdout
    assert "answers without the token too" in done.stderr
    assert "s3cret" not in done.stdout + done.stderr
