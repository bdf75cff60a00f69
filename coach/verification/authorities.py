"""Authorities that a reading calls on: studies, people who ought to know, sayings, the assistant's own life."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.verification.people import GENERAL

_REPORTS = (
    r"(?:(?:show|suggest|find|found|prove|confirm|indicate|reveal|demonstrate|say|said|tell|told|agree|recommend|"
    r"report|argue|believe|conclude|claim|swear|teach|taught|advise|call|write|wrote|put)(?:e?s|e?d|ing|n)?|"
    r"(?:warn|stress|point|name|list|define|describe|predict|explain|insist|maintain|observe|document|establish|"
    r"ha(?:ve|s) it|back|support|preach|attest|"
    r"testif(?:y|ie))(?:s|ed)?)\b"
)
_COUNTED = (
    r"(?:data|figures|numbers|polls?|tests?|trials?|experiments?|findings?|interviews|observations?|examples|stories)"
)
_LEARNT = (
    r"(?:research|evidence|history|experience|science|psychology|literature|practice|theory|tradition|lore|folklore|"
    r"wisdom|insights|biograph(?:y|ies))"
)
_EVIDENCE = rf"(?:{_COUNTED}|{_LEARNT})"
_WORK = r"(?:book|article|paper|report|author|blog|course|talk|analysis|poll)"
_MANNER = r"(?:clearly |consistently |also |has |have |had |already |now |often |again |long |time and again |all )*"
_SAID = (
    r"(?:said|known|held|believed|agreed|thought|accepted|understood|recogni[sz]ed|argued|reported|assumed|claimed|"
    r"observed|acknowledged|shown|proven|documented|established|told|written|noted)"
)
_SOURCES = (
    # studies and the like
    r"stud(?:y|ies)|surveys?|statistics?|meta-analys[ie]s|white ?papers?|case stud(?:y|ies)|benchmarks?|"
    r"peer[- ]reviewed",
    rf"(?:recent|new|academic|scientific|published|much|extensive|decades of|years of) (?:\w+ )?{_EVIDENCE}",
    rf"backed by {_EVIDENCE}|evidence from|(?:literature|research|science|evidence)(?: \w+){{0,4}} is (?:clear|"
    rf"unanimous|"
    rf"overwhelming)",
    rf"(?:it|this) (?:has|had) (?:\w+ )?been {_SAID}",
    # books and papers
    rf"(?:the |a )?{_WORK} (?:by |called |titled |\w+s that )|(?<!your )(?<!their ){_WORK} {_REPORTS}",
    r"(?:recent|new|annual|industry) (?:\w+ )?(?:reports?|articles?|papers?|books?|analys[ie]s|polls?)",
    r"bestsell(?:er|ing)|textbooks?|podcasts?|newsletters?|webinars?|magazines?|i (?:once )?read (?:that|in|about|a)",
    rf"(?:a|the|this|that|one|any|every|some|good|read|famous) (?:[\w-]+ )?(?:{GENERAL} )?(?:books?|articles?|blogs?)",
    # people who ought to know
    r"experts?|scientists?|psychologists?|economists?|sociologists?|academics?|scholars?|researchers?|analysts?|"
    r"consultants?",
    r"recruiters?|gurus?|thinkers?|authors?|professors?|commentators?|(?:business|management) schools?|headhunters?|"
    r"philosophers?|historians?|pundits?|luminaries|role models?|success stories",
    rf"(?:most|many|all|top|best|great|successful|experienced|leading|other|senior|seasoned|countless|some|old|wise|"
    rf"good|famous|the best|the most \w+) (?:\w+ )?{GENERAL} (?:\w+ )?{_REPORTS}",
    rf"(?:insiders|veterans|professionals|practitioners|old hands|those in the know|(?:people|those|anyone|anybody|"
    rf"everyone|everybody|somebody|someone|others) who(?:'ve|'s| have| has| had)? (?:\w+ )?(?:been (?:there|through)|"
    rf"done (?:this|it|so)|made it|walked|lived|risen|succeeded|led|tried)(?: \w+){{0,4}}?) (?:\w+ )?(?:{_REPORTS}|"
    rf"knows?\b|knew\b|learn(?:ed|t|s)?\b)",
    rf"(?:^|(?<=[.,;:] )|(?<=\band ))(?:[\w-]+ )?(?:leaders|managers|executives|ceos|founders|directors|companies|"
    rf"firms|"
    rf"coaches|pms|mentors|bosses|employers|professionals|panels|committees|boards|investors|seniors|bankers|"
    rf"headhunters|"
    rf"operators|practitioners) {_MANNER}{_REPORTS}",
    r"(?:many|most|countless|plenty|lots|thousands|people|leaders|managers|pms) who (?:\w+ly )?(?:started|began|did|"
    r"had|went|"
    r"tried|took|made|rose|chose|followed|learned|grew|got|moved)",
    r"(?:some|many|others|most) (?:say|believe|argue|think|agree)|sources (?:say|report)",
    r"(?:^|(?<=[.,;:!?–—-] )|(?<=\bas ))(?:they|people|folks|we|you often|one often) "
    r"(?:\w+ly |often |always )?(?:say|hear|tell (?:us|me|each)|swear|agree)\b",
    r"according to (?!(?:this|the|these) (?:principle|quotation|text|words|pyramid)|you\b|your\b|this\b)[\w' ]{1,30}",
    r"as (?:has been )?reported|reportedly|allegedly|supposedly|(?:it|as it) turns out|word has it|rumou?r has it|"
    r"legend has it|famously|famous(?:ly)? (?:said|words)|in the words of|to quote",
    # the assistant's own life
    r"in (?:my|our) (?:own )?(?:experience|years|time|career|work|practice|view of)|my (?!(?:own )?(?:view|reading|"
    r"advice|suggestion|guess|sense|impression|opinion|take)\b)[\w-]+ [\w-]+|mine\b|our (?:\w+ )?(?:clients?|"
    r"career|years|mentor|boss|manager|team|colleagues?|friends?|company|mistake)|one of my|"
    r"(?:a|an|one|another|some) (?:\w+ )?\w+ of (?:mine|ours)|worked for me",
    r"(?<!if )i(?:'ve| have)? (?:often |personally |always |also |once |myself |only |just )*(?:seen|coached|worked|"
    r"met|"
    r"known|knew|watched|advised|helped|had|was|did|learn(?:ed|t)|spent|remember|recall|saw|heard of|led|ran|managed|"
    r"tried|used to|taught|observed|lived|grew|made|started|interviewed|mentored|noticed|experienced|been)\b",
    r"(?:[a-z]+s (?:\w+ )?tell|tells|told|taught|showed|advised|warned|convinced|struck|mentored|coached|asked) me\b|"
    r"(?:said|say|says) to me|"
    r"people i (?:know|coach|work with)|i know (?:of )?(?:a|many|several|people|someone|somebody)|"
    r"we(?:'ve| have) (?:\w+ )?(?:seen|found|learn(?:ed|t)|measured|tested|observed|heard)",
    # what goes without saying
    rf"it(?:'s| is| was) (?:\w+ly |often |now |well[- ]?|an? (?:open|well[- ]?known|known|proven) )?(?:{_SAID}\b(?= "
    rf"that|[,;:])|secret|fact that)|(?:well|time|battle)[- ](?:known|established|documented|proven|tested)|tried and "
    rf"tested",
    r"(?:agreement|consensus|unanimity) (?:among|that|on|in|about)|(?:widely|generally|commonly|universally|broadly) "
    rf"{_SAID}|common (?:knowledge|wisdom|saying|sense (?:says|tells))|(?:everyone|everybody|we all) knows?|best "
    rf"practices?|"
    r"industry standards?|rules? of thumb|golden rules?",
    r"the saying goes|as the saying|(?:old|popular|famous|known|good) saying|(?:old |popular |famous |well-known "
    r")?(?:adages?|proverbs?|maxims?|mottos?|mantras?|"
    r"folklore|dictum|truisms?|clich[ée]s?|sayings)|(?:conventional|received|popular|collective|hard-won|ancient|folk|"
    r"startup|industry|business) (?:wisdom|lore)",
)
_SOURCE = re.compile(rf"\b(?:{'|'.join(_SOURCES)})\b", re.IGNORECASE | re.MULTILINE)
# "As one chief executive put it": whoever says or does it must be somebody the principle or the person speaks of.
_AS_SAID = re.compile(
    r"\b(?:as|like) ((?:[\w'-]+ ){1,4}?)(?:once |often |famously |always |also |likes? to |would |used to )*"
    r"(?:then |now )?"
    r"(?:(?<!\band )(?<!\bor )(?<!\bbut )"  # "as a range and say what it rests on": that is an order
    r"(?<!\band then )(?<!\bor then )(?:put it|say|teach|argue|call it|phrase)|"
    r"puts it|said|says|wrote|writes|teaches|taught|argue[sd]|did (?:at|in|for|when|before)|calls it|called it|told|"
    r"preached|preaches|phrased|learn(?:ed|t)|discovered|proved|showed|demonstrated)\b",
    re.IGNORECASE,
)
# "Data show it", "old hands will tell you": not where the person or the principle speaks of them.
_WITNESS = re.compile(
    rf"\b(?<!your )(?<!their )(?<!own )(?:({_COUNTED}) {_MANNER}{_REPORTS}|{_LEARNT} {_MANNER}{_REPORTS}|([a-z]+s|"
    rf"anyone|anybody|everyone|everybody) "
    rf"(?:will|would|'ll|can|could) (?:all |gladly |only )?tell you)\b",
    re.IGNORECASE,
)
_SAID_BY = re.compile(  # words put into somebody's mouth
    r"(?:principle|corpus|text|passage|author|rule|it|he|she|they|who) (?:\w+ )?"
    r"(?:says?|said|states?|reads?|writes?|wrote|puts it|warns?|promises|insists)[^\"\n]{0,20}\"([^\"\n]{1,400})\"",
    re.IGNORECASE,
)


def sources(text: str) -> Iterator[re.Match[str]]:
    """Yield where a text calls on an authority: studies, experts, what great leaders say, what I have seen."""
    yield from _SOURCE.finditer(text)


def witnesses(text: str) -> Iterator[re.Match[str]]:
    """Yield where a text has evidence or people testify; what or who, is one of the groups."""
    yield from _WITNESS.finditer(text)


def quoted_people(text: str) -> Iterator[re.Match[str]]:
    """Yield where a text says who said or did the same; who it is, is the first group."""
    yield from _AS_SAID.finditer(text)


def put_into_a_mouth(text: str) -> Iterator[str]:
    """Yield the words that a text puts between quotation marks and says somebody said."""
    yield from (match[1] for match in _SAID_BY.finditer(text))
