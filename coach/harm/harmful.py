"""Advice that harms somebody: retaliation, deceit, hiding what went wrong, discrimination, work while ill, lawlessness.

It is found where it is advised, as an order or after "you should", and not where it is forbidden, told of or asked
about. By its words, so in English only; paraphrases are not seen. Of 22 harmful sentences written after the rule it
finds 14, of 24 harmless ones with the same words it names one (`tests/test_lint_harmful.py`); in 4,400 passages of
four handbooks none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach import words
from coach.harm.harms import BEFALLS, RETALIATE, TELLING, TO_DO
from coach.plain import plain

_HOW = (
    r"(?:(?:just|simply|always|quietly|instead|also|then|even|please|first|sometimes|occasionally|firmly|openly|so|best|"
    r"deliberately|therefore|rather|better|when in doubt|as a rule|(?:if|where) (?:needed|necessary|possible)),? ){0,3}"
)
_HOW_IT_IS_DONE = re.compile(_HOW)
_WHO = (
    r"(?:you|we|one|everyone|everybody|"
    r"(?:(?:a|an|the|your|our|good|wise|smart|strong|effective|great|new|senior|every) )*"
    r"(?:leaders?|managers?|directors?|boss(?:es)?|employees?|teams?|company|companies|supervisors?|executives?|people|"
    r"staff|workers?|recruiters?|founders?))"
)
_TOLD = re.compile(
    rf"(?<!why )(?<!whether )(?<!if )\b{_WHO} "
    rf"(?:should|must|ought to|needs? to|ha(?:ve|s) to|had better|do(?:es)? well to|"
    rf"(?:is|are) (?:free|right|allowed|entitled) to) {_HOW}"
    rf"|(?<!if )(?<!that )(?<!how )\b(?:you|we) (?:can|may)(?: safely| simply| always| quietly)? {_HOW}"
    r"|\bit(?:'s| is| can be| may be) (?:\w+ )?(?:fine|ok|okay|acceptable|best|better|wise|smart|good|right|necessary|"
    rf"useful|sensible|clever|legitimate|advisable|easier) (?:for \w+ )?to {_HOW}"
    r"|\b(?:feel free|do not hesitate|don't hesitate|make sure|be sure|remember|be ready|be willing|it pays|it helps|"
    rf"(?:way|trick|answer|thing|move|option|course)(?: \w+){{0,6}}? is) to {_HOW}"
)
_INTRO = re.compile(
    r"(?:if|when|whenever|where|once|before|after|to|in|with|for|while|as|because|since|during|at|on|until|should|"
    r"instead of|rather than|even|under|to protect|unless|given)\b[^,]*(?:,[^,]{0,40})?, "
)
_AFTER = re.compile(rf"(?:[;:–—] |, (?:and |then |or |but )?|\b(?:and|then|or|but|so) ){_HOW}")
# Verbs with which an order begins, so that what follows "and" is one as well.
_ORDERS = re.compile(
    r"(?:add|agree|always|answer|approve|ask|assign|be|book|bring|build|call|change|check|choose|close|come|cut|decide|"
    r"deny|do|find|get|give|go|have|hire|hold|ignore|invite|keep|leave|let|listen|look|lower|make|meet|move|nod|offer|"
    r"pay|pick|praise|present|promise|protect|push|put|raise|remove|run|save|say|send|set|show|sign|simply|smile|"
    r"speak|stay|stop|take|talk|tell|thank|transfer|use|wait|watch|win|work|write)\b"
)
_AGAINST = re.compile(
    r"\b(?:not|never|nobody|no one|none|neither|nor|cannot|\w+n't|avoid\w*|stop|stops|prevent\w*|refus\w+|prohibit\w*|"
    r"forbid\w*|forbidden|illegal\w*|unlawful\w*|unacceptable|misconduct|violat\w+|anti-?patterns?|wrong\w*|toxic|abus\w+|harass\w*|"
    r"temptation|tempt\w*|mistakes?|pitfalls?|traps?|bad|poor|myths?|red flags?|warning signs?|dishonest\w*|unethical|"
    r"offen[cs]es?|crimes?|attackers?|phish\w*|scam\w*|don'?ts)\b"
)
# "Hide a mistake and it grows": that is a warning, as an order.
_AND_THEN = re.compile(
    r"(?:,? and (?:soon |sooner or later |before long |then )?(?:you|they|it|he|she|we|people|everyone|everybody|"
    r"nobody|no one|trust|that|this|the \w+|others|word)|[,;:–—]+ (?:and )?(?:you|nobody|no one|trust))\b(?:'ll|'re)? "
    r"(?!to\b|of\b)[^.]*?\b(?:will|lose[sd]?|grows?|stops?|leaves?|learns?|never|comes?|goes|finds?|gets?|fails?|risks?|"
    r"costs?|damages?|ends?|erodes?|suffers?|pays?|breaks?|worse)\b"
)
_UNMEANT = re.compile(
    r"\b(?:without (?:meaning|noticing|knowing|wanting|intending|reali[sz]ing)|unintentional\w*|inadvertent\w*|"
    r"accidental\w*|unknowing\w*|by (?:accident|mistake))\b"
)
_FINE = re.compile(
    r"(?P<verb>[a-z]{2,}ing)\b(?P<rest>[^.;:!?]*?) (?:is|are|can be|may be) (?:\w+ )?(?:fine|ok|okay|acceptable|"
    r"allowed|smart|wise|good|right|(?:the|a) (?:best|good|useful|fair|smart)|effective|justified|necessary|useful|"
    r"worth|legitimate|part of the job|how)\b"
)
# Of a line that introduces a list: whether the list is forbidden, or what to do in some case.
_FORBIDS = re.compile(
    r"\b(?:not|never|cannot|\w+n't|don'?ts|no-?gos?|avoid|refrain from|prohibited|forbidden|illegal|unlawful|"
    r"unacceptable|misconduct|violations?|anti-?patterns?|wrong|mistakes?|pitfalls?|traps?|myths?|red flags?|"
    r"warning signs?|offen[cs]es|crimes)\b"
)
_CONDITION = re.compile(
    r"\b(?:if|when|whenever|where|once|after|before|because|since|until|unless|while|whether|how|why|who)\b|"
    r"^\W*(?:to|for|with|without|in order)\b"
)
_ALLOWS = re.compile(
    r"\b(?:hesitate|forget|fail|afraid|worry)\b|\b(?:not|never|nothing|\w+n't) (?:\w+ ){0,2}"
    r"(?:wrong|illegal|unlawful|forbidden|prohibited|unacceptable|misconduct|mistakes?)\b"
)
_ITEM = re.compile(r"^(?:[-*•–—>]+|\(?\d{1,2}[.)]|[a-z][.)]|\[[ x]\]) *")
_BULLET = re.compile(rf"{_ITEM.pattern}|^#+ *")
_LONGEST = 800  # signs of a sentence that are read: one of a table without full stops must not take minutes


def harms_in(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the sentences of a text that advise what harms somebody: where each begins, it, and what harm.

    What is listed below a line that forbids ("You must never:") is not advised. That ends with the list, at a heading,
    at a blank line before what is no item, and at the next line of that form.
    """
    at, is_forbidden, is_in_list = 0, False, False
    for sentence in words.sentences(text):
        begins = text.find(sentence, at)
        between, at = text[at:begins], begins + len(sentence)
        read = plain(sentence).lower()
        is_item = bool(_ITEM.match(read))
        if not is_item and ("\n\n" in between or read.startswith("#") or (is_in_list and "\n" in between)):
            is_forbidden, is_in_list = False, False
        is_in_list |= is_item
        if read.endswith(":"):
            is_forbidden = _forbids(read) or (is_item and is_forbidden)
        kind = "" if is_forbidden else harm_advised(sentence)
        if kind:
            yield begins, sentence, kind


