"""Whether a reading turns a principle round: tells to do what it warns of, or not to do what it asks for.

Rules of thumb over stems, made to be right when they speak; they stay silent on most reversals (who trusts whom, what
comes first), which are left to the verifying call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from coach import words

_NOT = re.compile(
    r"\b(?:not|never|no|nobody|nothing|none|neither|nor|without|hardly|rarely|cannot|\w+n't|needn't|stop(?:s|ped|"
    r"ping)?|"
    r"avoid(?:s|ing)?|skips?|prevents?|instead of|rather than|unlike|less|fewer)\b",
    re.IGNORECASE,
)
# What follows "not just" is not denied; "instead of just" and "rather than only" do turn.
_NOT_JUST = re.compile(r"\b(?:not|isn't|aren't|wasn't|n't) (?:just|only|merely|simply)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.!?()–—]|\b(?:but|and|so|because|while|which|who|that|where|if)\b", re.IGNORECASE)
# A verb where it tells what to do: at the beginning of a clause, or behind words like "should".
_TELLS = re.compile(
    r"(?:^|[,;:–—-] ?|\b(?:and|so|then|but|should|must|can|could|would|to|better|please|just|simply|first|keep|"
    r"ought to|"
    r"have to|need to|right to|best to)) *"
    r"(?:(?:just|simply|first|please|rather|keep|go on|carry on|on|then|always|better) )*(\w+)",
    re.IGNORECASE,
)
_GOES_ON = ("keep", "Keep", "go on", "Go on", "carry on", "Carry on")  # what follows is an order in "-ing"
_TELLS_NOT = re.compile(
    r"(?:(?:^|[,;:.–—-] ?|\b(?:and|so|but|then|just|simply|please|you|better|also) )"
    r"(?:do not|don't|need not|needn't|won't|can't|cannot)|\b(?:should|must|need|would)(?: not|n't)|"
    r"\b(?:never|avoids?|stops?|skips?|no (?:need|point|reason) (?:to|in)|instead of|rather than|refuse to|"
    r"refrain from|"
    r"resist|drop|leave|forget|ignore))"
    r"(?: (?:ever|even|bother|bothering|to|with|about|try|trying|start|wait|waiting|any|all|the|"
    r"your))* ((?:\w+ ?){1,5})",
    re.IGNORECASE,
)
_DISMISSES = re.compile(
    r"\b(?:can (?:all )?wait|(?:can )?comes? later|no use|adds? nothing|proves? nothing|nothing to do with|"
    r"(?:is|are|was) (?:a |the |only a )?(?:distraction|waste|detour|luxury|mistake|nobody's business|reserved|"
    r"best left)|"
    r"(?:is|are|was) for (?:the )?(?:others|seniors|people who|later)|"
    r"(?:don't|doesn't|do not|does not) (?:really )?(?:matter|count|help)|teach(?:es)? (?:\w+ ){0,3}nothing|"
    r"leaves? (?:\w+ ){0,6}(?:to|until|alone|out)|(?:isn't|aren't|is not) (?:your|for you))\b",
    re.IGNORECASE,
)
_WAITS = re.compile(
    r"\b(?:waits?|hold off|hold back|stop|leave|postpone|put off|save|keep)\b[^.;]{0,60}\b(?:until|till|for later)\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:until|till|after|once|when|as soon as|wait for|comes? with)\b([^.,;:]{1,60})", re.IGNORECASE)
_HOLDS_ON = re.compile(r"\b(?:before|not|rather|instead|needn't|no|stop waiting)\b|n't\b", re.IGNORECASE)
_PUTS_OFF = re.compile(
    r"\b(?:wait|waits|hold off|hold back|stop|leave|postpone|put off|save|keep)\b[^.;]{0,60}\b(?:until|till|"
    r"for later)\b",
    re.IGNORECASE,
)
_ENOUGH = re.compile(
    r"\b(?:is|are|was) (?:already |quite |more than )?"
    r"(?:enough|sufficient|all (?:that|there is|you|a|it)|the (?:whole|job|way|proof|right proof)|how you|"
    r"what (?:\w+ ){0,4}(?:counts?|matters?|makes?|means?|needs?|is))\b",
    re.IGNORECASE,
)
_LEAVES_BEHIND = re.compile(
    r"\b(?:not (?:just|only|merely)|n't (?:just|only)|beyond|instead of(?: just)?|is not)\b(?: by|"
    r" about)?([^.,;]{1,60})",
    re.IGNORECASE,
)
_NEED_NOT_WAIT = re.compile(r"\b(?:before|wait(?:ing)? for|even if it requires)\b([^.;]{1,80})", re.IGNORECASE)
_NEAR_COPY = 0.6  # share of the stems of either clause that the two share when one says the other again ...
_LEAST = 3  # ... and how many at least
# Verbs of everyday use turn round only together with what they are about.
_EVERYDAY = frozenset(
    words.stems(
        "take get make do go work be have use give keep put see show look find build learn move lead stop start think "
        "ask tell know need want try help come let earn solve people role skill job product manager team business "
        "leader"
    )
)


@dataclass(frozen=True, slots=True)
class _Polarity:
    """Stems that a text says under a negation only, and those it says without one only."""

    denied: frozenset[str]
    said: frozenset[str]


def turned_round(reading: str, evidence: str) -> Iterator[str]:
    """Yield the sentences of a reading that say the opposite of its evidence; both in plain form."""
    held = _polarity(evidence)
    later = _comes_later(evidence)
    surpassed = _surpassed(evidence)
    for sentence in words.sentences(reading):
        if not sentence.endswith("?") and (
            _tells_what_is_denied(sentence, held)
            or _denies_what_is_told(sentence, held)
            or _puts_off(sentence, later)
            or _is_enough(sentence, surpassed)
            or _is_a_turned_copy(sentence, evidence)
        ):
            yield sentence


@lru_cache(maxsize=64)
def _polarity(text: str) -> _Polarity:
    denied: set[str] = set()
    said: set[str] = set()
    for clause in _clauses(_NOT_JUST.sub(" ", text)):
        negation = _NOT.search(clause)
        said.update(words.stems(clause[: negation.start()] if negation else clause))
        denied.update(words.stems(clause[negation.end() :]) if negation else ())
    return _Polarity(frozenset(denied - said), frozenset(said - denied))


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(text) if clause and clause.strip()]


def _tells_what_is_denied(sentence: str, held: _Polarity) -> bool:
    """Tell whether a sentence tells to do what the evidence warns of: "Wait for the title"."""
    if _NOT.search(sentence):
        return False
    told = [
        match for match in _TELLS.finditer(sentence) if match[0].startswith(_GOES_ON) or not match[1].endswith("ing")
    ]
    return any(set(words.stems(match[1])) & held.denied - _EVERYDAY for match in told)


def _denies_what_is_told(sentence: str, held: _Polarity) -> bool:
    """Tell whether a sentence tells not to do what the evidence asks for, or calls it idle."""
    for match in _TELLS_NOT.finditer(sentence):
        about = [stem for stem in words.stems(match[1]) if stem not in held.denied]
        if about and about[0] in held.said and (about[0] not in _EVERYDAY or set(about[1:]) & held.said):
            return not set(words.stems(match[1])) & held.denied
    if _DISMISSES.search(sentence):
        return len(set(words.stems(sentence)) & held.said - _EVERYDAY) >= 2
    return False


@lru_cache(maxsize=64)
def _comes_later(evidence: str) -> frozenset[str]:
    """Return the stems of what need not be waited for: behind "before", "don't wait for", "stop waiting for"."""
    found = [match[1] for match in _NEED_NOT_WAIT.finditer(evidence)]
    return frozenset(words.stems(" ".join(found))) - _EVERYDAY


def _puts_off(sentence: str, later: frozenset[str]) -> bool:
    """Tell whether a sentence puts off to a later day what the evidence asks for now."""
    if not later or _HOLDS_ON.search(sentence):
        return False
    found = " ".join(match[1] for match in _LATER.finditer(sentence))
    return bool(_WAITS.search(sentence)) or bool(set(words.stems(found)) & later)


@lru_cache(maxsize=64)
def _surpassed(evidence: str) -> frozenset[str]:
    """Return the stems of what the evidence calls not enough: behind "not just", "beyond", "instead of just"."""
    found = [match[1] for match in _LEAVES_BEHIND.finditer(evidence)]
    return frozenset(words.stems(" ".join(found))) - _EVERYDAY


def _is_enough(sentence: str, surpassed: frozenset[str]) -> bool:
    """Tell whether a sentence calls enough what the evidence calls not enough."""
    return bool(
        surpassed & set(words.stems(sentence))
        and _ENOUGH.search(sentence)
        and not re.search(r"\b(?:not|no)\b|n't\b", sentence)
    )


def _is_a_turned_copy(sentence: str, evidence: str) -> bool:
    """Tell whether a clause says a clause of the evidence again with a negation more or less."""
    theirs = [clause for other in words.sentences(evidence) for clause in _CLAUSE.split(other)]
    return any(_is_turned(ours, other) for ours in _CLAUSE.split(sentence) for other in theirs)


def _is_turned(clause: str, other: str) -> bool:
    ours, theirs = set(words.stems(clause)), set(words.stems(other))
    shared = len(ours & theirs)
    is_copy = shared >= _LEAST and shared >= _NEAR_COPY * max(len(ours), len(theirs))
    return is_copy and (len(_NOT.findall(clause)) - len(_NOT.findall(other))) % 2 == 1
