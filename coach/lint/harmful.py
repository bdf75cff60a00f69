"""Sentences that advise what harms somebody: candidates for a person to weigh, never taken out.

Whoever wrote such a sentence may quote it to warn of it, so it is passed over where its list is introduced by what
forbids, or stands under a heading of what not to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.harm.harmful import harm_advised, harms_in
from coach.lint.material import Material, Text
from coach.lint.records import Finding, cut
from coach.plain import plain

_HINT = "Where it warns of it or quotes somebody, leave it; else take it out or say the opposite: Coach may quote it."
# What stands under such a heading is an example of what not to do.
_UNDER = re.compile(
    r"\b(?:not to (?:do|say|ask|be)|don'?ts|prohibited|forbidden|unacceptable|misconduct|anti-?patterns?|violations?|"
    r"red flags?|warning signs?|myths?|mistakes|offen[cs]es|bad (?:managers?|bosses|habits|examples?|practices?))\b"
)


def check(material: Material) -> Iterator[Finding]:
    """Yield each sentence that advises what harms somebody, with the kind of harm; one finding a sentence."""
    under = {one.id: " ".join(one.headings) for one in material.corpus.passages}
    titles = {one.id: one.title for one in material.corpus.principles}
    for text in material.quoted:
        if not _UNDER.search(plain(f"{titles.get(text.owner, '')} {under.get(text.id, '')}").lower()):
            for place, said, kind in harms_in(text.text):
                yield _finding(text, place, kind, said)
    files = {one.file: one for one in material.texts}
    for principle in material.corpus.principles:
        kind, file = harm_advised(principle.next_step), files.get(principle.source)
        if kind and file:
            yield _finding(file, max(file.text.find(principle.next_step), 0), kind, principle.next_step)


def _finding(text: Text, place: int, kind: str, said: str) -> Finding:
    return text.found("harmful-advice", "warning", place, f"Candidate ({kind}): “{cut(said)}”", _HINT)