def _forbids(lead: str) -> bool:
    """Tell whether a line that ends in a colon forbids what is listed below it; where it is unclear it does not."""
    return bool(_FORBIDS.search(lead)) and not _CONDITION.search(lead) and not _ALLOWS.search(lead)


def harm_advised(sentence: str) -> str:
    """Return what harm a sentence advises, as ``to deceive``; empty where it advises none."""
    said = _BULLET.sub("", plain(sentence[:_LONGEST]).lower().strip())
    if said.endswith("?") or _UNMEANT.search(said):
        return ""
    for kind, pattern in BEFALLS:
        match = pattern.search(said)
        if match and not _AGAINST.search(said[: match.start()]):
            return kind
    starts = list(_starts(said))
    for start in starts:
        for kind, pattern in TO_DO:
            match = pattern.match(said, start)
            if match and not _AND_THEN.search(said, match.end()):
                return kind
    return _called_fine(said) or _told_by(said, bool(starts[1:]) or bool(_ORDERS.match(said, starts[0])))


def _told_by(said: str, is_advice: bool) -> str:
    """Return what harm a telling phrase makes of advice."""
    for kind, pattern in TELLING:
        match = pattern.search(said)
        if match and (is_advice or kind == RETALIATE) and not _AGAINST.search(said[: match.start()]):
            return "" if _AND_THEN.search(said, match.end()) else kind
    return ""


def _starts(said: str) -> Iterator[int]:
    """Yield where in a sentence an order begins, or what somebody should do."""
    yield _after_how(said, 0)
    intro = _INTRO.match(said)
    if intro:
        yield _after_how(said, intro.end())
    for match in _TOLD.finditer(said):
        if not _AGAINST.search(said[: match.start()]):
            yield match.end()
    for match in _AFTER.finditer(said):
        before = said[: match.start()]
        if not _AGAINST.search(before) and (_ORDERS.match(before) or _TOLD.search(before) or match[0][0] in ":;–—"):
            yield match.end()


def _after_how(said: str, place: int) -> int:
    """Return where the words end that say how something is done, "just" or "quietly", from a place on."""
    how = _HOW_IT_IS_DONE.match(said, place)
    return how.end() if how else place


def _called_fine(said: str) -> str:
    """Return what harm a sentence calls fine: "lying to customers is acceptable"."""
    match = _FINE.match(said)
    if match is None or _AGAINST.search(match["rest"]):
        return ""
    stem = match["verb"][:-3]
    bases = (stem, f"{stem}e", f"{stem[:-1]}ie" if stem.endswith("y") else stem, stem[:-1])
    phrases = [base + match["rest"] for base in bases]
    return next((kind for phrase in phrases for kind, pattern in TO_DO if pattern.match(phrase)), "")
