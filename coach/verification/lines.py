"""What stands in a reply and is no claim of the assistant's: the corpus's own lines, courtesies, words that lead in.

Closed on purpose: where any word fits in, advice fits in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product, starmap

from coach import words
from coach.cited import quotations
from coach.composer import about_line, leads_back, with_title
from coach.composer.documents import differ, differing_line, nearest_line, place_line
from coach.places import where
from coach.records import WHERE_HELP_IS, Corpus, Principle

# Whole sentences that say nothing of what to do; whatever is not among them may advise.
_COURTESIES = (
    # greetings and thanks; who is greeted is looked at apart
    r"(?:hi|hello|hey|dear)(?: (?:there|all|you|friend))?|good (?:morning|afternoon|evening|day)",
    r"(?:many |big )?thank(?:s| you)(?: (?:so|very) much| a lot)?"
    r"(?: for (?:sharing|asking|writing|reaching out|telling me|your (?:question|message|trust|openness|patience))"
    r"(?: (?:this|that|it|with me|so openly))*)?",
    # sympathy
    r"i(?:'m| am) (?:so |very |really )?sorry"
    r"(?: (?:to hear (?:that|this|about (?:it|this|that))|that (?:this|it) is (?:so )?(?:hard|difficult)|"
    r"about that))?",
    r"(?:that|this|it) (?:sounds|must be|is|seems) (?:really |very |so |quite )*(?:hard|tough|frustrating|difficult|"
    r"stressful|draining|exhausting|painful|understandable|uncomfortable)"
    r"(?: (?:situation|place|position|one|to be in|for (?:you|him|her|them|both|all|anyone|anybody|everyone)))*",
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
_OF_THE_CORPUS = (
    r"(?:(?:the|this|these|that|those|what|which|how|some|one|two|three|a|an|few|here|it|they|your|you|i|me|we|in|of|"
    r"on|to|"
    r"for|from|about|with|and|or|is|are|has|have|does|do|can|could|might|may|would|most|best|more|closely|clearly|"
    r"briefly|short|brief|first|second|third|next|last|other|main|relevant|following|below|above|own|same|"
    r"principles?|corpus|quotations?|quotes?|words?|texts?|passages?|pages?|points?|thoughts?|summary|overview|answer|"
    r"question|situation|case|reading|sources?|handbook|documents?|author|authors|says?|said|tells?|told|puts?|fits?|"
    r"apply|applies|speaks?|reads?|states?|suggests?|means?|mean|answers?|addresses|concerns?|matches|found|find|see|"
    r"quoted|that's|what's|here's|it's|word)\b[ ,]*)"
)
_LEADS_IN = (
    rf"(?:here(?: is|'s| are)|these are|this is|below (?:is|are)|there (?:is|are)|what|the|as|according to|in)? ?"
    rf"{_OF_THE_CORPUS}{{1,14}}",
    r"in short|to sum up|in sum|in summary|summary|first|second|third|next|finally|lastly|then|also|and|but|so",
    r"for you|in your case|what (?:this|it|that) means(?: for you)?|(?:the short )?answer|note|advice|my reading|"
    r"nearby",
    r"(?:one |a |your |my )?(?:next|first) steps?|sources?|quotations?|principles?|(?:a )?tension",
)
_COURTESY = re.compile("|".join(_COURTESIES), re.IGNORECASE)
_LEAD_IN = re.compile(rf"(?:{'|'.join(_LEADS_IN)})\s*:", re.IGNORECASE)
_GREETING = re.compile(r"(?:hi|hello|hey|dear) ([^\W\d_]+)", re.IGNORECASE)
_DIFFERING = re.compile(
    re.escape(differing_line(("COUNT", "PLACE"), ("COUNT", "PLACE")))
    .replace("COUNT", r"([^()]{1,60}?)")
    .replace("PLACE", r"(\(.{1,600}?\))")
)
_MARKDOWN = re.compile(r"^[\s>#*_•–-]+|[\s*_]+$")


def uncited_lines(corpus: Corpus) -> list[str]:
    """Return the texts shown without a citation.

    Whom to turn to, what pulls apart and what decides, what the corpus is about, the questions it answers, whom a
    principle names, and its title where a question leads back to it.
    """
    about = [about_line(corpus)] if corpus.about else []
    tensions = [line for tension in corpus.tensions for line in (tension.about, tension.decides) if line]
    found = [*corpus.handoffs.values(), WHERE_HELP_IS, *tensions, *about]
    for principle in corpus.principles:
        found += _around(principle)
    if not corpus.passages:
        found += [leads_back(with_title(principle)) for principle in corpus.principles]
    return found


def place_lines(reply: str, corpus: Corpus) -> list[str]:
    """Return the sentences of a reply that say where documents speak of something, and are right.

    They hold a heading and a line, so no list of them is made beforehand: each sentence of a page that the reply names
    is looked up.

    Args:
        reply: The reply.
        corpus: Of documents; one of principles has no such sentences.
    """
    if not corpus.passages:
        return []
    found = list(_below_quotations(reply, corpus))
    reply = " ".join(reply.split())
    titles = {one.id: one.title for one in corpus.principles if f"({one.id}: " in reply}
    places: dict[str, tuple[str, list[str]]] = {}  # by how a place is told: whose it is, and what stands there
    for passage in corpus.passages if titles else ():
        for said in words.sentences(passage.text) if passage.principle in titles else ():
            place = " ".join(place_line(passage, said).split())
            if place in reply:
                places.setdefault(place, (passage.principle, []))[1].append(said)
    found += [nearest_line(titles[owner], place) for place, (owner, _) in places.items()]
    for match in _DIFFERING.finditer(reply):
        here, there = (places.get(place, ("", []))[1] for place in (match[2], match[4]))
        if (match[1], match[3]) in starmap(_counts, product(here, there)):
            found.append(match[0])
    return found


def _below_quotations(reply: str, corpus: Corpus) -> Iterator[str]:
    """Yield where each quotation of a reply stands, as it is told below it: ``(In writing, line 12)``."""
    quoted = quotations(reply, [principle.id for principle in corpus.principles])
    wanted = {name for quotation in quoted for name in quotation.cites}
    for passage in corpus.passages:
        for quotation in quoted if passage.principle in wanted else ():
            if passage.principle in quotation.cites and words.quotes_exactly(quotation.text, passage.text):
                yield f"({where(passage, quotation.text)})"


def _counts(one: str, other: str) -> tuple[str, ...]:
    """Return what two sentences count differently, as it is told; nothing where they do not."""
    return tuple(" ".join(count.split()) for count in differ(one, other) or ())


def _around(principle: Principle) -> list[str]:
    """Return what Coach says around a principle in its authors' words."""
    if principle.question:
        asked = principle.question
        lines = [f"{said} “{asked}”" for said in ("the question underneath is", "The closest question they answer is")]
        less_sure = [f"The {said} “{asked}”" for said in ("question I make out is", "one I make out best is")]
        lines = [f"If I hear you right, {lines[0]}", lines[1], *less_sure, asked]
    else:
        lines = [f"{said} “{principle.title}”." for said in ("What speaks to this is", "The closest is")]
        lines.append(principle.title)
    named = principle.audience
    for word in (*named.level, *named.role, *named.company):
        lines.append(f"{principle.id} names “{word}”, as your profile does.")  # as it was told until 0.4
        lines.append(f"Because of your profile, {principle.id} comes first: it names “{word}”.")
    return lines


def cited_lines(corpus: Corpus, principles: Sequence[Principle]) -> list[str]:
    """Return what the corpus's authors wrote beside these principles: titles, questions, next steps, tensions."""
    ids = {principle.id for principle in principles}
    tensions = [tension for tension in corpus.tensions if set(tension.between) <= ids]
    beside = [line for principle in principles for line in (principle.title, principle.question, principle.next_step)]
    return [line for line in [*beside, *(t.about for t in tensions), *(t.decides for t in tensions)] if line]


def says_nothing(sentence: str, question: str = "") -> bool:
    """Tell whether a sentence is a courtesy, or only leads in what follows it.

    Args:
        sentence: The sentence.
        question: What the person wrote; by the names in it they may be greeted.
    """
    bare = _MARKDOWN.sub("", sentence).replace("’", "'")
    courtesy = re.sub(r"[.!,…\s]+$", "", bare)
    greeting = _GREETING.fullmatch(courtesy)
    if greeting and greeting[1].lower() in words.words(question):
        return greeting[1][:1].isupper()
    return bool(_COURTESY.fullmatch(courtesy) or _LEAD_IN.fullmatch(bare))
