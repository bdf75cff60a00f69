"""Words with which an English sentence may begin, so that a capital there is no name."""

from __future__ import annotations

import re
from functools import cache

from coach import words
from coach.judge.signs import EVERYDAY, NEGATIONS

# Work, advice and talk; compared by stem, beside the function words and what the principle and the person say.
_ORDINARY = """
    absolutely accelerate access accountability achieve acknowledge action actively adapt additional address adjust
    admit adopt advance advice advocate afterwards agency agenda alert align allege alley allies almost along
    alongside alternatively although always ambiguity amend amid analyse analyze angle announce another anyhow
    anyone anyway appease apply appreciate approach approval arbitrate argue arrange arrive articulate aside aspect
    assert assess assign assist assume attempt attend attitude audit authority avenue average await aware axe
    background backlog bake bakers balance bargain barter based battle beat beds behave benchmark bend beneath bent
    besides best bet better beyond blame blend bloom blossom bluntly boil bookings born borrow bottom bought bound
    boundaries branch breadth breed bridge brief briefly broad broadcast broaden brought budget built bundle buried
    buses busy buy buyers calibrate calm cancel candid captain capture career carve cast catch category caught cause
    celebrate centre certainly chair challenge chaos chapter character charge chart chat cheer chisel circle cite
    citizens claim clarify clarity clean clever click clients climb clip closer cluster coach collaborate colleagues
    collect combine comfort comments commercial commit communicate community commute compare compete complaint
    complete complex component concede concern concrete conduct confess confide confirm conflict confront connect
    conquer consensus console constraint consult contact contemplate contend context continue contrary contrast
    contribute control conversely convince cool coordinate copy core correct council count courage courier craft
    crate crawl create creative credibility credit creep crisis critical crop cross crux cry cue cultivate culture
    cure curiosity curious current customer cut daily dance dare dashboards data deadline dealt debate debit debug
    decent declare decline deeds deep deepen defeat defend define delay delegate delete deliberate deliver delivery
    demand demo demonstrate demote deny depart deploy depth describe design desire despite detail detect determine
    develop diagnose dig diligence directors discard discipline discover discovery discuss dispatch ditch ditto dive
    domain done door double doubt downside dozens draft drag draw drawn dream drift drill drink drive driver drop
    dull dump dust duty eager earlier earn easier eat edge edit effort eight eighteen eighty either elect eleven
    email embrace empathy employees encourage endure engage engineers enjoy ensure enter enthusiasm erase escalate
    essence establish estimate everybody everyone evidence exactly examine excellence except exchange execute exit
    expand experience expert expertise explore expose extend external extra eyes facet facilitate factor failure
    fair familiar far fatigue fear feedback felt ferry fewer field fifteen fifty fight figure finance finish fire
    firms first five fix flag flair flat float floor flourish fluency fly fold forecast foremost fork formal
    formulate fortunately forty forward foster fought founders four fourteen frame frankly freedom freeze frequent
    friends front fully fun functional fundamental furthermore gamble gather gaze gently genuine gist given glad
    glance glide glue goal gone gossip graph great greet grit groom ground groundwork group grown growth guard guess
    guidance guide habit haggle half halfway halve hang harder harvest haul head heal heap heard heart heat held
    helm hence hereafter hereby hesitate hierarchy highlight hints hire hoard honest hop hope host hover however
    human humility hundred hunger hurdle identify imagine immediately impact imperfect incentive inclusive increase
    indeed independence indicate individual influence inform infrastructure ingredient initial inner insight insist
    insofar insource inspire install instinct instruct integrate intentional interest internal interview introduce
    invest investigate invite invoice involve iron irony isolated issue items jargon jog join jot journey judge jump
    junior kept kernel kitchens knead knit knot knowledge known label land lane language later lateral latter laugh
    launch lay leaders lean leap lease least led left lend lens lent less lesson lever leverage lie lift likelihood
    likewise link listen load loan locate log logic loosely lost loud loyalty luck luckily made mail maintain
    maintenance manage map march market mastery match may meaningful meant meantime meanwhile measure mediate
    meditate melt members mend mentor merely merge message met metrics million mindset mine minor minutes mistakes
    mix mock model moderate momentum money monitor month mop moral moreover mostly mould muse mutual name nap narrow
    natural navigate nearby nearer needless negotiate nest network nevertheless nine nineteen ninety nod noise
    nonetheless note notice notify nowadays nuance nub nudge nurse nurture observe obstacle oddly offboard offices
    oftentimes onboard one operations opinion opportunity opposite options ordinary organise organize origin others
    otherwise outcomes outline outlook outside outsource overall overlook owner pace pack paid pain paint pair paper
    parallel paraphrase parent participants partner past paste patch path patience patient pause pay peek peer per
    perch perfect performance perhaps perseverance persist perspective persuade phone phrase pick picture pile pilot
    pitch pity plainly plant plates platform please pledge plenty plot plug polish polite ponder positive possess
    post posture potential power praise precisely prefer present press pressure pretend pretty previous pride
    principle print prior prioritise prioritize proactive proceed process proclaim prod produce product professional
    progress project promise promote prompt proof proofread properly propose protect prototype prove provide prune
    public publish pull purely purpose pursue push quality quarter quiet quote rank rare rate react read realise
    reality realize rear reassure reboot recall recap receive recognise recognize recommend reconcile reconsider
    rectify recycle redo reduce refer refine reflect reframe refresh refund regard regardless rehearse reject relay
    reliability rely remedy remind renew rent reopen repair repeat rephrase replace reply report repurpose request
    require rescue research reserve resist resize resolve respect respond responsibility rest restart restore retain
    rethink retreat retro return reuse reveal reverse review revise revisit revive reward reword rework rewrite
    ribbon ride ring rise risk rival road roadmap roam robots roll roof root rotas rotate roughly route routine rule
    sadly safe said sales salvage sand satisfy save scale scan schedule science scope scout scrap screen scroll
    search second secure seed seek seen select self sell sellers senior sensitive sent separate serious serve settle
    seven seventeen seventy sew shadow shake shall sharper shelter shield shift ship shops shortlist shout shown
    shrink sideways sign signal silence similar simmer simplify simply simulate since sincerely sing sink six
    sixteen sixty size sketch skill slash sleep slide slip slow slowly smart smarter smell smile smooth sniff soar
    social sold solid solve someday somehow somewhere sooner soothe sought soul sound source specialist specific
    specify specs speed spell spent spin spirit split spoken sponsors spot sprint sprout stability stack staff
    stakeholders stakes stalk stamina stance standard standpoint standup staple stare stash statistics status steady
    steer stick stir stitch store stories straighten strategic strategy street strength strengthen stress stretch
    strictly strive stroll stronger structure struggle students studies submit success suddenly suggest suit sum
    summarise summarize summary suppliers support suppose sure surface surgeons surprise surrender surround survey
    survive suspect sustain swap swear sweep swim swipe switch symptom sync synthesis synthesise synthesize systems
    tackle tactical tag tailor taken talent tally tap tape task taste taught teachers team technology templates ten
    tend testers thank thereafter thereby therefore thirdly thirteen thirty thorough though thought thousand thread
    three thrive throughout throw thrown thus tick tickets tidy tie tiny tiptoe title told tone tools topic torn
    toss total tow toward trace track trade trail train traits transfer translate transmit transparency trap travel
    triage tricky trigger trim truth tune tutor tweak twelve twenty twice twist two ultimately unblock uncertainty
    unclear underline underneath undo unfortunately unions units unless unlike unload unowned unpack unplug unspoken
    untangle unwrap update upfront upload upon upsell upside upward urge urgent validate valuable venture verify
    versus veto via viewpoint visibility vision visit voice volunteer vote vow wager wake walk wall wander wards
    warm wash wave weaker weave weigh welcome whatever whence whenever whereas wherever whether whichever whisk
    whisper whoever whose wider window wire wisdom within won wonder worn worry worse worst wrap written yawn yell
    yes yield
"""
_SUFFIXES = re.compile(
    r".{4,}(?<!fr)ed$|.{3,}(?:ing|tion|sion|ment|ness|ships?|ities|ably|ally|edly|ently|fully|ously)$"
)
# Roles, departments and the like that people write in capitals inside a sentence.
CAPITALISED = frozenset(
    """pm pms ic ics vp vps svp evp ceo ceos cto ctos cpo cpos cfo cfos coo coos cmo hr qa ux ui it ai ok tv r&d b2b b2c
    product manager managers director directors lead leads head senior junior principal chief officer executive engineer
    engineers designer analyst associate vice president founder team board english""".split()
)


def may_begin(word: str) -> bool:
    """Tell whether a sentence may begin with a word, in lower case, without naming anybody."""
    return (
        word in words.FUNCTION_WORDS
        or word in NEGATIONS
        or word in CAPITALISED
        or bool(_SUFFIXES.match(word))
        or next(iter(words.stems(word)), word) in _stems()
    )


@cache
def _stems() -> frozenset[str]:
    return frozenset(words.stems(" ".join([_ORDINARY, *EVERYDAY])))
