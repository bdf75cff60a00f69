"""What a chat model is shown: the rules, and beneath them the material between marks that nobody can guess."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coach import prompts, words
from coach.lead_ins import ASKS_BACK
from coach.model.records import Message
from coach.records import Corpus, Principle, Profile, Question, Ranked, Retrieval, Turn

MAX_OFFERED = 5  # principles: on evals/development the right one is among the first five in 147 of 147 answers
FEWER_OFFERED = 2  # where the model cannot read so much
MAX_POINTS = 3
# Limits of what is sent, in characters. Principles are paragraphs; a page of a handbook is cut to what speaks most.
MAX_PRINCIPLE, MAX_HISTORY, MAX_TURN, MAX_LABEL = 2_500, 6_000, 1_500, 120


@dataclass(frozen=True, slots=True)
class Asking:
    """What an answer is made from.

    Attributes:
        question: As it was put, with its history and profile.
        retrieval: What was found; its coverage is covered or partly.
        corpus: Where the principles stand.
        neutral: The question without names, flattery and loaded words.
    """

    question: Question
    retrieval: Retrieval
    corpus: Corpus
    neutral: str = ""

    def offered(self, most: int = MAX_OFFERED) -> tuple[Principle, ...]:
        """Return the principles of this turn that the model may cite, best first."""
        return tuple(self.corpus.principle(ranked.principle) for ranked in self.retrieval.ranking[:most])

    def ranked(self, principle_id: str) -> Ranked:
        """Return what was found about a principle."""
        return next(ranked for ranked in self.retrieval.ranking if ranked.principle == principle_id)

    @property
    def own_words(self) -> str:
        """What the person said, now and before, and who they say they are."""
        profile = self.question.profile
        said = [turn.content for turn in self.question.history if turn.role == "user"]
        return "\n".join([*said, self.question.text, profile.role, profile.level, profile.company])

    @property
    def may_ask_back(self) -> bool:
        """Whether a question may be asked back: the situation is thin, and none was asked in this conversation."""
        is_thin = self.retrieval.coverage.status == "partly"
        return is_thin and not any(_has_asked(turn) for turn in self.question.history)


def _has_asked(turn: Turn) -> bool:
    if turn.role != "assistant":
        return False
    return ASKS_BACK in turn.content or turn.content.rstrip().endswith("?")


def messages(asking: Asking, offered: Sequence[Principle], has_schema: bool) -> list[Message]:
    """Return the request for points.

    Args:
        asking: What is asked.
        offered: The principles that may be cited.
        has_schema: Whether the provider holds the model to `coach.generation.form.SCHEMA`.
    """
    mark = secrets.token_hex(8)  # anew for each request: no text can close its block
    may_ask = prompts.MAY_ASK if asking.may_ask_back else prompts.MAY_NOT_ASK
    rules = prompts.POINTS.text.format(mark=mark, most=MAX_POINTS, may_ask=may_ask.text)
    form = prompts.JSON_FORM if has_schema else prompts.PLAIN_FORM
    question = asking.question
    blocks = [
        _block(mark, "PRINCIPLES", "\n\n".join(_principle(asking, principle) for principle in offered)),
        _block(mark, "CONVERSATION SO FAR", _conversation(question.history)),
        _block(mark, "WHO ASKS", _person(question.profile)),
        _block(mark, "QUESTION", question.text),
    ]
    if asking.neutral and asking.neutral.casefold() != " ".join(question.text.split()).casefold():
        blocks.append(_block(mark, "THE SAME QUESTION WITHOUT NAMES, PRAISE AND LOADED WORDS", asking.neutral))
    return [Message("system", f"{rules}\n\n{form.text}"), Message("user", "\n\n".join(filter(None, blocks)))]


def repair_messages(first: Sequence[Message], reply: str, failures: Iterable[str]) -> list[Message]:
    """Return the request to mend what failed; without failures the reply could not be read at all."""
    told = "\n".join(f"- {failure}" for failure in failures)
    text = prompts.REPAIR.text.format(failures=told) if told else prompts.UNREADABLE.text
    return [*first, Message("assistant", reply), Message("user", text)]


def _block(mark: str, name: str, text: str) -> str:
    return f"{mark} BEGIN {name}\n{text.strip()}\n{mark} END {name}" if text.strip() else ""


def _principle(asking: Asking, principle: Principle) -> str:
    audience = principle.audience
    named = ", ".join([*audience.level, *audience.role, *audience.company])
    lines = [f"id: {_label(principle.id)}", f"title: {_label(principle.title)}"]
    lines += [f"speaks of: {_label(named)}"] if named else []
    return "\n".join([*lines, f"text: {excerpt(principle.text, asking.ranked(principle.id).sentence)}"])


def _label(text: str) -> str:
    """Return a title or a name on one line, cut: what stands in a heading is data as well."""
    return " ".join(words.visible(text).split())[:MAX_LABEL]


def excerpt(text: str, sentence: str) -> str:
    """Return the text, or where it is too long the whole sentences around the one that speaks to the question."""
    if len(text) <= MAX_PRINCIPLE:
        return text
    begin = max(text.find(sentence) - MAX_PRINCIPLE // 3, 0) if sentence else 0
    cut = text[begin : begin + MAX_PRINCIPLE]
    found = words.sentences(cut)[bool(begin) :]  # the first may have lost its beginning, the last its end
    kept = found[:-1] if len(found) > 1 and begin + MAX_PRINCIPLE < len(text) else found
    return " ".join(kept)


def _conversation(history: Sequence[Turn]) -> str:
    """Return the last turns, oldest first, as far as they fit."""
    kept: list[str] = []
    room = MAX_HISTORY
    for turn in reversed(history):
        line = f"{'they' if turn.role == 'user' else 'you'}: {' '.join(turn.content.split())[:MAX_TURN]}"
        room -= len(line)
        if room < 0:
            break
        kept.insert(0, line)
    return "\n".join(kept)


def _person(profile: Profile) -> str:
    told = {"role": profile.role, "level": profile.level, "company": profile.company}
    return "\n".join(f"{name}: {_label(text)}" for name, text in told.items() if text.strip())
