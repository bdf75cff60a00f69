"""The index: what goes in comes out, best first, and stale or unusable things are refused."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from fakes import CountingEncoder
from test_index_cases import FACTS, small_plan, small_rows

from coach.errors import CorpusError, EncoderError, EnvironmentFault, IndexStale
from coach.index import KINDS, Home, Plan, Row, build, ensure_index, home_of, open_index


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("cache") / "indexes" / "small")
    build(small_plan(), CountingEncoder(), home)
    return home


def ask(text: str) -> npt.NDArray[np.float32]:
    vector: npt.NDArray[np.float32] = CountingEncoder().encode([text])[0]
    return vector


def test_rows_come_back_in_order_with_their_vectors_and_extras(built: Home) -> None:
    with open_index(built, FACTS) as index:
        rows = [row for kind in KINDS for row in index.rows(kind)]
        vectors = np.concatenate([index.vectors(kind) for kind in KINDS])
        extra = index.extras["sum"]
    assert rows == small_rows()
    assert np.allclose(vectors, CountingEncoder().encode([row.text for row in rows]), atol=1e-6)
    assert np.allclose(extra, vectors.sum(axis=0), atol=1e-4)


def test_the_nearest_row_comes_first_with_its_cosine(built: Home) -> None:
    with open_index(built, FACTS) as index:
        hits = index.search("passage", ask("strategy strategy hire"), 3)
    assert (hits[0].text, hits[0].owner, hits[0].label) == ("strategy strategy hire", "P-strategy", "on hire")
    # "a a b" against "a a c": 4 / 5; against "b b a" of hire: (2*1 + 1*2) / 5 = 4 / 5 too
    assert [round(hit.similarity, 5) for hit in hits] == [1.0, 0.8, 0.8]


def test_k_is_capped_at_the_number_of_rows(built: Home) -> None:
    with open_index(built, FACTS) as index:
        assert len(index.search("beyond", ask("focus"), 500)) == 10
        assert index.search("beyond", ask("focus"), 0) == []


@pytest.mark.parametrize(
    "vector", [np.full(10, np.nan), np.full(10, np.inf), np.ones(9)], ids=["nan", "inf", "wrong dimension"]
)
def test_a_question_vector_that_is_no_vector_is_refused(built: Home, vector: np.ndarray) -> None:
    with open_index(built, FACTS) as index, pytest.raises(EncoderError):
        index.search("passage", vector.astype(np.float32), 3)


@pytest.mark.slow
def test_duplicate_rows_are_folded_and_an_empty_kind_finds_nothing(tmp_path: Path) -> None:
    rows = [Row("passage", "trust", "P1"), Row("passage", "trust", "P1"), Row("passage", "trust", "P2")]
    with ensure_index(Plan(FACTS, lambda: rows), CountingEncoder(), Home(tmp_path / "i")) as index:
        assert [hit.owner for hit in index.search("passage", ask("trust"), 9)] in (["P1", "P2"], ["P2", "P1"])
        assert index.search("situation", ask("trust"), 9) == []
        assert index.vectors("beyond").shape == (0, 10)


@pytest.mark.slow
def test_many_rows_with_one_text_do_not_fail_the_check(tmp_path: Path) -> None:
    rows = [Row("passage", "trust", f"P{number}") for number in range(40)]
    with ensure_index(Plan(FACTS, lambda: rows), CountingEncoder(), Home(tmp_path / "i")) as index:
        assert len(index.search("passage", ask("trust"), 40)) == 40


@pytest.mark.slow
def test_texts_of_any_script_and_length_come_back_exactly_from_folders_of_any_name(tmp_path: Path) -> None:
    texts = ["trust \u6771\u4eac \U0001f642 \u00e9\u0301 \ufeff", 'trust "quoted" \t\n line', "trust " * 20_000]
    rows = [Row("passage", text, "P1", text[:99]) for text in texts]
    home = Home(tmp_path / "\u00fc ?#%41 'x\"")
    with ensure_index(Plan(FACTS, lambda: rows), CountingEncoder(), home) as index:
        assert list(index.rows("passage")) == rows


@pytest.mark.parametrize("rows", [[], [Row("passage", "trust \ud800", "P1")], [Row("passage", "trust \0", "P1")]])
def test_nothing_or_unstorable_text_is_a_fault_of_the_corpus(tmp_path: Path, rows: list[Row]) -> None:
    with pytest.raises(CorpusError):
        build(Plan(FACTS, lambda: rows), CountingEncoder(), Home(tmp_path / "i"))


def test_only_new_texts_are_embedded_when_the_corpus_changes(built: Home, tmp_path: Path) -> None:
    home = Home(Path(shutil.copytree(built.folder, tmp_path / "i")))
    rows = [*small_rows()[5:], Row("passage", "goal goal goal focus", "P-new")]
    encoder = CountingEncoder()
    facts = dataclasses.replace(FACTS, corpus_version="v2")
    remarks: list[str] = []
    with ensure_index(Plan(facts, lambda: rows), encoder, home, remarks.append) as index:
        assert encoder.asked == ["goal goal goal focus"]
        assert index.search("passage", ask("hire hire strategy"), 1)[0].text == "hire hire strategy"
    assert remarks == ["The index was built with corpus version v1, v2 is asked for; building it"]


@pytest.mark.slow
def test_another_encoder_of_the_same_dimension_embeds_everything_anew(built: Home, tmp_path: Path) -> None:
    home = Home(Path(shutil.copytree(built.folder, tmp_path / "i")))
    encoder = CountingEncoder("ten-words:2")
    ensure_index(dataclasses.replace(small_plan(), facts=dataclasses.replace(FACTS, encoder="ten-words:2")),
                 encoder, home).close()  # fmt: skip
    assert len(encoder.asked) == 90


def test_a_fresh_index_asks_the_encoder_and_the_plan_for_nothing(built: Home) -> None:
    encoder = CountingEncoder()
    ensure_index(Plan(FACTS, lambda: pytest.fail("rows were asked for")), encoder, built, pytest.fail).close()
    assert encoder.asked == []


@pytest.mark.parametrize("field", ["corpus_version", "encoder", "dimension", "chunker"])
def test_an_index_made_from_something_else_is_stale(built: Home, field: str) -> None:
    changed: dict[str, Any] = {field: 99 if field == "dimension" else "other"}
    other = dataclasses.replace(FACTS, **changed)
    with pytest.raises(IndexStale) as caught:
        open_index(built, other)
    assert str(getattr(FACTS, field)) in caught.value.message
    assert str(getattr(other, field)) in caught.value.message


def test_a_place_without_an_index_is_stale(tmp_path: Path) -> None:
    with pytest.raises(IndexStale, match="no index of small yet"):
        open_index(Home(tmp_path / "none"), FACTS)


class Faulty(CountingEncoder):
    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault

    def encode(self, texts, on_progress=None):  # type: ignore[no-untyped-def]
        vectors = super().encode(texts)
        if self.fault in ("nan", "inf"):
            vectors[3, 3] = float(self.fault)
        changed = {"dimension": vectors[:, :9], "count": vectors[1:], "length": vectors * 3}
        return changed.get(self.fault, vectors)


@pytest.mark.parametrize("fault", ["nan", "inf", "dimension", "count", "length"])
def test_unusable_vectors_are_refused_and_the_old_index_stays(built: Home, tmp_path: Path, fault: str) -> None:
    """provider-31."""
    home = Home(Path(shutil.copytree(built.folder, tmp_path / "i")))
    facts = dataclasses.replace(FACTS, corpus_version="v2")
    rows = [Row("passage", f"team team {'goal ' * number}", "P") for number in range(3, 9)]
    with pytest.raises(EncoderError):
        build(Plan(facts, lambda: rows), Faulty(fault), home)
    open_index(home, FACTS).close()


def test_an_index_deleted_under_an_open_reader_keeps_answering(built: Home, tmp_path: Path) -> None:
    home = Home(Path(shutil.copytree(built.folder, tmp_path / "i")))
    with open_index(home, FACTS) as index:
        shutil.rmtree(home.folder)
        assert index.search("situation", ask("salary"), 1)[0].owner == "P-salary"


def test_a_closed_index_and_one_from_before_a_fork_say_so(built: Home) -> None:
    index = open_index(built, FACTS)
    child = os.fork()
    if child == 0:
        try:
            index.search("passage", ask("trust"), 1)
        except RuntimeError:
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    index.close()
    index.close()
    with pytest.raises(RuntimeError, match="closed"):
        index.search("passage", ask("trust"), 1)


def test_a_cache_that_is_a_file_is_a_fault_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = home_of(tmp_path / "file", "small", tmp_path, "ten-words:1")
    with pytest.raises(EnvironmentFault, match="Not a directory"):
        ensure_index(small_plan(), CountingEncoder(), home)


def test_homes_differ_by_folder_and_encoder_and_have_plain_names(tmp_path: Path) -> None:
    homes = {home_of(tmp_path, "Größe: a/b ..", folder, encoder).folder.name
             for folder in (Path("/a"), Path("/b")) for encoder in ("x", "y")}  # fmt: skip
    assert len(homes) == 4
    assert all(name.startswith("Gr-e-a-b-") for name in homes)
