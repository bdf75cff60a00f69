"""People, companies, books and places that a reading brings along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from coach import words
from coach.verification.vocabulary import CAPITALISED, may_begin

_WORD = re.compile(r"[^\W\d_]+(?:[&'’.-][^\W\d_]+)*")
_BEGINS = re.compile(r"(?:^|[.!?…:;—–(\[\"'“‘«•*#>|-]|\n)\s*[\"'“‘(*_]*$")
# Names that look like words of the language where they begin a sentence, and what people write in lower case: those
# that models bring along most into advice on work.
_ALWAYS = re.compile(
    r"\b(?:mckinsey|gartner|gallup|harvard|stanford|wharton|insead|forbes|deloitte|accenture|google|microsoft|netflix|"
    r"facebook|linkedin|airbnb|spotify|toyota|pixar|tesla|atlassian|salesforce|youtube|tiktok|chatgpt|openai|"
    r"wikipedia|drucker|bezos|cagan|zuckerberg|sandberg|covey|sinek|kahneman|dweck|brené|brene|boeing|beijing|"
    r"amazon|steve jobs|bill gates|elon|musk|tim cook|jack welch|warren buffett?|peter thiel|sam altman|andy grove|"
    r"jack dorsey|ben horowitz|paul graham|eric ries|reid hoffman|richard branson|jensen huang|henry ford|oprah|"
    r"jira|trello|asana|figma|miro|confluence|airtable|hubspot|mixpanel|zendesk|intercom|kpmg|pwc|bcg|bain|ideo|"
    r"unilever|"
    r"machiavelli|sun tzu|silicon valley|wall street|"
    r"okrs?|kpis?|scrum|kanban|six sigma|lean startup|design thinking|jobs[- ]to[- ]be[- ]done|swot|raci|"
    r"smart goals?|rice (?:score|framework|model)|(?:ice|moscow|kano) (?:score|framework|model|method)|north star|"
    r"eisenhower|pareto|pomodoro|five whys|5 whys|radical candor|growth mindset|crucial conversations|deep work|"
    r"first principles thinking|working backwards|high output management|"
    r"on slack|slack channel|excel sheet|microsoft teams|in notion|google docs?|"
    r"(?-i:SMART|GROW|STAR|SWOT|LEAN|SCRUM|RICE|ICE|Mohammed|Manning|Fleming|Irving|Sterling|Harding|Clement|Emily|"
    r"Kelly|Sally|Lily|Molly|Billy|Polly|Italy|Beverly|Kimberly|Grammarly|Florence|Lawrence|Clive|Clarence))\b",
    re.IGNORECASE,
)
# Given names that are words as well: names where a verb follows that no order takes ("Hope mastered", not "Hope for").
_WORD_NAMES = re.compile(
    r"\b(?:Hope|Grace|Faith|Joy|Will|Mark|Bill|Frank|Grant|Rich|Pat|Rob|Sue|Art|Gene|Chase|Drew|Angel|Dean|Rose|Ruby|"
    r"Dawn|Eve|Ivy|Jade|Pearl|Amber|Max|Victor|Ray|Dale|Wade|Guy|Penny|Carol|Jack|Nick|Miles|Jasmine|Iris|Summer|"
    r"Autumn|"
    r"Christian|Daisy|Sandy|Skip|Chip|Buck|Cliff|Heath|Forest|Robin|Jay|Sky|Star|Melody|Harmony|Destiny|Mercy|Patience|"
    r"Prudence|Constance|Page|Reed|Lance|Pierce|Chuck|Duke|Earl|King|Major)"
    r"(?: (?:at|from|of|in) [\w-]+)? (?:\w{2,}ed|did|was|said|put|took|got|had|made|began|led|won|knew|told|built|"
    r"found|learnt|is|has|does|says|would|did)\b(?! (?:tasks|work|problems|roles|issues|updates))"
)
# Tools and methods nobody named are names, also where they have none of their own.
_METHOD = re.compile(
    r"\b(?:frameworks?|matri(?:x|ces)|canvas(?:es)?|methodolog(?:y|ies)|quadrants?|flywheels?|playbooks?|mental "
    r"models?|"
    r"certifications?|certificates?|mbas?|boot ?camps?|master ?class(?:es)?|workbooks?|(?:the|a) (?:[\w'-]+ ){1,3}"
    r"(?:technique|theory|paradox|syndrome|razor)|\w+'s (?:law|curve|ladder|pyramid|hierarchy))\b",
    re.IGNORECASE,
)
# Where a word of no dictionary, in lower case and without an article, is a name: "use jira", "did at apple".
_AFTER = re.compile(
    r"\b(?:at|join|visit|via|use|uses|using|try|read|ask|copy|study|quote|adopt|from|by|unlike|watch|open|"
    r"call)$",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 3


def added_names(reading: str, known: str) -> Iterator[str]:
    """Yield the names of a reading that the known text does not hold in any case of letters; both in plain form.

    Inside a sentence every capitalised word is a name, but for "I", roles and emphasis; at its beginning one with which
    no English sentence begins.
    """
    held, low = _held(known), known.lower()
    for pattern in (_ALWAYS, _METHOD, _WORD_NAMES):
        for match in pattern.finditer(reading):
            if match[0].lower() not in low and not _is_held(match[0].split()[-1 if pattern is _METHOD else 0], held):
                yield match[0]
    yield from _lower_case(reading, held)
    for match in _WORD.finditer(reading):
        parts = re.split(r"[&.-]", match[0])
        for place, part in enumerate(parts):
            begins = place == 0 and bool(_BEGINS.search(reading[: match.start()][-40:]))
            if _looks_like_a_name(part, begins) and not _is_held(part, held):
                yield part


def _lower_case(reading: str, held: frozenset[str]) -> Iterator[str]:
    """Yield words in lower case that are names by where they stand: behind "use" or "at", or two of them together."""
    found = list(_WORD.finditer(reading))
    strange = [_is_strange(match[0], held) for match in found]
    for place, match in enumerate(found):
        if not strange[place]:
            continue
        before = reading[: match.start()].rstrip(" ")
        follows = place > 0 and strange[place - 1] and found[place - 1].end() + 1 == match.start()
        if follows or _AFTER.search(before[-12:]):
            yield f"{found[place - 1][0]} {match[0]}" if follows else match[0]


def _is_strange(word: str, held: frozenset[str]) -> bool:
    bare = _bare(word)
    return (
        word.islower()
        and len(bare) >= _FEWEST_LETTERS
        and "'" not in word
        and not may_begin(bare)
        and not _is_held(word, held)
    )


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


@lru_cache(maxsize=8192)
def _bare(word: str) -> str:
    return re.sub(r"['’](?:s|ll|d|ve|re|m)?$", "", word.lower())
