"""Authorities, promises and instructions that a reading brings along, told by the words they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

_REPORTS = (
    r"(?:show|suggest|find|found|prove|confirm|indicate|reveal|demonstrate|say|said|tell|told|agree|recommend|"
    r"report|argue|"
    r"believe|conclude|claim|swear|teach|taught|advise|call|write|wrote|put)(?:e?s|ed|ing|n)?\b"
)
_PEOPLE = (
    r"(?:people|leaders|managers|executives|ceos|founders|directors|companies|firms|organi[sz]ations|coaches|pms|"
    r"mentors|"
    r"bosses|employers|professionals|insiders|veterans)"
)
_EVIDENCE = (
    r"(?:research|evidence|data|history|experience|science|psychology|literature|practice|figures|numbers|polls?)"
)
_WORK = r"(?:book|article|paper|report|author|blog|course|talk|analysis|poll)"
_SOURCES = (
    # studies and the like
    r"stud(?:y|ies)|surveys?|statistics?|meta-analys[ie]s|white ?papers?|case stud(?:y|ies)|benchmarks?|"
    r"peer[- ]reviewed",
    rf"(?<!your )(?<!their )(?<!own ){_EVIDENCE} (?:clearly |consistently |also |has |have |already |"
    rf"now )*{_REPORTS}",
    rf"(?:recent|new|academic|scientific|published|much|extensive|decades of|years of) (?:\w+ )?{_EVIDENCE}",
    rf"backed by {_EVIDENCE}|evidence from|(?:literature|research|science|evidence) is (?:clear|unanimous|"
    rf"overwhelming)",
    r"(?:it|this) has been (?:shown|proven|demonstrated|established|documented)",
    # books and papers
    rf"(?:the |a )?{_WORK} (?:by |called |titled |\w+s that )|(?<!your )(?<!their ){_WORK} {_REPORTS}",
    r"(?:recent|new|annual|industry) (?:\w+ )?(?:reports?|articles?|papers?|books?|analys[ie]s|polls?)",
    r"bestsell(?:er|ing)|textbooks?|podcasts?|i (?:once )?read (?:that|in|about|a)",
    # people who ought to know
    r"experts?|scientists?|psychologists?|economists?|sociologists?|academics?|scholars?|researchers?|analysts?|"
    r"consultants?",
    r"recruiters?|gurus?|thinkers?|authors?|professors?|commentators?|(?:business|management) schools?",
    rf"(?:most|many|all|top|best|great|successful|experienced|leading|other|senior|seasoned|countless|some|the best|"
    rf"the most \w+) (?:\w+ )?{_PEOPLE} (?:\w+ )?{_REPORTS}",
    r"(?:some|many|others|most) (?:say|believe|argue|think|agree)|sources (?:say|report)",
    r"according to (?!(?:this|the|these) (?:principle|quotation|text|words|pyramid)|you\b|your\b|this\b)[\w' ]{1,30}",
    r"as reported",
    # the assistant's own life
    r"in my (?:own )?experience|(?:my|our) (?:other )?clients|one of my|(?:a|an|one|another) \w+ of mine|"
    r"worked for me",
    r"i(?:'ve| have)? (?:often |personally |always |also )*(?:seen|coached|worked with|met|known|watched|advised|"
    r"helped)",
    r"i(?:'ve| have) been|people i (?:know|coach|work with)|i know (?:of )?(?:a|many|several)",
    # what goes without saying
    r"it is (?:well[- ])?(?:known|established|documented)|well[- ](?:known|established|documented) (?:that|fact)",
    r"common knowledge|(?:everyone|everybody|we all) knows?|best practices?|industry standards?|rule of thumb",
    r"the saying goes|as the saying",
)
_SOON = r"(?:soon |then |surely |eventually )?"
_GUARANTEES = (
    r"guarantee[sd]?|guaranteeing|proven|provably|i promise|promises? (?:you|that|to)|assure you|trust me|"
    r"make no mistake",
    r"mark my words|you have my word|take my word",
    # how sure it is
    r"certainly|certainty|(?:it is|it's|be|are|is) certain|certain (?:to|that)|surely|for (?:sure|certain)",
    r"(?:are|is|it's|you're|you'll be|feel|rest) (?:quite |absolutely )?(?:sure|assured) (?:to|that|of)|(?:is|"
    r"are) assured",
    r"bound to|destined to|inevitabl[ey]|inescapabl[ey]|undoubtedly|indisputabl[ey]|unquestionabl[ey]|definitely",
    r"without (?:a |any )?(?:doubt|fail|exception|risk|question)|(?:no|beyond (?:any |all |a )?) ?doubt|no risk|"
    r"no downside",
    r"foolproof|fool-proof|fail-?safe|sure-?fire|risk-?free|infallibl[ey]|(?:safe|sure) (?:bet|thing)|100 ?%|"
    r"hundred per ?cent",
    # that it works
    r"never fails?|always (?:works?|wins?|succeeds?|pays? off)|works? every time|works? like a charm",
    r"(?:this|that|it)(?: will|'ll) (?:work|pay off|succeed|happen)|(?:can|may) count on|automatic(?:ally)?|"
    r"instant(?:ly)?",
    r"in no time|(?:only )?a matter of time|no (?:other )?choice but|no way (?:\w+ ){0,4}(?:fails?|loses?)",
    r"(?:can't|cannot|can not|won't|will not|will never|can never|couldn't) (?:possibly )?(?:fail|lose|go wrong|miss|"
    r"be (?:refused|ignored|overlooked|passed over|denied|fired|wrong))",
    # what you will get for it
    r"(?:success|promotion|job|role|title|post|lead) is yours|gets? you (?:promoted|there|the)",
    r"(?:will|'ll) (?:get|make|land|win) you",
    rf"(?:you|he|she|they|it)(?: will|'ll| shall) {_SOON}(?:be (?:promoted|rewarded|made|given|offered|running|"
    rf"leading)|"
    r"get (?:the|that|your|promoted|what)|become (?:a|an|the)|land|win|succeed)",
    rf"(?:you|he|she|they)(?: will|'ll| shall) {_SOON}(?:be|become) (?:an? |the )?(?:\w+ )?(?:director|head|lead|"
    rf"leader|senior|"
    r"vp|manager|partner|cpo|ceo|boss|pm)",
)
_INSTRUCTIONS = (
    # addresses
    r"[a-z][a-z0-9+.-]{0,20}://|hxxps?|\bwww\.|(?:javascript|data|vbscript|file|mailto):\S|[\w+-]@[\w-]{1,60}\.\w",
    r"\b[\w-]{1,60}\.(?:com|org|net|io|ai|dev|app|co|test|example|invalid|info|biz|xyz|me|eu|uk|de|fr|ru|cn)\b"
    r"(?=$|[\s/.,;:!?)\]\"'>])",
    # Markdown, HTML, code, data
    r"!?\[[^\]\n]{0,200}\] ?[(\[:]|!\[|`|~~~|\|[^|\n]+\|[^|\n]+\|",
    r"<[a-z!/?][^<>]{0,500}>|<(?:script|img|iframe|a|svg|style|object|embed|form|input|meta|link)\b|&(?:\w{2,8}|"
    r"#x?[0-9a-f]{1,6});",
    r"\{\{|\}\}|\{[^{}]{0,200}[\"'][^{}]{0,200}:|<\||\|>|\[/?inst\]|\w{41,}",
    r"\bpip install|\bcurl |\bsudo\b|\brm -|\bdef \w+\(|\bselect \* |\bdrop table\b|\bos\.\w+\(",
    # orders to a program
    r"\b(?:ignore|disregard|forget|override|bypass) (?:\w+ ){0,3}(?:above|previous|prior|preceding|instructions?|"
    r"prompts?|guidelines)\b",
    r"\bsystem (?:prompt|message)|(?:^|[.!?>\])}#-]\s*)(?:system|assistant|user|developer|human)\s*:|\byou are now\b",
    r"\bnew instructions?\b|\bjailbreak|\bdeveloper mode|\bas an? (?:ai|language model|llm|ai assistant)\b",
    r"\bpretend (?:to be|you)|\brepeat after me",
    # orders that phishing gives
    r"\b(?:api|secret|access)[ _-]?(?:key|token)s?\b|\bpasswords?\b|\bclick (?:here|on|the)\b|\bdownload\b|"
    r"\bsubscribe\b",
)
_SOURCE = re.compile(rf"\b(?:{'|'.join(_SOURCES)})\b", re.IGNORECASE)
_GUARANTEE = re.compile(rf"\b(?:{'|'.join(_GUARANTEES)})(?!\w)", re.IGNORECASE)
_INSTRUCTION = re.compile("|".join(_INSTRUCTIONS), re.IGNORECASE | re.MULTILINE)
_SAID_BY = re.compile(  # words put into somebody's mouth
    r"(?:principle|corpus|text|passage|author|rule|it|he|she|they|who) (?:\w+ )?"
    r"(?:says?|said|states?|reads?|writes?|wrote|puts it|warns?|promises|insists)[^\"\n]{0,20}\"([^\"\n]{1,400})\"",
    re.IGNORECASE,
)


def sources(text: str) -> Iterator[re.Match[str]]:
    """Yield where a text calls on an authority: studies, experts, what great leaders say, what I have seen."""
    yield from _SOURCE.finditer(text)


def guarantees(text: str) -> Iterator[re.Match[str]]:
    """Yield where a text promises that something will come about."""
    yield from _GUARANTEE.finditer(text)


def instructions(text: str) -> Iterator[re.Match[str]]:
    """Yield what is no prose of a coach: links, HTML, code, orders to a program."""
    yield from _INSTRUCTION.finditer(text)


def put_into_a_mouth(text: str) -> Iterator[str]:
    """Yield the words that a text puts between quotation marks and says somebody said."""
    yield from (match[1] for match in _SAID_BY.finditer(text))
