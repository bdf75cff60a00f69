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
# In lower case these are ordinary words of a case: "we miss deadlines", "polish the deck", "a white paper".
_OF_A_PERSON = re.compile(
    r"\s+(?:[A-Z]\w+\s+)?(?:colleague|coworker|co-worker|manager|boss|founder|director|lead|leader|engineer|developer|designer|"
    r"analyst|customer|client|person|people|man|men|woman|women|guy|lady|employee|candidate|peer|teammate|ceo|vp|pm)s?\b"
)
_ALSO_ORDINARY = frozenset("miss polish straight black white english".split())
# A clause that talks to the coach and tells nothing of the case: praise and thanks.
_PRAISE = re.compile(
    r"^(?:(?:and|but|because|since|as|surely|clearly|obviously|i (?:know|think|believe|am sure|'m sure)(?: that)?) )*"
    r"(?:you(?:'re| are) (?:so |the |such |a |an |really |by far |simply |always |truly )*(?:wise|smart|great|kind|"
    r"best|clever|brilliant|amazing|wonderful|genius|right|expert|insightful|helpful|only|wisest|smartest|greatest)\b|"
    r"your (?:wisdom|brilliance|insight|advice (?:is|was|has|always)|amazing|brilliant|great|wonderful|excellent)\b|"
    r"i(?:'ve| have)? (?:always |really |so )*(?:love|admire|trust|respect)d? (?:you|your)\b|"
    r"(?:many |big )?thanks?\b(?! to\b)|i(?:'d| would) like to thank you|"
    r"(?:please )?(?:just )?(?:agree|say yes|confirm)(?: with me)?[.!]*$|don't you agree|"
    r"(?:please )?help(?: me)?[.!]*$|(?:so )?(?:please )?(?:just )?tell me(?: this)?:?$)",
    re.IGNORECASE,
)
# A frame that presses for a yes; what it frames is the case and stays.
_PRESSURE = re.compile(
    r"\b(?:(?:please )?(?:just )?(?:confirm|tell me|say) (?:that )?(?:i'm|i am) right(?: that)?|"
    r"(?:surely|i know|i'm sure|i am sure|of course) you(?:'ll| will| must|'d| would)? (?:\w+ )?agree(?: with me)?"
    r"(?: that)?|"
    r"(?:don't you agree|you have to agree|we both know)(?: that)?|"
    r"any (?:sane|sensible|reasonable|decent) person (?:knows|agrees|(?:would|can|must) (?:know|agree|see))(?: that)?|"
    r"everyone (?:knows|agrees|can see)(?: that)?)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"(?<=[,;:–—])\s+|\s+(?=[–—-]\s)")
_TELLS_WORDS = 4  # what is left of a sentence without praise and pressure is kept when it has at least this many words
# After "her", these tell that nothing belongs to her: "asked her for a role", not "asked her manager".
_ENDS_THE_OBJECT = re.compile(
    r"\s*(?:$|[^\w\s]|(?:a|about|again|an|and|are|as|at|because|before|but|by|for|from|how|i|if|in|into|is|it|not|of|off|"
    r"on|or|out|over|so|than|that|the|this|then|to|today|too|was|we|what|when|where|which|while|who|why|with|would)\b)",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"[A-Z][a-z]{3,}[A-Z]")  # LinkedIn, NameError; McDonald and DeShawn are names
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def neutral(text: str, plain_words: Container[str]) -> str:
    """Return the question without what tells who somebody is, and without flattery and loaded words.

    Args:
        text: The question.
        plain_words: Lower-case words that the corpus uses: a capitalised word that is not among them is a name.
    """
    told = words.sentences(text)
    kept = [rest for sentence in told if (rest := _without_address(sentence))] or told
    return " ".join(re.sub(r"\s+", " ", _neutral_sentence(sentence, plain_words)).strip() for sentence in kept)


def _without_address(sentence: str) -> str:
    """Return what a sentence tells of the case: without clauses of praise, out of frames of pressure; may be empty."""
    straight = sentence.replace("’", "'")
    clauses = _CLAUSE_END.split(straight)
    kept = [clause for clause in clauses if not _PRAISE.search(clause.lstrip("–—- "))]
    if len(kept) == len(clauses) and not _PRESSURE.search(straight):
        return sentence
    rest = _PRESSURE.sub("", " ".join(kept))
    return rest if len(words.words(rest)) >= _TELLS_WORDS else ""


def _neutral_sentence(sentence: str, plain_words: Container[str]) -> str:
    def even_out(match: re.Match[str]) -> str:
        word = match[0].replace("’", "'")
        bare = word.lower().removesuffix("'s")
        if word.lower() in _EVENED:
            return _EVENED[word.lower()]
        if bare == "her":
            return "them" if _ENDS_THE_OBJECT.match(sentence, match.end()) else "their"
        is_ordinary = bare in _ALSO_ORDINARY and word[0].islower() and not _OF_A_PERSON.match(sentence, match.end())
        if (bare in _DROPPED and not is_ordinary) or _is_name(bare, word, plain_words):
            return ""
        return match[0]

    return _TOKEN.sub(even_out, sentence)


def _is_name(bare: str, word: str, plain_words: Container[str]) -> bool:
    """A capitalised word, not an acronym, that nobody writes in lower case; function words are never names."""
    if not word[0].isupper() or word[1:2].isupper() or len(word) < 2 or word.startswith("I'") or _PRODUCT.match(word):
        return False
    return bare not in words.FUNCTION_WORDS and bare not in plain_words and word.lower() not in words.FUNCTION_WORDS
