"""Facts told about people that nobody told: neither the person who asks nor the principle.

A rule about what is said rather than how: whatever the words, a statement about a founder, a team or the person
themselves has to share a word with what was told. "May", "if" and the like state nothing, and orders do not either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.verification.clauses import EVERYDAY, roots

_WHO = (
    r"(?:your|the|these|those|that|this) (?:(?!same|first|next)[\w-]+ ){0,1}?(?:founder|boss(?:es)?|managers?|"
    r"ceo|cto|cpo|"
    r"vp|leaders?|directors?|colleagues?|co-?workers?|company|firm|peers?|executives?|engineers?|board|"
    r"committee|employer|"
    r"partners?|seniors?|rivals?)|(?:he|she|they|engineering|sales|marketing|management)"
)
_CLAUSE = re.compile(r"(?:^|[.,;:!?\n] ?|\b(?:and|but|because|since|that) )(?P<clause>[^.,;:!?\n]+)")
_STATES = re.compile(rf"^(?:(?:so|then|clearly|obviously|of course) )?(?P<who>{_WHO}) (?P<told>.+)$", re.IGNORECASE)
_OF_YOU = re.compile(r"^you(?:'re| are| were) (?P<told>.+)$", re.IGNORECASE)
# What states nothing, or is told by others ("you said", "you ask whether").
_OPEN = re.compile(
    r"\b(?:may|might|can|could|would|will|'ll|if|whether|when|once|until|unless|perhaps|probably|likely|seems?|sounds?|"
    r"should|need|want|principle|you (?:say|said|told|ask|asked|describe|mention|write)|not|n't|to|what|which|"
    r"who)\b|n't\b|\?",
    re.IGNORECASE,
)
_PLAIN = EVERYDAY | roots(
    "say said tell told ask asked hear heard speak talk mention describe now already still here there today back again "
    "day week month year time thing way part side place case one first next own other more most much good used able "
    "ready"
)


def hearsay(text: str, known: str) -> Iterator[str]:
    """Yield statements about people of which no word was told.

    Args:
        text: In its plain form, one sentence a line.
        known: What the principle and the person say, in its plain form.
    """
    held = roots(known)
    for match in _CLAUSE.finditer(text):
        clause = match["clause"].strip()
        found = _STATES.match(clause) or _OF_YOU.match(clause)
        if found and not _OPEN.search(clause):
            told = roots(found["told"])
            if told - _PLAIN and not told & held:
                yield clause
