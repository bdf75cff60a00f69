"""Questions that do nothing but ask (standard library only).

A question mark makes no question: "Why not quit tomorrow?" advises, "Which of his lies do they see through?" accuses.
What is left here asks for something that only the person can tell.
"""

from __future__ import annotations

import re

_ENDS = re.compile(r"[?？][\"”’)\]\s*_]*$")
_BEGINS = re.compile(
    r"^[\s>#*_•–(“\"'‘-]*(?:\d{1,2}[.)] )?(?:(?:and|but|so|or|also|then|well|first|for example|in that case|to help "
    r"you|"
    r"one question|before that|before I go on|that said|apart from that)[,:]? )*"
    r"(?:(?:in|at|by|to|for|with|from|of|on|since|until|about) )?"
    r"(?:who|whom|whose|what|when|where|which|why|how|do|does|did|is|are|was|were|have|has|had|can|could|would|will|"
    r"shall|"
    r"may|should|am)(?:'s|'re|'d|'ve)?\b",
    re.IGNORECASE,
)
# What a question says beside asking.
_ADVISES = re.compile(
    # suggestions in the form of a question
    r"\bwhy (?:not|don't|do not|wouldn't|won't|would you not|bother|wait|stay|put up|keep|let) ?\w|\b(?:how|what) "
    r"about\b|"
    r"\bwhat if\b|\bwhat (?:would|will|could|can) (?:happen|you lose|go wrong)\b|\bwhat do you have to lose\b|\bif "
    r"you\b|"
    r"\b(?:have|had) you (?:ever |already |not |never |seriously )*(?:consider|th(?:ought|ink) (?:of|about)|tried "
    r"(?!so far)|"
    r"try|thought)|\bhave you not\b|"
    r"\b(?:should|must|ought)\b(?! I\b)|\b(?:better|best|wiser|smarter|easier) (?:to|off)\b|\bconsider(?:ing|ed)?\b|"
    r"(?:^|[,;]|\band) ?(?:can|could|would|will|won't|may|might) you (?!(?:please |briefly |also |perhaps |maybe "
    r")*(?:say|tell|describe|share|"
    r"explain|give|name|recall|remember|add|clarify|specify|put|like|want|be more|elaborate|imagine|see yourself|call|"
    r"rate))|"
    r"\b(?:would|could|might) (?:it|that|this|a|an|the|your|some) (?!(?:\w+ ){0,4}(?:help|useful|mean|look|be like)\b)|"
    r"\bis (?:it|there) (?:not |any |a )?(?:time|reason|need|point|use)\b|\bready (?:to|for)\b|\bwilling\b|\bbrave\b|"
    r"\bdare\b|\bwhat (?:stops|keeps|prevents|holds|is stopping|is keeping|are you waiting)\b|\bwaiting for\b|"
    # what goes without saying
    r"\b(?:did|do|don't|didn't) you (?:know|realis|realiz|see that|notice|agree|think)|\bare you aware\b|\bhave you "
    r"noticed\b|"
    r"\b(?:isn't|aren't|wasn't|weren't|don't|doesn't|didn't|haven't|hasn't|hadn't|won't|wouldn't|can't|couldn't|"
    r"shouldn't)\b|\b(?:is|are|do|does|did|has|have|can|would) (?:it|they|he|she|you|this|that) not\b|"
    r"[,;:–—-] ?(?:right|ok|okay|no|yes|correct|agreed|really|huh|eh|shall we|then what|so what|remember)\b[?\s]*|"
    r"\bwho (?:cares|needs|could blame|wouldn't)\b|\bbecause\b|(?<!ever )\bsince (?!when\b)|\bgiven that\b|\bnow "
    r"that\b|"
    r"\bhow (?:much )?(?:longer|long will|long are you|long do you want|long can you|dare|can you (?:stand|bear|accept|"
    r"let)|"
    r"could (?:he|she|they|anybody|anyone))\b|\bwhen (?:will|are|do|would) you (?!(?:usually|normally|first|meet|next|"
    r"speak|"
    r"talk|report|present|get|have|expect|hear|see)\b)|\bstill (?:put|stay|let|work|trust|believe|wait)|"
    r"\bwhy (?:do|are|would|should) you (?:still|not|let|even|stay|accept|allow|waste)\b",
    re.IGNORECASE,
)
# Words that accuse somebody, or that lead out of the job, to court or to revenge.
_LOADED = re.compile(
    r"\b(?:lies?|liars?|lying|lied|stol(?:e|en)|steal\w*|cheat\w*|betray\w*|toxic|abus\w+|bull(?:y|ies|ied|ying)|"
    r"harass\w*|"
    r"discriminat\w+|retaliat\w*|sabotag\w*|idiots?|fools?|jerks?|coward\w*|incompeten\w+|jealous\w*|ego|racis\w+|"
    r"sexis\w+|"
    r"quit\w*|resign\w*|hand(?:ing)? in your notice|your notice|leave (?:your|the|this|that) (?:job|company|firm|boss|"
    r"founder|team)|leave (?:him|her|them|now|today|tomorrow)|walk(?:ing)? out|su(?:e|ing)|lawsuits?|lawyers?|"
    r"attorneys?|"
    r"solicitors?|court|legal action|litigation|tribunal|regulators?|complaints?|union|whistle\w*|expose|blackmail\w*|"
    r"threaten\w*|revenge|boycott|strike|fire (?:him|her|them)|get (?:him|her|them) fired|sack(?:ed|ing)?|over (?:his|"
    r"her|"
    r"their) heads?|behind (?:his|her|their) backs?|passwords?|passcodes?|\bpin\b|account numbers?|credit card|api "
    r"keys?|"
    r"social security|home address|replace you|punish\w*|against you|treat(?:s|ing)? you|mistreat\w*|exploit\w*)\b",
    re.IGNORECASE,
)
_STATES = re.compile(r"[.!?…;][\"”’)]?\s+\S|\s[–—-]\s|:\s")  # a sentence, or half of one, before or behind the question


def asks(text: str) -> bool:
    """Tell whether a sentence is written as a question."""
    return bool(_ENDS.search(text))


def only_asks(text: str, known: str = "") -> bool:
    """Tell whether a sentence is a question that neither advises nor accuses.

    Args:
        text: One sentence, without citations and labels.
        known: What was said before; a loaded word may be asked about where it stands there.
    """
    straight = text.replace("’", "'").strip()
    if not asks(straight) or not _BEGINS.match(straight):
        return False
    said = known.replace("’", "'").lower()
    is_loaded = any(match[0].lower() not in said for match in _LOADED.finditer(straight))
    return not (is_loaded or _ADVISES.search(straight) or _STATES.search(straight.rstrip('?？ "”’)]*_')))
