"""A person-neutral form of a question, for choosing principles: who somebody is must not choose the advice.

Gendered words, names, nationalities, flattery and loaded words are taken out or evened out before the question is
embedded. They are kept for deciding on a hand-off, where they matter (discrimination). Nothing here is shown.
"""

from __future__ import annotations

import re
from collections.abc import Container

from coach import words

_EVENED = {
    **dict.fromkeys(("he", "she"), "they"),
    **dict.fromkeys(("him", "himself", "herself"), "them"),
    **dict.fromkeys(("his", "hers"), "their"),
    "he's": "they are", "she's": "they are", "he'd": "they would", "she'd": "they would",
    "he'll": "they will", "she'll": "they will",
    **dict.fromkeys(("man", "woman", "guy", "lady", "girl", "boy", "gentleman", "bloke", "chap", "dude"), "person"),
    **dict.fromkeys(("men", "women", "guys", "ladies", "girls", "boys", "gentlemen"), "people"),
    **dict.fromkeys(("husband", "wife", "boyfriend", "girlfriend"), "partner"),
    **dict.fromkeys(("father", "mother", "dad", "mum", "mom"), "parent"),
    **dict.fromkeys(("son", "daughter"), "child"),
    **dict.fromkeys(("brother", "sister"), "sibling"),
    "businessman": "businessperson", "businesswoman": "businessperson", "chairman": "chair", "chairwoman": "chair",
    "salesman": "salesperson", "saleswoman": "salesperson", "foreman": "supervisor",
}  # fmt: skip
_DROPPED = frozenset(
    """male female transgender trans nonbinary non-binary gay lesbian queer straight cis mr mrs ms miss sir madam
    african american arab argentinian argentine asian australian austrian bangladeshi belgian black brazilian
    british bulgarian cameroonian canadian chilean chinese colombian croatian cuban czech danish dutch egyptian
    emirati english ethiopian european filipino filipina finnish french georgian german ghanaian greek hispanic
    hungarian icelandic indian indonesian iranian iraqi irish israeli italian jamaican japanese jewish jordanian
    kazakh kenyan korean kurdish latina latino latinx lebanese lithuanian malaysian mexican moroccan muslim
    christian hindu sikh buddhist catholic nepalese nepali nigerian norwegian pakistani palestinian persian
    peruvian polish portuguese romanian russian rwandan saudi scottish senegalese serbian singaporean slovak
    slovenian somali spanish sudanese swedish swiss syrian taiwanese tanzanian thai tunisian turkish ugandan
    ukrainian uruguayan venezuelan vietnamese welsh white yemeni zambian zimbabwean obviously clearly frankly
    honestly literally totally absolutely completely utterly simply incredibly amazingly brilliant genius
    idiotic stupid idiot moron dumb clueless incompetent useless pathetic ridiculous outrageous disgusting
    unbelievable amazing awesome fantastic wonderful excellent superb stellar visionary terrible horrible awful
    hopeless lazy arrogant petty spineless damn bloody fucking freaking""".split()
)  # fmt: skip
# A sentence that talks to the coach and tells nothing of the case: praise, pressure, thanks.
_TO_THE_COACH = re.compile(
    r"\b(you(?:'re| are) (?:so |the |such |really |by far |simply |always |truly )*(?:wise|smart|great|best|brilliant|"
    r"amazing|wonderful|kind|clever|genius|right|expert|insightful|helpful|only)|your (?:wisdom|brilliance|amazing|"
    r"brilliant|great|wonderful|excellent|advice|insight)|i(?:'ve| have)? (?:always )?(?:love|admire|trust|respect)d? "
    r"(?:you|your)|thank|thanks|please (?:just )?(?:agree|confirm|tell me (?:i'm|i am) right)|"
    r"just (?:agree|say yes|tell me (?:i'm|i am|that i))|"
    r"(?:surely|i know|i'm sure|i am sure|of course) you(?:'ll| will| must|'d| would)? (?:\w+ )?agree|don't you agree|"
    r"you have to agree|tell me (?:i'm|i am) right|we both know|any (?:sane|sensible|reasonable|decent) person|"
    r"everyone (?:knows|agrees|can see))\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def neutral(text: str, plain_words: Container[str]) -> str:
    """Return the question without what tells who somebody is, and without flattery and loaded words.

    Args:
        text: The question.
        plain_words: Lower-case words that the corpus uses: a capitalised word that is not among them is a name.
    """
    told = words.sentences(text)
    kept = [sentence for sentence in told if not _TO_THE_COACH.search(sentence)] or told
    return " ".join(re.sub(r"\s+", " ", _neutral_sentence(sentence, plain_words)).strip() for sentence in kept)


def _neutral_sentence(sentence: str, plain_words: Container[str]) -> str:
    def even_out(match: re.Match[str]) -> str:
        word = match[0].replace("’", "'")
        bare = word.lower().removesuffix("'s")
        if word.lower() in _EVENED:
            return _EVENED[word.lower()]
        if bare == "her":
            return "their"
        if bare in _DROPPED or _is_name(bare, word, plain_words):
            return ""
        return match[0]

    return _TOKEN.sub(even_out, sentence)


def _is_name(bare: str, word: str, plain_words: Container[str]) -> bool:
    """A capitalised word, not an acronym, that nobody writes in lower case; function words are never names."""
    if not word[0].isupper() or word[1:2].isupper() or len(word) < 2 or word.startswith("I'"):
        return False
    return bare not in words.FUNCTION_WORDS and bare not in plain_words and word.lower() not in words.FUNCTION_WORDS
