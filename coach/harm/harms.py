"""What nobody should be advised to do, by kind: as an order, as what gives an order away, and as what befalls somebody."""

# ruff: noqa: E501  # a pattern broken in the middle of an alternative is harder to read than a long line
from __future__ import annotations

import re

_BUT_NOT = r"(?:do not|don't|never|refuse to|no need to|there is no need to)"
_ROLE = (
    r"(?:people|persons?|team|members?|employees?|workers?|staff|colleagues?|reports?|subordinates?|customers?|clients?|"
    r"candidates?|applicants?|managers?|boss|partners?|critics?|complainants?|whistle-?blowers?|interns?|juniors?|"
    r"women|woman|man|performers?|suppliers?|investors?|peers?|rivals?|newcomers?)"
)
_SOMEBODY = (
    r"(?:anyone|anybody|everyone|whoever|people|those|someone|somebody|them|him|her|employees?|workers?|staff|"
    r"colleagues?|subordinates?|reports?|(?:your|the|a|an|any|every|each|their|our|this|that|junior|new|weak|slow|"
    rf"difficult|quiet|other|whole|underperforming) (?:\w+ )?{_ROLE})"
)
_OFFICE = (
    r"(?:the |your |our )?(?:auditors?|inspectors?|regulators?|board|police|court|authorit(?:y|ies)|press|public|union|"
    r"works council|shareholders?|insurers?|insurance|bank|hr|human resources|compliance|tax (?:office|authorities))"
)
_DECEIVED = rf"(?:{_SOMEBODY}|customers|clients|buyers|users|candidates|applicants|investors|partners|suppliers|managers|{_OFFICE})"
_OBJECTS = (
    r"(?:complain\w*|fil(?:es?|ed|ing) a complaint|report(?:s|ed|ing)?\b(?! to\b)|rais(?:es?|ed|ing) (?:\w+ )?(?:concern|"
    r"issue|problem|complaint|doubt|question)s?|sp(?:eaks?|eaking|oke) (?:up|out)|disagree\w*|critici[sz]\w*|object(?:s|ed|ing)?|"
    r"refus(?:es?|ed|ing)|whistle\w*|join(?:s|ed|ing)? (?:a|the) union|go(?:es|ing)? to (?:hr|the (?:police|press|union))|"
    r"(?:calls?|takes?|asks? for|are|is|stays?|calling|taking) (?:\w+ )?(?:sick|ill|leave)|testif\w*|sue[sd]?|doubts?|"
    r"challenge[sd]?|question(?:s|ed|ing)? (?:you|us|your|a decision|decisions|the))\b"
)
_WHO_OBJECTS = rf"\b(?:who|that|whoever|anyone|for|if|when|after|because|over)\b[^.;:!?]{{0,40}}?\b{_OBJECTS}"
_PUNISH = (
    r"(?:punish|penali[sz]e|discipline|demote|sideline|fire|sack|dismiss|let go(?: of)?|get rid of|exclude|isolate|"
    r"ostraci[sz]e|freeze out|blacklist|push out|mark down|warn off|threaten)"
)
_MOVE = r"(?:transfer|move|cut|dock|deny|withhold|rate|give|make|assign|reassign|put|leave|hand|remember|see that)"
_WORSE = (
    r"(?:worse|worst|lower|bonus(?:es)?|pay|raises?|night shifts?|out|promotions?|regret|elsewhere|dull\w*|dirt\w+|bad)"
)
_WRONG = (
    r"(?:mistakes?|errors?|wrongdoing|evidence|incidents?|accidents?|complaints?|defects?|breach(?:es)?|misconduct|fraud|"
    r"injur(?:y|ies)|harassment|bad (?:news|results?)|abuse|violations?|theft|bribes?|near miss(?:es)?|side effects?|"
    r"conflicts? of interest|debts?|shortfalls?|leaks?|loss(?:es)?|safety \w+|recalls?)"
)
_RECORDS = r"(?:records?|traces?|e-?mails?|messages|files|documents|logs?|minutes|reports?)"
_FIGURES = (
    r"(?:numbers?|figures?|results?|records?|reports?|receipts?|invoices?|data|metrics|time ?sheets?|hours|signatures?|"
    r"references?|reviews?|minutes|documents?|evidence|certificates?|expenses|forecasts?|accounts|books|tests?|reasons?|"
    r"excuses?|feedback|complaints?|sources|quotes?|testimonials?|contracts?|revenue|progress|experience|sales)\b"
)
_GROUP = (
    r"(?:wom[ae]n|females?|mothers?|parents?|pregnan\w+|old(?:er)? (?:\w+ )?(?:people|workers?|staff|colleagues?|candidates?|"
    r"applicants?|employees?)|(?:\w+ )?(?:over|above|older than) (?:\d\d|forty|fifty|sixty)|foreign(?:ers?)?|im?migrants?|"
    r"migrants?|refugees?|disab\w+|muslims?|jews|jewish|black|gay|lesbian|trans(?:gender)?|people of colou?r|minorit\w+|union "
    r"members|(?:\w+ )?(?:headscarf|hijab)|chronic\w* (?:ill\w*|sick)|veterans|the (?:elderly|sick)|(?:an?|strong|thick) accents?)\b"
)
_ILL = (
    r"(?:ill|sick|unwell|feverish|in pain|injured|burnt? ?out|exhausted|signed off|contagious|infectious|(?:\w+ ){0,3}?(?:fever|"
    r"temperature|flu|cold|infection|illness|sickness|exhaustion|burn-?out|injury|migraine|pain|sick note|doctor's orders))\b"
)
_SAFETY = (
    r"(?:(?:the|all|any|every|your|their|these|legal|basic|some|a few|annoying|fire|tedious) ){0,3}(?:safety|security|guards?|"
    r"alarms?|interlocks?|lock-?outs?|helmets?|harness(?:es)?|goggles|gloves|protective|emergency|fire|laws?|regulations?|"
    r"regulatory|compliance|data protection|privacy|gdpr|working[- ]time|rest (?:period|break|time)s?|inspections?|consent|"
    r"smoke detectors?|licen[cs]e|labou?r|health and safety|sanctions|hygiene|speed limits?|risk assessments?|legal)\b"
)
_SEEN = r"(?:knows?|notices?|finds? out|learns?|sees?|hears?|suspects?|asks?|can prove|is told|are told)\b"
_PART = r"[^.;:!?]{0,40}?"  # a few words of the same clause
RETALIATE, HURT, DECEIVE, HIDE = (
    "to retaliate",
    "to frighten, shame or spy on people",
    "to deceive",
    "to hide what went wrong",
)
DISCRIMINATE, ILL = "to discriminate", "to work while ill or without rest"
UNLAWFUL = "to break the law or rules of safety"
# What a sentence tells somebody to do begins with this.
_TO_DO: dict[str, tuple[str, ...]] = {
    RETALIATE: (
        r"(?:retaliate|(?:take|seek) revenge|get (?:even|back at)|pay (?:them|him|her) back)\b",
        rf"{_PUNISH}\b{_PART}{_WHO_OBJECTS}",
        rf"{_MOVE}\b(?=[^.;:!?]*\b{_WORSE}\b){_PART}{_WHO_OBJECTS}",
        rf"{_MOVE} (?:them|him|her|such people)\b.{{0,20}}?\b(?:worst|dullest|dirtiest|dirty work)\b",
        r"make (?:\w+ ){0,4}?(?:lives|life|days?) (?:\w+ )?(?:hell|hard|harder|miserable|difficult|unpleasant|uncomfortable)\b",
        r"make an example of\b|teach (?:them|him|her|the \w+) a lesson",
    ),
    HURT: (
        r"(?:humiliate|shame|ridicule|mock|belittle|insult|intimidate|bully|threaten|frighten|scare|gaslight|harass|torment|"
        rf"(?:shout|yell|scream|swear) at) (?:\w+ )?{_SOMEBODY}\b",
        r"(?:criticise|criticize|reprimand|scold|correct|tell off|rebuke|dress down)\b[^.,;:!?]{0,40}? (?:in front of|in public|publicly)\b",
        r"rule (?:by|through|with) fear\b|use (?:fear|threats|intimidation|shame)\b|(?:play|pit|set|turn) (?:\w+ ){1,4}?(?:off )?against (?:each other|one another)\b",
        rf"spy on (?:\w+ )?{_SOMEBODY}|(?:secretly|covertly) (?:record|read|monitor|film|track|listen|watch)\b",
        rf"(?:read|open|search|monitor|record|film|track)\b{_PART} (?:without (?:\w+ )?(?:knowledge|consent|telling|knowing|permission)|"
        r"(?:private|personal) (?:messages|e-?mails?|chats?|phones?|accounts?))\b",
    ),
    DECEIVE: (
        rf"(?:lie to|mislead|deceive|trick|cheat|manipulate|dupe|fool|swindle|defraud|blackmail|overcharge) (?:\w+ )?{_DECEIVED}\b",
        r"lie (?:about|when|if|whenever|in|on)\b|tell (?:a |small |white |little |useful )*lies?\b",
        rf"(?:invent|fabricate|falsify|fake|forge|doctor|backdate|inflate|massage|tamper with|fudge|misstate|understate)\b(?: \w+){{0,3}}? {_FIGURES}",
        rf"make up (?!(?:\w+ )?(?:\w+ )?(?:hours|time)\b)(?:\w+ ){{0,3}}?{_FIGURES}",
        rf"(?:alter|adjust|change|rewrite|polish|set)\b(?: \w+){{0,4}}? (?:{_FIGURES}|dates?){_PART} (?:so that|to look|to hit|to please|in your favou?r)\b",
        r"take (?:the |all the |full )?credit for (?:their\b|[^.;:!?]{0,30}?(?:others?|else|colleagues?|team|subordinates?|reports?|people)['’]?s? (?:\w+ )?(?:work|ideas?|success\w*|results?))",
        rf"(?:blame|shift the blame (?:to|on(?:to)?)|pin (?:it|the blame|this) on) (?:it on )?{_SOMEBODY}\b",
        r"(?:pretend|claim|say|tell|promise|assure|act)\b[^.;:!?]{0,60}?\b(?:even (?:if|though|when)|although|knowing|that you (?:do not|don't|cannot|can't|never))\b"
        rf"{_PART}\b(?:not|\w+n't|never|no|false|untrue|otherwise|lie|opposite|impossible|undecided)\b",
        r"(?:spread|start|plant) (?:\w+ )?(?:rumou?rs?|lies|gossip)\b|(?:write|post|publish|submit|give|use) (?:\w+ )?(?:false|fake|invented|made-up) \w+",
        r"deny (?:that (?:the|you|it|anything|there|they|he|she|we|any)\b|everything|all knowledge|ever\b|having\b)",
    ),
    HIDE: (
        rf"(?:hide|conceal|cover up|bury|suppress|shred|sweep|hush up) (?:\w+ ){{0,3}}?{_WRONG}\b",
        rf"(?:withhold|downplay|play down|delete|destroy|erase|burn|keep) (?:\w+ ){{0,3}}?{_WRONG}{_PART}\b(?:from|secret|quiet|hidden|until|under)\b",
        rf"(?:shred|burn|destroy|delete|erase) (?:\w+ ){{0,3}}?{_RECORDS}{_PART}\b(?:before|from)\b{_PART}(?:audit|inspect|investig|lawsuit|court|regulator|police|lawyer|trial)",
        rf"(?:hide|conceal|withhold|keep)\b{_PART} (?:from|out of sight of) {_OFFICE}\b",
        rf"(?:discourage|dissuade|stop|prevent|keep|talk|deter|forbid)\b{_PART} (?:from|out of|to) (?:\w+ )?(?:report|complain|speaking up|going to (?:hr|the)|whistle|raising concerns|joining a)",
        rf"{_BUT_NOT} (?:\w+ )?(?:report|record|log|disclose|document|mention|admit|investigate|own up to|tell (?:\w+ )?{_DECEIVED} (?:about|of|that))\b"
        rf"[^.;:!?]{{0,30}}?\b{_WRONG}\b(?!.{{0,40}}\b(?:by|in|via|until|without|twice|on) )",
        rf"keep (?:quiet|silent|your mouth shut) about\b{_PART}{_WRONG}\b|look the other way\b|turn a blind eye\b",
        r"ignore (?:\w+ ){0,3}?(?:harassment|misconduct|fraud|abuse|bullying|discrimination|wrongdoing)\b|let (?:nobody|no one)\b.{0,40}?\b(?:learn|know|find|hear|see)\b.{0,30}?"
        rf"{_WRONG}",
        r"(?:never|don't|do not) (?:put|leave|write)\b[^.;:!?]{0,60}?\b(?:in writing|paper trail|traces?|evidence)\b|leave no (?:\w+ )?(?:trail|traces?|evidence)\b",
    ),
    DISCRIMINATE: (
        r"discriminate (?:against|by|on)\b",
        rf"(?:{_BUT_NOT}|avoid|stop|hesitate to) (?:\w+ )?(?:hir|promot|employ|interview|recruit|invit|consider|train|tak|giv|put|send|trust|select)\w*\b{_PART}\b{_GROUP}",
        r"(?:reject|turn down|pass over|overlook|sideline|weed out|screen out|filter out|exclude|fire|dismiss|sack|let go(?: of)?|get rid of|keep out|push out|replace|demote)"
        rf"\b{_PART}\b{_GROUP}",
        rf"(?:pay|offer|give|leave|assign|keep)\b{_PART}\b{_GROUP}{_PART}\b(?:less|lower|fewer|smaller|worse|notes|out of|away from|lowest)\b",
        r"(?:hire|promote|prefer|choose|employ|recruit|favou?r|pick|select|send)\b(?: only| always)? (?:young(?:er)? )?(?:men|males?|whites?|white \w+|natives?|christians|"
        r"(?:native-born|straight|healthy|childless|single|attractive|good-looking) \w+|young(?:er)? (?:people|candidates|applicants|workers|employees|staff))\b",
        rf"(?:give|leave|offer|hand|reserve)\b{_PART} (?:to|for) (?:young )?(?:men|males|whites|native speakers)\b",
        r"ask (?:\w+ ){0,3}?(?:whether|if|about|when|how)\b[^.;:!?]{0,30}?\b(?:pregnan\w+|(?:have|having|want|plan\w*) (?:\w+ )?(?:children|kids|bab\w+|family)|marry|religion|"
        r"sexual\w*|ethnic\w*|belongs? to a union)\b",
    ),
    ILL: (
        r"(?:come (?:in|to (?:work|the office))|(?:keep|carry on|continue|go on) (?:on )?work(?:ing)?|work|travel|drive|show up|turn up|push|power|make (?:\w+ ){1,3}?work)\b"
        rf"(?: (?!not\b)\w+){{0,4}}? (?:when|while|even if|even when|if|though|even though|despite|through|with|although|feeling)\b(?: (?!not\b|nobody\b|no\b)\w+){{0,5}}? {_ILL}",
        r"ignore (?:\w+ ){0,3}?(?:symptoms?|pains?|doctors?|exhaustion|fatigue|fever|burn-?out|illness|stress|body)\b",
        rf"(?:{_BUT_NOT}|avoid|put off|postpone) (?:\w+ )?(?:tak\w+|call\w+ in|stay\w+|see\w*|rest\w*|sleep\w*|visit\w*)\b{_PART}\b(?:sick|ill|doctor|sick leave|breaks|holidays?)\b",
        r"(?:skip|cut|give up|sacrifice|do without) (?:\w+ ){0,2}?(?:sleep|meals?|lunch|breaks|rest|holidays?|vacations?)\b|sleep less\b",
        r"work (?:\w+ ){0,2}?(?:1[2-9]|2[0-4]|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|twenty) hours (?:a|per|every) day\b|work (?:\w+ ){0,3}?(?:until|till) you drop\b",
        r"(?:take|use|give) (?:\w+ ){0,3}?(?:stimulants|pills|painkillers|amphetamines|cocaine)\b|(?:tell|threaten|warn)\b[^.;:!?]{0,40}?\b(?:ill|sick)\b.{0,40}?\blose\b",
    ),
    UNLAWFUL: (
        r"(?:ignore|skip|bypass|disable|switch off|turn off|override|get (?:round|around)|break|circumvent|work around|violate|disregard|evade|remove|silence|cut corners on|forget|"
        rf"take off|postpone|dodge|flout|bend|unplug) {_SAFETY}|(?:take|leave|switch|turn) {_SAFETY} off\b",
        rf"(?:work|drive|climb|operate|run|start|fly|weld)\b{_PART} without (?:a |an |the |any |your )?(?:helmet|harness|goggles|guard|licen[cs]e|permit|protecti\w+|safety|insurance|belt|brakes)",
        r"(?:drive|climb|operate|fly|weld)\b[^.,;:!?]{0,30}? (?:when|while|even if|if|although)\b.{0,30}?\b(?:drunk|tired|sleepy|drowsy|asleep|eyes open)\b",
        rf"bribe\b|pay (?:a |the |small |some )*(?:bribes?|kickbacks?)\b|(?:offer|accept|take|give)\b{_PART}\b(?:bribes?|kickbacks?|under the table)\b",
        r"(?:steal|embezzle|launder|plagiari[sz]e)\b|keep two sets of books\b|(?:fix|agree (?:on )?) ?prices with\b|(?:evade|dodge) (?:\w+ )?tax(?:es)?\b",
        rf"(?:copy|take|use|bring)\b{_PART}\b(?:former|previous|last|old) (?:employer|company)(?:['’]s)? (?:\w+ )?(?:secrets?|files|lists?|data|documents|code)\b",
        r"(?:do not|don't|never) pay (?:\w+ ){0,3}?(?:overtime|wages|salar\w+|interns)\b|withhold (?:\w+ )?(?:wages|salar\w+|pay)\b|(?:pay|report|declare)\b[^.;:!?]{0,25}? off the books",
        rf"(?:share|leak|sell|publish)\b{_PART}\b(?:medical records?|health data|diagnos[ei]s|patient data|inside information)\b|(?:break|neglect) the law\b",
    ),
}  # fmt: skip
TO_DO = tuple((kind, re.compile("|".join(patterns))) for kind, patterns in _TO_DO.items())
# What makes any advice one of these, wherever it stands in it.
_TELLING: dict[str, str] = {
    HURT: r"\b(?:behind (?:their|his|her) backs?|(?:use|hold) (?:it|them|this|that) against (?:them|him|her|people)|feel (?:small|afraid|worthless|stupid|guilty|threatened|ashamed)"
    r"|(?:live|lives|keep \w+|work) in fear)\b",
    HIDE: rf"\b(?:so (?:that )?|make sure (?:that )?|see that )(?:nobody|no one) (?:\w+ ){{0,2}}?(?!feels|is left){_SEEN}|\bwithout (?:anyone|anybody|them|people|{_OFFICE}) "
    r"(?:knowing|noticing|finding out)\b",
    RETALIATE: rf"^(?:if|when|whenever|whoever|anyone who)\b{_PART}\b{_OBJECTS}[^.]{{0,50}}?\b(?:{_PUNISH} (?:them|him|her)|{_MOVE} (?:them|him|her)\b.{{0,30}}?\b{_WORSE}\b|(?:lose|loses) (?:the|their|his|her) "
    r"(?:job|bonus|place|chance|promotion)|end (?:the|their) contract|a reason to (?:fire|dismiss|end|let))",
}  # fmt: skip
TELLING = tuple((kind, re.compile(pattern)) for kind, pattern in _TELLING.items())
# Whom it befalls stands before: "employees who complain should be moved to a worse shift".
_MUST_BE = r"(?:should|must|can|may|are best|is best|ought to|need to|deserve to) (?:always |quietly |simply |safely |first )?(?:be )?"
_BEFALLS: dict[str, str] = {
    RETALIATE: rf"{_WHO_OBJECTS}{_PART} {_MUST_BE}(?:punished|penali[sz]ed|disciplined|demoted|sidelined|fired|sacked|dismissed|let go|excluded|isolated|blacklisted|"
    r"made to regret|moved|transferred|ignored|warned off|removed|passed over|lose)\b",
    HIDE: rf"\b{_WRONG} {_MUST_BE}(?:hidden|concealed|covered up|buried|suppressed|destroyed|kept (?:quiet|secret|from))\b",
    DISCRIMINATE: rf"\b{_GROUP}{_PART} (?:{_MUST_BE}(?:paid less|fired|dismissed|let go|passed over|excluded|kept (?:out|away)|rejected|avoided)|"
    r"(?:should|must) (?:not|never) be (?:hired|promoted|employed|given|considered|put|trusted|invited|sent)|(?:should|must) (?:stay|remain) (?:at home|out of))\b",
    UNLAWFUL: rf"^{_SAFETY}(?: \w+){{0,3}}? {_MUST_BE}(?:ignored|skipped|bypassed|disabled|switched off|left out|waived|forgotten)\b",
}  # fmt: skip
BEFALLS = tuple((kind, re.compile(pattern)) for kind, pattern in _BEFALLS.items())
