"""The map of a corpus: where principles lie, where a question lands, and how much two dimensions keep."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pytest

from coach.coach import Coach
from coach.index import Row
from coach.retriever.map import CorpusMap, train_map

# Four principles at the corners of a rectangle twice as wide as it is high, in a space of four dimensions. The third
# is the same everywhere, the fourth tells apart only the situations of one principle.
CORNERS = {"P1": (2, 1), "P2": (2, -1), "P3": (-2, 1), "P4": (-2, -1)}


def rows_and_vectors(situations: int = 2, owners: tuple[str, ...] = tuple(CORNERS)) -> tuple[list[Row], np.ndarray]:
    """Return a passage and some situations for each corner; the situations lie around it in the fourth dimension."""
    rows, vectors = [], []
    for owner in owners:
        rows.append(Row("passage", f"passage of {owner}", owner))
        vectors.append((*CORNERS[owner], 1, 0))
    for owner in owners:
        for number in range(situations):
            rows.append(Row("situation", f"situation {number} of {owner}", owner))
            vectors.append((*CORNERS[owner], 1, 0.1 if number % 2 else -0.1))
    return rows, np.array(vectors, dtype=np.float32)


def test_principles_lie_as_far_apart_on_the_map_as_in_the_plane_that_holds_them() -> None:
    drawn = CorpusMap(train_map(*rows_and_vectors()))
    by_owner = dict(zip(drawn.owners, drawn.centres, strict=True))
    assert np.linalg.norm(by_owner["P1"] - by_owner["P2"]) == pytest.approx(2)
    assert np.linalg.norm(by_owner["P1"] - by_owner["P3"]) == pytest.approx(4)


def test_the_wider_difference_is_the_first_axis() -> None:
    drawn = CorpusMap(train_map(*rows_and_vectors()))
    assert np.ptp(drawn.centres[:, 0]) == pytest.approx(4)
    assert np.ptp(drawn.centres[:, 1]) == pytest.approx(2)


def test_a_plane_that_holds_every_principle_keeps_everything() -> None:
    assert CorpusMap(train_map(*rows_and_vectors())).kept == pytest.approx(1)


def test_what_the_third_dimension_would_have_shown_is_not_kept() -> None:
    # Centres at the corners of a box with sides 4, 2 and 1: variances 4, 1 and 1/4, of which the plane keeps the first
    # two: 5 of 5.25.
    rows, vectors = [], []
    for x in (-2, 2):
        for y in (-1, 1):
            for z in (-0.5, 0.5):
                rows.append(Row("passage", f"{x} {y} {z}", f"P{len(rows)}"))
                vectors.append((x, y, z))
    drawn = CorpusMap(train_map(rows, np.array(vectors, dtype=np.float32)))
    assert drawn.kept == pytest.approx(5 / 5.25)


def test_a_question_lies_where_its_vector_says() -> None:
    drawn = CorpusMap(train_map(*rows_and_vectors()))
    place = drawn.place(np.array([2, 1, 1, 0], dtype=np.float32))
    assert place == pytest.approx(tuple(drawn.centres[drawn.owners.index("P1")]))


def test_the_nearest_principles_come_nearest_first() -> None:
    drawn = CorpusMap(train_map(*rows_and_vectors()))
    # At (2, 0.5): half from P1 (2, 1), one and a half from P2 (2, -1), four and more from the others.
    place = drawn.place(np.array([2, 0.5, 1, 0], dtype=np.float32))
    assert drawn.nearest(place, 2) == ("P1", "P2")


def test_situations_that_all_lie_at_their_principle_are_all_told_apart() -> None:
    assert CorpusMap(train_map(*rows_and_vectors())).own == 1


def test_a_corpus_without_situations_is_drawn_from_its_passages() -> None:
    drawn = CorpusMap(train_map(*rows_and_vectors(situations=0)))
    assert drawn.own is None
    assert drawn.situations.shape == (0, 2)
    assert np.ptp(drawn.centres[:, 0]) == pytest.approx(4)


def test_one_situation_each_is_too_few_to_say_how_well_they_are_told_apart() -> None:
    assert CorpusMap(train_map(*rows_and_vectors(situations=1))).own is None


def test_where_some_principle_has_no_situations_every_centre_is_that_of_its_passages() -> None:
    rows, vectors = rows_and_vectors()
    moved = vectors.copy()
    moved[len(CORNERS) :, 0] += 10  # the situations lie elsewhere than the passages
    drawn = CorpusMap(train_map(rows[:-2], moved[:-2]))  # P4 has lost its situations
    assert np.ptp(drawn.centres[:, 0]) == pytest.approx(4)


@pytest.mark.parametrize(("owners", "wide", "high"), [(("P1",), 0, 0), (("P1", "P2"), 2, 0)], ids=["one", "two"])
def test_a_corpus_of_one_or_two_principles_has_a_map_too(owners: tuple[str, ...], wide: float, high: float) -> None:
    drawn = CorpusMap(train_map(*rows_and_vectors(owners=owners)))
    assert np.ptp(drawn.centres[:, 0]) == pytest.approx(wide)
    assert np.ptp(drawn.centres[:, 1]) == pytest.approx(high)
    assert drawn.kept == pytest.approx(1)


def test_drawing_it_again_gives_the_same_map(coach: Coach) -> None:
    rows, vectors = _rows_of(coach)
    one, other = train_map(rows, vectors), train_map(rows, vectors)
    assert all(np.array_equal(one[name], other[name], equal_nan=name == "map_own") for name in one)


def test_the_map_is_kept_in_the_index(coach: Coach) -> None:
    drawn = CorpusMap(coach.retriever.index.extras)
    assert drawn.owners == tuple(principle.id for principle in coach.corpus.principles)
    assert len(drawn.situations) == len(coach.corpus.situations)


def test_the_map_of_the_bundled_corpus_is_clearer_than_one_of_all_texts(coach: Coach) -> None:
    rows, vectors = _rows_of(coach)
    used = [number for number, row in enumerate(rows) if row.kind == "situation"]
    drawn = CorpusMap(train_map(rows, vectors))
    assert drawn.own is not None
    assert drawn.own > 0.25  # measured: 0.29, principal components of the situations 0.20
    assert drawn.own > 1.3 * own_on_principal_components([rows[number].owner for number in used], vectors[used])


def own_on_principal_components(owners: Sequence[str], vectors: np.ndarray) -> float:
    """Return the share of one half of the situations nearest to their own principle, on the other half's own plane."""
    first = np.arange(len(owners)) % 2 == 0
    of = np.array(owners)
    middle = vectors[first].mean(axis=0)
    axes = np.linalg.svd(vectors[first] - middle, full_matrices=False)[2][:2]
    plane = (vectors - middle) @ axes.T
    centres = {owner: plane[first & (of == owner)].mean(axis=0) for owner in set(owners)}
    nearest = [min(centres, key=lambda owner: float(np.linalg.norm(centres[owner] - place))) for place in plane[~first]]
    return float(np.mean([near == owner for near, owner in zip(nearest, of[~first], strict=True)]))


def test_drawing_it_takes_little_of_an_ingest(coach: Coach) -> None:
    rows, vectors = _rows_of(coach)
    train_map(rows, vectors)  # imports what drawing needs, as the probes do before it at an ingest
    begun = time.perf_counter()
    train_map(rows, vectors)
    assert time.perf_counter() - begun < 0.5  # measured: 0.04 s


def _rows_of(coach: Coach) -> tuple[list[Row], np.ndarray]:
    index = coach.retriever.index
    kinds = ("passage", "situation", "beyond")
    rows = [row for kind in kinds for row in index.rows(kind)]
    return rows, np.concatenate([index.vectors(kind) for kind in kinds])
