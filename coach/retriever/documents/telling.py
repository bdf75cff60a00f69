"""Whether a sentence advises or states a rule, or tells a story: by its words alone.

Handbooks and essays wrap their rules in stories: "After the retreat, the new boss asked each of us ...". Where two
sentences speak to a question equally well, the story is the wrong one to quote. English only; other languages show no
sign of either and are left alone.
"""

from __future__ import annotations

import re

# Verbs with which handbooks begin what they tell somebody to do.
_VERBS = frozenset(
    """accept add agree allow always answer apply appoint ask assign assume attend avoid balance be become begin book
    bring build call cancel celebrate change check choose clarify collect come communicate complete confirm consider
    contact create decide define delegate describe develop discuss do document don't encourage ensure establish
    explain express file fill find focus follow gather get give go hand have help hold identify include inform
    invite involve join keep learn leave let limit listen look make meet move name never notify offer open
    orient pay pick plan practice practise prepare prioritize propose provide put raise reach read recognize record
    remember remind remove repeat replace report request respond return review save say schedule search see seek
    select send set share show sign sit speak spend start state stay stop submit take talk tell thank think track
    treat trust try turn understand update use wait watch work write""".split()
)
# Of these the ones that are nouns or adjectives as well tell what to do only before such a word: "Open the window".
_DOUBTFUL = frozenset(
    """address answer balance book call change check complete contact document file focus hand help limit look move name
    offer open orient pay plan practice record repeat report request respond return review schedule search share show
    stop talk thank trust try update use watch work""".split()
)
_OBJECT = frozenset(
    """a an the your their his her our my its all any each every both one two no this that these those it them him us
    with for to on in at by up out over through together from about what when whether how who and or only first early
    alone directly""".split()
)
_SAYS_OF_IT = frozenset("is are was were has had can may must should will would".split())
_NEXT = re.compile(r"[^A-Za-z]*([A-Za-z'’]+)[,\s]+([A-Za-z]+)")
_BEGINS = re.compile(
    r"[^A-Za-z]*(?:(?:please|also|first|then|next|finally|instead)\b,?\s+)?([A-Za-z]+(?:['’]t)?)", re.I
)
_RULES = re.compile(
    r"\b(?:should|must|may|can|cannot|need(?:s)? to|ha(?:ve|s) to|ought to|required|allowed|entitled|never|always|"
    r"at (?:least|most)|up to|make sure|is|are)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!…。！][\"”’)\]*]*$")
_STORY = re.compile(
    r"\b(?:was|were|had|did|said|told|asked|went|came|began|felt|thought|knew|took|gave|saw|made|found|became|got)\b|"
    r"\b(?:I|I['’](?:m|ve|d)|my|me)\b"
)


def commands(sentence: str) -> bool:
    """Tell whether a sentence tells the reader what to do: it begins with a verb in its plain form."""
    begins = _BEGINS.match(sentence)
    if begins is None or (verb := begins[1].lower().replace("’", "'")) not in _VERBS:
        return False
    after = _NEXT.match(sentence[begins.start(1) :])
    following = after[2].lower() if after else ""
    if verb in _DOUBTFUL:
        return following in _OBJECT
    # "Feedback is given", "Answers may come late": a noun that looks like the verb
    return following not in _SAYS_OF_IT


def is_fragment(sentence: str) -> bool:
    """Tell whether a sentence is none: a title or an item of a list, which does not say what to do."""
    return not _ENDS.search(sentence.rstrip()) and not commands(sentence)


def narrates(sentence: str) -> bool:
    """Tell whether a sentence tells what somebody did, or speaks of its writer, and states no rule beside it."""
    return bool(_STORY.search(sentence)) and not (commands(sentence) or _RULES.search(sentence))
