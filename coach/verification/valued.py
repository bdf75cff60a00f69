"""What a text calls idle, what it denies to be idle, and what it calls good."""

from __future__ import annotations

import re

DISMISSES = re.compile(
    r"\b(?:can (?:all |easily |safely )?(?:wait|be (?:skipped|left|dropped|ignored|delegated|outsourced|forgotten))|"
    r"(?:can )?comes? later|no use|adds? nothing|proves? nothing|nothing to do with|"
    r"(?:is|are|was|were|seems?|remains?|isn't|aren't|(?:would|can|could|may|will) be) (?:not )?(?:just |merely |only |"
    r"mostly |largely |really |quite |"
    r"highly |simply |pure )*"
    r"(?:(?:a |the |an )?(?:\w+ )?(?:distraction|waste|detour|luxury|mistake|formality|sideshow|trap|burden|myth|fad|"
    r"busywork|nobody's business|afterthought|nice[- ]to[- ]have|hobby|nonsense|fluff|noise)|reserved|best left|better "
    r"left|overrated|overvalued|beneath (?:you|your)|optional|unimportant|irrelevant|secondary|superfluous|unnecessary|"
    r"needless|harmful|beside the point|no (?:concern|business|part|matter)|not (?:your|worth|for you|needed|important|"
    r"necessary|relevant|a priority)|neither here nor there|dispensable|expendable|trivial|"
    r"(?:some(?:body|one) else's|other people's|another (?:team|person)'s) (?:\w+)|"
    r"(?:something )?for (?:the |those |other |more |some(?:body|one) )?(?:\w+ )?(?:others|seniors?|juniors?|people|"
    r"else|"
    r"later|leaders|managers|executives|directors|experts|sales|specialists|beginners|another|once|when))|"
    r"(?:don't|doesn't|do not|does not|won't) (?:really |much )?(?:matter|count|help|pay)|teach(?:es)? (?:\w+ "
    r"){0,3}nothing|"
    r"leaves? (?:\w+ ){0,6}(?:to|until|alone|out|aside|behind)|(?:isn't|aren't|is not) (?:your|for you|worth|needed|"
    r"necessary|important)|gets? you nowhere|slows? (?:\w+ ){1,4}down|holds? you back|wastes? (?:your )?time)\b",
    re.IGNORECASE,
)
# "It isn't reserved for seniors", "they are not optional": what is called idle, and denied to be so.
UPHOLDS = re.compile(
    r"(?:isn't|aren't|(?:is|are|was|were) not) (?!(?:\w+ )?(?:your|worth|needed|important|necessary|relevant|"
    r"for|a priority))",
    re.IGNORECASE,
)
APPROVES = re.compile(
    r"\b(?:makes? you (?:a |an |the )?(?:\w+ )?(?:better|stronger|good|great|real|true|leader|valuable)|(?:is|"
    r"are|stays?|"
    r"remains?) (?:still |just |quite )?(?:the )?(?:best|better|wise|wiser|safer|safest|fine|enough|right|"
    r"sensible|smart|"
    r"good|what (?:counts|matters|pays)|worth (?:it|more))|pays? off|pays?\b|works? (?:best|better|well)|serves? you|"
    r"(?:gets?|brings?|takes?) you (?:further|ahead|there|up)|counts? (?:most|more)|wins?)\b",
    re.IGNORECASE,
)
