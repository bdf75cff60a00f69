"""Readings that give up: they say that nothing can be done, or tell to keep out of what the principle asks to take on.

A principle asks for something; who says that it is out of reach, or somebody else's, turns it round whatever words the
two share. Only where the principle says so itself is it left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach import words

_KINDS = (
    # Out of reach.
    r"(?:you(?:'re| are| have|'ll have)|there(?:'s| is)) (?:then |really |simply |just )?(?:powerless|helpless|"
    r"stuck with|"
    r"no (?:real )?(?:means|way|power|leverage|say|chance|hope|influence|business|use|point) (?:to|of|over|in|"
    r"with|for)\b|"
    r"nothing (?:that )?you can|little (?:that )?you can)|your hands are tied|out of your (?:hands|control|"
    r"reach|league)|"
    r"(?:isn't|is not|not|n't) (?:up to|for) you to\b|above your (?:pay ?grade|station|level)|"
    r"beyond your (?:role|remit|"
    r"reach|level)|(?:can't|cannot) be (?:learned|learnt|taught|influenced|moved|changed|solved|done) (?:without|until|"
    r"by (?:you|a|an))",
    # Somebody else's.
    r"(?:none of|not) your (?:business|concern|job|problem|place|task|turf)|mind your own|"
    r"(?:a )?(?:matter|task|job|business|concern) (?:for|of) (?:the |your |those |other )?(?:\w+ )?"
    r"(?:seniors?|leaders?|managers?|bosses|executives?|directors?|partners?|founders?|others|people above|experts?|"
    r"leadership|management)|belongs? (?:to|with) (?:the |your |those )?(?:\w+ )?(?:seniors?|leaders?|managers?|bosses|"
    r"executives?|directors?|partners?|leadership|management|others)|(?:is|are) for (?:the )?(?:partners|bosses|"
    r"executives|seniors|founders|leadership|management|others|those above)\b|your place is (?:with|at|in|behind)",
    # Kept out of.
    r"(?:stay|stays|staying|keep|keeps|keeping|hold yourself) (?:well |right |quietly )?out of (?:it|this|that|the way|"
    r"their way)|(?:don't|do not|not|never) (?:get|be) (?:involved|mixed up|drawn in)|look (?:away|the other way)|"
    r"(?:leave|let) (?:it|that|them|this|others|the \w+|your \w+|everybody|everyone|"
    r"each side)(?: \w+){0,2}? (?:sort|work|"
    r"figure|handle|fight|battle|settle|resolve|argue|draw) ?(?:it|this|that|their|things)?|among themselves|"
    r"keep (?:your "
    r"head down|quiet|a low profile|still)|lie low|stay put|sit (?:it out|tight|back)|bide your time|do nothing\b|"
    r"best (?:left|let) (?:alone|to)",
)
_KIND = re.compile(rf"(?<![\w'])(?:{'|'.join(_KINDS)})", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:not|never|whether|rather than|instead of|don't|doesn't|isn't|without|"
    r"no longer|than|tempt\w*)\W+(?:\w+\W+){0,3}$",
    re.I,
)


def gives_up(reading: str, evidence: str) -> Iterator[str]:
    """Yield the sentences of a reading that give up what its evidence asks for; both in plain form."""
    if _KIND.search(evidence):
        return
    for sentence in words.sentences(reading):
        found = (match for match in _KIND.finditer(sentence) if not _DENIED.search(sentence, 0, match.start()))
        if not sentence.endswith("?") and next(found, None):
            yield sentence
