"""What a principle asks for, what it warns of, what it calls not enough, and what it puts first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from coach.verification.clauses import CLAUSE, EVERYDAY, NOT, clauses, roots
from coach.verification.order import order_of

# "Don't skip the work" asks for the work; "they fail by jumping to strategy" warns of it.
_TWICE = re.compile(
    r"\b(?:do not|don't|never|not|without|no need to|needn't|isn't|mustn't|shouldn't)(?: \w+)? "
    r"(?:skip|neglect|ignore|overlook|forget|underestimate|drop|miss|avoid|leave out|abandon|omit|dodge)(?:ping|"
    r"ing)?\b|\b(?:doesn't|does not|don't|do not|won't|can't|cannot|needn't|nothing|nobody) (?:\w+ )?(?:stop|keep|"
    r"prevent|"
    r"hold|hinder)s? (?:\w+ )?(?:back )?from\b",
    re.IGNORECASE,
)
_FAILS_BY = re.compile(r"\bfail(?:s|ed|ing)? to ([\w ]{1,40}?) by\b", re.IGNORECASE)
# What follows "not just" is not denied; "instead of just" and "rather than only" do turn.
_NOT_JUST = re.compile(r"\b(?:not|isn't|aren't|wasn't|n't) (?:just|only|merely|simply)\b", re.IGNORECASE)
_WAITS_FOR = re.compile(r"^(?:\s*\w+)? ?wait(?:ing|s)? for\b", re.IGNORECASE)
_NEED_NOT_WAIT = re.compile(r"\b(?:before|wait(?:ing)? for)\b([^.;]{1,80})", re.IGNORECASE)
# "Don't wait for the title to think strategically" asks to think strategically.
_NOW = re.compile(
    r"\b((?:do not|don't|never|not|stop|without|needn't) wait(?:ing)? (?:for|until|on) [^.;,]{1,60}?) to (?!be\b)",
    re.IGNORECASE,
)
_LEAVES_BEHIND = re.compile(
    r"\b(?:(?:not|\w+n't) (?:just|only|merely)|beyond|instead of(?: just)?|is not)\b(?: by| about)?([^.,;]{1,60})|"
    r"\b(?:while|although|though) ([^,;.]{1,60}?) (?:is|are) (?:table stakes|the (?:minimum|baseline|entry|start)|"
    r"expected|"
    r"a given|necessary|important|needed|useful|good)",
    re.IGNORECASE,
)
_CUT = re.compile(r"\b(?:and|to|but|or|so)\b", re.IGNORECASE)

# Other words for what principles ask for or warn of; each turned round as easily in the one word as in the other.
_SAME = (
    (
        re.compile(r"\b(?:go-ahead|approval|blessing|green light|consent|sign-off|okay|clearance|leave of)\b", re.I),
        "permission",
    ),
    (
        re.compile(r"\b(?:mandate|reporting lines?|power to order)\b", re.I),
        "formal authority",
    ),
    (
        re.compile(
            r"\b(?:(?:gets?|makes?) you (?:seen|noticed|known)|(?:everybody|everyone) (?:talks about|sees|"
            r"notices|looks at)|"
            r"in the (?:limelight|spotlight)|(?:that|which) (?:management|leaders|others) (?:can )?sees?)\b",
            re.I,
        ),
        "high-visibility",
    ),
)


@dataclass(frozen=True, slots=True)
class Stance:
    """What a principle stands for, in roots of words.

    Attributes:
        denied: Said under a negation only.
        said: Said without one only.
        warned: For each thing it warns of, the words that name it.
        later: What need not be waited for.
        surpassed: What it calls not enough.
        first: What it puts first ...
        second: ... and what comes after that.
        clauses: What it says, clause by clause, with how often each negates.
    """

    denied: frozenset[str]
    said: frozenset[str]
    warned: tuple[frozenset[str], ...]
    later: frozenset[str]
    surpassed: frozenset[str]
    first: frozenset[str]
    second: frozenset[str]
    clauses: tuple[tuple[frozenset[str], int], ...]


def straightened(text: str) -> str:
    """Return a text in which nothing is denied twice and what makes people fail is denied."""
    for pattern, word in _SAME:
        text = pattern.sub(word, text)
    return _NOW.sub(r"\1, ", _FAILS_BY.sub(r"\1, not by", _TWICE.sub(" do ", text)))


@lru_cache(maxsize=64)
def stance(evidence: str) -> Stance:
    """Return what a principle, in its plain form, stands for."""
    text = straightened(evidence)
    denied: set[str] = set()
    said: set[str] = set()
    for clause in clauses(_NOT_JUST.sub(" ", text)):
        negation = NOT.search(clause)
        said.update(roots(clause[: negation.start()] if negation else clause))
        denied.update(roots(clause[negation.end() :]) if negation else ())
    pairs = list(order_of(text))
    first = frozenset(root for one, _ in pairs for root in one)
    second = frozenset(root for _, two in pairs for root in two)
    return Stance(
        frozenset(denied - said),
        frozenset(said - denied),
        tuple(_warnings(text)),
        roots(" ".join(_to_do(match[1]) for match in _NEED_NOT_WAIT.finditer(text))) - EVERYDAY,
        roots(" ".join(_CUT.split(match[1] or match[2])[0] for match in _LEAVES_BEHIND.finditer(text))) - EVERYDAY,
        first - second,
        second - first,
        tuple((roots(clause), len(NOT.findall(clause))) for clause in CLAUSE.split(text) if clause),
    )


def _to_do(behind: str) -> str:
    """Return "a senior title" of "a senior title to think strategically": what may be done now is not waited for."""
    return re.split(r"\bto (?!be\b)", behind)[0]


def _warnings(text: str) -> Iterator[frozenset[str]]:
    for clause in clauses(_NOT_JUST.sub(" ", text)):
        negation = NOT.search(clause)
        if negation:
            behind = clause[negation.end() :]
            yield roots(_CUT.split(behind)[0] if _WAITS_FOR.match(behind) else behind)
