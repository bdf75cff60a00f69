"""A question as it is typed: refused, understood from the turns before it, or put into a person-neutral form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from functools import cache
from typing import Any

from coach import words
from coach.errors import QuestionError
from coach.records import Turn

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


# ---------------------------------------------------------------------------------------------------- language

# A text in which at least this share of words are English function words, or words of the corpus, is English ...
_ENGLISH_SHARE = 0.5
# ... unless it is a long one with hardly a function word: French among English terms has English words enough.
_LONG_WORDS, _FUNCTION_SHARE, _SURE = 8, 0.125, 0.95
# How sure the classifier must be. Typing errors, names and jargon come out at 0.59 at most where few words are known,
# "My café manager's résumé says déjà vu" at 0.89 with a half known; Spanish without accents at 0.72 with an eighth.
_STRANGE_SHARE, _FOREIGN_CONFIDENCE, _STRANGE_CONFIDENCE = 0.25, 0.9, 0.6


def other_language(text: str, known: Container[str]) -> str | None:
    """Return the ISO 639 code of the question's language where it is surely not English, else None.

    Args:
        text: The question.
        known: Words that the index knows.
    """
    letters = [sign for sign in text if sign.isalpha()]
    latin = [sign for sign in letters if unicodedata.name(sign, "").startswith(("LATIN", "FULLWIDTH LATIN"))]
    if 2 * len(latin) < len(letters):
        code = str(_identifier().classify(text)[0])
        return code if code != "en" else "und"  # another script: whatever it is, it is not English
    found = [word for word in words.words(text) if word.isascii() or _LATIN_WORD.fullmatch(word)]
    english = [word for word in found if word in words.FUNCTION_WORDS or word in known]
    function = [word for word in found if word in words.FUNCTION_WORDS]
    share = len(english) / max(len(found), 1)
    needed = _FOREIGN_CONFIDENCE
    if share >= _ENGLISH_SHARE:
        if len(found) < _LONG_WORDS or len(function) > _FUNCTION_SHARE * len(found):
            return None
        needed = _SURE
    elif not any(word in words.FUNCTION_WORDS or not word.isascii() for word in found) and len(found) < 4:
        return None  # a keyword or two: too little to tell
    elif share < _STRANGE_SHARE and len(found) >= _LONG_WORDS:
        needed = _STRANGE_CONFIDENCE
    code, confidence = _identifier().classify(" ".join(found))
    return None if code == "en" or confidence < needed else str(code)


_LATIN_WORD = re.compile(r"[a-z'’\u00c0-\u024f\u1e00-\u1eff]+")


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


# ---------------------------------------------------------------------------------------------------- follow-ups

_OPENS_LIKE_A_FOLLOW_UP = re.compile(
    r"^(and|but|so|or|ok|okay|then|also|what if|what about|how about|even if|why|which one|really|yes|no|sure)\b",
    re.IGNORECASE,
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
    return "\n".join(chain)


def leans_back(text: str) -> bool:
    """Tell whether a question cannot be understood without what was said before it."""
    found = words.words(text)
    if len(found) > _FOLLOW_UP_WORDS:
        return False
    if _OPENS_LIKE_A_FOLLOW_UP.search(text):
        return True
    return len(found) <= 12 and bool(_POINTS_BACK.search(text) or _points_out(text))


def _points_out(text: str) -> bool:
    match = _POINTS.search(text)
    if match is None:
        return False
    named = [word for word in words.words(text[: match.start()]) if word not in words.FUNCTION_WORDS]
    return len(named) < _NAMED_BEFORE
