"""Whether a reading turns a principle round: tells to do what it warns of, or not to do what it asks for.

Rules of thumb over the roots of words, made to be right when they speak; they stay silent on many reversals (who
trusts whom, what leads to what), which are left to the verifying call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach import words
from coach.verification.clauses import EVERYDAY, HAZARD, NOT, clauses, roots
from coach.verification.order import comes_first
from coach.verification.stance import Stance, stance, straightened
from coach.verification.valued import APPROVES, DISMISSES, UPHOLDS

# A verb where it tells what to do: at the beginning of a clause, or behind words like "should"; and what follows it.
_TELLS = re.compile(
    r"(?:^|[,;:–—-] ?|\b(?:and|so|then|but|should|must|can|could|would|to|better|please|just|simply|first|keep|"
    r"ought to|have to|need to|right to|best to)) *"
    r"(?:(?:just|simply|first|please|rather|keep|go on|carry on|on|then|always|better) )*(\w+)(?=((?: \w+){0,5}))",
    re.IGNORECASE,
)
_GOES_ON = ("keep", "Keep", "go on", "Go on", "carry on", "Carry on")  # what follows is an order in "-ing"
_TELLS_NOT = re.compile(
    r"(?:(?:^|[,;:.–—-] ?|\b(?:and|so|but|then|just|simply|please|you|better|also) )"
    r"(?:do not|don't|need not|needn't|won't|can't|cannot)|\b(?:should|must|need|would)(?: not|n't)|"
    r"\b(?:never|avoids?|stops?|skip(?:s|ping)?|no (?:need|point|reason|use|hurry|rush) (?:to|in|for)|instead of|"
    r"rather than|refus(?:e|es|ing)(?: to)?|refrain from|resist|drop|leave|forget|ignore|declin(?:e|es|ing)|"
    r"reject(?:s|ing)?|turn(?:s|ing)? down|(?:stay|stays|staying|keep|keeping|steer|shy) (?:away|clear|out|back) "
    r"(?:from|"
    r"of)|shun|dodge|abandon|giv(?:e|ing) up|quit|postpone|delay|put(?:ting)? off|defer|hold(?:ing)? off(?: on| with)?|"
    r"wait with|(?:do|doing) without|dispense with|neglect(?:s|ing)?|minimi[sz]e|cut (?:back|down) on|delegate|"
    r"outsource|"
    r"hand off|hid(?:e|ing)|keep(?:ing)? quiet about|hold(?:ing)? back|forgo|free of|spare yourself|"
    r"exempt from|bother (?:with|about)|waste (?:no )?(?:time|effort|energy) on))"
    r"(?: (?:ever|even|bother|bothering|to|with|about|try|trying|start|wait|waiting|any|all|the|your|for|a|an|on|of|"
    r"this|that|those|these|some|such|doing|being|yourself))* ((?:[\w'-]+ ?){1,5})",
    re.IGNORECASE,
)
_LOSES = re.compile(r"\b(?:los(?:e|es|ing)|fail(?:s|ing)?|risk(?:s|ing)?|costs?|harms?|hurts?)\b", re.IGNORECASE)
_ASKS_LEAVE = re.compile(
    r"\b(?:(?:ask|asks|asking) for|seek|get|obtain|request|secure|await|have) ([^.,;:]{1,40}?) (?:before|first|and "
    r"then|"
    r"until)\b",
    re.IGNORECASE,
)
_NO_MORE = re.compile(
    r"\b(?:look no further|nothing (?:more|else)|no more|leave it at that|that(?:'s| is) it|that(?:'s| is) all|stop "
    r"there|"
    r"go no further)\b",
    re.IGNORECASE,
)
_TO_NOBODY = re.compile(r"(?<!if you )\b(\w+) (?:nothing|nobody|no one|none)\b(?=$|[.,;:!?])", re.IGNORECASE)
_WAITS = re.compile(
    r"\b(?:waits?|hold (?:off|back|on|out)|hang (?:on|back|tight)|linger|pause|be patient|patience|stop|leave|"
    r"postpone|put off|save|keep)\b[^.;]{0,60}\b(?:until|till|for later)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:until|till|after|once|when|as soon as|wait(?:ing)? (?:for|on)|comes? with|hold(?:ing)? out for|hang on for|"
    r"sit tight|bide your time|be patient|depends on|requires)\b([^.,;:]{1,60})",
    re.IGNORECASE,
)
_HOLDS_ON = re.compile(r"\b(?:before|without|not|rather|instead|needn't|no|stop waiting)\b|n't\b", re.IGNORECASE)
_ENOUGH = re.compile(
    r"\b(?:(?:is|are|was) (?:already |quite |more than )?"
    r"(?:enough|sufficient|all (?:that|there is|you|a|it)|the (?:whole|job|way|proof|right proof|key|secret|point|core|"
    r"heart|essence|mark|measure)|how you|what (?:\w+ ){0,4}(?:counts?|matters?|makes?|means?|needs?|is|gets?|wins?))|"
    r"sets? (?:\w+ ){1,4}apart|makes? (?:all )?the difference|deserves? (?:all|most|your (?:full|whole|undivided))|"
    r"(?:comes?|goes) first|(?:has|have|takes?) (?:priority|precedence)|(?:beats?|outweighs?|trumps?) |"
    r"is (?:all|the whole of)|"
    r"suffices?|will do\b|counts? (?:most|more)|matters? (?:most|more)|"
    r"(?:is|are) (?:what|where) (?:\w+ ){0,3}(?:begins?|lies?|starts?)|gets? you (?:there|ahead|promoted|noticed)|"
    r"speaks? for (?:itself|themselves)|carr(?:y|ies) you)\b",
    re.IGNORECASE,
)
_SETTLES = re.compile(
    r"\b(?:stick(?:ing)?|keep(?:ing)?|stay(?:ing)?|remain|limit yourself|confine yourself|content yourself|settl(?:e|"
    r"ing)|"
    r"concentrate|focus|restrict yourself|cling|continue|carry on|go on|be (?:satisfied|content|happy)|make do|rest|"
    r"rely|"
    r"prioriti[sz]e|double down)\b (?:(?:solely|only|first|purely|entirely|fully) )?(?:to|with|on|for|at|in|by|"
    r"upon)? ?([^.,;:]{1,50})",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\b(?:also|beyond|while|more than|as well|besides|then|but|and (?:then|also))\b", re.IGNORECASE)
_PAUSE = re.compile(r"[,;:.!?]|\b(?:and|but|so|because)\b", re.IGNORECASE)
_NEAR_COPY = 0.6  # share of the roots of either clause that the two share when one says the other again ...
_WITHIN = 0.75  # ... or of a clause that says a part of the other
_LEAST = 3  # ... and how many at least


def turned_round(reading: str, evidence: str) -> Iterator[str]:
    """Yield the sentences of a reading that say the opposite of its evidence; both in plain form."""
    held = stance(evidence)
    for sentence in words.sentences(reading):
        if not sentence.endswith("?") and any(rule(straightened(sentence), held) for rule in _RULES):
            yield sentence


def _tells_what_is_denied(sentence: str, held: Stance) -> bool:
    """Tell whether a sentence tells to do what the evidence warns of: "Wait for the title"."""
    if NOT.search(sentence) or HAZARD.search(sentence):
        return False
    for match in _TELLS.finditer(sentence):
        if match[1].endswith("ing") and not match[0].startswith(_GOES_ON):
            continue
        if roots(match[1]) & held.denied - EVERYDAY:
            return True
        said = roots(match[1] + match[2]) - EVERYDAY
        if any(len(said & warned) >= 2 for warned in held.warned):
            return True
    return False


def _denies_what_is_told(sentence: str, held: Stance) -> bool:
    """Tell whether a sentence tells not to do what the evidence asks for, or calls it idle."""
    for match in _TELLS_NOT.finditer(sentence):
        behind = [root for word in match[1].split() for root in roots(word)]
        about = [root for root in behind if root not in held.denied | held.later | held.surpassed]
        if match[0].lower().startswith(("rather", "instead")) and _LOSES.search(sentence):
            continue
        if about and about[0] in held.said and (about[0] not in EVERYDAY or set(about[1:]) & held.said):
            return not set(behind) & (held.denied | held.later | held.surpassed)
        if about and about[0] in EVERYDAY and len(set(about[1:]) & held.said - EVERYDAY) >= 2:
            return not set(behind) & (held.denied | held.surpassed)
    if any(roots(match[1]) & held.said - EVERYDAY for match in _TO_NOBODY.finditer(sentence)):
        return True
    return any(
        (found := DISMISSES.search(clause))
        and not UPHOLDS.match(found[0])
        and roots(DISMISSES.split(clause, maxsplit=1)[0] or clause) & held.said - EVERYDAY
        and not roots(clause) & (held.denied | held.surpassed)
        for clause in (*clauses(sentence), *_PAUSE.split(sentence))
    )


def _puts_off(sentence: str, held: Stance) -> bool:
    """Tell whether a sentence puts off to a later day what the evidence asks for now."""
    if any(roots(match[1]) & held.later for match in _ASKS_LEAVE.finditer(sentence)) and not NOT.search(sentence):
        return True
    if not held.later or _HOLDS_ON.search(sentence):
        return False
    found = " ".join(match[1] for match in _LATER.finditer(sentence))
    return bool(_WAITS.search(sentence)) or bool(roots(found) & held.later)


def _is_enough(sentence: str, held: Stance) -> bool:
    """Tell whether a sentence calls enough what the evidence calls not enough, or tells to keep to it."""
    if roots(sentence) & held.surpassed and _NO_MORE.search(sentence):
        return True
    if re.search(r"\b(?:not|no)\b|n't\b", sentence) or HAZARD.search(sentence):
        return False
    settles = any(roots(match[1]) & held.surpassed for match in _SETTLES.finditer(sentence))
    return bool(
        any(roots(clause) & held.surpassed and _ENOUGH.search(clause) for clause in clauses(sentence))
        or (settles and not _ALSO.search(sentence))
    )


def _turns_the_order(sentence: str, held: Stance) -> bool:
    """Tell whether a sentence puts first what the evidence puts second."""
    return bool(held.second) and comes_first(sentence, held.first, held.second)


def _is_a_turned_copy(sentence: str, held: Stance) -> bool:
    """Tell whether a clause says a clause of the evidence again, or part of it, with a negation more or less."""
    return any(
        _is_turned(roots(ours), len(NOT.findall(ours)), *theirs)
        for ours in clauses(sentence)
        for theirs in held.clauses
    )


def _is_turned(ours: frozenset[str], denials: int, theirs: frozenset[str], their_denials: int) -> bool:
    shared = len(ours & theirs)
    is_copy = shared >= _NEAR_COPY * max(len(ours), len(theirs)) or shared >= _WITHIN * len(ours)
    return shared >= _LEAST and is_copy and (denials - their_denials) % 2 == 1


def _approves_what_is_warned_of(sentence: str, held: Stance) -> bool:
    """Tell whether a clause calls good what the evidence warns of: "Jumping to strategy pays off"."""
    return any(
        APPROVES.search(clause) and roots(APPROVES.split(clause, maxsplit=1)[0] or clause) & held.denied - EVERYDAY
        for clause in clauses(sentence)
        if not NOT.search(clause) and not HAZARD.search(clause)
    )


_RULES = (
    _approves_what_is_warned_of,
    _tells_what_is_denied,
    _denies_what_is_told,
    _puts_off,
    _is_enough,
    _turns_the_order,
    _is_a_turned_copy,
)
