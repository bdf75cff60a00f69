"""An English question prefers English text: what says the same in another language comes after it.

A plain loss for every passage in another language cannot tell a translation from the only answer there is. Measured
over a handbook of ten pages in English and in German full of English terms, with 35 questions: without any loss the
English page came before its German twin 32 times, and where the English one was taken away, the German one came first
32 times; with a loss of 0.1 it was 33 and 27, with 0.15 all 35 and 23. Giving way to what says the same: 35 and 32.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from coach.records import Passage

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
# Cosine from which two passages say the same. Between the English and the German page on one subject it was 0.24 to
# 0.66 (below 0.4 where they share few words, and there the English one was nearer to every question anyway), between
# pages on two subjects 0.35 at most. From 0.3 to 0.4 nothing changed; at 0.2 the German page alone came first 27 times.
SAME = 0.4
COMPARABLE = 0.2  # by how much the English score may be lower; 0.3 gave the same
# How far below it the other one then stands: enough not to be quoted beside it (see `composer.answer.FURTHER_SHARE`).
STEP = 0.03


class Languages:
    """Knows which passages are in another language than a question.

    Args:
        passages: All of the corpus, in the order of the index's rows.
        usual: The language of the corpus.
    """

    def __init__(self, passages: Sequence[Passage], usual: str) -> None:
        languages = [passage.language for passage in passages]
        self._not_english = np.array([one not in ("en", "und") for one in languages], dtype=bool)
        self._not_usual = np.array([usual != "en" and one not in (usual, "und") for one in languages], dtype=bool)

    def foreign(self, is_english: Callable[[], bool]) -> Flags:
        """Return (n,) whether a passage is surely in another language than the question.

        Args:
            is_english: Tells whether the question is in English, asked only where it matters; else it counts as one in
                the language of the corpus, and in an English corpus, which it cannot be matched with, nothing is
                preferred.
        """
        is_mixed = self._not_english.any() or self._not_usual.any()
        return self._not_english if is_mixed and is_english() else self._not_usual


def preferred(scores: Floats, vectors: Floats, is_foreign: Flags) -> Floats:
    """Return the scores, those of passages in another language lowered where text in the question's says the same.

    Args:
        scores: (r,) of passages.
        vectors: (r, d) of them, unit norm.
        is_foreign: (r,) whether it is in another language than the question.
    """
    if is_foreign.all() or not is_foreign.any():
        return scores
    own, theirs = scores[~is_foreign], scores[is_foreign]
    says_the_same = vectors[is_foreign] @ vectors[~is_foreign].T >= SAME
    is_answer = says_the_same & (own[None, :] >= theirs[:, None] - COMPARABLE)
    best = np.where(is_answer, own[None, :], -np.inf).max(axis=1)
    lowered = scores.copy()
    lowered[is_foreign] = np.where(np.isfinite(best), np.minimum(theirs, best - STEP), theirs)
    return lowered
