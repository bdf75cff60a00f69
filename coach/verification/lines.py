"""What stands in a reply and is no claim of the assistant's: the corpus's own lines, courtesies, words that lead in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.records import Corpus, Principle

# Whole sentences that say nothing of what to do; whatever is not among them may advise.
_COURTESY = re.compile(
    r"(?:(?:hi|hello|hey|dear)(?: (?:there|all|you|friend|\w+))?|good (?:morning|afternoon|evening|day)|"
    r"(?:many |big )?thank(?:s| you)(?: (?:so|very) much| a lot)?(?: for (?:sharing|asking|writing|reaching out|"
    r"telling me|"
    r"your (?:question|message|trust|openness|patience))(?: (?:this|that|it|with me|so openly))*)?|"
    r"i(?:'m| am) (?:so |very |really )?sorry(?: (?:to hear (?:that|this|about (?:it|this|that))|that (?:this|"
    r"it) is (?:so )?"
    r"(?:hard|difficult)|about that))?|"
    r"(?:that|this|it) (?:sounds|must be|is|seems) (?:really |very |so |quite )*(?:hard|tough|frustrating|"
    r"difficult|stressful|"
    r"draining|exhausting|painful|understandable|uncomfortable)(?: (?:situation|place|position|one|to be in|"
    r"for you|for \w+))*|"
    r"i (?:hear|understand|see|get) (?:you|that|how you feel|your (?:frustration|worry|concern|situation))|"
    r"(?:i )?hope (?:this|that|it) helps(?: you)?(?: a little| a bit| with it)?|good luck(?: with (?:it|that|this|"
    r"everything))?|"
    r"(?:all the best|best wishes|take care|you(?:'re| are) welcome|yes|no|sure|of course|okay|ok|well|certainly|"
    r"great|"
    r"that(?:'s| is) a (?:good|fair|great|hard) question|(?:good|great|fair) question)|"
    r"(?:feel free to|you can|please)(?: always)? (?:ask|tell me|write|let me know)(?: me)?(?: (?:if|"
    r"should) you (?:have|need|want|"
    r"would like) (?:any |more |further |to know )*(?:questions?|detail|details|help|more|anything else))?|"
    r"let me know (?:how it goes|if (?:this|that|it) helps|what you think))",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(
    r"(?:(?:here(?: is|'s| are)|these are|this is|below (?:is|are)|there (?:is|are)) (?:what|how|the|some|one|two|"
    r"three|a few)"
    r"(?: [\w']+){0,8}|"
    r"(?:the |what the )?(?:principles?|corpus)(?: (?:that|which|here|says?|say|tells?|fits?|fit|applies|apply|"
    r"best|this|to|you|"
    r"your|case|question|puts? it|has|have|about|on|it|most|closely|is|are|these|here))*|"
    r"in short|to sum up|in sum|in summary|summary|first|second|third|next|finally|lastly|then|also|and|but|so|"
    r"for you|"
    r"in your case|what (?:this|it|that) means(?: for you)?|the short answer|answer|(?:one |a |your |my )?(?:next|"
    r"first) steps?|"
    r"sources?|quotations?|principles?|(?:a )?tension|nearby|note|advice|my reading|as .{0,40} puts it|"
    r"as (?:the )?principle "
    r"(?:says|puts it))\s*:",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"^[\s>#*_•–-]+|[\s*_]+$")


def uncited_lines(corpus: Corpus) -> list[str]:
    """Return the texts shown without a citation: whom to turn to, what decides, what the corpus is about."""
    about = [f"They are about {corpus.about}"] if corpus.about else []
    return [*corpus.handoffs.values(), *(tension.decides for tension in corpus.tensions), *about]


def cited_lines(corpus: Corpus, principles: Sequence[Principle]) -> list[str]:
    """Return what the corpus's authors wrote beside these principles: titles, questions, next steps, tensions."""
    ids = {principle.id for principle in principles}
    tensions = [tension for tension in corpus.tensions if set(tension.between) <= ids]
    beside = [line for principle in principles for line in (principle.title, principle.question, principle.next_step)]
    return [line for line in [*beside, *(t.about for t in tensions), *(t.decides for t in tensions)] if line]


def says_nothing(sentence: str) -> bool:
    """Tell whether a sentence is a courtesy, or only leads in what follows it."""
    bare = _MARKDOWN.sub("", sentence).replace("’", "'")
    courtesy = re.sub(r"[.!,…\s]+$", "", bare)
    return bool(_COURTESY.fullmatch(courtesy) or _LEADS_IN.fullmatch(bare))
