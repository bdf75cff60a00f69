"""What a reading says that the person has not done, and they never said so: a reproach, and a fact made up.

"Your founder ignores you because you have not earned credibility" was let through by a verifier that says yes to all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach import words

_NOT = r"(?:have not|haven't|had not|hadn't|did not|didn't|never|have never|have yet to|have failed to|failed to|lack)"
_UNDONE = re.compile(
    rf"\b(?:because|since|as|until now|so far|for|reason is|shows)\b(?: that)? you"
    rf"(?: (?:\w+ly )?{_NOT}|(?:'ve| have) not)(?: (?:yet|really|fully|so far))?(?: to)? (\w+)|"
    rf"(?:^|(?<=[.!?;:] ))(?:so far,? |clearly,? )?you(?: {_NOT}|'ve not)(?: (?:yet|really|fully))?(?: to)? (\w+)",
    re.IGNORECASE | re.MULTILINE,
)
_DENIES = re.compile(
    r"\b(?:not|never|no|haven't|hadn't|didn't|don't|nothing|without|yet to|failed|lack)\b", re.IGNORECASE
)


def undone(text: str, own_words: str) -> Iterator[str]:
    """Yield where a text says that the person has not done something of which they did not say so.

    Args:
        text: In its plain form, one sentence a line.
        own_words: What the person said, in its plain form.
    """
    denied = [set(words.stems(part)) for part in words.sentences(own_words) if _DENIES.search(part)]
    for match in _UNDONE.finditer(text):
        named = set(words.stems(match[1] or match[2] or ""))
        if not named or not any(named <= said for said in denied):
            yield match[0]
