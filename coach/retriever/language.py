"""Whether a question is in a language that the corpus, in English, cannot be matched with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from functools import cache
from typing import Any

from coach import words

# A text in which at least this share of words are English function words, or words of the corpus, is English ...
_ENGLISH_SHARE = 0.5
# ... unless it is a long one with hardly a function word: French among English terms has English words enough.
_LONG_WORDS, _FUNCTION_SHARE, _SURE = 8, 0.125, 0.95
# How sure the classifier must be. Typing errors, names and jargon come out at 0.59 at most where few words are known,
# "My café manager's résumé says déjà vu" at 0.89 with a half known; Spanish without accents at 0.72 with an eighth.
_STRANGE_SHARE, _FOREIGN_CONFIDENCE, _STRANGE_CONFIDENCE = 0.25, 0.9, 0.6


def other_language(text: str, known: Container[str]) -> str | None:
    """Return the name (or ISO 639 code) of the question's language where it is surely not English, else None.

    Args:
        text: The question.
        known: Words that the index knows.
    """
    letters = [sign for sign in text if sign.isalpha()]
    latin = [sign for sign in letters if unicodedata.name(sign, "").startswith(("LATIN", "FULLWIDTH LATIN"))]
    if 2 * len(latin) < len(letters):
        code = str(_identifier().classify(text)[0])
        return NAMES.get(code, code) if code != "en" else "und"  # another script: whatever it is, it is not English
    found = [word for word in words.words(text) if word.isascii() or _LATIN_WORD.fullmatch(word)]
    function = [word for word in found if word in words.FUNCTION_WORDS]
    by_words = _by_function_words(found, len(function))
    if by_words:
        return NAMES[by_words]
    share = sum(word in words.FUNCTION_WORDS or word in known for word in found) / max(len(found), 1)
    needed = _needed_confidence(found, function, share)
    if needed is None:
        return None
    code, confidence = _identifier().classify(" ".join(found))
    return None if code == "en" or confidence < needed else NAMES.get(str(code), str(code))


def _needed_confidence(found: Sequence[str], function: Sequence[str], share: float) -> float | None:
    """Return how sure the classifier must be that a text is not English; None where it need not be asked."""
    if share >= _ENGLISH_SHARE:
        is_english = len(found) < _LONG_WORDS or len(function) > _FUNCTION_SHARE * len(found)
        return None if is_english else _SURE
    if not function and all(word.isascii() for word in found) and len(found) < 4:
        return None  # a keyword or two: too little to tell
    return _STRANGE_CONFIDENCE if share < _STRANGE_SHARE and len(found) >= _LONG_WORDS else _FOREIGN_CONFIDENCE


# Function words of the most spoken languages in Latin script that no English sentence uses: short questions and those
# among English terms ("mein Feedback zum Roadmap Meeting") are too little for the classifier.
_FUNCTION_WORDS_OF = {
    "de": "ich mein meine meinen meiner meinem nicht und ist wie wird werde werden mich mir sich auf eine einen für "
    "mit warum kann kannst zum zur im ein wir uns aber wenn über",
    "es": "mi mis el los las que qué cómo para pero una un con por jefe quiero del está más yo",
    "fr": "mon mes je ne pas les une le et est que qui pour dans avec comment mais du au ma sur des puis être",
    "it": "il gli che mio mia mie miei più sono della nel alla perché come posso una di lo",
    "nl": "ik mijn niet het een hoe wordt van dat voor wat maar zijn naar bij ook om te",
    "pt": "meu minha meus não que uma um para eu os mas como são está por chefe você",
    "sv": "jag min hur blir inte och att det mitt en som på är för",
    "tr": "nasıl bir ve benim için ama bu çok ne",
    "id": "saya bagaimana cara tidak dan yang untuk dengan ini itu",
    "pl": "mój moja jak nie się jest czy mnie dla ale moje",
}
_FOREIGN = {code: frozenset(listed.split()) for code, listed in _FUNCTION_WORDS_OF.items()}
NAMES = {
    "de": "German", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch", "pt": "Portuguese",
    "sv": "Swedish", "tr": "Turkish", "id": "Indonesian", "pl": "Polish", "ar": "Arabic", "hi": "Hindi",
    "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ru": "Russian", "uk": "Ukrainian", "cs": "Czech",
    "da": "Danish", "no": "Norwegian", "fi": "Finnish",
}  # fmt: skip


def _by_function_words(found: Sequence[str], english: int) -> str | None:
    """Return a language most of whose function words stand in the text and hardly an English one, else None."""
    times = {code: sum(word in listed for word in found) for code, listed in _FOREIGN.items()}
    code = max(times, key=lambda code: times[code])
    alike = sum(word in words.FUNCTION_WORDS for word in found if word in _FOREIGN[code])
    enough = 2 if len(found) > 3 else 1
    return code if times[code] - alike >= enough and times[code] - alike > english - alike else None


_LATIN_WORD = re.compile(r"[a-z'’\u00c0-\u024f\u1e00-\u1eff]+")


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
