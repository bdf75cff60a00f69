"""Sides taken without a word of praise or blame: by kinds of language, each with the words that carry it.

What somebody should long have had, what any sensible person would do, what the coach itself would have done, how few
are like the person: all of it agrees with one side of a story of which the other was not heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_OTHERS = (
    r"(?:(?:your|the|this|those|these|other) (?:[\w-]+ ){0,2}?(?:founder|boss(?:es)?|managers?|ceo|cto|cpo|vp|"
    r"leaders?|directors?|head|teams?|colleagues?|co-?workers?|stakeholders?|company|firm|peers?|executives?|"
    r"engineers?|board|committee|panel|employer|partners?|owners?|seniors?|side|others)|"
    r"(?:^|(?<=[.,;:!?] )|(?<=and )|(?<=but ))(?:he|she|they|engineering|sales|marketing|management|leadership))"
)
_GOOD = (
    r"(?:great|good|excellent|brilliant|smart|wise|fine|impressive|mature|thoughtful|astute|deep|healthy|sharp|clever|"
    r"remarkable|admirable|perceptive|insightful|honest|sound|lovely|wonderful|fair)"
)
_KINDS = (
    # Desert: what should long have come to the person, and what is too little for them.
    r"(?:you|some(?:body|one)|any(?:body|one)|people|a person|a pm)\b[^.;\n]{0,40}? (?:should|ought to|"
    r"could) (?:easily )?"
    r"(?:have been|be)\b[^.;\n]{0,40}?\b(?:long ago|by now|already|years ago)|"
    r"you(?:'ve| have)? (?:long (?:since|ago)|more than|already amply) (?:proved|proven|shown|earned|deserved)|"
    r"you(?:'d| would|'ll| will|'re| are)? (?:only )?(?:be )?(?:wasted (?:in|on|as|at|here|there)|worth (?:more|"
    r"better)|"
    r"made for (?:more|better|bigger)|meant for (?:more|better|bigger))|"
    r"(?:is|are|was|were|be) (?:far |well |so |clearly )?(?:beneath|below|unworthy of|too small for) (?:you|your)\b|"
    r"(?:is|are) no place for (?:you|some(?:body|one))\b",
    # Norms: what any sensible person would do, said of people who did otherwise; what they owe.
    r"(?:any|every|no) (?:halfway |truly |really )?(?:sane|sensible|reasonable|decent|smart|good|real|serious|"
    r"competent|"
    r"proper|true|self-respecting|other) [\w-]+ (?:there )?(?:would|could|should|can|will|does)|in (?:his|her|their) "
    r"right (?:mind|senses)|what kind of (?:\w+ )?(?:founder|boss|manager|leader|company|team)\b|"
    rf"{_OTHERS} (?:\w+ly |just |really )?(?:should|ought to|owes?|had better)(?: \w+ly| really)? (?:show|have|give|"
    r"treat|listen|respect|appreciate|thank|know|see|value|apologi[sz]e|stop|reward|promote|be|feel|you)\b",
    # Acquittal: a feeling or a deed is found right.
    r"(?:is|are|was|were|be|feels?) (?:(?:more than|only|quite|fully|entirely|completely|perfectly|absolutely|"
    r"wholly) )?"
    r"(?:justified|warranted|well[- ]founded|right and proper)|every (?:reason|right|cause|excuse) to|"
    r"(?:got|get|gets|getting|have|had|has) (?:it|you|this) (?:all |completely )?wrong\b|"
    r"(?:mistake|error|loss|fault|failure|shame|disgrace) (?:on|of) (?:his|her|their|its) (?:part|side|own|making)|"
    r"(?:it's|it is|that's|that is|it was) (?:simply |just |only |all )?(?:his|her|their) (?:mistake|error|loss|"
    r"fault|doing|"
    r"problem)|(?:did|done|handled|managed|played) (?:\w+ ){0,3}(?:perfectly|flawlessly|impeccably|beautifully|"
    r"exactly right|by the book)",
    # Rank: how few are like the person.
    r"(?:few|not many|hardly any|hardly anyone|only a few|very few|rarely does)(?: \w+)? (?:have|has|see|sees|"
    r"can|would|"
    r"do|notice|think|ask|get|manage|know)\b|(?:an?|the) (?:\w+ )?[\w-]+ like yours\b|"
    r"people of your (?:\w+ )?(?:calibre|"
    r"caliber|kind|stature|quality)|(?:has|have|had|sees|gets) in you\b|(?:see|sees|think|thinks) "
    r"(?:\w+er|more|ahead) than (?:he|she|they|others|most|the)\b|head and shoulders above|a cut above|ahead of the "
    r"(?:game|pack|curve|field|rest)|any(?:one|body) can (?:see|tell) (?:that )?(?:you|how)",
    # Praise of what was said, as a thing.
    rf"(?:that|this|it|what)(?:'s| is| was)? an? (?:(?:very|really|so|most|truly|rather|quite) )*{_GOOD} (?:\w+ )?"
    r"(?:thought|question|point|idea|observation|insight|way to|attitude|instinct|reflection|impulse|feeling|move)\b",
    # The coach's own person: it has none, and no past to compare with.
    r"(?<![\w\"'“‘])I(?:'d| would)? have (?:\w+ )?\w+ed\b|(?<![\w\"'“‘])I(?:'ve|'m)? (?:have (?:seen|been|known|met|"
    r"rarely|never|often)|had|once|too|also|myself|was|did|wish|love|feel (?:for|with|the|your)|know (?:how|what|the)|"
    r"understand (?:you|how|why|your)|can (?:see|tell|imagine|only) (?:why|how|that))\b",
    # Behaviour told as a judgement: likened, or with a hidden motive.
    rf"{_OTHERS} (?:is|are|was|were)? ?(?:just |simply |only )?(?:behav\w+|act(?:s|ed|ing)?|react\w*|think\w*|sulk\w*) "
    r"(?:like|as (?:if|though)|childish\w*|badly|poorly|foolish\w*|selfish\w*)|mov(?:e|es|ed|ing) the goal ?posts|"
    r"(?:that|this|which|you) (?:clearly |obviously |secretly )?(?:frightens?|scares?|threatens?|intimidates?|"
    r"unsettles?) (?:him|her|them|your)\b|"
    r"(?:started|caused|provoked) (?:this|it|all this|that) (?:\w+ )?(?:first|on purpose|deliberately)?(?=$|[.,;!])",
)
_KIND = re.compile(rf"(?<![\w'])(?:{'|'.join(_KINDS)})", re.IGNORECASE | re.MULTILINE)


def leanings(text: str) -> Iterator[str]:
    """Yield where a text leans to one side.

    Args:
        text: In its plain form, one sentence a line.
    """
    yield from (match[0] for match in _KIND.finditer(text))
