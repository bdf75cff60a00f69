"""When a question is not answered from the corpus at all: a person should be asked, or it cannot be read.

Shared by the retriever of principles and the one of documents.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coach import words
from coach.index import Hit, Index, VectorSource
from coach.retriever.care import CRISIS
from coach.retriever.language import other_language
from coach.retriever.probe import NONE, Probe
from coach.retriever.question import leans_back, says_too_little

Floats = npt.NDArray[np.float32]
SUSPICION = 0.1  # of any hand-off; below, reading the question as told found none more on evals/development
# A crisis that is missed weighs more than one seen in error, where no principle answers. Learnt from one author's
# stories and asked another's, 1.5 finds more of 260 than 1.0 (91 against 87); 2.5 finds 103, but sends more of those
# away who ask about something else.
URGENCY = {"crisis": 1.5}
# Of the three nearest beyond questions, how many must belong to a person; one where the probe is sure. With one always,
# the same 29 of 39 hand-offs were found on the development questions and cases, but 17 instead of 10 others sent away.
ASKED, WITNESSES = 3, 2
SURE = 0.9  # of the probe
UNCLEAR = "person"  # no particular kind: the text names everybody who could be the right one
# Of all that is seen, the share of the likeliest kind below which it is not named: less than half speaks for it.
CLEAR = 0.45
SAME_LINE = 0.93  # cosine from which two questions are one in other words (tests/test_no_leaks.py)
HANDOFF_STEMS = 4  # "I feel tired", "my boss ignores me": three were too few
# Below so many words the nearest question must say what the probe says, and nothing is urgent: of 77 ordinary short
# ones ("my team lead just quit and I am supposed to take over tomorrow") 12 were sent to a person without it; of those
# that belong to one in evals/development, as many are found.
SHORT_WORDS = 16


class Heard(Protocol):
    """What a person-neutral question found: its vector (d,), and the nearest questions that nothing answers."""

    @property
    def vector(self) -> Floats: ...

    @property
    def beyond(self) -> tuple[Hit, ...]: ...


class Witnesses:
    """Who speaks for a hand-off: a probe, and the nearest questions that nothing answers.

    Args:
        index: Of a corpus; one without hand-offs has no probe.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._probe = Probe(index.extras, "handoff") if "handoff_classes" in index.extras else None

    def probabilities(self, vector: Floats) -> dict[str, float]:
        """Return the probability, 0 to 1, of each kind of hand-off, for a vector (d,)."""
        if self._probe is None:
            return {}
        found = np.exp(self._probe.log_probabilities(vector[None, :])[0]).tolist()
        return {kind: value for kind, value in zip(self._probe.classes, found, strict=True) if kind != NONE}

    def unanswered(self, vector: Floats) -> tuple[Hit, ...]:
        """Return the nearest questions that nothing answers, best first, for a vector (d,)."""
        return tuple(self._index.search("beyond", vector, ASKED))


def agreed_handoffs(
    asked: str, heard: Heard, is_answered: bool, witnesses: Witnesses, encoder: VectorSource
) -> dict[str, float]:
    """Return the kinds of hand-off that two witnesses agree on, with their probability.

    Kinds count when the probe sees them and two of the nearest beyond questions are of some such kind (one where the
    probe is sure). Where nothing answers, who is concerned matters: a suspicious question is read again as it was told.
    Of a few words the embedding tells too little: there only signs decide; of a short question both must say the same.

    Args:
        asked: The question as it was told.
        heard: What its person-neutral form found.
        is_answered: Whether the corpus seems to answer it.
        witnesses: Who is asked.
        encoder: Reads the question as it was told.
    """
    if len(set(words.stems(asked))) < HANDOFF_STEMS:
        return {}
    probabilities, near = witnesses.probabilities(heard.vector), heard.beyond
    is_short = len(words.words(asked)) < SHORT_WORDS
    is_suspicious = sum(probabilities.values()) >= SUSPICION or any(hit.label for hit in near)
    urgency = {}
    if is_suspicious and not is_answered:
        told = encoder.encode([asked])[0]
        probabilities, near = witnesses.probabilities(told), witnesses.unanswered(told)
        urgency = {} if is_short else URGENCY
    kinds = [hit.label for hit in near if hit.label]
    if len(kinds) < (1 if sum(probabilities.values()) >= SURE else WITNESSES):
        return {}
    # against an answer, or told in a few words, the two must say the same
    if (is_answered or is_short) and near[0].label != kind_of(probabilities):
        return {}
    found = {kind: p * (urgency.get(kind, 1.0) if kind in kinds else 1.0) for kind, p in probabilities.items()}
    return _as_witnessed(found, kinds)


def _as_witnessed(found: dict[str, float], kinds: Sequence[str]) -> dict[str, float]:
    """Let a kind that a witness names go before a likelier one that none does, where the two are close."""
    first, named = max(found, key=lambda kind: found[kind]), max(kinds, key=lambda kind: found.get(kind, 0.0))
    if first in kinds or found.get(named, 0.0) < CLEAR * found[first]:
        return found
    return found | {first: found[named], named: found[first]}


def kind_of(handoffs: Mapping[str, float]) -> str | None:
    """Return the kind of hand-off to make of what was seen: the likeliest, or no particular one where that is unclear.

    A crisis is named where it is the likeliest: its text is right for whoever is in danger otherwise, too.
    """
    kind = max(handoffs, key=lambda kind: handoffs[kind], default=None)
    if kind is None:
        return None
    total = sum(handoffs.values())
    return kind if kind == CRISIS or handoffs[kind] >= CLEAR * total else UNCLEAR


def same_line(asked: str, heard: Heard, lines: Mapping[str, str]) -> str | None:
    """Return the kind of hand-off of a line of the corpus that is asked word for word, or nearly so.

    Args:
        asked: The question as it was told.
        heard: What its person-neutral form found.
        lines: The corpus' lines for a person as ``plain`` words, and their kinds.
    """
    told = next((lines[form] for part in [asked, *words.sentences(asked)] if (form := plain(part)) in lines), None)
    nearest = heard.beyond[0] if heard.beyond else None
    return told or (nearest.label or None if nearest and nearest.similarity >= SAME_LINE else None)


def plain(text: str) -> str:
    """Return the words of a text, for comparing."""
    return " ".join(words.words(text))


def handoff_sign(asked: str, signs: Mapping[str, Sequence[str]]) -> str | None:
    """Return the kind of hand-off that a phrase of the question alone calls for, in the order of the signs."""
    told = f" {' '.join(words.words(asked))} ".replace(" i'm ", " i am ").replace(" im ", " i am ")
    return next((kind for kind, listed in signs.items() if any(f" {sign} " in told for sign in listed)), None)


def strange_language(text: str, language: str, known: Container[str]) -> str | None:
    """Return the name of the question's language where a corpus in English cannot be matched with it.

    Args:
        text: The question.
        language: The corpus'.
        known: Words that the index knows.
    """
    return other_language(text, known) if language == "en" else None


def refusal(text: str, asked: str, other: str | None) -> str:
    """Say why a question cannot be answered whatever it resembles; empty where it can.

    Args:
        text: The question.
        asked: With what it leans on.
        other: The language it is in, where that cannot be read.
    """
    if other:
        return f"I can only read English so far, and this looks like {other}. Please ask again in English."
    if asked == text and (says_too_little(text) or (leans_back(text) and _says_nothing(text))):
        return "I cannot tell yet what this is about. Describe the situation at work in a sentence or two."
    return ""


def _says_nothing(text: str) -> bool:
    return len(set(words.stems(text))) <= 2
