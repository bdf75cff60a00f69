"""Words with which an English sentence may begin, so that a capital there is no name."""

from __future__ import annotations

import re
from functools import cache

from coach import words
from coach.judge.signs import EVERYDAY, NEGATIONS

# Work, advice and talk; compared by stem, beside the function words and what the principle and the person say.
_ORDINARY = """
    ability absolutely accelerate access accountability achieve acknowledge across action actively adapt additional
    address adjust admit adopt advance advice advocate affect afloat afraid afterwards agency agenda ahead alert
    align alike allege alley allies almost alone along alongside alter alternatively although altogether always
    ambiguity amend amid among analyse analyze angle announce another anyhow anyone anyway appease apply appreciate
    approach approval arbitrate argue arises around arrange arrive articulate aside aspect assert assess assign
    assist assume attempt attend attitude audit authority avenue average await awake aware axe background backlog
    backwards bake bakers balance barely bargain barter based battle beat beds behave belief believe belong
    benchmark bend beneath benefits bent besides best bet better beyond bigger blame blend block blocker bloom
    blossom bluntly boil bond bookings born borrow bottom bought bound boundaries branch breadth break breed bridge
    brief briefly broad broadcast broaden broader brought budget built bundle buried buses busy buy buyers
    calibrate calm came campaign cancel candid capable captain capture career carve cast catch category caught
    cause celebrate centre certainly chair challenge chaos chapter character charge chart chat cheer chisel chose
    chosen circle cite citizens claim clarify clarity clash clean clearly clever click clients climb clip clock
    closer clue cluster coach collaborate colleagues collect collide combine comfort comments commercial commit
    communicate community commute compare compete complaint complete complex component concede concern concrete
    conduct confess confide confirm conflict confront connect conquer consensus consequences consist console
    constraint consult contact contemplate contend context continue contract contrary contrast contribute control
    conversely convince cool coordinate copy core corner correct corridor cost council count counter courage
    courier craft crate crawl create creative credibility credit creep crisis critical crop cross crux cry cue
    cultivate culture cure curiosity curious current customer cut daily dance dare dashboards data deadline dealt
    debate debit debug decent declare decline deeds deep deepen defeat defend define delay delegate delete
    deliberate deliver delivery demand demo demonstrate demote deny depart deploy depth describe design desire desk
    despite detail detect determine develop diagnose difficulty dig diligence directors discard discipline discover
    discovery discuss dislike dispatch distinguish ditch ditto dive dollars domain done door double doubt downside
    dozens draft drag draw drawn dream drift drill drink drive driven driver drop due dull dump dust duty eager
    earlier earn ease easier easily eat edge edit effort eight eighteen eighty either elect eleven elsewhere email
    embrace empathy employees empty encourage endure engage engineers enjoy ensure enter enthusiasm entry erase
    errors escalate essence establish estimate evenings everybody everyone everywhere evidence exactly examine
    excellence except exchange exclude execute exit expand experience expert expertise explore expose extend
    external extra eyes facet facilitate factor failure fair familiar far fatigue fault fear fee feed feedback felt
    ferry fewer field fifteen fifty fight figure finance fine finish fire firms first five fix flag flair flat
    float floor flourish fluency fly fold forecast foremost forget fork formal formulate fortunately forty forward
    foster fought founders four fourteen frame frankly free freedom freeze frequent friends front fully fun
    functional fundamental furthermore future gamble gaps gather gaze gently genuine gist given glad glance glide
    glue goal goes gone gossip grade graph grasp great greet grit groom ground groundwork group grown growth guard
    guess guidance guide gut habit haggle half halfway halve handle hang harder hardest harsh harvest haul head
    heal health heap heard heart heat held helm hence hereafter hereby hesitate hierarchy highlight hints hire
    hoard honest hop hope host hours hover however human humility hundred hunger hurdle hurt identify imagine
    immediately impact imperfect incentive inclusive increase indeed independence indicate individual influence
    inform infrastructure ingredient initial inner inside insight insist insofar insource inspire install instance
    instinct instruct integrate intentional interest internal interview introduce invest investigate invite invoice
    involve iron irony isolated issue items jargon jog join jot journey judge jump junior kept kernel kitchens
    knead knit knot knowledge known label land lane language larger later lateral latter laugh launch lay leaders
    lean leap learnt lease least led left lend length lens lent less lesson lever leverage lie lift lights
    likelihood likewise limit link listen load loan local locate log logic longer loosely loss lost loud love
    loyalty luck luckily made mail maintain maintenance major manage map march market mastery match may meaningful
    meant meantime meanwhile measure mediate meditate melt members mend mentor merely merge message met metrics
    middle million mindset mine minor minutes miss mistakes mix mock model moderate momentum money monitor month
    mop moral moreover mornings mostly mould muscles muse must mutual name nap narrow natural navigate nearby
    nearer needless negotiate nest network nevertheless nine nineteen ninety nod noise nonetheless normal note
    notice notify nowadays nuance nub nudge nurse nurture observe obstacle oddly offboard offices oftentimes
    onboard one onto operations opinion opportunity opposite options ordinary organise organize origin others
    otherwise outcomes outline outlook output outside outsource overall overlap overlook overtime owner pace pack
    page pages paid pain paint pair paper paperwork parallel paraphrase parent participants partner past paste
    patch path patience patient pause pay peek peer per perch perfect performance perhaps perseverance persist
    perspective persuade phone phrase pick picture pile pilot pitch pity plainly plant plates platform please
    pledge plenty plot plug polish polite ponder poor positive possess post posture potential power practise praise
    precede precisely prefer present press pressure pretend pretty previous price pride principle print prior
    prioritise prioritize privilege proactive proceed process proclaim prod produce product professional progress
    project promise promote prompt proof proofread properly propose protect prototype prove provide prune public
    publish pull purchase purely purpose pursue push quality quarter quiet quote rank rare rate react read readers
    realise reality realize rear reassure reboot recall recap receive recognise recognize recommend reconcile
    reconsider record rectify recycle redo reduce refer refine reflect reframe refresh refund refusal regard
    regardless rehearse reject relatives relay relevant reliability rely remark remedy remind renew rent reopen
    repair repeat rephrase replace reply report repurpose request require rescue research reserve resist resize
    resolve respect respond responsibility rest restart restore retain rethink retreat retro return reuse reveal
    reverse review revise revisit revive reward reword rework rewrite ribbon rid ride ring rise risk rival road
    roadmap roam robots roll roof root rotas rotate roughly round route routine rule sadly safe said sales salvage
    sand satisfy save scale scan schedule school science scope scout scrap screen scroll search second secure seed
    seek seen select self sell sellers senior sensitive sent sentence separate serious serve setback settle seven
    seventeen seventy sew shadow shake shall sharper shelter shield shift ship shock shops shortlist shout shown
    shrink shut sideways sight sign signal silence similar simmer simplify simply simulate since sincerely sing
    sink sits six sixteen sixty size sketch skill slash sleep slide slight slip slow slowly smart smarter smell
    smile smooth sniff soar social sold solid solve someday somehow somewhere sooner soothe sought soul sound
    source space special specialist specific specify specs speed spell spent spin spirit spite split spoken
    sponsors spot spread spreadsheet sprint sprout stability stack staff stakeholders stakes stalk stamina stance
    standard standpoint standup staple stare stash statistics status steady steer stick stir stitch store stories
    straighten strategic strategy street strength strengthen stress stretch strictly strive stroll stronger
    structure struggle students studies submit succeed success suddenly suggest suit sum summarise summarize
    summary supervise suppliers support suppose sure surface surgeons surprise surrender surround survey survive
    suspect sustain swap swear sweep swim swipe switch symptom sync synthesis synthesise synthesize systems table
    tackle tactical tag tailor taken talent tally tap tape task taste taught teachers team teammates technology
    templates ten tend terms testers thank thereafter thereby therefore thin thirdly thirteen thirty thorough
    though thought thousand thread three thrive throughout throw thrown thus tick tickets tidy tie tiny tiptoe
    title told tone tools topic torn toss total tow toward trace track trade traditional trail train traits
    transfer translate transmit transparency trap travel triage tricky trigger trim trouble truly truth tune tutor
    tweak twelve twenty twice twist two ultimately unblock uncertainty unclear underline underneath undo
    unfortunately unions units unless unlike unload unowned unpack unplug unspoken unsure untangle unwrap update
    upfront upload upon upsell upside upward urge urgent validate valuable variety venture verify versus veto via
    viewpoint visibility vision visit voice volunteer vote vow wager wake walk wall wander wards warm wash wave
    weak weaker weave weigh welcome whatever whence whenever whereas wherever whether whichever whisk whisper
    whoever whose widen wider window winner wire wisdom wish within won wonder workplace worn worry worse worst
    wrap written yardstick yawn yell yes yield
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
