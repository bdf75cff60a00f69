"""Words that make a reading stronger than what it reads: always, never, every, only, must, nobody who, the best way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from coach import words

_PEOPLE = (
    r"(?:people|leaders?|managers?|executives?|ceos?|founders?|directors?|companies|firms|organi[sz]ations|pms?|teams|"
    r"careers?|product managers|bosses|employers|professionals|engineers|clients|customers|"
    r"of (?:them|these|those|you) (?:will|would|can|must|are|have))"
)
_ANYONE = r"(?:anyone|anybody|whoever) (?:who (?!wants|wishes|hopes|aims|would)|with|without|can|will)"
# Where a clause begins.
_AHEAD = r"(?:^|(?<=[.,;:!?–—-] )|(?<=\band )|(?<=\bbut )|(?<=\bbecause ))"
# "Everyone" counts as the subject of a clause of its own, not in "a form everyone accepts" or "when everyone pulls".
_FOR = r"(?<=\bthen )|(?<=\bfor )|(?<=\bon )"
_EVERYBODY = rf"(?:(?:{_AHEAD}|{_FOR})every(?:one|body)|every(?:one|body) (?:who|else))"
# "Only" counts where it leaves no other way or person, not in "seeing only a list" or "if only to learn".
_ONLY = (
    rf"(?:(?:{_AHEAD}|(?<=\bis )|(?<=\bare ))only(?! (?:one|an?|part|half|the (?:first|start|beginning))\b)|the only|"
    r"only (?:the|those|people|you|he|she|they|who|after|when|once|by|then|with|through|way))"
)
_NO_ONE = (
    r"no (?:founder|boss|manager|leader|director|ceo|executive|pm|product manager|team|company|firm|startup|client|"
    r"customer|employer|junior|senior|colleague|engineer|career|promotion)s?"
)
_NOBODY = r"(?:nobody|no one|none|no (?!matter|longer|more|less|need|point|reason|doubt)\w+)"
# What each says more than its evidence, and the words of the evidence that say as much.
_STRONG: tuple[tuple[str, str], ...] = (
    (
        r"always|invariably|every (?:single )?time|at all times|without exception|whenever|in all cases",
        r"always|invariably|whenever",
    ),
    (
        r"never(?! (?:only|just|merely))|not once|under no circumstances|impossible|(?:no|not a) (?:\w+ ){0,4}ever|"
        rf"{_NOBODY} (?:who|(?:\w+ ){{0,4}}without|can|could|is ever|(?:\w+ ){{0,3}}ever)|{_NO_ONE} (?:who|without|"
        rf"ever|will|would|can|"
        r"could|has|is|\w+s)|(?:not|n't) (?:\w+ ){0,3}(?:anybody|anyone|anything) else|(?:no|zero|not a) chance|doomed|"
        r"hopeless|bound to fail|"
        r"goes nowhere",
        r"never|nobody|no one|none|nothing|impossible",
    ),
    (
        rf"every|{_AHEAD}all (?!of|the|three|two|these|those|this|that|in|along|right)[a-z]+s|{_EVERYBODY}|everything|"
        rf"everywhere|{_ANYONE}|all (?:\w+ )?{_PEOPLE}",
        r"every|everyone|everybody|everything|all",
    ),
    (
        rf"(?<!not )(?<!never )(?<!n't )(?<!if ){_ONLY}|solely|exclusively|nothing (?:but|else|other than)|"
        r"the (?:single|sole)|the one (?:thing|way|skill|step|path|"
        r"key|move|factor) (?:that|which|to) (?:\w+ )?(?:counts?|matters?|works?|decides?|wins?|gets?|helps?)|no other "
        r"(?:way|path|route)",
        r"only|solely|exclusively|sole|single",
    ),
    (
        r"must|obliged|obligatory|mandatory|compulsory|imperative|indispensable|essential|non-negotiable|"
        r"there is no way around|have no (?:choice|option)|no alternative",
        r"must|require[sd]?|requiring|need(?:s|ed)?|necessary|ha(?:ve|s) to|obliged|mandatory|essential|key",
    ),
    (
        r"completely|entirely|totally|utterly|absolutely|whatsoever|all it takes|all (?:that )?you (?:need|have to)|"
        r"all that (?:matters|counts)|counts? for nothing|nothing at all|at all costs|worthless|useless|pointless|"
        r"altogether|across the board|in every respect|one hundred per ?cent|no exceptions?|"
        r"(?:is|are) worth nothing|means? nothing|alone (?:makes?|gets?|wins?|decides?|suffices|is (?:enough|"
        r"sufficient|"
        r"what))|(?:a )?waste of (?:your )?time|no (?:value|use)",
        r"complete(?:ly)?|entire(?:ly)?|total(?:ly)?|absolute(?:ly)?|all|whole|worthless|useless|pointless",
    ),
    (
        r"the (?:very )?(?:best|fastest|quickest|surest|easiest|smartest|safest) (?:\w+ )?(?:way|path|route|thing|"
        r"strategy|move|method|approach|answer|step|skill|choice)|above all(?: else)?|number one|"
        r"nothing matters more|"
        r"the (?:single )?most (?:important|effective|powerful|valuable|critical|reliable)|nothing is more",
        r"most|best|key|core|ultimate|crucial|highest",
    ),
)
_EVEN_IF = re.compile(r"\beven if (?:it|this|that) (?:requires|takes|means|needs)\b", re.IGNORECASE)  # no duty
_NEAR, _FAR = 5, 8  # words on either side that tell what a strong word of the reading, of its evidence, is about


def too_strong(reading: str, evidence: str, own_words: str) -> Iterator[str]:
    """Yield the words that make a reading stronger than the principle and the person are; all in plain form.

    A strong word holds only for what the principle, or the person, says as strongly; not where they ask for it to be
    said.
    """
    evidence = _EVEN_IF.sub(" ", evidence)
    for strong, as_strong in _patterns():
        for match in strong.finditer(reading):
            if not said_of_the_same(match, reading, as_strong, evidence) and not said_by_them(
                match, reading, own_words
            ):
                yield match[0]


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (
            re.compile(rf"\b(?:{strong})\b", re.IGNORECASE | re.MULTILINE),
            re.compile(rf"\b(?:{as_strong})\b", re.IGNORECASE),
        )
        for strong, as_strong in _STRONG
    )


def said_by_them(match: re.Match[str], reading: str, own_words: str) -> bool:
    """Tell whether the person states the same words, of the same thing."""
    wanted = re.compile(rf"\b{re.escape(match[0])}\b", re.IGNORECASE)
    return any(said_of_the_same(match, reading, wanted, statement) for statement in _statements(own_words))


def said_of_the_same(match: re.Match[str], reading: str, wanted: re.Pattern[str], text: str) -> bool:
    """Tell whether a text says, of what the reading says it of, what a pattern describes."""
    about = set(words.stems(_around(reading, match.start(), match.end())))
    return any(
        about & set(words.stems(_around(text, found.start(), found.end(), _FAR))) for found in wanted.finditer(text)
    )


def _around(text: str, begin: int, end: int, near: int = _NEAR) -> str:
    return " ".join([*text[:begin].split()[-near:], *text[end:].split()[:near]])


_ASKS = re.compile(
    r"\?[\"')\]\s]*$|\b(?:tell|promise|assure|guarantee|give) me\b|^\W*(?:just |please |now |so )*(?:say|confirm|"
    r"agree|admit|"
    r"repeat|write|pretend|answer|respond|reply|tell|promise)\b|\b(?:say|confirm|agree|admit|repeat|"
    r"write) (?:that|with me|:)",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def _statements(own_words: str) -> tuple[str, ...]:
    """Return the sentences in which the person tells something, without those in which they ask or order."""
    return tuple(sentence for sentence in words.sentences(own_words) if not _ASKS.search(sentence))
