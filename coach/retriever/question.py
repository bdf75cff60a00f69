"""A question as it is typed: refused, understood from the turns before it, or put into a person-neutral form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach import words
from coach.errors import QuestionError
from coach.records import Turn
from coach.retriever.aside import aside_of

MAX_CHARACTERS = 8000
MAX_TURNS = 12  # turns of history that are read; older ones change nothing
_HINT = "Describe the situation in a sentence or two, for instance: my manager nods at my ideas and ignores them."


def check_question(text: str) -> str:
    """Return the question without invisible characters.

    Raises:
        QuestionError: it is empty, too long, holds control characters, or holds no words.
    """
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"The question has {len(text):,} characters; {MAX_CHARACTERS:,} is the limit",
            "Shorten it to the situation and what you want to know.",
        )
    if not text.strip():
        raise QuestionError("There is no question", _HINT)
    if words.has_control_characters(text):
        raise QuestionError("The question holds control characters", "Type it, or paste it as plain text.")
    cleaned = words.clean(text)
    if not words.words(cleaned):
        raise QuestionError("The question holds no words", _HINT)
    return cleaned


# ---------------------------------------------------------------------------------------------------- follow-ups

# A question that opens like this goes on from the one before, unless it names enough to stand on its own.
_GOES_ON = re.compile(r"^(and|but|or|also|what if|what about|how about|even if)\b", re.IGNORECASE)
_MAY_GO_ON = re.compile(r"^(so|ok|okay|then|why|which one|really|yes|no|sure|because)\b", re.IGNORECASE)
_GOES_ON_NAMING, _MAY_GO_ON_NAMING = 6, 2  # content words at most
_NEW_TOPIC = re.compile(
    r"\b(another|different|new|other|unrelated) (topic|question|subject|thing|matter)\b", re.IGNORECASE
)
_ELSE = re.compile(
    r"\b(by the way|btw|something else|on another note|while i have you|totally different|my other)\b", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(the other|you (?:said|mean|meant|mentioned|suggest(?:ed)?)|"
    r"(?:first|second|third|last|next) (?:one|point|step))\b",
    re.IGNORECASE,
)
# These point at something named before: in the same question where that names two things or more, else in an earlier
# turn ("Is a lateral move worth it?", "Is it worth it?").
_POINTS = re.compile(
    r"\b(that|this|it|they|them|those|these|he|she|him|her|his|there|then|instead|either|both|such)\b", re.IGNORECASE
)
_NAMED_BEFORE = 2
# Somebody tells how it went: "I already wrote that page and nobody read it".
_TRIED = re.compile(
    r"^(?:but |well |yes |no |ok(?:ay)? )*(?:i|we)(?:'ve| have)? (?:already|tried|did|done)\b"
    r"[^.?!]*?\b(?:that|this|it|those|these|them)\b",
    re.IGNORECASE,
)
_FOLLOW_UP_WORDS = 25  # a longer question stands on its own


def standalone(text: str, history: Sequence[Turn]) -> str:
    """Return the question with the earlier questions it leans on in front of it.

    A question leans back when it is short and opens like a follow-up or points at something said before.
    The chain is followed to the first question that stands on its own.

    Args:
        text: The question.
        history: The turns before it, oldest first; the assistant's turns are not read: they hold quotations
            of principles, which would find themselves again.
    """
    asked = [turn.content for turn in history[-MAX_TURNS:] if turn.role == "user"]
    chain = [text]
    while asked and leans_back(chain[0]):
        chain.insert(0, asked.pop())
    told = [part for part in chain if aside_of(part) is None]  # "ok thanks" adds nothing to what is asked about
    return "\n".join(told or chain)


def leans_back(text: str) -> bool:
    """Tell whether a question cannot be understood without what was said before it."""
    found = words.words(text)
    if len(found) > _FOLLOW_UP_WORDS or _NEW_TOPIC.search(text):
        return False
    if aside_of(text) or _TRIED.search(text):
        return True
    content = sum(word not in words.FUNCTION_WORDS for word in found)
    if _GOES_ON.search(text):
        return content <= _GOES_ON_NAMING
    if (opening := _MAY_GO_ON.search(text)) and content - (
        opening[0].lower() not in words.FUNCTION_WORDS
    ) <= _MAY_GO_ON_NAMING:
        return True
    return len(found) <= 12 and bool(_POINTS_BACK.search(text) or _points_out(text))


def announces_new_topic(text: str) -> bool:
    """Tell whether a question says that it is about something else than the one before."""
    return bool(_NEW_TOPIC.search(text) or _ELSE.search(text))


def _points_out(text: str) -> bool:
    match = _POINTS.search(text)
    if match is None:
        return False
    named = [word for word in words.words(text[: match.start()]) if word not in words.FUNCTION_WORDS]
    return len(named) < _NAMED_BEFORE


# ---------------------------------------------------------------------------------------------------- too little

_SMALL_TALK = re.compile(
    r"^(hi|hello|hey|good (morning|afternoon|evening)|thanks?|thank you|thx|great|cool|bye|goodbye|who are you|"
    r"what (can|do) you do|how are you)\b",
    re.IGNORECASE,
)
# Content words that name no situation: a question of these alone says too little.
_NAMES_NOTHING = frozenset(
    """help please need know question advice tell say example think want hello hi feel feeling thing things
    something anything stuck lost anymore goodbye bye thanks thank idea ideas suggestion lot go going
    well yes no ok okay""".split()
)


def says_too_little(text: str) -> bool:
    """Tell whether a text that leans on nothing names no situation: a greeting, thanks, a bare cry for help."""
    content = {word for word in words.words(text) if word not in words.FUNCTION_WORDS}
    return content <= _NAMES_NOTHING or (len(content) <= 3 and bool(_SMALL_TALK.search(text)))
