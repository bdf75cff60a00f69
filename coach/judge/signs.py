"""Words that change what a sentence claims: they negate, restrict, promise, oblige, compare, explain or soften it."""

from __future__ import annotations

NEGATIONS = frozenset(
    """not no never nothing nobody none nor neither without cannot hardly rarely seldom instead lack lacks stop stops
    avoid avoids refuse refuses fail fails prevent prevents skip skips ignore ignores forbid forbids against""".split()
)
# What follows these in its sentence is not simply said, nor what "unless" follows.
TURNING = NEGATIONS | frozenset(
    "only if unless until whether except rather less few fewer than might may could would beyond".split()
)
RESTRICTIONS = frozenset("only alone solely exclusively purely merely".split())
ABSOLUTES = frozenset(
    """every everyone everybody everything any anyone anybody anything all always whenever wherever whoever
    entirely completely fully absolutely invariably never no nobody none nothing impossible""".split()
)
PROMISES = frozenset(
    """guarantee guarantees guaranteed ensure ensures ensured certain certainly sure surely prove proves proven proof
    automatically inevitable inevitably bound undoubtedly definitely instantly immediately""".split()
)
DUTIES = frozenset(
    "must should need needs require requires required has ought shall obliged mandatory compulsory".split()
)
COMPARISONS = frozenset(
    """more most less least better best worse worst than fewer faster easier harder greater greatest higher highest
    lower lowest stronger sooner later earlier longer bigger biggest smaller first last same above mainly mostly
    chiefly main""".split()
)
CAUSES = frozenset(
    """because since therefore thus hence so leads lead causes cause caused makes results result due thanks reason
    produces brings means""".split()
)
HEDGES = frozenset(
    """can may might could often usually generally sometimes help helps some many tend tends typically likely try
    consider perhaps mostly""".split()
)
OPPOSITES = tuple(
    tuple(pair.split("/"))
    for pair in """more/less more/fewer before/after early/late first/last junior/senior start/stop increase/decrease
    increase/reduce broad/narrow wide/narrow always/never everyone/nobody all/none with/without encourage/discourage
    allow/forbid public/private formal/informal internal/external strength/weakness success/failure succeed/fail
    high/low good/bad best/worst better/worse easy/hard short/long fast/slow quick/slow open/closed share/hide
    include/exclude together/alone optional/mandatory optional/required rare/often rarely/often seldom/often few/many
    minimum/maximum ask/tell listen/talk agree/disagree accept/refuse win/lose future/past new/old large/small
    big/small simple/complex same/different wait/act specialist/generalist inside/outside begin/end rise/fall
    remember/forget safe/dangerous possible/impossible necessary/unnecessary likely/unlikely near/far strong/weak
    positive/negative right/wrong seek/avoid trust/distrust earn/lose visible/hidden lead/follow gain/lose""".split()
)
# Words that any paraphrase may bring along: that the evidence lacks them says little.
EVERYDAY = frozenset(
    """able accept act actual add again agree aim allow already answer apart ask away back bad basis become begin belong
    big bit boss bring build call care carry case chance change check choice choose clear close come common company
    consider course cover day deal decide depend different difficult direct early easy else end enough entire
    example expect explain face fact fall fast feel fill find fit focus follow form full gain general give go good
    grow hand happen hard hear help hold idea important improve include job keep kind know large last late learn
    leave let level life like likely line list little live long look lose lot main make many matter maybe mean meet
    might mind moment move much near necessary need new next number offer often old open order part pass people
    person piece place plan play point possible practice prepare problem put question quick raise rather reach ready
    real reason recent regular remain remember result right role room run say see seem send sense set several shape
    share short show side simple single situation small somebody someone something sometimes soon sort speak spend
    stand start state stay step still stop strong style subject take talk teach tell test thing think time today
    together top touch treat true trust try turn type understand use useful usual value view wait want watch way week
    well whole wide willing word work world worth write wrong year yet""".split()
)
