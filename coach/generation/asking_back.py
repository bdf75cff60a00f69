"""What a question back may ask: for a plain fact that the person has not told, in words that bring nothing along.

A model that may not advise could still do so in a question ("When will you hand in your notice?"). So the words of a
question are those of the person, of the principles they were offered, and the few below; whatever else it speaks of,
it is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from coach import words
from coach.cited import only_asks

# Closed: what one asks about somebody's situation at work. No word of it judges, suggests or leads anywhere.
_WORDS = """
    role job title level position team people person somebody someone anybody size big large small company firm
    startup organisation organization department function business product project work working report reporting
    decide decision own owner responsible responsibility charge manager boss founder lead leader ceo director head
    colleague peer stakeholder customer user client partner engineer engineering marketing sales design operations
    goal target priority plan strategy roadmap idea proposal suggestion recommendation feedback say tell happen last
    recent recently time week month year long start begin join try far already current currently situation example
    describe mean matter important kind sort part area field experience promotion next want hope expect change
    difference main first problem issue task meeting conversation review update talk speak discuss ask involve know
    think need measure success result skill usual usually react respond answer specific specifically exactly
    concrete give day spend often present share hear listen get side view opinion agree different made make take put
    see good hard difficult easy new old ago today much many help support direct directly close worry concern like
    feel bring show owns owned told said tried daily open anyone nobody
"""
_FACTS = frozenset([*_WORDS.split(), *words.stems(_WORDS)])


def why_not_asked(question: str, known: str) -> Iterator[str]:
    """Yield why a question cannot be asked back; nothing where it asks for a plain fact.

    Args:
        question: One sentence.
        known: What the person said, and the principles they were offered.
    """
    if not only_asks(question, known):
        yield "advises: it does more than ask"
    held = set(words.stems(known))
    strange = [word for word in words.words(question) if word not in _FACTS and set(words.stems(word)) - held - _FACTS]
    if strange:
        yield f"presumes: {', '.join(strange[:3])}"
