"""The clauses of a text, what negates in them, and the roots of their words."""

from __future__ import annotations

import re

from coach import words

NOT = re.compile(
    r"\b(?:not|never|no|nobody|nothing|none|neither|nor|without|hardly|rarely|cannot|\w+n't|needn't|stop(?:s|ped|"
    r"ping)?|avoid(?:s|ing)?|skips?|prevents?|instead of|rather than|unlike|less|fewer)\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[,;:.!?()–—]|\b(?:but|and|so|because|while|which|who|that|where|if)\b", re.IGNORECASE)
# What a sentence with such a word names, it does not tell anybody to do.
HAZARD = re.compile(
    r"\b(?:tempt(?:ed|ing|ation)?|risk(?:s|y)?|mistakes?|traps?|dangers?|wrong|warns?|cautions?|advises? against|"
    r"points "
    r"(?:to|at)|speaks? against|los(?:e|es|ing)|fail(?:s|ed|ing)?|backfires?|hard to sell|too (?:soon|early))\b",
    re.IGNORECASE,
)
# Verbs of everyday use turn round only together with what they are about.
EVERYDAY_WORDS = (
    "take get make do go work be have use give keep put see show look find build learn move lead stop start think "
    "ask tell know need want try help come let earn solve people role skill job product manager team business leader"
)
_STEM = 7  # letters: "strategic", "strategy" and "strategically" have other stems, and the same root


def roots(text: str) -> frozenset[str]:
    """Return the stems of the content words of a text, cut to what related words share."""
    return frozenset(stem[:_STEM] for stem in words.stems(text))


def clauses(text: str) -> list[str]:
    """Return the clauses of a text, none of them empty."""
    return [clause for clause in CLAUSE.split(text) if clause and clause.strip()]


EVERYDAY = roots(EVERYDAY_WORDS)
