"""What a text puts first, and whether another text puts it second."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach import words
from coach.verification.clauses import HAZARD, NOT, roots

Roots = frozenset[str]
_NEEDLESS = re.compile(
    r"\b(?:no need (?:to|for)|needn't|need not|(?:don't|do not) (?:need|have) to|without(?: having to)?|even if you "
    r"(?:don't|lack)|whether or not you)\b([^.,;:]{1,70}?)(?=$|[.,;:!?]| before\b| first\b| to be\b)",
    re.IGNORECASE,
)
# "Without command of the product a founder is unlikely to listen" tells what is needed.
_SOBER = re.compile(
    r"\b(?:unlikely|hard|difficult|little|thin|hardly|rarely|without .*(?:not|n't|no|nobody|never)\b)", re.IGNORECASE
)
_LETS = re.compile(
    r"\blet ([^.,;:]{1,50}) (?:come (?:later|after|second|last|next)|wait|follow|be\b|go|slide|rest)|(?:^|(?<=[,.;:] "
    r"))([^.,;:]{1,60}) (?:can|"
    r"could|may|should) (?:come (?:later|after|second|last)|follow later|wait)",
    re.IGNORECASE,
)
_STRAIGHT = re.compile(
    r"\b(?:(?:go|jump|skip|move|head|leap|get|come|cut|dive|rush) (?:straight|right|directly|immediately|ahead|at "
    r"once) "
    r"(?:to|into|for)|(?:start|begin|lead|open) (?:\w+ )?with) ([^.,;:]{1,60}?)(?=$|[.,;:]| and\b)|(?:^|(?<=[,.;:] "
    r"))([^.,;:]{1,60}) (?:comes? |goes? )?first(?=$|[.,;:!?]| and\b| then\b)",
    re.IGNORECASE,
)
# What comes first, in words: each tells where the earlier ("one") and the later ("two") thing stand.
_ORDERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bonly after (?P<one>[^,.;]+?) (?:will|would|can|do|does|should|may)(?P<two> [^.;]+)",
        r"\bfirst,? (?P<one>[^.;]+?)[,;] ?(?:and )?(?:only )?then (?P<two>[^.;]+)",
        r"(?:^|(?<=[,.;:] ))(?P<one>[^,.;:]{1,120}?) (?:comes? |should come |must come )?first[,;:]? (?:and )?(?:then|"
        r"after(?:wards)?|later|next) "
        r"(?P<two>[^.;]+)",
        r"(?:^|(?<=[,.;:] ))(?P<one>[^,.;:]{1,120}?) first[,;:] (?P<two>[^.;,]+?) (?:then|after(?:wards)?|later|second|"
        r"next|follows?|comes?|can "
        r"(?:wait|follow|come))\b",
        r"\bbefore (?P<two>[^,.;:]+)[,:] (?P<one>[^.;]+)",
        r"(?:^|(?<=[,.;:] ))(?P<one>[^,.;:]{1,120}?) (?:comes? )?(?:long |well )?before (?P<two>[^.;,]+)",
        r"\b(?:after|once|as soon as) (?P<one>[^,.;:]+),(?P<two> [^.;]+)",
        r"(?:^|(?<=[,.;:] ))(?P<two>[^,.;:]{1,120}?) (?:(?:can|could|may|should|will) )?(?:comes?|follows?|happens?|"
        r"goes?|waits?)?(?: only)? ?"
        r"(?:after|once) (?P<one>[^.;,]+)",
        r"(?:^|(?<=[.] ))To (?P<two>[^,.;]{1,80}), (?:you )?(?:must|need to|have to|should|can|first)? "
        r"?(?P<one>[^.;]+)",
        r"(?:^|(?<=[,.;:] ))(?P<one>[^,.;:]{1,80}?)(?: now| at once| right away)?,? (?:and|then) (?P<two>[^.;,]+?) "
        r"(?:afterwards|later|after that|in time|eventually|another day)\b",
        r"\bto first (?P<one>[^.;]+)(?P<two>)",
    )
)


def order_of(text: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Yield, for each place where a text tells what comes first, the roots of the earlier and of the later thing."""
    for sentence in words.sentences(text):
        for pattern in _ORDERS:
            match = pattern.search(sentence)
            if match:
                yield roots(match["one"]), roots(match["two"])
                break


def comes_first(sentence: str, first: Roots, second: Roots) -> bool:
    """Tell whether a sentence puts first what the evidence puts second."""
    if not second:
        return False
    needless = [] if _SOBER.search(sentence) else [roots(match[1]) for match in _NEEDLESS.finditer(sentence)]
    let_go = [roots(match[1] or match[2]) for match in _LETS.finditer(sentence)]
    whole = roots(sentence)
    if any(
        (len(said & first) >= 2 or (said & first and whole & second)) and not said & second
        for said in [*needless, *let_go]
    ):
        return True
    if NOT.search(sentence) or HAZARD.search(sentence):
        return False
    for one, two in order_of(sentence):
        turned = len(one & second) + len(two & first)
        straight = len(one & first) + len(two & second)
        if one & second and two & first and turned > straight:
            return True
    for match in _STRAIGHT.finditer(sentence):
        said = roots(match[1] or match[2])
        if said & second and not said & first:
            return True
    return False
