"""Several versions of a corpus on one Chroma server: whoever asks reads its own and publishes nothing."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from chroma_server import ChromaServer, answering
from fakes import CountingEncoder, vector_of
from test_index_cases import FACTS, small_plan, small_rows

from coach.corpus import read_corpus
from coach.encoder import Encoder
from coach.errors import CoachError, EnvironmentFault, IndexDamaged, IndexStale
from coach.index import (
    Home,
    Plan,
    Row,
    ServerHome,
    build,
    ensure_index,
    open_index,
    open_version,
    published_name,
    server_home_of,
)
from coach.index.rows import Vectors
from coach.index.server import mark
from coach.index.server.client import Server, connect
from coach.index.server.faults import server_errors
from coach.index.server.table import Table
from coach.retriever.retriever import publish_index
from coach.settings import Settings, data_folder
from coach.store_settings import StoreSettings


def made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def names(home: ServerHome) -> list[str]:
    return connect(home.store).names(f"{home.key}.")


@pytest.mark.slow
def test_two_machines_with_different_versions_each_read_their_own_and_publish_nothing(home: ServerHome) -> None:
    mine, theirs = small_plan("v1"), small_plan("v2")
    held = {plan.facts.corpus_version: build(plan, CountingEncoder(), home).generation for plan in (mine, theirs)}
    published, encoder = published_name(home), CountingEncoder()
    for plan in (mine, theirs, mine, theirs):
        with open_version(plan, encoder, home, pytest.fail) as index:
            assert index.manifest.generation == held[plan.facts.corpus_version]
            assert len(index.search("passage", vector_of("goal"), 5)) == 5
    assert encoder.asked == []
    assert published_name(home) == published == held["v2"]


def test_whoever_asks_an_empty_server_is_told_how_to_build_and_builds_nothing(home: ServerHome) -> None:
    encoder = CountingEncoder()
    with pytest.raises(IndexStale, match="no index of small") as stale:
        open_version(small_plan(), encoder, home)
    assert "coach ingest" in stale.value.hint
    assert encoder.asked == names(home) == []


def test_whoever_asks_with_a_version_that_is_not_there_is_told_both_and_builds_nothing(home: ServerHome) -> None:
    build(small_plan("v1"), CountingEncoder(), home)
    before, encoder = names(home), CountingEncoder()
    with pytest.raises(IndexStale, match="version v1, v2 is asked for") as stale:
        open_version(small_plan("v2"), encoder, home)
    assert "coach corpus sync" in stale.value.hint
    assert "coach ingest" in stale.value.hint
    assert names(home) == before
    assert encoder.asked == []


def test_whoever_asks_a_damaged_index_mends_nothing(home: ServerHome) -> None:
    name = build(small_plan(), CountingEncoder(), home).generation
    connect(home.store).drop(home.collection(name, "situation"))
    with pytest.raises(IndexDamaged) as damaged:
        open_version(small_plan(), CountingEncoder(), home)
    assert "coach ingest" in damaged.value.hint
    assert published_name(home) == name


@pytest.mark.slow
def test_whoever_asks_in_a_folder_builds_what_is_missing(tmp_path: Path) -> None:
    with open_version(small_plan(), CountingEncoder(), Home(tmp_path / "i")) as index:
        assert list(index.rows("passage")) == small_rows()[:60]


@pytest.mark.slow
def test_a_reader_whose_generation_was_removed_is_told_so(home: ServerHome) -> None:
    build(small_plan("v1"), CountingEncoder(), home)
    with open_version(small_plan("v1"), CountingEncoder(), home) as before:
        for version in ("v2", "v3"):
            build(small_plan(version), CountingEncoder(), home)
        with pytest.raises(IndexStale, match="small that was opened here has been replaced") as stale:
            before.search("passage", vector_of("goal"), 5)
    assert "Start again" in stale.value.hint


@pytest.mark.slow
def test_a_reader_whose_generation_is_removed_while_it_is_opened_opens_the_next_one(
    home: ServerHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(small_plan("v1"), CountingEncoder(), home).generation
    search = Table.nearest

    def after_two_more(table: Table, vectors: Vectors, k: int) -> list[list[tuple[str, float]]]:
        monkeypatch.setattr(Table, "nearest", search)
        for _ in range(2):
            build(small_plan("v1"), CountingEncoder(), home)
        return search(table, vectors, k)

    monkeypatch.setattr(Table, "nearest", after_two_more)
    with open_version(small_plan("v1"), CountingEncoder(), home) as index:
        assert index.manifest.generation == published_name(home) != first


@pytest.mark.slow
def test_a_writer_publishes_any_generation_that_is_kept_again(home: ServerHome) -> None:
    patient, encoder = replace(home, grace_s=600.0), CountingEncoder()
    first = build(small_plan("v1"), CountingEncoder(), patient).generation
    for version in ("v2", "v3"):
        build(small_plan(version), CountingEncoder(), patient)
    with ensure_index(Plan(FACTS, lambda: pytest.fail("rows were asked for")), encoder, patient) as index:
        assert index.manifest.generation == first == published_name(patient)
    with open_index(patient, FACTS) as index:
        assert index.manifest.generation == first


def test_corpora_of_one_name_that_were_made_on_two_machines_stay_apart(chroma: ChromaServer, tmp_path: Path) -> None:
    homes = []
    for data in (tmp_path / "one", tmp_path / "two"):
        folder = made(data / "corpora" / "acme")
        mark(folder, data)
        homes.append(server_home_of(StoreSettings(chroma.url), tmp_path, ("acme", folder), data, FACTS.encoder))
    for number, home in enumerate(homes):
        rows = [Row("passage", "trust trust goal", f"of-{number}")]
        build(Plan(FACTS, lambda rows=rows: rows), CountingEncoder(), home)  # type: ignore[misc]
    for number, home in enumerate(homes):
        with open_version(Plan(FACTS, list), CountingEncoder(), home) as index:
            assert [hit.owner for hit in index.search("passage", vector_of("trust"), 9)] == [f"of-{number}"]


def test_a_corpus_that_was_copied_to_another_machine_is_the_same_one(tmp_path: Path) -> None:
    data, store = tmp_path / "one", StoreSettings("http://127.0.0.1:8000")
    here = made(data / "corpora" / "acme")
    mark(here, data)
    there = shutil.copytree(here, tmp_path / "elsewhere" / "acme")
    mark(here, data)  # published again, it is the same too
    keys = [server_home_of(store, tmp_path, ("acme", folder), data, "e").key for folder in (here, there)]
    assert keys[0] == keys[1]


def test_nothing_is_written_into_a_corpus_folder_that_is_not_ones_own(tmp_path: Path) -> None:
    folder = made(tmp_path / "mine" / "acme")
    mark(folder, tmp_path / "data")
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_a_corpus_that_is_published_has_an_id(encoder: Encoder, settings: Settings) -> None:
    folder = made(data_folder() / "corpora" / "with-id")
    (folder / "corpus.yaml").write_text("title: With an id\n")
    made(folder / "principles")
    (folder / "principles" / "A.md").write_text("---\nid: A\n---\nAsk a customer before you plan.\n")
    publish_index(read_corpus(folder), encoder, settings)
    first = (folder / ".id").read_text()
    publish_index(read_corpus(folder), encoder, settings)
    assert (folder / ".id").read_text() == first != ""


def test_nothing_that_is_meant_for_this_machine_goes_through_a_proxy(
    chroma: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)

        def listen() -> None:
            while True:
                try:
                    taken, _ = proxy.accept()
                except OSError:  # closed
                    return
                seen.append(taken.recv(2000))
                taken.close()

        threading.Thread(target=listen, daemon=True).start()
        server = Server(StoreSettings(chroma.url, "s3cret-token"))
        for ask_server in (server.version, server.now_ns, lambda: server.get("healthcheck", with_token=False)):
            with contextlib.suppress(CoachError):
                ask_server()
        proxy.shutdown(socket.SHUT_RDWR)
    assert seen == []


def test_no_part_of_a_token_stands_in_a_message_that_is_cut() -> None:
    store = StoreSettings("http://127.0.0.1:8000", "s3cret-" + "t0ken" * 20)
    with pytest.raises(CoachError) as failed, server_errors(store, "asking"):
        raise RuntimeError("x" * 180 + store.token)
    assert "s3cret" not in failed.value.message


@pytest.mark.slow
def test_a_port_that_another_program_holds_is_named_with_an_exit_code(cache: Path, tmp_path: Path) -> None:
    chroma_run = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(tmp_path), "--host", "127.0.0.1"]
    with answering({}) as url:
        port = url.rpartition(":")[2]
        begun = subprocess.run([*chroma_run, "--port", port], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        with pytest.raises(EnvironmentFault, match="is no Chroma server") as refused:
            open_index(ServerHome(StoreSettings(url), "coach-x", Home(tmp_path)), FACTS)
    assert b"not available" in begun.stdout + begun.stderr  # it says so, and ends with success
    assert refused.value.exit_code == 3
    assert "\n" not in refused.value.message
