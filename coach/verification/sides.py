"""Sides taken: praise and consent for the person who asks, judgement of people who are not here to answer.

A coach has heard one side of the story. What the person says of others may be said again; that it is true may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach import words

# Those whom a person tells of; "they" only where it begins a clause, for it may be things.
_OTHERS = (
    r"(?:(?:your|the|this|that|those|these|such an?) (?:[\w-]+ ){0,2}?(?:founder|friends?|family|wife|husband|critics?|"
    r"boss|bosses|manager|managers|ceo|cto|cpo|vp|lead|"
    r"leader|leaders|director|directors|head|team|colleagues?|coworkers?|co-workers?|stakeholders?|company|firm|peers?|"
    r"management|leadership|executives?|engineers?|board|committee|panel|employer|hr|culture|supervisor|chief|"
    r"partners?|owner|organi[sz]ation|seniors?|critics?|rivals?)(?: there| here)?|(?:^|(?<=[.,;:!?] )|(?<=and )|"
    r"(?<=but ))(?:engineering|sales|marketing|product|design|legal|"
    r"finance|hr|management|leadership|everyone else|the others)|he|she|(?<!\w )they|(?<=because )they|(?<=and )they)"
)
_DEGREE = (
    r"(?:(?:\w+ly|so|very|quite|just|really|too|rather|far|a bit|a little|still|already|also|all|truly|being|acting|"
    r"behaving|such|an?|the|probably|perhaps|always|never|not|absolutely|more|most|one of the) )*"
)
_BE = (
    r"(?:is|are|was|were|'s|'re|seems?|sounds?|looks?|feels?|appears?|(?:has|have|had) (?:\w+ )?been|must be|may be|"
    r"might be)"
)
_FAULTS = (
    r"(?:wrong|unfair|unjust|arrogant|toxic|jealous|envious|insecure|threatened|intimidated|scared|afraid|fearful|"
    r"blind|deaf|stupid|dumb|foolish|ignorant|clueless|incompetent|weak|selfish|petty|childish|immature|unreasonable|"
    r"unprofessional|unqualified|ungrateful|narrow[- ]minded|close[- ]minded|small[- ]minded|short[- ]?sighted|"
    r"stubborn|"
    r"controlling|lazy|rude|hostile|abusive|cruel|manipulative|dishonest|disrespectful|dismissive|disloyal|"
    r"liars?|lying|bully|bullies|bullying|idiots?|fools?|cowards?|cowardly|tyrants?|micromanagers?|micromanaging|"
    r"narcissis\w+|egoists?|egotistical|egomaniacs?|hypocrites?|hypocritical|jerks?|morons?|monsters?|dinosaurs?|"
    r"gatekeep\w+|backward|vain|proud|paranoid|hopeless|useless|"
    r"(?:bad|poor|terrible|awful|lousy|horrible|weak) (?:\w+ )?(?:listeners?|leaders?|managers?|boss(?:es)?|people|"
    r"persons?|communicators?|judges?|coach(?:es)?|examples?|teams?|culture|company|place)|"
    r"(?:real |actual |whole |only )?problem|at fault|to blame|in the wrong|out of (?:line|touch|order|their depth|his "
    r"depth|her depth)|failing you|gaslighting|using you|exploiting|mistreating|undervaluing|sabotaging|"
    r"holding (?:you|your)|keeping you (?:down|small|back)|standing in your way|taking advantage|"
    r"(?:stealing|taking) (?:your )?credit|playing (?:games|politics)|unable to see|threatened by|jealous of|"
    r"missing out|letting you down|wasting (?:you|your)|against you|lucky to have|(?:being|just|simply|plain|so) "
    r"difficult|"
    r"impossible|obstructive|uncooperative|inferior|mediocre|replaceable|not (?:worthy|worth|good enough|fit)|"
    r"no (?:leader|match)|beneath you)"
)
_PRAISE = (
    r"(?:strong|good|great|brilliant|excellent|sound|right|correct|valid|justified|legitimate|impressive|solid|spot on|"
    r"outstanding|exceptional|extraordinary|remarkable|superb|fantastic|amazing|wonderful|perfect|smart|wise|clever|"
    r"sharp|brave|bold|visionary|inspired|inspiring|admirable|commendable|first[- ]rate|world[- ]class|top[- ]notch|"
    r"valuable|well[- ](?:founded|deserved|thought)|on (?:point|target|the money)|"
    r"ahead of (?:your|their|its|the)|superior|better than|gifted|talented|rare|unmatched|fully justified|warranted|"
    r"entitled|ready for more|too good for|a (?:genius|natural|star|gem|leader|catch)|right on)"
)
_YOURS = (
    r"(?:ideas?|instincts?|plans?|strateg(?:y|ies)|thinking|judge?ment|work|skills?|vision|insights?|suggestions?|"
    r"proposals?|analysis|approach|frustration|anger|feelings?|reaction|intuition|reasoning|concerns?|complaints?|"
    r"criticism|ambition|expectations?|case|view|point|position|contributions?|efforts?|track record|results|"
    r"performance|resentment|impatience|gut feeling|disappointment|assessment|reading of (?:it|this|them)|question|"
    r"courage|honesty|self-awareness|attitude|commitment|dedication|passion)"
)
_SIDES = (
    # consent
    r"you(?:'re| are| were| have been)(?: (?:\w+ly|so|quite|very|all|just))* "
    r"(?:right|correct|justified|brilliant|amazing|wise|smart|gifted|talented|exceptional|impressive|awesome|"
    r"remarkable|outstanding|special|a genius|a natural|a star|entitled|not (?:the problem|to blame|wrong|at fault|"
    r"imagining)|the (?:better|bigger|smarter|wiser|best)|better than|too good|ahead of|worth (?:more|it)|doing "
    r"(?:great|well|fine|everything|so well|amazingly|brilliantly|the right)|on to something big)\b"
    r"(?! (?:to (?!be |feel |think |expect |want |say |complain)|after|before|away|in (?!your|this|thinking|feeling)|"
    r"at|"
    r"now))",
    r"I(?:'m| am) (?:\w+ly |so |right |all |very )?(?:with you|on your side|in your corner|rooting for|behind you|"
    r"proud|"
    r"impressed|amazed|a fan|in awe|sure (?:you|your) (?:are|is|will))",
    r"I (?:\w+ly |do |really |also |wholeheartedly )*(?:agree|side with|take your side|back you|stand (?:with|by|"
    r"behind) "
    r"you|believe (?:in )?you|admire|applaud|salute|share your|commend|congratulate|feel for you|support (?:you|"
    r"your))\b",
    r"(?:nobody|no one|who) (?:could|can|would) blame you|(?:anyone|anybody|everyone|everybody|I) (?:in your "
    r"(?:place|position|shoes|situation) )?(?:would|'d) (?:feel|be|have been|think|react) (?:\w+ )?(?:the same|angry|"
    r"frustrated|furious|hurt|upset|so too)|(?:rightly|understandably|justifiably|quite right) so|and rightly|"
    r"with good reason|no wonder",
    r"(?:(?:^|(?<=[.,!?;:] ))(?:\w+, |\w+ly )?|(?:that|this|it|what)(?:'s| is| was)? an? (?:\w+ly )?|such an? |"
    r"you(?:'ve| have)? (?:got |made |had )?(?:an? )?)(?:great|good|excellent|brilliant|smart|wise|amazing|fantastic|"
    r"wonderful|superb|impressive|bold|brave) (?:question|point|idea|plan|instincts?|thinking|call|job|work|move|"
    r"observation|insight|strategy|attitude)s?\b|good for you\b(?=[.,!;]|$)|"
    r"(?:^|(?<=[.,!?;:] ))well done|bravo|congratulations|congrats|kudos|hats off|way to go|keep (?:it up|being you|up "
    r"the)|you(?:'ve| have)? (?:totally |really )?(?:nailed|got this)|spot on|proud of (?:you|yourself)|you rock|"
    r"you go\b(?=[.,!;]|$)",
    # innocence and desert
    r"you(?:'ve| have| did| do| have done)? (?:done |did )?(?:nothing|no thing|nothing at all) wrong|(?:it|this|none "
    r"of "
    r"(?:it|this)|that)(?:'s| is| was|n't| isn't| wasn't)(?: \w+)? (?:not |never )?(?:your|on you|you)\b(?: fault| "
    r"problem| making)?(?=[.,;:!?]|$| at all| but)|(?:not|isn't|wasn't|never) (?:your (?:fault|doing)|you)"
    r"(?=[.,;:!?]|$| but)|nothing (?:is |to do )?(?:wrong )?with you\b|you did (?:everything|all|the) "
    r"(?:right|you could|right thing)",
    r"you(?:'ve)? (?:(?:\w+ly|so|do|really|clearly|more than|have|all|both|always|still|have always) )*"
    r"(?:deserve|merit\b|are owed|are due)|you(?:'ve| have) (?:\w+ )?(?:every|the|all the|a) right to|you(?:'ve| have) "
    r"(?:more than )?(?:earned|paid) (?:it|this|that|your dues|the right)|"
    rf"your (?:[\w-]+ )?{_YOURS} (?:\w+ )?deserves?",
    r"(?:your|such|sheer|raw|rare|obvious|clear) (?:[\w-]+ )?(?:talents?|brilliance|genius|gifts?|greatness|excellence|"
    r"wisdom|foresight|star quality|superiority)\b|people like you|someone (?:like|of) you|a (?:person|leader|pm) like "
    r"you",
    r"(?:as|so) (?!long|soon|much|far|well|many)\w+ as you\b|you(?:'ve| have)? (?:\w+ly )?(?:got |have )?what it takes|"
    r"you (?:\w+ )?tick (?:every|all)|"
    r"what an? (?:[\w-]+ )?(?:question|observation|idea|point|insight|thought|plan|question)\b",
    rf"your (?:[\w-]+ )?{_YOURS} {_BE} {_DEGREE}{_PRAISE}",
    r"you(?:'re| are) (?:(?:\w+ly|far|much|so|way|even|already) )*(?:(?:more|less) [\w ]{1,25}than|(?:better|smarter|"
    r"further|stronger|wiser|sharper|cleverer) (?:[\w ]{1,25})?than|(?:obviously|clearly|already|more than|long|"
    r"certainly|"
    r"definitely) ready)|(?:it|that|this)(?:'s| is| was) (?:\w+ly |so |very |really )*(?:brave|smart|wise|good|kind|"
    r"generous|mature|bold|clever|courageous|honest|impressive|big|thoughtful|noble|great|admirable|right|strong) of "
    r"you|"
    r"you(?:'ve| have)? (?:were|been|are being|got|was) (?:\w+ly |so )*(?:robbed|cheated|wronged|treated (?:unfairly|"
    r"badly|"
    r"poorly|unjustly)|mistreated|betrayed|exploited|used|undervalued|underestimated|let down|denied what|set up|"
    r"sidelined on purpose)|(?<!feel )(?<!feels )(?<!seem )(?<!seems )(?:unfair|unjust|injustice|outrageous|"
    r"ridiculous|disgraceful|shameful|scandalous|inexcusable|unforgivable|not fair)\b",
    r"you (?:(?:\w+ly|just|simply) )?(?:see|saw|understand|know|think|grasp) (?:(?:more|further|better|deeper) than|"
    r"what (?:they|"
    r"others|nobody|he|she) (?:can't|cannot|don't|doesn't|miss))",
    # judgement of others
    rf"{_OTHERS} ?{_BE}(?:n't)? {_DEGREE}{_FAULTS}",
    rf"{_OTHERS}(?:'s|') (?:\w+ )?(?:ego|jealousy|envy|insecurity|arrogance|fears?|ignorance|incompetence|stupidity|"
    r"blindness|pride|vanity|failure|loss|fault|mistake|weakness|toxicity|bias|prejudice|cowardice|stubbornness)",
    r"(?:his|her|their) (?:\w+ )?(?:ego|jealousy|envy|insecurity|arrogance|ignorance|incompetence|stupidity|blindness|"
    r"vanity|loss\b|fault|toxicity|prejudice|cowardice|stubbornness)",
    rf"{_OTHERS} (?:(?:\w+ly|just|simply|only|obviously|also|has|have|had|is|are|must|may|might|secretly) )*"
    r"(?:fears?|fearing|feared|resents?|env(?:y|ies)|hates?|despises?|dislikes?|distrusts? you|wants? (?:you )?to "
    r"(?:fail|"
    r"keep you|control|punish|hold|silence)|feels? (?:threatened|insecure|jealous|intimidated|small|inferior)|"
    r"(?:try(?:ing)?|tries|out|determined|afraid|plot(?:s|ting)?) to (?:hold|keep|stop|block|control|silence|punish|"
    r"undermine|sabotage|get rid)|refus\w+ to (?:see|listen|learn|change|understand|admit|grow)|"
    r"takes? (?:you|it|your \w+) for granted|(?:hold|keep)s? you (?:back|down|small)|under(?:estimate|value|mine|"
    r"rate)s?"
    r"(?: you| your|$|[.,;])|(?:ignor\w+|block\w+|resist\w+|dismiss\w+) (?:you|your \w+|it|them) (?:out of|because of|"
    r"for "
    r"(?:fear|no good)|because (?:he|she|they))|lacks? (?:the )?(?:vision|courage|imagination|competence|guts|backbone|"
    r"spine|integrity|empathy|insight|ability|understanding)|owes? you|(?:made|making|makes?) (?:a|the) (?:\w+ "
    r")?(?:mistake|error)|(?:\w+ )?(?:know|see|realis\w+|realiz\w+) what "
    r"(?:it|they|he|she|you) (?:has|have|had|are)\b|(?:taking|takes?|took) advantage|fail(?:s|ed|ing)? (?:you|to "
    r"(?:see|value|"
    r"appreciate|recogni[sz]e|understand|lead|do))|(?:can't|cannot) (?:handle|stand|bear|cope|see past|take)|"
    r"has no (?:idea|clue|vision|taste|spine|sense|right)|have no (?:idea|clue|vision|taste|spine|sense|right)|"
    r"(?:can't|cannot|don't|doesn't|won't) (?:even )?(?:spot|see|recogni[sz]e) (?:talent|greatness|quality|genius|"
    r"value|"
    r"what (?:they|he|she) (?:have|has))|"
    r"(?:don't|doesn't|do not|does not|didn't|never|won't) (?:\w+ )?(?:appreciate|deserve|respect|value|get it|"
    r"understand (?:you|your|what you|strategy|product))|treats? you (?:badly|unfairly|poorly|like)|mistreats?|"
    r"lied|lies (?:to you|about)|stole|steals?|gaslights?|bull(?:y|ies) you)",
    r"(?:(?:^|(?<=[.,;:!?] )|(?<=\bthat )|(?<=\band )|(?<=\bbut )|(?<=\bbecause ))(?:he|she|they)|your (?:founder|"
    r"boss|"
    r"manager|ceo|lead|director|team|company|colleagues?|management|leadership|peers?|employer)) (?:\w+ly )?"
    r"(?:should|ought to|owes?|had better)\b",
)
_SIDE = re.compile(rf"(?<![\w'])(?:{'|'.join(_SIDES)})", re.IGNORECASE | re.MULTILINE)


# "You are gifted", "your boss is stubborn": what somebody is said to be, and nobody has said.
_IS_SAID_TO_BE = re.compile(
    rf"(?<![\w'])(?:you(?:'re| are| were)|(?:he|she|they)(?:'s|'re)|{_OTHERS} (?:is|are|was|were)) {_DEGREE}"
    r"(?!\w+(?:ing|ed)\b)([a-z][\w-]*)\b(?! to\b)",
    re.IGNORECASE | re.MULTILINE,
)
_NEUTRAL = frozenset(  # where somebody stands, rather than what they are worth
    words.stems(
        """able asked expected told given assigned allowed invited hired paid placed used new old early late there here
        far near close likely unlikely welcome alone back sure unsure free busy away aware familiar interested concerned
        worried afraid unhappy responsible involved part one somebody someone person people way onto thing point used
        already left done made seen known called meant supposed required needed faced stuck torn between better known
        senior junior next first yet well tempted curious open willing ready
        among within inside outside across behind beside split safe still also both"""
    )
)


def sides(text: str, known: str) -> Iterator[str]:
    """Yield where a text praises or acquits the person, consents to them, or judges somebody else.

    Args:
        text: In its plain form, one sentence a line.
        known: What the principle and the person say, in its plain form.
    """
    yield from (match[0] for match in _SIDE.finditer(text))
    held = _NEUTRAL | frozenset(words.stems(known))
    yield from (match[0] for match in _IS_SAID_TO_BE.finditer(text) if not set(words.stems(match[1])) <= held)
