"""What people say about the last answer rather than about their case: thanks, "shorter", "the second one?", "how do I
say that?".

Recognised by the whole text and closed lists: whoever says anything beyond is asking something, and is answered. No
word of farewell but "bye" is on them, nor "thanks for everything": these are also how people take their leave for good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["thanks", "shorter", "meaning", "wording"]
_LONGEST = 14  # words; what is longer says something of its own


@dataclass(frozen=True, slots=True)
class Aside:
    """A remark on the last answer, or a wish about it.

    Attributes:
        kind: ``thanks`` closes; ``shorter`` wants it in brief; ``meaning`` one point of it again; ``wording`` the words
            to say it in.
        place: Of the point meant, from 0; -1 for the last one.
        principle: The id that was named, in small letters; empty where none was.
    """

    kind: Kind
    place: int = 0
    principle: str = ""


_THANKS = frozenset(
    """thanks thank thankyou thx tnx ty cheers ta appreciated appreciate helpful helps helped ok okay great perfect
    brilliant super cool lovely awesome nice bye gotcha understood noted excellent wonderful""".split()
)
_BESIDE_THANKS = frozenset(
    """you so very much a lot many that that's this it's is was really for now your the i i'll to again good well
    fine useful one on bit truly indeed oh ah yes been have day weekend evening kind
    definitely super thought tip tips""".split()
)
_AS_ONE_WORD = (
    (re.compile(r"\b(?:got it|will do|makes? sense|(?:i'll|i will) (?:try|do) (?:it|that|this)|see)\b"), "gotcha"),
    (re.compile(r"\bfor (?:the|your|all your) (?:help|advice|answers?|tips?|ideas?)\b"), "really"),
    (re.compile(r"\b(?:that's|that is|that was) (?:all|it)\b"), "really"),
)
_LEAD = r"(?:(?:sorry|ok|okay|so|and|but|wait|hmm?|please|well|thanks|thank you|great|hi) )*"
_END = r"(?: (?:please|thanks|thank you|again|exactly|then|though|now|for me|by the way))*"
_ONE = r"(?: (?:one|point|principle|quote|quotation|part|step|idea|bit))?"
_NTH = rf"(?:the |your |that )?(?P<nth>first|1st|second|2nd|third|3rd|last){_ONE}"
_IT = r"(?:it|this|that|that one|the answer|your answer|what you said|the quote|the quotation|the principle)"
_NAMED = r"(?:principle )?(?P<id>[a-z][a-z_.-]{0,20}\d[\w.-]{0,20})"
_WHICH = rf"(?:{_NTH}|{_NAMED}|{_IT})"
_ASK = r"(?:(?:can|could|would|will) you )?(?:please )?"
_TO = r"(?: to (?:him|her|them|my [\w-]+|the [\w-]+))?"
_BRIEF = (
    r"(?:(?:a (?:bit|little) |even |much )?(?:shorter|briefer|more briefly)|briefly|in short|in brief|"
    r"in (?:one|a|a single) (?:sentence|line|nutshell)|in fewer words)"
)
_FORMS: tuple[tuple[Kind, str], ...] = (
    ("shorter", rf"{_ASK}(?:say|put|make|give)(?: me)?(?: {_IT})? {_BRIEF}"),
    ("shorter", rf"{_ASK}(?:summarise|summarize|shorten|condense)(?: {_IT})?"),
    (
        "shorter",
        rf"{_ASK}sum {_IT} up|{_BRIEF}|tl ?dr|(?:give me )?the short version|(?:that's|that is|that was) too long",
    ),
    ("meaning", rf"what (?:did|do) you mean(?: (?:by|with|about) {_WHICH})?"),
    ("meaning", rf"what (?:does|did) {_WHICH} mean"),
    ("meaning", rf"what (?:is|was|about) (?:{_NTH}|{_NAMED})"),
    (
        "meaning",
        rf"{_ASK}(?:explain|clarify|repeat|expand on|go over|say more about|(?:tell me |say )?more about) {_WHICH}",
    ),
    ("meaning", rf"i (?:do not|don't|did not|didn't) (?:understand|get|follow) {_WHICH}"),
    ("wording", rf"how (?:do|would|should|could|can) i (?:best )?(?:phrase|word|formulate|put|say|write) {_IT}{_TO}"),
    ("wording", rf"what (?:do|would|should|could|can) i (?:actually )?(?:say|write){_TO}"),
    (
        "wording",
        rf"{_ASK}(?:phrase|word|formulate|draft|write) (?:{_IT}|(?:the|an?) (?:e?mail|message|note|text)){_TO}",
    ),
    ("wording", rf"(?:{_ASK}give me|do you have) (?:an example|a wording|a template|a sample)"),
)
_PATTERNS = tuple((kind, re.compile(_LEAD + f"(?:{form})" + _END)) for kind, form in _FORMS)
_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1}


def aside_of(text: str) -> Aside | None:
    """Return what a text says about the last answer; None where it says anything else."""
    said = re.findall(r"\w[\w'.-]*\w|\w", text.lower().replace("’", "'"))
    if not said or len(said) > _LONGEST:
        return None
    plain = " ".join(said)
    for kind, pattern in _PATTERNS:
        if match := pattern.fullmatch(plain):
            groups = match.groupdict()
            return Aside(kind, _PLACES.get(groups.get("nth") or "", 0), groups.get("id") or "")
    return Aside("thanks") if "?" not in text and _thanks(plain) else None


def _thanks(plain: str) -> bool:
    for pattern, word in _AS_ONE_WORD:
        plain = pattern.sub(word, plain)
    found = set(plain.split())
    return bool(found & _THANKS) and found <= _THANKS | _BESIDE_THANKS
