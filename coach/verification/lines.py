"""What stands in a reply and is no claim of the assistant's: the corpus's own lines, courtesies, words that lead in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.records import Corpus, Principle

# Whole sentences that say nothing of what to do; whatever is not among them may advise.
_COURTESIES = (
    # greetings and thanks
    r"(?:hi|hello|hey|dear)(?: (?:there|all|you|friend|\w+))?|good (?:morning|afternoon|evening|day)",
    r"(?:many |big )?thank(?:s| you)(?: (?:so|very) much| a lot)?"
    r"(?: for (?:sharing|asking|writing|reaching out|telling me|your (?:question|message|trust|openness|patience))"
    r"(?: (?:this|that|it|with me|so openly))*)?",
    # sympathy
    r"i(?:'m| am) (?:so |very |really )?sorry"
    r"(?: (?:to hear (?:that|this|about (?:it|this|that))|that (?:this|it) is (?:so )?(?:hard|difficult)|"
    r"about that))?",
    r"(?:that|this|it) (?:sounds|must be|is|seems) (?:really |very |so |quite )*(?:hard|tough|frustrating|difficult|"
    r"stressful|draining|exhausting|painful|understandable|uncomfortable)"
    r"(?: (?:situation|place|position|one|to be in|for you|for \w+))*",
    r"i (?:hear|understand|see|get) (?:you|that|how you feel|your (?:frustration|worry|concern|situation))",
    # answers of a word, and praise of the question
    r"yes|no|sure|of course|okay|ok|well|certainly|great|(?:that(?:'s| is) a )?(?:good|fair|great|hard) question",
    # endings
    r"(?:i )?hope (?:this|that|it) helps(?: you)?(?: a little| a bit| with it)?|all the best|best wishes|take care",
    r"good luck(?: with (?:it|that|this|everything))?|you(?:'re| are) welcome",
    r"(?:feel free to|you can|please)(?: always)? (?:ask|tell me|write|let me know)(?: me)?"
    r"(?: (?:if|should) you (?:have|need|want|would like) (?:any |more |further |to know )*"
    r"(?:questions?|details?|help|more|anything else))?",
    r"let me know (?:how it goes|if (?:this|that|it) helps|what you think)",
)
_LEADS_IN = (
    r"(?:here(?: is|'s| are)|these are|this is|below (?:is|are)|there (?:is|are)) (?:what|how|the|some|one|two|"
    r"three|a few)"
    r"(?: [\w']+){0,8}",
    r"(?:the |what the )?(?:principles?|corpus)(?: (?:that|which|here|says?|tells?|fits?|apply|applies|best|this|"
    r"to|you|"
    r"your|case|question|puts?|it|has|have|about|on|most|closely|is|are|these))*",
    r"in short|to sum up|in sum|in summary|summary|first|second|third|next|finally|lastly|then|also|and|but|so",
    r"for you|in your case|what (?:this|it|that) means(?: for you)?|(?:the short )?answer|note|advice|my reading|"
    r"nearby",
    r"(?:one |a |your |my )?(?:next|first) steps?|sources?|quotations?|principles?|(?:a )?tension",
    r"as .{0,40} puts it|as (?:the )?principle (?:says|puts it)",
)
_COURTESY = re.compile("|".join(_COURTESIES), re.IGNORECASE)
_LEAD_IN = re.compile(rf"(?:{'|'.join(_LEADS_IN)})\s*:", re.IGNORECASE)
_MARKDOWN = re.compile(r"^[\s>#*_•–-]+|[\s*_]+$")


def uncited_lines(corpus: Corpus) -> list[str]:
    """Return the texts shown without a citation: whom to turn to, what decides, what the corpus is about."""
    about = [f"They are about {corpus.about}"] if corpus.about else []
    titled = [principle.title for principle in corpus.principles if not principle.question]
    named = [f"{said} “{title}”." for title in titled for said in ("What speaks to this is", "The closest is")]
    return [*corpus.handoffs.values(), *(tension.decides for tension in corpus.tensions), *about, *named]


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
    return bool(_COURTESY.fullmatch(courtesy) or _LEAD_IN.fullmatch(bare))
