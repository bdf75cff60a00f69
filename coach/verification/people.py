"""Whom sentences about work speak of, as parts of regular expressions: people in general, and those around the person.

Closed lists: a rule that took any noun for a person would stop honest sentences about products and plans.
"""

from __future__ import annotations

# Of people in general: what is said of them is said of everybody.
GENERAL = (
    r"(?:people|leaders|managers|executives|ceos|founders|directors|companies|firms|organi[sz]ations|coaches|pms|"
    r"product managers|mentors|bosses|employers|employees|professionals|insiders|veterans|teams|careers|engineers|"
    r"clients|customers|startups|start-ups|businesses|folks|juniors|seniors|specialists|generalists|stakeholders|"
    r"colleagues|peers|investors|women|men|workers|promotions)"
)
_ONE = (
    r"(?:founder|boss|manager|ceo|cto|cpo|coo|vp|lead|leader|director|head|supervisor|principal|partner|chief|"
    r"owner|executive|colleague|coworker|co-worker|peer|stakeholder|client|customer|investor|chair|chairman|mentor|"
    r"panel|committee|board|company|firm|team|organi[sz]ation|management|leadership|department|hr|employer|"
    r"gatekeeper|rival|predecessor|report)"
)
# Somebody around the person: "your founder", "the whole board", "he", "nobody up there".
SOMEBODY = (
    rf"(?:(?:(?:your|the|this|that|any|every|each|no|a) (?:[\w-]+ ){{0,2}}?{_ONE}s?|"
    rf"(?:your |the |these |those |other |all )(?:[\w-]+ )?(?:people|others|leaders|decision[- ]makers|higher[- ]ups|"
    r"seniors|engineers|juniors)|people|others|everybody|everyone|he|she|they|those (?:above|around|in charge))"
    r"(?: (?:above|around|in charge|at the top|who matter|who decide))?)"
)
# What a person hopes to get for it.
REWARD = (
    r"(?:titles?|promotions?|roles?|posts?|posi?tions?|raises?|jobs?|offers?|seats?|leads?|rewards?|recognition|"
    r"respect|trust|credibility|influence|success|authority|promotion|leadership|career|advancement|support|loyalty|"
    r"promotion|leadership|pay|salary|bonus|chair|corner office|invitation|acceptance|standing|reputation|doors?)"
)
# What those who decide do when they give in.
GIVES_IN = (
    r"(?:trust|listen|follow|agree|accept|approve|promote|respect|support|back|notice|come (?:round|around|to you|"
    r"knocking)|give (?:you|in|way|up)|offer|hand|let you|hear|recogni[sz]e|reward|thank|choose|pick|say yes|nod|"
    r"seek|ask (?:you|for you)|turn to|rely|depend on|value|appreciate|want you|need you|love|welcome|embrace|"
    r"see (?:you|your|that you)|take (?:you|your|notice|note)|consult|include|invite|pay|open (?:up|the|doors)|"
    r"stop (?:ignoring|doubting|blocking|nodding)|consider|adopt|believe|buy in|"
    r"fall in line|make you|put you|change (?:his|her|their)|have to (?:listen|act|agree)|understand you|be (?:won|"
    r"convinced|persuaded|impressed|grateful|on your side|all ears|forced|eager|ready|glad|happy|keen|yours))"
)
# What happens to somebody who gets there.
IS_RAISED = (
    r"(?:heard|noticed|trusted|promoted|rewarded|seen|respected|recogni[sz]ed|accepted|followed|chosen|picked|"
    r"taken seriously|given|offered|invited|welcomed|appointed|hired|listened to|valued|adopted|approved|"
    r"consulted|included|acted on|believed|asked|remembered|made|celebrated|thanked|selected|elevated|rated|backed)"
)
