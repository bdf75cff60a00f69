"""Phrases that alone call for help with a crisis, told of oneself or reported of somebody; figures of speech are not.

Patterns for one sentence at a time, in small letters, without signs and accents, short forms written out ("can not").
Each carries its own exceptions ("killing myself to get it done"), for the same words are ordinary talk elsewhere.
"""

# ruff: noqa: E501  # a pattern broken in the middle of an alternative is harder to read than a long line
from __future__ import annotations

_SELF = r"(?:myself|my self|himself|herself|themself|themselves)"
_ONE = r"(?:i|he|she|they)"
_WHOSE = r"(?:my|his|her|their)"
_KIN = (
    r"(?:kids?|children|wife|husband|sons?|daughters?|family|mother|father|parents|boys|girls|mum|mom|dad|sisters?|"
    r"brothers?|girlfriend|boyfriend|partner|loved ones)"
)
_MEANS = r"(?:pills|tablets|sleeping pills|medication|medicine cabinet|paracetamol|painkillers|rope|noose|razor|blades?|gun|pistol|rifle|revolver)"
_HEIGHT = (
    r"(?:bridge|platform|roof|rooftop|balcony|ledge|parapet|railings?|cliffs?|edge|tracks|train|trains|multi storey|"
    r"car park|overpass|viaduct|window|stairwell|river|oncoming|lorry|truck|wall|tree)"
)
_IDEA = (
    r"(?:think|thinks|thinking|thought|thoughts|wonder|wondering|imagine|imagining|imagined|picture|picturing|easy|"
    r"easier|tempted|tempting|urge|feel like|keep|dream|dreaming|pull|draws|calls me|want|wants|wanted|just)"
)
SURE = (
    # to kill or hurt oneself
    rf"\b(?:kill|kills|killed|hang|hangs|hanged|hanging|shoot|shoots|shooting|drown|drowning|poison|poisoning) {_SELF}\b"
    r"(?! (?:in the foot|laughing|working|trying|up as|over nothing|to (?:get|make|meet|finish|please|deliver|hit))\b)",
    rf"\bkilling {_SELF}\b(?! (?:to|over|for|with|trying|working|at|on|here|laughing)\b)",
    rf"\bthrow(?:ing)? {_SELF} (?:off|out of|in front of|under|from)\b",
    rf"\b(?:hurt|hurting|hurts|harm|harming|harms|cut|cutting|cuts|burn|burning|scratch|scratching|injure) {_SELF}\b"
    r"(?! (?:politically|professionally|financially|off|out|short|some|loose|free|in the (?:foot|eyes|long)|lifting|"
    r"shaving|on the|at the gym|by|playing|a slice|from|into)\b)",
    rf"\b(?:cut|cutting|cuts|slit|slitting|slashed|scratched|burn|burned|burnt) {_WHOSE} (?:own )?"
    r"(?:wrists?|arms?|legs?|thighs?|veins)\b",
    r"\bself harm(?:s|ed|ing)?\b(?! (?:policy|prevention|content|detection|product|app|feature|report|classifier))",
    r"\b(?:commit\w*|attempt\w*|tried|consider\w*|contemplat\w*|think\w* (?:of|about)|"
    r"thoughts? (?:of|about)|talk\w* (?:of|about)|mention\w*|plan\w*) (?:\w+ )?suicide\b"
    r"(?<!career suicide)(?<!political suicide)(?<!commercial suicide)(?<!professional suicide)(?! (?:prevention|hotline|policy|line))",
    r"\bsuicide (?:note|attempt|pact)\b",
    rf"\b{_ONE} (?:am|is|are|was|were|feel|feels|felt|have been|has been|become|became|sounds?|seems?) (?:\w+ )?"
    r"suicidal\b(?! (?:about the|to|enough to))",
    r"\b(?:feel|feeling|actively|be|being) suicidal\b",
    rf"\b(?:take|taking|takes|took|end|ending|ends|finish) {_WHOSE} own li(?:fe|ves)\b",
    rf"\b(?:end|ending|ends) {_WHOSE} (?:life|lives|existence|suffering|misery)\b(?! (?:cycle|as a))",
    r"\bby (?:my|his|her|their) own hand\b(?=.*\bdi)|\bdi(?:e|es|ed|ing) by (?:my|his|her|their) own hand\b",
    rf"\bput an end to (?:{_SELF}|{_WHOSE} life|it all|everything)\b",
    r"(?<!we want to )(?<!we need to )(?<!let us )(?<!they want to )\bend(?:ing)? it all\b"
    r"(?! (?:with|by|in) (?:one|an?|the|this|our)\b)",
    # to be dead, not alive
    r"\b(?:want|wants|wanted|wanna|wish|wishes|wished|hope|hopes|hoping|pray|prays|praying|ready|deserve|deserves|"
    r"like|prefer|better|longing|decided|going) (?:\w+ )?(?:to )?(?:just |rather |simply )?(?:die|be dead)\b"
    r"(?! (?:of boredom|laughing|on this|on that|on the|on a|out))",
    rf"\b(?:wish|wishes|wished|wishing) (?:that )?{_ONE} (?:\w+ )?(?:was|were|is|am|had|could) "
    r"(?:\w+ )?(?:dead|gone|died|die|not here|not alive|never (?:been )?born|disappear forever)\b",
    r"\b(?:better off|rather be|as well be|easier to be|soon be|nicer to be|better) dead\b(?! than)",
    r"\brather (?:be dead|die) than (?:live|go on|carry on|wake|face another day)\b",
    r"\b(?:when|once|after) (?:i am|i m|i will be|he is|she is) dead\b",
    r"\bas well be (?:in the ground|under the ground|six feet under|buried)\b",
    r"\b(?:not|never|no longer|without|nor|hardly|stopped|stop) (?:\w+ ){0,3}?"
    r"(?:want\w*|wish\w*|care|choose) (?:\w+ )?to (?:be alive|live|exist|keep living|go on living|stay alive)\b"
    r"(?! (?:in|with|near|there|off|at|here in|up))",
    r"\b(?:tired|sick|weary|afraid|exhausted|done|finished|through|over|fed up) (?:of|with) "
    r"(?:living|life itself|being alive|existing|my life|this life|staying alive|life)\b(?! (?:in|at|as|here|out of))",
    r"\breasons? (?:left )?(?:to|for) (?:live|living|be alive|stay alive|go on living|keep living|carry on living)\b",
    r"\b(?:nothing|no one|nobody|anything|not much|something) (?:left |more )?to live for\b",
    r"\b(?:point|sense|use|purpose) (?:in|of|to) (?:living|being alive|life|my life|existing|staying alive)\b",
    r"\b(?:see|find|with) (?:no|any|the|a) point (?:in|of|to) (?:anything|it all|everything|going on)\b(?! with)",
    r"\blife (?:\w+ ){0,2}(?:is|has|seems|feels|was) (?:not|no|no longer|hardly) (?:\w+ )?(?:worth|meaning|point|sense|"
    r"purpose)\b",
    r"\b(?:not|hardly|is it) (?:\w+ )?worth (?:living|being alive|staying alive|going on living)\b",
    r"\bcan not (?:go on|carry on|keep on|keep) living\b(?! (?:in|with|off|here|at))",
    r"\bcan not live with (?:myself|himself|herself|having failed)\b|\bcan not go on any ?more\b",
    r"\b(?:not|life|living) (?:\w+ )?(?:the|this|my) job life\b|\bnot (?:just |only )?(?:the|this|my) job i mean life\b",
    r"\bdo not want to be here any ?(?:more|longer)\b.{0,20}\bnot mean (?:the|this|my|work)",
    r"\b(?:hop\w*|wish\w*|want\w*|wanna|pray\w*|prefer|sleep|bed|asleep|like)\b.{0,40}?\b(?:not|never|no longer) "
    r"(?:\w+ ){0,3}?wak(?:e|ing)\b",
    rf"\b{_ONE} (?:\w+ )?(?:will|would|might|may|do|does) not (?:\w+ )?wake(?: up)? (?:tomorrow|again|one day|"
    r"any ?more|in the morning)\b",
    # the others would be better off
    rf"\b(?:every(?:one|body)|the world|{_WHOSE} {_KIN}|people|they all|you all|all of (?:you|them)|they|others)\b"
    r".{0,40}?\b(?:better|happier|easier|relieved|freer|lighter|safer)\b.{0,20}?\b"
    r"(?:without me|if i (?:was|were|am|did|had|died|disappeared|vanished))\b(?! (?:in charge|as|leading|on the))",
    r"(?<!product )(?<!project )\bbetter off without me\b(?! (?:in|as|leading|on|running|at))",
    r"\b(?:wrote|writes|written|says?|said|saying|thinks?|feels?|felt|told|messaged|texted|posted|mentioned|believes?|"
    r"convinced)\b.{0,60}?\b(?:better off|happier|better) without (?:him|her|them)\b",
    r"\b(?:worth|pays?|bring) more (?:to \w+ \w+ )?dead\b|\bworth more\b.{0,30}\bthan alive\b",
    rf"\b(?:nobody|no one|noone|not anyone|nobody there|who|anyone|anybody|no soul|world)\b.{{0,25}}?"
    rf"\b(?:notice|noticed|care|cares|miss|mind|cry|look for)\b.{{0,30}}?\b(?:if|when|that|once) {_ONE}\b.{{0,15}}?"
    r"\b(?:gone|dead|died|vanished|disappeared|vanish|disappear|stopped existing|stopped breathing|not (?:there|here|"
    r"around) any ?more|never came back|found|stopped)\b"
    r"(?! (?:\w+ing|on|for (?:a|the|two|an)|to|until|from|the|our|this|attending|coming))",
    r"\b(?:the world|nobody|no one) would(?: not)? miss (?:me|him|her)\b(?! (?:in|at|on))",
    r"\b(?:life insurance|policy|payout)\b.{0,60}\b(?:better off|worth more|than alive|without (?:me|him|her))\b|"
    r"\b(?:better off|worth more)\b.{0,60}\b(?:life insurance|payout)\b",
    r"\b(?:hop\w+|wish\w*|glad|not mind|relief|nice)\b.{0,30}\b(?:lorry|truck|bus|car|train|tram|something)\b.{0,15}"
    r"\b(?:hit|hits|ran over|run over|knocked?|killed?) (?:me|him|her)\b",
    r"\b(?:taken|die|dying|go|pass away) in (?:my|his|her) sleep\b|\bsleep (?:forever|and (?:not|never) (?:have to )?wake)",
    r"\bbeing dead\b(?! (?:tired|serious|last|wrong|weight|set|in the water))|\bnot (?:to )?be(?:ing)? alive\b",
    r"\bno point (?:in )?(?:going on|carrying on|being here|being around|being alive)\b(?! (?:with|about|in|to|at)\b)",
    r"\b(?:scared|afraid|frightened) of (?:myself|himself|herself)\b|\bdo to (?:myself|himself|herself)\b",
    r"\b(?:leave|leaving|tired of|done with|not for) this world\b(?! of)|\b(?:my|his|her) own funeral\b|"
    r"\bat (?:my|his|her) funeral\b",
    r"\b(?:voices?|something) (?:in my head |inside )?(?:tells?|telling|says?|saying)\b.{0,20}\b(?:end it|jump|kill|die|"
    r"hurt (?:myself|him|her))\b",
    r"\b(?:i|he|she)\b.{0,30}\b(?:plan|plans|planned|date|method) (?:for|to|of) (?:die|dying|end it|kill|my death|suicide)",
    r"\b(?:not|never) (?:\w+ ){0,2}to be (?:around|here on (?:this )?earth) any ?(?:more|longer)\b",
    # means, places, farewells
    r"\bgarage\b.{0,60}\bengine (?:on|running|going)\b|\bengine (?:on|running|going)\b.{0,60}\bgarage\b",
    r"\bon the (?:roof|ledge|parapet|railing|bridge)\b.{0,40}\b(?:will|would|does|do) not come down\b|"
    r"\b(?:writing|typing|texting) (?:this |you )?from the (?:bridge|roof|ledge|platform|tracks)\b",
    r"\b(?:has|have|had) (?:just )?taken something\b|\bswallow\w* (?:\w+ ){0,2}(?:everything|prescription|bottle|pills|"
    r"tablets|bleach|them all|all of)\b|\btaken too (?:much|many) of\b",
    r"\bgoodbye for ?ever\b",
    r"\b(?:outside|in front of) (?:my|our|the) door with a (?:knife|gun|bat|hammer)\b",
    r"\b(?:i|he|she|my|his|her|me)\b.{0,40}?\b(?<!we )(?:look|looks|looking|stare|stares|staring|count|counts|counting|"
    r"counted|collect\w*|hoard\w*|stockpil\w*|hold|holds|holding|hid|hide|lined|bought|buy|saving|saved)\b.{0,30}?"
    r"\b(?:pills|tablets|sleeping pills|rope|noose|razor blades?)\b",
    r"\b(?:pills|tablets|rope|noose|gun) (?:here |right )?(?:on|in|beside|under) (?:the|my|his|her) (?:desk|drawer|bed|"
    r"table|bag|lap|hand|truck|car|bathroom|night)",
    rf"\b(?:took|taken|taking|take|swallow\w*|had) (?:\w+ ){{0,2}}?(?:all|too many|too much|lots|everything|a handful|"
    rf"handfuls|the whole|the lot|\w+ty|a bottle) (?:of )?(?:the |my |his |her |them )?(?:\w+ )?{_MEANS}\b",
    r"\b(?:took|taken|take|taking) an? overdose\b|\b(?:i|he|she) (?:have |has |just )*overdosed\b",
    rf"(?:\b(?:i|my|me|he|she|him|her)\b.{{0,80}}?|^)\b{_IDEA}\b.{{0,50}}?\b(?:step|stepping|jump|jumping|leap|leaping|"
    r"fall|falling|drive|driving|walk|walking|steer|steering|run|lean|letting go|swerve|swerving)\b"
    r"(?: \w+){0,2}? (?:off|over|out of|in front of|into|under|from) (?:\w+ ){0,3}?" + _HEIGHT + r"\b(?!.*\bha ha\b)",
    rf"\b(?:on|at|off|by|over|from|to|near|crossing) (?:\w+ )?(?:{_HEIGHT})\b.{{0,90}}?\b(?:{_IDEA}|how)\b.{{0,40}}?\b"
    r"(?:step off|stepping off|jump|jumping|let go|letting go|fall|drop|step out|one step|it would be easy|"
    r"easy it (?:would|could) be|be easy|be over)\b",
    r"\b(?:going to|gonna|will|wants? to|threat\w* to|about to|says? (?:he|she|they) (?:will|would)|might|could) "
    r"(?:just )?jump\b(?= (?:off|from|if|tonight|today)|$)(?! (?:on|in|at|ship|off (?:the|this|that|a) (?:call|ship|sinking)))",
    rf"\b(?:written|wrote|write|writes|writing|left|prepared)\b.{{0,25}}?\b(?:letters?|notes?|goodbyes?|farewells?)\b"
    rf".{{0,15}}?\b(?:to|for) (?:all )?(?:of )?(?:{_WHOSE} )?(?:\w+ )?{_KIN}\b(?! school| teacher| class)",
    r"\b(?:goodbye|farewell) (?:letter|note)s? to (?:my|his|her|their|the) " + _KIN,
    r"\bby the time (?:you|they|anyone) (?:read|reads|get|gets|see|sees|find|finds) this\b",
    r"\b(?:ways?|how) to (?:die|end my|end it all|kill my|disappear (?:for good|forever))\b",
    r"\bno longer (?:exist|be alive|be here (?:for|with) (?:my|the) (?:kids|children|family))\b|\bwant to not exist\b|"
    r"\bnot want to exist\b|\bstop existing\b",
    # asked or told in so many words, of oneself or of another
    r"\b(?:think\w*|thoughts?|thought|dream\w*) (?:\w+ ){0,2}?(?:of|about) (?:dying|my (?:own )?death|being dead)\b(?! of (?:boredom|laughter))",
    r"\bwish(?:ed|es)? (?:that )?(?:i|he|she) had not (?:woken|woke|been born|survived)\b",
    rf"\btak(?:e|ing) {_WHOSE} (?:own )?li(?:fe|ves)\b(?! (?:back|in |into|seriously|story|online|abroad|easy|easier|as))",
    r"\b(?:do|does|did|doing) away with (?:myself|himself|herself|themselves)\b",
    r"\bhow many (?:\w+ ){0,3}?(?:paracetamol|sleeping pills|painkillers|beta blockers|antidepressants)\b|"
    r"\bhow many (?:pills|tablets) (?:is|are|would be) (?:too many|enough|dangerous|lethal|fatal)\b",
    r"\b(?:took|taken|swallowed) (?:all of it|the (?:whole|entire|full) (?:packet|pack|box|bottle|strip|lot))\b",
    r"\bpainless (?:ways?|methods?|death|exit)\b|\bpainful to (?:drown|die|hang|bleed|suffocate)\b|"
    r"\b(?:does|do) (?:drowning|hanging|dying|bleeding out) hurt\b",
    r"\b(?:step|stepping|stepped|jump|jumping|leap|walk|walking|run|running) (?:\w+ )?(?:in front of|under) (?:a|an|the) (?:\w+ )?"
    r"(?:tram|bus|train|lorry|truck|car|metro|tube|underground)\b",
    rf"\b(?:cuts|scars|burns) (?:all )?(?:on|over|along) {_WHOSE} (?:\w+ )?(?:arms?|forearms?|wrists?|thighs?)\b",
    r"\b(?:not|no longer) (?:\w+ )?(?:being|be|to be) in (?:the|this) world\b|\bwant(?:s|ed)? to be no more\b",
    rf"\b{_ONE} (?:am|feel|is|feels) already dead\b|\bdo not trust myself (?:near|alone|tonight)\b",
    r"\b(?:think\w*|thoughts?|fantas\w+|dream\w*) (?:\w+ )?(?:of|about) (?:hurting|killing|stabbing|shooting|strangling) "
    r"(?:my (?:boss|manager|colleagues?|coworkers?|wife|husband|kids|children|family|father|mother|team)|him|her|someone|somebody|people|everyone)\b",
    # somebody is in danger from another
    rf"\b(?:husband|wife|boyfriend|girlfriend|partner|ex|he|she)\b.{{0,20}}?\b(?:will|is going to|threat\w* to|wants to|"
    rf"swore to|says (?:he|she) will|said (?:he|she) would|tried to) kill (?:me and|her|him|us|my|the kids|{_SELF})\b",
    r"\b(?:husband|wife|boyfriend|girlfriend|partner|ex)\b.{0,30}?\b(?:kill me|hits me|hit me|beats me|beat me|"
    r"strangled me|choked me|threw me|locks me in)\b",
    r"\b(?:shoot|kill|stab) (?:everyone|everybody|us all|them all|you all|all of (?:us|them))\b(?! (?:with kindness|s ))",
)
# Alone these are said of work every day; with nothing else they add where to find help, and take suggestions away.
WEAK = (
    r"\bcan not (?:go|carry) on(?: like this)?$",
    r"\bdo not want to be here any ?(?:more|longer)$",
    r"\bcan not (?:do|take|bear|stand) (?:this|it|any of this) any ?(?:more|longer)$",
    rf"\b{_ONE} (?:\w+ )?(?:want|wants|wanted|would like|wish|wishes) to (?:just )?(?:disappear|vanish|be gone|"
    r"sleep forever)\b(?! (?:when|whenever|into|for an?|from|under|behind|at|by)\b)",
    r"\b(?:i|he|she) (?:\w+ )?(?:can not|could not|do not|does not) see (?:any|a|no) (?:way out|future|way forward)$",
    r"\bhopeless(?:ness)?$|\bi (?:am|feel) (?:so )?(?:worthless|hopeless|empty|numb|a burden)$",
    r"\ba burden (?:to|on) (?:everyone|everybody|my family|my kids|all)\b",
    r"(?<!how do i )(?<!how do we )(?<!how to )(?<!should we )(?<!should i )\bend it\b(?= all\b|$)|\bending it\b|\bmake it (?:all )?stop$",
    r"\b(?:everyone|everybody|people) would be better off without (?:me|him|her)\b",
    r"\bbetter (?:off )?if (?:i|he|she) (?:was|were|had) (?:not|never) (?:here|there|around|born)\b",
    r"^(?!.*\b(?:teams?|colleagues?|coworkers?|company|office|last day|founder|boss|manager|clients?|customers?|staff|party|cards?|"
    r"leaving|stepping down|retir\w+|speech)\b).*\b(?:goodbye|farewell) (?:letters?|notes?)\b",
    r"\bnot be around (?:much longer|any ?more|for (?:my|the|our|his|her) (?:kids|children|family|daughters?|sons?))\b",
    r"\b(?:afraid|scared|frightened) of what (?:i|he|she) (?:will|might|may|could) do\b(?! (?:with|about|next|in the|at the)\b)",
    r"\bshould not be (?:left )?alone (?:tonight|now|right now|this weekend)\b|\bdark thoughts\b|"
    r"\bnot (?:\w+ )?(?:going to )?make it (?:through|to) (?:this|the|next|another) (?:night|week|month|weekend|winter)\b",
    r"\b(?:want|wants|wish|wishes|wished|like) (?:it|everything) (?:all )?(?:to|would|could) (?:just )?(?:be over|end|stop)"
    r"(?=$| (?:now|forever|for good|soon|already)\b)",
    r"\bgiv\w+ away (?:all )?(?:my|his|her) (?:things|stuff|belongings|possessions)\b|"
    r"\bgiv\w+ (?:my|his|her) (?:things|stuff|belongings|possessions) away\b",
    r"\b(?:texted|texts|posted) (?:\w+ ){0,2}goodbye to (?:everyone|everybody|the (?:whole )?group)\b",
    r"\bwhat (?:is|would be) the point of (?:me|it all|anything|going on)\b(?! with)",
)
# Said in other languages, without accents: unmistakable ones only.
ELSEWHERE = (
    r"\bnicht mehr leben\b|\b(?:will|mochte|wurde gern\w*) (?:nur noch |einfach )?sterben\b|\bmich um(?:zu)?bringen\b|"
    r"\bbring\w* mich (?:jetzt |heute )?um\b|\bselbstmord\b|\bsuizid(?!pr)\w*|\b(?:leben|das leben) (?:zu )?nehmen\b|"
    r"\bnicht mehr aufwachen\b|\bbesser (?:dran )?ohne mich\b|\bmeinem leben ein ende\b|\blebensmude\b|"
    r"\bnicht mehr da sein\b|\b(?:will|wollte|wunschte) .{0,20}\btot (?:sein|ware)\b|\bware (?:lieber |besser )?tot\b",
    r"\bme tuer\b(?! a (?:la tache|petit feu))|\bme suicider\b|\b(?:envie de|veux|voudrais|prefere\w*) mourir\b|"
    r"\bplus (?:envie de )?vivre\b|"
    r"\ben finir avec la vie\b|\bfin a (?:mes jours|ma vie)\b|\bplus me reveiller\b|\bmieux sans moi\b|\bidees suicidaires\b",
    r"\bquiero morir(?:me)?\b|\bmatarme\b|\bsuicidarme\b|\bno quiero (?:seguir viviendo|vivir)(?: mas)?\b(?! en)|"
    r"\bquitarme la vida\b|"
    r"\bacabar con mi vida\b|\bestarian? mejor sin mi\b|\bno quiero despertar\b|\bganas de vivir\b",
    r"\bvoglio morire\b|\buccidermi\b|\bammazzarmi\b|\bsuicidarmi\b|\bfarla finita\b|\btogliermi la vita\b|"
    r"\bnon voglio piu vivere\b|\bmeglio senza di me\b|\bvoglia di vivere\b",
    r"\bquero morrer\b|\b(?:me matar|matar me)\b|\b(?:me suicidar|suicidar me)\b|\bnao quero (?:mais )?viver\b|"
    r"\b(?:tirar|acabar com) a minha (?:propria )?vida\b|\bmelhor sem mim\b|\bvontade de viver\b",
    r"\bwil (?:\w+ )?dood\b|\bdood wil\b|\bzelfmoord\b|\bniet meer (?:willen )?leven\b|\beinde aan mijn leven\b|"
    r"\bvan kant maken\b|\bbeter (?:af )?zonder mij\b|\bniet meer wakker worden\b",
    r"\bvill (?:inte leva|do)\b|\bta mitt liv\b|\bchce (?:umrzec|sie zabic)\b|\bolmek istiyorum\b",
    "死にたい|自殺し|自杀|想死|죽고 싶|хочу умереть|не хочу жить|покончить с собой",
)
# The same in other languages: said by people who are worn out, and by people in danger. They get where to find help.
WEAK_ELSEWHERE = (
    r"\b(?:ich|wir) kann nicht mehr$|\bkann (?:einfach |echt |langsam |wirklich )?nicht mehr(?: (?:ich|mein|meine|und|weiter\w*|so|alles|es|"
    r"seit|bitte|weil|hilf\w*)\b|$)|\bhalte (?:es|das|das alles) nicht (?:mehr|langer) aus\b|\b(?:hoffnungslos|verzweifelt|"
    r"ausweglos|sinnlos)\b|\b(?:depressiv|depressionen)\b|\b(?:keinen|kein) (?:ausweg|lebenswillen)\b|\bam ende meiner krafte\b|"
    r"\bpanikattacken?\b|\bwei(?:ss|s|ß) nicht mehr weiter\b",
    r"\bn en peux plus\b|\bpeux plus continuer\b|\bdesespere\w*|\b(?:en|une|ma|de) depression\b|\bdepressif\b|\b(?:suis|je suis) (?:a bout|deprime\w*)\b|"
    r"\bplus la force\b|\baucune issue\b",
    r"\bno puedo mas\b|\bya no aguanto\b|\bno aguanto mas\b|\bdesesperad[oa]\b|\bdepresion\b|\bdeprimid[oa]\b|\bsin salida\b|"
    r"\bnada tiene sentido\b",
    r"\bnon ce la faccio piu\b|\bnon ne posso piu\b|\bdisperat[oa]\b|\bdepress(?:ione|o|a)\b|\bsenza via d uscita\b",
    r"\bnao aguento mais\b|\bdesesperad[oa]\b|\bdepressao\b|\bdeprimid[oa]\b|\bsem saida\b|\bnao consigo mais\b",
    r"\b(?:ik )?kan niet meer$|\bik kan niet meer\b|\bhou het niet meer vol\b|\bwanhopig\b|\bdepressie\w*|\buitzichtloos\b",
    r"\borkar inte (?:mer|langre)\b|\bdeprimerad\b|\bnie daje (?:juz )?rady\b|\bdepresj\w+|\bdayanamiyorum\b",
    "もう限界|消えたい|撑不下去|绝望|抑郁|не могу больше|отчаян|депресси|우울증",
)
