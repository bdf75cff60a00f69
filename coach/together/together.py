"""Several corpora, each with a Coach of its own, asked the same question."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.coach import Coach, Considered, open_coach
from coach.errors import SettingsError
from coach.records import Question
from coach.retriever.aside import aside_of
from coach.settings import Settings
from coach.together.follow_up import asked_of
from coach.together.joining import join
from coach.together.records import Joint, Part

if TYPE_CHECKING:
    from coach.generation import PersonalCoach
    from coach.index import VectorSource


class Together:
    """Asks several corpora the same question.

    Args:
        coaches: One for each corpus.

    Raises:
        SettingsError: two corpora have the same name, so that nobody could tell their ids apart.
    """

    def __init__(self, coaches: Sequence[Coach]) -> None:
        self.coaches: Mapping[str, Coach] = {_label(coach.corpus.name): coach for coach in coaches}
        if len(self.coaches) < len(coaches):
            names = [_label(coach.corpus.name) for coach in coaches]
            twice = next(name for name in names if names.count(name) > 1)
            raise SettingsError(
                f"Two of the corpora are named {twice}, so their principles could not be told apart",
                "Give one of them another name in its corpus.yaml, or leave it out.",
            )

    @property
    def personal(self) -> PersonalCoach | None:
        """What makes their answers personal with a chat model, if anything does."""
        return next((coach.personal for coach in self.coaches.values() if coach.personal), None)

    def ask(self, question: Question) -> Joint:
        """Answer a question from all corpora.

        Only those that are going to be shown ask a chat model, and a hand-off in one of them keeps it from all.

        Args:
            question: Its history holds answers as `coach.cli` shows them, with ids like ``acme:P3``.

        Raises:
            QuestionError: it is not a question that can be read.
        """
        begun = time.perf_counter()
        asked = asked_of(question, tuple(self.coaches))
        taken = {label: self.coaches[label].consider(own) for label, own in asked.items()}
        aside = aside_of(question.text)
        is_thanks = aside is not None and aside.kind == "thanks"
        considered = join([self._part(label, one) for label, one in taken.items()], is_thanks)
        shown = {part.corpus for part in considered.parts if part.answer.points}
        complete = [
            self._part(label, one if label in shown else replace(one, asking=None), is_whole=True)
            for label, one in taken.items()
        ]
        elapsed_ms = round((time.perf_counter() - begun) * 1000, 1)
        return replace(join(complete, is_thanks), elapsed_ms=elapsed_ms)

    def _part(self, label: str, considered: Considered, is_whole: bool = False) -> Part:
        coach = self.coaches[label]
        answer = coach.complete(considered) if is_whole else considered.composed
        return Part(label, coach.corpus.title, answer)


def open_together(
    corpora: Sequence[str],
    settings: Settings,
    on_remark: Callable[[str], None] = lambda remark: None,
    on_progress: Callable[[int, int], None] | None = None,
    personal: PersonalCoach | None = None,
) -> Together:
    """Open several corpora with one encoder; what is missing or out of date is built first.

    Args:
        corpora: Their names or folders.
        settings: Names the encoder and the cache; its corpus is not used.
        on_remark: Told in one sentence each about slow or unusual steps.
        on_progress: Called with (done, all) while texts are embedded.
        personal: Makes answers personal, see `coach.generation.open_personal`.

    Raises:
        CoachError: a corpus, the encoder or an index cannot be used, or two corpora have the same name.
    """
    coaches: list[Coach] = []
    encoder: VectorSource | None = None
    for corpus in corpora:
        coach = open_coach(replace(settings, corpus=corpus), on_remark, on_progress, personal, encoder)
        coaches.append(coach)
        encoder = coach.retriever.encoder
    return Together(coaches)


def _label(name: str) -> str:
    """Return a corpus' name as it can stand in front of an id."""
    return re.sub(r"[^\w.-]+", "-", name)
