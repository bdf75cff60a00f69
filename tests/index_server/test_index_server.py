"""An index on a real Chroma server: the same as in a folder, for several machines, with one writer at a time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from chroma_server import ChromaServer, answering, free_port, way_to
from fakes import CountingEncoder, vector_of
from test_index_cases import FACTS, small_plan, small_rows

from coach.errors import EnvironmentFault, IndexDamaged, IndexStale
from coach.index import (
    KINDS,
    Home,
    Index,
    Plan,
    Row,
    ServerHome,
    build,
    ensure_index,
    open_index,
    published_name,
    remove,
    server_home_of,
)
from coach.index.server import client, files
from coach.index.server.checks import standing
from coach.index.server.client import Server, connect
from coach.index.server.lease import writing
from coach.index.server.register import Register, State
from coach.store_settings import StoreSettings


def generations(home: ServerHome) -> set[str]:
    return {name.split(".")[1] for name in connect(home.store).names(f"{home.key}.")}


def test_a_machine_with_an_empty_disk_opens_what_another_one_built(home: ServerHome, tmp_path: Path) -> None:
    build(small_plan(), CountingEncoder(), home)
    elsewhere = replace(home, scratch=Home(tmp_path / "empty"))
    with open_index(elsewhere, FACTS) as index:
        rows = [row for kind in KINDS for row in index.rows(kind)]
        vectors = np.concatenate([index.vectors(kind) for kind in KINDS])
        extra = index.extras["sum"]
    assert rows == small_rows()
    assert np.allclose(vectors, CountingEncoder().encode([row.text for row in rows]), atol=1e-6)
    assert np.allclose(extra, vectors.sum(axis=0), atol=1e-4)
    assert not (tmp_path / "empty").exists()


def test_a_search_finds_the_same_rows_as_the_index_in_a_folder(home: ServerHome, tmp_path: Path) -> None:
    questions = [
        vector_of(text) for text in ("strategy strategy hire", "goal trust trust", "salary", "focus team founder")
    ]

    def found(index: Index) -> list[dict[str, float]]:  # every row: of equal ones at the end either may be cut off
        both = [
            *index.search_many("passage", np.stack(questions), 60),
            *index.search_many("beyond", questions[0][None], 10),
        ]
        return [{hit.id: round(hit.similarity, 5) for hit in hits} for hits in both]

    with (
        ensure_index(small_plan(), CountingEncoder(), home) as on_server,
        ensure_index(small_plan(), CountingEncoder(), Home(tmp_path / "i")) as in_folder,
    ):
        assert found(on_server) == found(in_folder)
        assert [len(hits) for hits in found(on_server)] == [60, 60, 60, 60, 10]
        assert all(on_server.holds_its_rows(kind) for kind in KINDS)


def test_texts_of_any_script_and_length_come_back_exactly(home: ServerHome) -> None:
    texts = ["trust 東京 🙂 é\u0301 \ufeff", 'trust "quoted" \t\n line', "trust " * 20_000, "trust " + "ü€" * 3_000]
    rows = [Row("passage", text, "pages/ü.md", text[:9_000]) for text in texts]
    with ensure_index(Plan(FACTS, lambda: rows), CountingEncoder(), home) as index:
        assert list(index.rows("passage")) == rows
        assert index.search("situation", vector_of("trust"), 9) == []
        assert index.vectors("beyond").shape == (0, 10)


def test_an_index_of_something_else_is_stale_and_only_new_texts_are_embedded(home: ServerHome) -> None:
    build(small_plan(), CountingEncoder(), home)
    plan, encoder = small_plan("v2"), CountingEncoder()
    remarks: list[str] = []
    with pytest.raises(IndexStale, match="v1"):
        open_index(home, plan.facts)
    more = [*small_rows(), Row("passage", "trust trust trust goal", "P")]
    ensure_index(replace(plan, rows=lambda: more), encoder, home, remarks.append).close()
    assert encoder.asked == ["trust trust trust goal"]
    assert len(remarks) == 1


@pytest.mark.slow
def test_what_went_back_is_published_again_without_building(home: ServerHome) -> None:
    first = build(small_plan(), CountingEncoder(), home).generation
    build(small_plan("v2"), CountingEncoder(), home)
    with ensure_index(small_plan(), CountingEncoder(), home) as index:
        assert index.manifest.generation == first == published_name(home)


@pytest.mark.slow
def test_the_generation_before_still_answers_and_those_before_it_are_removed(home: ServerHome) -> None:
    first = build(small_plan(), CountingEncoder(), home).generation
    with open_index(home, FACTS) as before:
        second = build(small_plan("v2"), CountingEncoder(), home).generation
        assert before.search("passage", vector_of("goal"), 5)
    third = build(small_plan("v3"), CountingEncoder(), home).generation
    assert generations(home) == {second, third}
    assert first not in generations(home)


@pytest.mark.slow
def test_a_generation_that_nobody_names_stays_for_its_grace(home: ServerHome) -> None:
    patient = replace(home, grace_s=600.0)
    names = {build(small_plan(version), CountingEncoder(), patient).generation for version in ("v1", "v2", "v3")}
    assert generations(patient) == names


def test_eight_readers_at_once_find_the_same(home: ServerHome) -> None:
    build(small_plan(), CountingEncoder(), home)
    found: list[list[str]] = []

    def read() -> None:
        with open_index(home, FACTS) as index:
            found.extend([hit.id for hit in index.search("passage", vector_of("trust goal"), 5)] for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 40
    assert len(set(map(tuple, found))) == 1


def test_one_corpus_never_returns_another_ones_ids(chroma: ChromaServer, tmp_path: Path) -> None:
    store, data = StoreSettings(chroma.url), tmp_path / "data"
    both = [
        server_home_of(store, tmp_path, ("same", data / "uploads" / visitor / "same" / "v-1"), data, "ten-words:1")
        for visitor in ("anna", "ben")
    ]
    for number, home in enumerate(both):
        rows = [Row("passage", "trust trust goal", f"of-{number}"), Row("passage", "goal", f"of-{number}")]
        build(Plan(replace(FACTS, corpus_version=f"c{number}"), lambda rows=rows: rows), CountingEncoder(), home)  # type: ignore[misc]
    for number, home in enumerate(both):
        with open_index(home, replace(FACTS, corpus_version=f"c{number}")) as index:
            assert {hit.owner for hit in index.search("passage", vector_of("trust goal"), 99)} == {f"of-{number}"}
        with pytest.raises(IndexStale):
            open_index(home, replace(FACTS, corpus_version=f"c{1 - number}"))


def test_a_corpus_is_known_by_name_on_every_machine_and_apart_from_others(tmp_path: Path) -> None:
    store = StoreSettings("http://127.0.0.1:8000")

    def key(name: str, folder: str, data: str = "data", encoder: str = "e") -> str:
        return server_home_of(store, tmp_path, (name, tmp_path / folder), tmp_path / data, encoder).key

    assert key("acme", "one/acme") == key("acme", "two/acme")
    assert key("acme", "data/corpora/acme") == key("acme", "other/corpora/acme", data="other")
    assert len({key("acme", "x"), key("acme", "x", encoder="f"), key("bcme", "x"), key("acme", "data/u/1/acme")}) == 4
    longest = f"{key('Übermäßig langer Name ' * 20, 'x')}.gen-20260101T000000-00000000.situation"
    assert len(longest) <= 128


def test_a_removed_index_leaves_nothing_behind(home: ServerHome) -> None:
    build(small_plan(), CountingEncoder(), home)
    remove(home)
    assert generations(home) == set()
    assert published_name(home) == ""
    with pytest.raises(IndexStale):
        open_index(home, FACTS)


def a_row_is_gone(server: Server, home: ServerHome, name: str) -> None:
    table = server.open(home.collection(name, "passage"))
    table.remove([sorted(table.ids())[0]])


def a_collection_is_gone(server: Server, home: ServerHome, name: str) -> None:
    server.drop(home.collection(name, "situation"))


def a_file_is_gone(server: Server, home: ServerHome, name: str) -> None:
    server.open(home.collection(name, "files")).remove(["rows.json#000000"])


def the_manifest_is_gone(server: Server, home: ServerHome, name: str) -> None:
    server.open(home.collection(name, "files")).remove(["manifest.json#000000"])


def a_file_is_changed(server: Server, home: ServerHome, name: str) -> None:
    table = server.open(home.collection(name, "files"))
    facts = dict(table.where("file", "extras.npz")["extras.npz#000000"])
    table.change("extras.npz#000000", {**facts, "c00": "AAAA" + str(facts["c00"])[4:]})


def vectors_are_others(server: Server, home: ServerHome, name: str) -> None:
    table = server.open(home.collection(name, "passage"))
    ids = sorted(table.ids())
    list(table.put(ids, np.roll(table.vectors(ids), 7, axis=0), [{"owner": "x"}] * len(ids)))


DAMAGES: list[Callable[[Server, ServerHome, str], None]] = [
    a_row_is_gone, a_file_is_changed, a_collection_is_gone, a_file_is_gone, the_manifest_is_gone, vectors_are_others,
]  # fmt: skip


@pytest.mark.parametrize(
    "damage",
    [DAMAGES[0], *(pytest.param(damage, marks=pytest.mark.slow) for damage in DAMAGES[1:])],
    ids=lambda damage: damage.__name__,
)
def test_damage_is_noticed_at_opening_and_mended(
    home: ServerHome, damage: Callable[[Server, ServerHome, str], None]
) -> None:
    name = build(small_plan(), CountingEncoder(), home).generation
    damage(connect(home.store), home, name)
    with pytest.raises(IndexDamaged):
        open_index(home, FACTS)
    with ensure_index(small_plan(), CountingEncoder(), home) as index:
        assert index.manifest.generation != name
        assert list(index.rows("passage")) == small_rows()[:60]


@pytest.mark.slow
def test_requests_shrink_until_the_way_lets_them_pass(chroma: ChromaServer, home: ServerHome) -> None:
    rows = [Row("passage", f"trust goal {'x' * 3_000} {number}", "P") for number in range(60)]
    plan = Plan(FACTS, lambda: rows, lambda rows, vectors: {"noise": np.arange(40_000, dtype=np.float64)})
    with way_to(chroma, limit_bytes=120_000) as way:
        behind = replace(home, store=StoreSettings(way.url))
        with ensure_index(plan, CountingEncoder(), behind) as index:
            assert len(index.rows("passage")) == 60
    assert 20_000 < way.largest <= 120_000


def test_a_file_of_many_parts_comes_back_as_it_was(home: ServerHome) -> None:
    table = connect(home.store).create(f"{home.key}.gen-x.files")
    held = {"noise": np.random.default_rng(0).bytes(6_000_000), "empty": b"", "text": b"plain"}
    for name, content in held.items():
        list(files.write_file(table, name, content))
    assert table.count() > 70
    assert files.read_files(table) == held


def test_of_eight_that_change_the_state_at_once_one_does(home: ServerHome) -> None:
    server = connect(home.store)
    before = Register(server, home.key).read()
    changed: list[State | None] = []

    def change(number: int) -> None:
        changed.append(Register(server, home.key).append(before, State(published=f"gen-{number}")))

    threads = [threading.Thread(target=change, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [state for state in changed if state is not None]
    assert len(changed) == 8
    assert won == [Register(server, home.key).read()]


def test_a_change_that_comes_late_changes_nothing(home: ServerHome) -> None:
    register = Register(connect(home.store), home.key)
    states = [State()]
    for number in range(6):
        found = register.append(states[-1], State(published=f"gen-{number}"))
        assert found is not None
        states.append(found)
    assert [register.append(old, State(published="gen-late")) for old in states[:-1]] == [None] * 6
    assert register.read() == states[-1]


def test_a_writer_that_waited_in_vain_names_the_other_one(home: ServerHome) -> None:
    build(small_plan(), CountingEncoder(), home)
    with writing(connect(home.store), home), pytest.raises(EnvironmentFault, match=r"pid \d+") as refused:
        build(small_plan("v2"), CountingEncoder(), replace(home, wait_s=0.2))
    assert "60 s later" in refused.value.hint
    open_index(home, FACTS).close()
    build(small_plan("v2"), CountingEncoder(), home)  # the lease was given back


def test_a_writer_whose_lease_another_one_took_publishes_nothing(home: ServerHome) -> None:
    server = connect(home.store)
    old = build(small_plan(), CountingEncoder(), home).generation
    with writing(server, home) as lease:
        register = Register(server, home.key)
        assert register.append(lease.state, replace(lease.state, writer="another", token="another")) is not None
        with pytest.raises(EnvironmentFault, match="lost"):
            lease.change("gen-mine", old)
        lease.release()  # of no effect: it is another one's now
        assert register.read().writer == "another"
    assert published_name(home) == old


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(client, "ANSWER_S", 0.3)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        store = StoreSettings(f"http://127.0.0.1:{listening.getsockname()[1]}")
        begun = time.monotonic()
        with pytest.raises(EnvironmentFault, match="did not answer in time"):
            open_index(ServerHome(store, "coach-x", Home(tmp_path)), FACTS)
    assert time.monotonic() - begun < 5


def test_the_token_is_sent_with_every_request_and_shown_nowhere(chroma: ChromaServer, home: ServerHome) -> None:
    with way_to(chroma, token="s3cret-token") as way:
        allowed = replace(home, store=StoreSettings(way.url, "s3cret-token"))
        build(small_plan(), CountingEncoder(), allowed)
        assert {headers.get("authorization") for headers in way.seen} == {"Bearer s3cret-token"}
        assert standing(connect(allowed.store)).remarks == ()
        for token in ("", "wrong-token"):
            refused = StoreSettings(way.url, token)
            with pytest.raises(EnvironmentFault, match="401") as error:
                open_index(replace(home, store=refused), FACTS)
            assert "COACH_STORE_TOKEN" in error.value.hint
            assert "wrong-token" not in f"{error.value.message} {refused}"
    assert "s3cret" not in f"{allowed} {StoreSettings(way.url, 's3cret-token')!r}"


def test_a_server_that_asks_nobody_for_the_token_is_remarked_on(chroma: ChromaServer) -> None:
    said = standing(connect(StoreSettings(chroma.url, "any-token"))).remarks
    assert ["answers without the token" in remark for remark in said] == [True]


def test_chroma_cloud_gets_its_own_header() -> None:
    cloud = StoreSettings("https://api.trychroma.com", "ck-1", "t", "d")
    assert client._headers(cloud) == {"x-chroma-token": "ck-1"}
    assert cloud.is_cloud
    assert not StoreSettings("https://trychroma.com.example.org").is_cloud


RUST = {"version": (200, '"1.0.0"'), "healthcheck": (200, '{"is_executor_ready":true}')}
UNFIT = {
    "python server": ({"version": (200, '"1.0.20"')}, "CVE-2026-45829"),
    "python server of old": ({"version": (200, '"0.6.3"')}, "CVE-2026-45829"),
    "another release": ({**RUST, "version": (200, '"2.1.0"')}, r"2\.1\.0.*client is 1\."),
    "something else": ({}, "no Chroma server"),
    "a page": ({"version": (200, "<html>")}, "cannot be used"),
    "failing": ({"version": (500, '{"error":"InternalError","message":"disk"}')}, "failed .*disk"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_server_that_is_not_fit_is_refused_in_one_line(tmp_path: Path, case: str) -> None:
    pages, words = UNFIT[case]
    with answering(pages) as url, pytest.raises((EnvironmentFault, IndexDamaged), match=words) as refused:
        open_index(ServerHome(StoreSettings(url), "coach-x", Home(tmp_path)), FACTS)
    assert "\n" not in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("names", [("nobody", "default_database"), ("default_tenant", "none")], ids=["tenant", "base"])
def test_a_tenant_or_database_that_is_not_there_is_named(home: ServerHome, names: tuple[str, str]) -> None:
    store = StoreSettings(home.store.url, "", *names)
    with pytest.raises(EnvironmentFault, match=f"no tenant {names[0]} with a database {names[1]}"):
        ensure_index(small_plan(), CountingEncoder(), replace(home, store=store))


def test_a_server_that_is_not_there_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="cannot be reached") as refused:
        open_index(ServerHome(StoreSettings(f"http://127.0.0.1:{free_port()}"), "coach-x", Home(tmp_path)), FACTS)
    assert "chroma run" in refused.value.hint
