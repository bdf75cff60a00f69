"""The language of a text: by its script or its function words where these tell, else by a classifier."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from coach import words

_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_ENGLISH_SHARE = 0.3  # of the words are function words: 0.35-0.55 in English prose, 0.1 at most in others
_LITTLE_ENGLISH = 0.06  # ... in lists and tables of an English document; the classifier costs 0.5 s and 70 MB to load
_LIST_WORDS = 20
_ENOUGH_WORDS = 8
_SURE = 0.99  # what the classifier must be of a passage that is in another language than its document
_WIDE_LANGUAGES = ("ja", "zh", "ko")
_LANGUAGES = (
    "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv ta th tr "
    "uk ur vi zh"
).split()
_SAMPLE = 4_000  # characters; the classifier's answer did not change beyond
_KANA_SHARE = 0.1  # Japanese about English products has as few
_HAN_SHARE = 0.3


def language_of(text: str, usual: str = "und") -> str:
    """Return a language as two letters (ISO 639-1), or ``und``.

    Args:
        text: Prose.
        usual: The language around it: the answer where the text itself is too short to tell surely.
    """
    sample = text[:_SAMPLE]
    letters = sum(sign.isalpha() for sign in sample)
    if not letters:
        return usual
    if script := _by_script(sample, letters, usual):
        return script
    found = words.words(sample)
    share = sum(word in words.FUNCTION_WORDS for word in found) / max(1, len(found))
    if share >= _ENGLISH_SHARE:
        return "en"
    expected = "en" if usual in _WIDE_LANGUAGES else usual  # names and terms in Latin letters are English ones there
    if len(found) < _ENOUGH_WORDS or (expected == "en" and (share >= _LITTLE_ENGLISH or len(found) < _LIST_WORDS)):
        return expected
    code, confidence = _classified(sample)
    return code if usual == "und" or confidence >= _SURE else expected


def _by_script(sample: str, letters: int, usual: str) -> str:
    if len(_KANA.findall(sample)) >= _KANA_SHARE * letters:
        return "ja"
    if len(_HANGUL.findall(sample)) >= _HAN_SHARE * letters:
        return "ko"
    if len(_HAN.findall(sample)) >= _HAN_SHARE * letters:
        return "ja" if usual == "ja" else "zh"
    return ""


def _classified(sample: str) -> tuple[str, float]:
    """Return the classifier's answer and how sure it is; nothing where it cannot be loaded (a full disk)."""
    try:
        code, confidence = _identifier().classify(sample)
    except OSError:
        return "und", 0.0
    return str(code), float(confidence)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Lists of names were taken for Bikol, Kabyle or Nigerian Pidgin: only languages that handbooks are written in.
    identifier.set_languages(set(_LANGUAGES) & set(identifier.nb_classes))
    return identifier
