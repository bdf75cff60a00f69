"""Damage: every row of the table of measured failures is noticed before Chroma can answer wrongly or die."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fakes import CountingEncoder
from test_index_cases import FACTS, small_plan

from coach.errors import EnvironmentFault, IndexDamaged, IndexStale
from coach.index import Home, build, ensure_index, open_index, published
from coach.index.checker import Checker
from coach.index.chroma import vendor_errors
from coach.index.manifest import checksums, read_manifest, write_manifest


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("cache") / "small")
    build(small_plan(), CountingEncoder(), home)
    return home


@pytest.fixture
def home(built: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(built.folder, tmp_path / "small")))


def garble(path: Path) -> None:
    noise = np.random.default_rng(1).bytes(path.stat().st_size)
    path.write_bytes(path.read_bytes()[:100] + noise[100:])


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def spoil_header(path: Path) -> None:
    path.write_bytes(b"\0" * 16 + path.read_bytes()[16:])


def spoil_last_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096] + b"\7" * 4096)


def hnsw(generation: Path, name: str) -> Path:
    """Return a file of the collection with the most rows: the one whose files are largest."""
    return max(generation.glob(f"*/{name}"), key=lambda path: (path.parent / "index_metadata.pickle").stat().st_size)


def rewrite(path: Path, **changes: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "sqlite half": lambda g: halve(g / "chroma.sqlite3"),
    "sqlite garbled": lambda g: garble(g / "chroma.sqlite3"),
    "sqlite last page garbled": lambda g: spoil_last_page(g / "chroma.sqlite3"),
    "sqlite header": lambda g: spoil_header(g / "chroma.sqlite3"),
    "sqlite empty": lambda g: empty(g / "chroma.sqlite3"),
    "sqlite missing": lambda g: (g / "chroma.sqlite3").unlink(),
    "hnsw folder missing": lambda g: shutil.rmtree(hnsw(g, "header.bin").parent),
    "pickle missing": lambda g: hnsw(g, "index_metadata.pickle").unlink(),
    "pickle half": lambda g: halve(hnsw(g, "index_metadata.pickle")),
    "data_level0 garbled": lambda g: garble(hnsw(g, "data_level0.bin")),
    "data_level0 half": lambda g: halve(hnsw(g, "data_level0.bin")),
    "data_level0 missing": lambda g: hnsw(g, "data_level0.bin").unlink(),
    "header garbled": lambda g: hnsw(g, "header.bin").write_bytes(b"\xa5" * 100),
    "header empty": lambda g: empty(hnsw(g, "header.bin")),
    "link_lists longer": lambda g: hnsw(g, "link_lists.bin").open("ab").write(b"x"),
    "length garbled": lambda g: hnsw(g, "length.bin").write_bytes(b"\xa5" * 400),
    "probes missing": lambda g: (g / "probes.npz").unlink(),
    "extras changed": lambda g: halve(g / "extras.npz"),
    "rows changed": lambda g: halve(g / "rows.json"),
    "manifest missing": lambda g: (g / "manifest.json").unlink(),
    "manifest half": lambda g: halve(g / "manifest.json"),
    "manifest is a list": lambda g: (g / "manifest.json").write_text("[1]"),
    "manifest lacks a field": lambda g: rewrite(g / "manifest.json", facts={}),
    "manifest of another generation": lambda g: rewrite(g / "manifest.json", generation="gen-other"),
    "manifest counts differ": lambda g: rewrite(g / "manifest.json", counts={"passage": 1}),
    "generation missing": lambda g: shutil.rmtree(g),
    "pointer empty": lambda g: empty(g.parent / "current"),
    "pointer garbled": lambda g: (g.parent / "current").write_bytes(b"\xff\0../../etc"),
}
# Rebuilding takes a second each; these stand for the stages at which damage is noticed.
REBUILT = {"sqlite garbled", "hnsw folder missing", "data_level0 garbled", "generation missing", "pointer garbled"}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_noticed(home: Home, name: str) -> None:
    generation = published(home)
    assert generation is not None
    DAMAGES[name](generation)
    with pytest.raises(IndexDamaged):
        open_index(home, FACTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(REBUILT))
def test_a_damaged_index_is_built_anew_with_a_remark(home: Home, name: str) -> None:
    generation = published(home)
    assert generation is not None
    DAMAGES[name](generation)
    remarks: list[str] = []
    with ensure_index(small_plan(), CountingEncoder(), home, remarks.append) as index:
        assert index.search("situation", CountingEncoder().encode(["salary"])[0], 1)[0].owner == "P-salary"
    assert len(remarks) == 1
    assert remarks[0].startswith("The index is damaged and is built anew (")


def test_rows_lost_from_the_database_are_noticed(home: Home) -> None:
    import sqlite3

    generation = published(home)
    assert generation is not None
    with sqlite3.connect(generation / "chroma.sqlite3") as database:
        database.execute("DELETE FROM embeddings WHERE id IN (SELECT id FROM embeddings LIMIT 3)")
    database.close()
    with pytest.raises(IndexDamaged):
        open_index(home, FACTS)


def test_a_new_generation_that_kills_its_reader_is_refused_by_a_process_that_survives(home: Home) -> None:
    generation = published(home)
    assert generation is not None
    garble(hnsw(generation, "data_level0.bin"))
    write_manifest(generation, dataclasses.replace(read_manifest(generation), files=checksums(generation)))
    with Checker() as checker, pytest.raises(IndexDamaged, match="did not pass its check"):
        checker.check(generation, timeout_s=60)


def test_a_checker_that_is_not_needed_ends_and_one_that_takes_too_long_is_an_error(home: Home) -> None:
    with Checker() as unused:
        pass
    assert unused._process.returncode is not None
    generation = published(home)
    assert generation is not None
    with Checker() as late, pytest.raises(IndexDamaged, match="did not end within"):
        late.check(generation, timeout_s=0.001)
    assert late._process.returncode is not None


@pytest.mark.parametrize("changes", [{"format": 0}, {"chroma": "0.0.1"}], ids=["format", "chromadb"])
def test_an_index_of_another_format_or_chromadb_is_stale(home: Home, changes: dict[str, object]) -> None:
    generation = published(home)
    assert generation is not None
    rewrite(generation / "manifest.json", **changes)
    with pytest.raises(IndexStale):
        open_index(home, FACTS)


class PanicException(BaseException):
    """What pyo3 raises: no ``Exception``."""


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (PanicException("range start index 10 out of range"), IndexDamaged),
        (RuntimeError("(code: 13) database or disk is full"), EnvironmentFault),
        (RuntimeError("(code: 8) attempt to write a readonly database"), EnvironmentFault),
        (PermissionError(13, "Permission denied"), EnvironmentFault),
        (RuntimeError("Error loading hnsw index"), IndexDamaged),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_what_chroma_raises_becomes_one_of_our_errors(raised: BaseException, expected: type[BaseException]) -> None:
    with pytest.raises(expected), vendor_errors(Path("gen-1")):
        raise raised


def test_a_client_that_failed_to_open_is_not_handed_out_again(home: Home) -> None:
    from coach.index import chroma

    generation = published(home)
    assert generation is not None
    whole = (generation / "chroma.sqlite3").read_bytes()
    spoil_header(generation / "chroma.sqlite3")
    with pytest.raises(IndexDamaged), vendor_errors(generation):
        chroma.connect(generation)
    (generation / "chroma.sqlite3").write_bytes(whole)
    open_index(home, FACTS).close()
