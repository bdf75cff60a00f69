"""People, companies, books and places that a reading brings along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from coach import words
from coach.verification.vocabulary import CAPITALISED, may_begin

_WORD = re.compile(r"[^\W\d_]+(?:[&'’.-][^\W\d_]+)*")
_BEGINS = re.compile(r"(?:^|[.!?…:;—–(\[\"'“‘«•*#>|-]|\n)\s*[\"'“‘(*_]*$")
# Words that look like words of the language at the beginning of a sentence, and in lower case, and are names.
_ALWAYS = re.compile(
    r"\b(?:mckinsey|gartner|gallup|harvard|stanford|wharton|insead|forbes|deloitte|accenture|google|microsoft|"
    r"netflix|"
    r"facebook|linkedin|airbnb|spotify|toyota|pixar|tesla|atlassian|salesforce|youtube|tiktok|chatgpt|openai|"
    r"wikipedia|"
    r"drucker|bezos|cagan|zuckerberg|sandberg|covey|sinek|kahneman|dweck|brené|brene|boeing|beijing|"
    r"(?-i:SMART|GROW|STAR|SWOT|LEAN|SCRUM|Mohammed|Manning|Fleming|Irving|Sterling|Harding|Clement|Emily|Kelly|"
    r"Sally|Lily|Molly|Billy|Polly|Italy|Beverly|Kimberly|"
    r"Grammarly|Florence|Lawrence|Clive|"
    r"Clarence))\b",
    re.IGNORECASE,
)


def added_names(reading: str, known: str) -> Iterator[str]:
    """Yield the names of a reading that the known text does not hold in any case of letters; both in plain form.

    Inside a sentence every capitalised word is a name, but for "I", roles and emphasis; at its beginning one with which
    no English sentence begins.
    """
    held = _held(known)
    for match in _ALWAYS.finditer(reading):
        if not _is_held(match[0], held):
            yield match[0]
    for match in _WORD.finditer(reading):
        parts = re.split(r"[&.-]", match[0])
        for place, part in enumerate(parts):
            begins = place == 0 and bool(_BEGINS.search(reading[: match.start()][-40:]))
            if _looks_like_a_name(part, begins) and not _is_held(part, held):
                yield part


def _looks_like_a_name(word: str, begins: bool) -> bool:
    bare = _bare(word)
    if len(bare) < 2 or not any(sign.isupper() for sign in word) or word.startswith("I'"):
        return False  # "I", and the X of "we should do X"
    if any(sign.isupper() for sign in word[1:]) and not word.isupper() and bare not in CAPITALISED:
        return True  # McKinsey, LinkedIn
    if begins or (word.isupper() and len(word) > 1):
        return not may_begin(bare)  # at the beginning, or in capitals for emphasis
    return bare not in CAPITALISED and word[0].isupper()


@lru_cache(maxsize=64)
def _held(known: str) -> frozenset[str]:
    said = [_bare(part) for match in _WORD.finditer(known) for part in (match[0], *re.split(r"[&.-]", match[0]))]
    return frozenset(said) | frozenset(words.stems(known))


def _is_held(word: str, held: frozenset[str]) -> bool:
    bare = _bare(word)
    forms = {bare, bare.removesuffix("s"), bare + "s"}
    return bool(forms & held) or bool(set(words.stems(bare)) & held)


def _bare(word: str) -> str:
    return re.sub(r"['’](?:s|ll|d|ve|re|m)?$", "", word.lower())
