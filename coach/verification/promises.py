"""Promises that a reading brings along: that something works, comes about, or is got for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.verification.people import GIVES_IN, IS_RAISED, REWARD, SOMEBODY

_SURE = (
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
    r"hundred per ?cent|cannot but|can't but|can't help but|cannot help but",
    r"foregone conclusion|done deal|in the bag|(?:is|are) (?:then )?a given|as good as (?:yours|done|certain|promoted|"
    r"won|settled|there)|all but (?:yours|done|certain|decided|settled)",
    # that it works
    r"never fails?|always (?:works?|wins?|succeeds?|pays? off)|works? every time|works? (?:like a charm|wonders)",
    r"(?:this|that|it)(?: will|'ll) (?:work|pay off|succeed|happen|do the trick)|(?:can|may) count on|"
    r"automatic(?:ally)?|instant(?:ly)?|(?:this|that|it|which) pays off",
    r"in no time|(?:only )?a matter of time|no (?:other )?choice but|no way (?:\w+ ){0,4}(?:fails?|loses?)|before long|"
    r"sooner or later",
    r"(?:can't|cannot|can not|won't|will not|will never|can never|couldn't) (?:possibly )?(?:fail|lose|go wrong|miss|"
    r"be (?:refused|ignored|overlooked|passed over|denied|fired|wrong|stopped|beaten))",
    r"nothing (?:to lose|(?:can|could|will) (?:go wrong|stop|fail|hold))|no(?:body|thing| one) (?:can|could|will) "
    r"(?:stop|refuse|resist|ignore|overlook|deny|hold) you|takes? care of (?:itself|themselves)|sells? itself|"
    r"(?:falls?|drops?|lands?) into (?:place|your lap)",
    r"ensures|assures|ensuring|assuring|(?:will|'ll|can|would|that|which|this) (?:ensure|assure)|secures|securing|"
    r"(?:will|'ll) secure|(?:cement|seal|clinch)(?:s|ing|es) (?:you|your|the|a)",
    r"(?:success|promotion|job|role|title|post|lead|seat|raise|respect|trust|recognition) (?:is|are|will be) yours|"
    r"(?:gets|(?:will|to|'ll) get) you (?:promoted|there|the|a|noticed|heard)",
    r"(?:will|'ll) (?:get|make|land|win) you|from (?:then|there|that (?:day|moment|point)|now) on|ever after",
    r"(?:sets|puts|lands|places|propels|catapults|launches|lifts|carries|brings|moves|makes|turns) you (?:up for|into|"
    r"in "
    r"line|ahead|to the top|on the|straight|at the top|the (?:natural|obvious|next)|a (?:leader|director|strategist|"
    r"manager))|(?:just|only|but) (?:a|one) [\w-]+ away|around the corner|for the taking|all (?:that )?(?:\w+ "
    r"){1,4}needs? "
    r"to (?:say|agree|trust|promote|see|decide)|will be the (?:one|first|natural|next)",
    # what nobody can do otherwise, how soon it comes, and things that open doors
    r"(?:can't|cannot|can not|couldn't|could not) (?:possibly )?(?:help|but|resist|avoid|escape|ignore|"
    r"overlook) \w+ing|"
    r"(?:won't|will not|doesn't|does not|wouldn't|shouldn't) (?:be|take) (?:very |too |that )?long|on the safe side|"
    r"(?:is|are|be|becomes?|as) (?:the|your) (?:\w+ )?(?:ticket|passport|shortcut|springboard|gateway|"
    r"fast track|sure way|"
    r"recipe|golden key|magic|entry ticket) (?:to|for|into|out)|any (?:\w+ )?you (?:like|want|wish|choose|please)\b|"
    r"you(?: will|'ll) (?:soon|quickly|naturally|automatically|no longer|finally|easily|never again)\b|"
    r"(?:goes|belongs|falls|comes|is handed) to you\b|(?:and|then|to|you can|just) watch (?:the|your|as|him|her|"
    r"them|how|"
    r"it|everyone|everybody|people)\b",
    r"you(?:'re| are) (?:all |already |then |practically |virtually |nearly )*(?:set|sorted|golden|home|unstoppable|"
    r"untouchable|there|made|next in line)(?= for life| and dry| free|$|[.,;:!?])",
)
_WILL = r"(?: will|'ll| shall| is going to| are going to)(?! (?:not|never|hardly|only)\b)"
_SOON = (
    r" (?:(?:soon|then|surely|eventually|finally|gladly|naturally|also|always|quickly|simply|even|start to|begin to|"
    r"want to|have to|come to|learn to|be (?:forced|obliged|compelled|happy|glad|eager|ready|keen) to) )*"
)
_YOURS = r"(?:(?:the|your|that|this|a|an|their|his|her|\w+'s|more|new|next|real|lasting|full|of) ){0,3}"
_HAVE = (
    r"(?:have|hold|own|earn|gain|win|get|reach|enjoy|secure|land|receive|claim|command|take|achieve|carve out|obtain|"
    r"collect|unlock|walk into|step into|move into|be (?:given|offered|handed))"
)
_WITHOUT_MORE = (  # "comes afterwards", "follows from what you show" tell an order, and promise nothing
    r"(?! (?:before|after|afterwards|later|first|last|second|from (?!this|it|that|doing)|with|out of|in|down|only|"
    r"next|when|once|if|about|at|and))"
)
_OUTCOMES = (
    rf"(?:you|he|she|they|it)(?: will|'ll| shall){_SOON}(?:be (?:promoted|rewarded|made|given|offered|running|"
    rf"leading)|get (?:the|that|your|promoted|what)|become (?:a|an|the)|land|win|succeed)",
    rf"(?:you|he|she|they)(?: will|'ll| shall){_SOON}(?:be|become) (?:an? |the )?(?:\w+ )?(?:director|head|lead|"
    rf"leader|senior|vp|manager|partner|cpo|ceo|boss|pm)",
    rf"you{_WILL}{_SOON}{_HAVE} {_YOURS}{REWARD}",
    rf"you{_WILL}{_SOON}(?:rise|advance|stand out|get ahead|move up|excel|thrive|shine|outshine|prevail|"
    rf"be (?:{IS_RAISED}|unstoppable|untouchable|set|sorted|safe|in demand|on your way|next in line))",
    rf"{SOMEBODY}{_WILL}{_SOON}{GIVES_IN}(?! (?:each other|one another|you less|less))",
    rf"(?:your|the|these|those) (?:[\w-]+ ){{1,3}}?(?:will|shall){_SOON}be {IS_RAISED}",
    rf"(?:makes?|gets?|forces?|compels?|brings?|leads?|drives?|pushes|causes?|convinces|wins|persuades|moves) "
    rf"(?:{SOMEBODY}|him|her|them) (?:to )?{GIVES_IN}",
    rf"{SOMEBODY} (?:then )?(?:(?:has|have) to|must|(?:is|are) (?:then )?(?:forced|obliged|compelled) to) {GIVES_IN}",
    rf"(?:will|'ll|shall){_SOON}be {IS_RAISED}",
    rf"(?:and|then|,) (?:then )?{SOMEBODY} (?:\w+ly |then )?(?:trusts|listens|follows|agrees|accepts|approves|promotes|"
    r"respects|supports|backs|notices|comes (?:round|around|to you)|gives (?:you|in|way)|offers|hears you|sees you|"
    r"recogni[sz]es|rewards|picks you|says yes|asks you|values|appreciates|wants you|needs you|takes you|lets you|"
    r"includes|invites|opens|stops (?:ignoring|doubting|blocking)|believes|knows you|thinks of you|treats you)",
    r"(?:and|then|,) (?:then )?(?:the|your|all|every|these|those|this) (?:[\w-]+ ){1,3}?(?:disappears?|"
    r"vanish(?:es)?|"
    r"resolves? (?:itself|themselves)|is (?:solved|over|gone|settled|resolved|won)|dissolves?|melts? away|goes away|"
    r"turns around|wins|succeeds|improves|rises|doubles|falls? into place|sorts? itself|works? out)",
    # an order, and what comes of it as a fact: "Fix this and you are in", "..., and the doubts of your founder vanish"
    r"(?<=\band )(?:then )?you(?:'re| are) (?:in|through|there|safe|ready|done|sorted|away|up|on (?:your|the|track)|"
    r"promoted|the)\b(?! (?:asked|told))",
    r"(?:and|then|,) (?:then )?(?:the|your|all|every|these|those|this|any) (?:[\w'-]+ ){1,6}?(?:vanish(?:es)?|"
    r"disappears?|"
    r"evaporates?|melts?(?: away)?|dissolves?|opens?(?: up)?|collapses?|crumbles?|fades?)",
    rf"{SOMEBODY} (?:can|could|will) (?:then )?(?:no longer|hardly|not|never) (?:ignore|refuse|deny|overlook|resist|"
    rf"pass)",
    rf"(?:the |your |that |a |an )?(?:[\w-]+ )?{REWARD}(?: at the table)? (?:is|are) (?:then |just |only |already |"
    rf"merely |a |"
    r"nothing but a )*(?:formality|certainty|given|yours|secured?|done|settled)",
    rf"(?:the|your|that|a|an) (?:[\w-]+ )?{REWARD}(?: at the table)? (?:is|are) (?:then |just |only |already |"
    rf"practically )*"
    r"(?:waiting|within reach|near|close|next|inevitable|ready for you|imminent|in sight)",
    rf"(?<!\blet )(?:the|your|that|a|an|and) (?:[\w-]+ )?{REWARD}(?: then| soon| simply| naturally| always)?"
    rf"(?:{_WILL}{_SOON}(?:come|follow|arrive|be|find|open|appear|fall|happen)| follows| comes| arrives| finds you|"
    rf" opens up| appears| is on its way){_WITHOUT_MORE}",
)
# What somebody or something will do, told as if it were known; "will help" and "will probably" leave it open.
_PREDICTION = re.compile(
    r"(?<![\w'-])(?!you\b|i\b|we\b|what\b|who\b|which\b|there\b|that\b|whether\b|and\b|or\b|but\b)[\w-]+(?: will|'ll) "
    r"(?!not\b|never\b|help\b|need\b|probably\b|likely\b|most likely\b|perhaps\b|often\b|usually\b|sometimes\b|"
    r"mostly\b|also\b|both\b|tend\b|depend\b|be (?:likely|possible|hard|easier|able)\b|take (?:time|some|a "
    r"while)\b)[a-z]+",
    re.IGNORECASE,
)
_PROMISE = re.compile(rf"\b(?:{'|'.join(_SURE)})(?!\w)", re.IGNORECASE)
_OUTCOME = re.compile(rf"\b(?:{'|'.join(_OUTCOMES)})(?!\w)", re.IGNORECASE)
# "The founder will listen only after ...": what has to come first is told, and nothing promised.
_LIMITS = re.compile(
    r"\bonly (?:after|when|once|if|then|by)\b|(?:\bnot\b|n't\b)[^.;]{0,60}\b(?:until|till|unless|before)\b|"
    r"\b(?:until|more likely|before (?!long\b))",
    re.IGNORECASE,
)


def predictions(text: str) -> Iterator[re.Match[str]]:
    """Yield where a text tells what others, or things, will do.

    Args:
        text: In its plain form, one sentence a line.
    """
    yield from (match for match in _PREDICTION.finditer(text) if not _is_limited(text, match))


def guarantees(text: str) -> Iterator[re.Match[str]]:
    """Yield where a text promises that something will come about.

    Args:
        text: In its plain form, one sentence a line.
    """
    yield from _PROMISE.finditer(text)
    yield from (match for match in _OUTCOME.finditer(text) if not _is_limited(text, match))


def _is_limited(text: str, match: re.Match[str]) -> bool:
    begin = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    return bool(_LIMITS.search(text, begin, end if end >= 0 else len(text)))
