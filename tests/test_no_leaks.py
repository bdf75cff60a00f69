"""Nothing leaks: situations, beyond and development questions are different texts, also in other words.

A near-duplicate across principles would let a situation vote against its own principle; one between the corpus and
the development questions would make the measured figures meaningless.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from coach.coach import Coach
from coach.encoder import Encoder
from evals.questions import DEVELOPMENT, read_questions

NEAR_DUPLICATE = 0.93  # cosine from which two questions are one in other words
Floats = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def corpus_texts(coach: Coach) -> tuple[list[str], list[str], Floats]:
    """Return the texts, owners ('' for beyond) and vectors of all situations and beyond questions."""
    index = coach.retriever.index
    rows = [*index.rows("situation"), *index.rows("beyond")]
    vectors = np.concatenate([index.vectors("situation"), index.vectors("beyond")])
    return [row.text for row in rows], [row.owner if row.kind == "situation" else "" for row in rows], vectors


@pytest.fixture(scope="module")
def development(encoder: Encoder) -> tuple[list[str], Floats]:
    """Return the development questions and their vectors."""
    asked = [item.question for item in read_questions(DEVELOPMENT)]
    return asked, encoder.encode(asked)


def pairs(similar: npt.NDArray[np.bool_], left: list[str], right: list[str]) -> list[tuple[str, str]]:
    return [(left[i], right[j]) for i, j in np.argwhere(similar)]


def test_no_situation_is_a_near_duplicate_of_another_principles_or_of_a_beyond_question(
    corpus_texts: tuple[list[str], list[str], Floats],
) -> None:
    texts, owners, vectors = corpus_texts
    others = np.array(owners)[:, None] != np.array(owners)[None, :]
    similar = np.triu((vectors @ vectors.T >= NEAR_DUPLICATE) & others)
    assert pairs(similar, texts, texts) == []


def test_no_development_question_is_a_near_duplicate_of_a_situation_or_a_beyond_question(
    corpus_texts: tuple[list[str], list[str], Floats], development: tuple[list[str], Floats]
) -> None:
    texts, _, vectors = corpus_texts
    asked, asked_vectors = development
    assert pairs(asked_vectors @ vectors.T >= NEAR_DUPLICATE, asked, texts) == []


def test_no_development_question_stands_twice(development: tuple[list[str], Floats]) -> None:
    asked, vectors = development
    assert pairs(np.triu(vectors @ vectors.T >= NEAR_DUPLICATE, k=1), asked, asked) == []


def test_the_development_questions_name_only_principles_and_hand_offs_that_exist(coach: Coach) -> None:
    ids = {principle.id for principle in coach.corpus.principles}
    for item in read_questions(DEVELOPMENT):
        assert set(item.relevant) <= ids
        assert item.handoff is None or item.handoff in coach.corpus.handoffs
