"""What is answered to somebody who goes on about the last answer, and to a follow-up that leads back to it.

Nothing is advised that was not before: a point is shown again, alone or in brief, or the person is told that there is
no more. The status stays that of the question which the conversation is about, for that is what was retrieved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from coach import words
from coach.composer.answer import NEARBY_SIMILARITY, nearby
from coach.composer.quoting import paragraph, quoted, telling_words, texts_to_quote, with_limits
from coach.records import Answer, Corpus, Point, Principle, Question, Ranked, Turn
from coach.retriever.aside import aside_of

_WELCOME = "You are welcome. I hope it goes well; tell me how it went, if you like."
_WELCOME_ALL_THE_SAME = "You are welcome. I am sorry that there was no more in it."
_WELCOME_FIRST = "You are welcome. When there is a situation at work to talk about, describe it in a sentence or two."
_STILL_HOLDS = "You are welcome. What I said before still holds:"
_IN_SHORT = "In short, then."
_MEANT = "This is the one, with all that stands around it."
_NEAREST_WORDING = "I have no wording for your case. What comes nearest are words that a principle itself gives."
_NO_WORDING = "I have no wording for your case: the principles say what to do, and leave the words to you."
_DIFFERENT = "Tell me what is different about it, or what you have tried, and I will look again."
_WHOLE_WORDS = 120  # up to this length a principle is shown whole
_CITES = re.compile(r"\[([^\[\]\n]{1,200})\]")
_SAYS_WORDS = re.compile(r"[\"“][^\"”]{12,}[\"”]")  # some words that one could say


def on_aside(question: Question, composed: Answer, corpus: Corpus) -> Answer | None:
    """Return what is answered to thanks or a wish about the last answer; None where the question is one of its own.

    Args:
        question: With its history.
        composed: The answer to what the question leans on.
        corpus: Where the principles stand.
    """
    aside = aside_of(question.text)
    if aside is None:
        return None
    help_stays = composed.closing if composed.retrieval.concern else ""
    bare = replace(composed, points=(), tensions=(), next_step=None, nearby=(), closing=help_stays, remarks=())
    if aside.kind == "thanks":
        return _thanked(bare, composed, question.history)
    cited = _cited(question.history, composed)
    if not cited:
        return None
    if aside.kind == "meaning":
        place = aside.place if aside.place < len(cited) else -1
        known = [ranked.principle for ranked in composed.retrieval.ranking]
        named = next((name for name in known if name.lower() == aside.principle), "")
        if aside.principle and not named:  # "what do you mean by q3?"
            return None
        return replace(bare, opening=_MEANT, points=(_whole(named or cited[place], composed, corpus),))
    step = composed.next_step if composed.next_step and composed.next_step.principle == cited[0] else None
    if aside.kind == "shorter":
        return replace(bare, opening=_IN_SHORT, points=(_brief(cited[0], composed, corpus),), next_step=step)
    wording = next(filter(None, (_wording(name, corpus) for name in cited)), None)
    opening = _NEAREST_WORDING if wording else _NO_WORDING
    return replace(bare, opening=opening, points=(wording,) if wording else (), next_step=None if wording else step)


def is_about_the_answer(question: Question) -> bool:
    """Tell whether nobody has to be asked: thanks, and wishes that the last answer's own words fulfil."""
    aside = aside_of(question.text)
    return aside is not None and aside.kind != "wording"


def unrepeated(question: Question, composed: Answer, corpus: Corpus) -> Answer:
    """Return the answer to a follow-up; where every word of it was said before, what is next best instead.

    Args:
        question: With its history.
        composed: The answer to it.
        corpus: Where the principles stand.
    """
    is_follow_up = composed.retrieval.asked != question.text
    said = words.canonical("\n".join(turn.content for turn in question.history if turn.role == "assistant"))
    repeated = [point.quote for point in composed.points]
    repeated += [composed.next_step.text] if composed.next_step else []
    if not (is_follow_up and composed.points and all(words.canonical(part) in said for part in repeated)):
        return composed
    shown = {point.principle for point in composed.points}
    others = [ranked for ranked in composed.retrieval.ranking if ranked.principle not in shown]
    near = [ranked for ranked in others if ranked.situation_similarity >= NEARBY_SIMILARITY or not corpus.situations]
    cited = [corpus.principle(point.principle) for point in composed.points]
    names = "the same pages" if corpus.passages else _named(cited)
    return replace(
        composed,
        opening=leads_back(names),
        points=(),
        tensions=tuple(one for one in composed.tensions if words.canonical(one.about) not in said),
        next_step=None,
        nearby=() if composed.retrieval.concern else nearby(near, corpus),
        closing=composed.closing if composed.retrieval.concern else _DIFFERENT,
        remarks=(),
    )


def leads_back(names: str) -> str:
    """Return what is said where a question leads back to what was quoted before.

    Args:
        names: What it leads back to.
    """
    return f"That leads back to {names}, and for this I find nothing beyond what I quoted above."


def with_title(principle: Principle) -> str:
    """Return the id of a principle with its title, if it has one: P11 (Earn credibility before strategy)."""
    return f"{principle.id} ({principle.title})" if principle.title not in ("", principle.id) else principle.id


def _named(principles: Sequence[Principle]) -> str:
    """Return the name of one principle with its title; several by their ids: with titles nobody reads to the end."""
    return with_title(principles[0]) if len(principles) == 1 else " and ".join(one.id for one in principles)


def _thanked(bare: Answer, composed: Answer, history: Sequence[Turn]) -> Answer:
    if composed.status == "handoff":
        return replace(bare, opening=_STILL_HOLDS, closing=composed.closing)
    if not history:
        return replace(bare, opening=_WELCOME_FIRST)
    was_advised = composed.points or any(turn.role == "assistant" and _CITES.search(turn.content) for turn in history)
    return replace(bare, opening=_WELCOME if was_advised else _WELCOME_ALL_THE_SAME)


def _cited(history: Sequence[Turn], composed: Answer) -> list[str]:
    """Return the principles of the last answer in the order in which it named them; of a hand-off none."""
    if not composed.points:
        return []
    known = {ranked.principle for ranked in composed.retrieval.ranking}
    last = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    named = [match[1].strip() for match in _CITES.finditer(last)]
    found = list(dict.fromkeys(name for name in named if name in known))
    return found or [point.principle for point in composed.points]


def _ranked(name: str, composed: Answer) -> Ranked:
    return next(ranked for ranked in composed.retrieval.ranking if ranked.principle == name)


def _brief(name: str, composed: Answer, corpus: Corpus) -> Point:
    return Point(name, corpus.principle(name).title, quoted(_ranked(name, composed), corpus, at_most=0))


def _whole(name: str, composed: Answer, corpus: Corpus) -> Point:
    """Return a point that quotes a short principle (or passage) whole, and of a long one the paragraph meant."""
    principle = corpus.principle(name)
    ranked = _ranked(name, composed)
    text = texts_to_quote([ranked], corpus)[name]
    is_short = len(words.words(text)) <= _WHOLE_WORDS
    part = text if is_short else paragraph(text, ranked.sentence)
    return Point(name, principle.title, with_limits(text, part) if corpus.passages else part)


def _wording(name: str, corpus: Corpus) -> Point | None:
    """Return the sentence of a principle that holds words to say, if it has one."""
    principle = corpus.principle(name)
    found = next((part for part in words.sentences(principle.text) if _SAYS_WORDS.search(part)), "")
    if not found:
        return None
    return Point(
        name, principle.title, telling_words(principle.text, found, at_most=0, is_document=bool(corpus.passages))
    )
