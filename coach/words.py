"""Words and sentences: the one place that says what a sentence, a word and an equal quotation are."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

_SENTENCE_END = re.compile(
    r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\W_a-zà-öø-ÿ])"  # a full stop and a capital, of any script
    r"|(?<=[.!?…][\"”’])\s+(?=[\"'“‘(\[]?[^\W_a-zà-öø-ÿ])"  # ... inside a closing quotation mark
    r"|(?<=[。！？])\s*"  # scripts without spaces
    r"|\n+"
)
_CLOSED = re.compile(r"(?<!\.\.)[.!?。！？][\"”’')\]*]*\s*$")
_FORBIDS = re.compile(
    r"\b(?:not|never|no|none|don['’]?ts?|\w+n['’]t|cannot|avoid\w*|refrain|wrong\w*|mistakes?|pitfalls?|myths?|forbid\w*|"
    r"prohibit\w*|banned|taboos?|(?:un|in)acceptable|misconduct|bad|worst|illegal|unlawful|harmful|dangerous|"
    r"unsafe|fired|dismissed|anti-?patterns?|violations?|breaches|nicht|nie(?:mals)?|kein\w*|verboten\w*|untersagt|fehler|vermeid\w*|jamais|interdit\w*|pas|éviter|nunca|prohibid\w*|evitar)\b|"
    r"禁止|いけません|いけない|ならない|しない|避け",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?", re.UNICODE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_of_thread = threading.local()
# Stems of words are remembered: at most 4 MB of them, whatever people type into a page that runs for months.
_MOST_KEPT, _LONGEST_KEPT = 20_000, 40  # words, and characters of one
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|Mr|Mrs|Ms|Dr|St|approx|cf)\.$")


def clean(text: str) -> str:
    """Return the text without invisible characters and with plain white space, otherwise as typed."""
    return re.sub(r"[^\S\n]+", " ", visible(text)).strip()


def visible(text: str) -> str:
    """Return the text without invisible characters."""
    return _INVISIBLE.sub("", text)


def has_control_characters(text: str) -> bool:
    """Tell whether the text holds control characters other than tab and line breaks, or lone surrogates."""
    return bool(_CONTROL.search(text))


def sentences(text: str) -> list[str]:
    """Split a text into sentences, each an exact substring of it, in order."""
    found: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        piece = text[start : match.end()]
        if _ABBREVIATION.search(piece.rstrip()):
            continue
        found.append(piece.strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def is_open(text: str) -> bool:
    """Tell whether a text does not end as a sentence does: what follows belongs to it."""
    return not _CLOSED.search(text)


def forbids(text: str) -> bool:
    """Tell whether a text (a title, a heading, a cell) says what not to do; rather once too often."""
    return bool(_FORBIDS.search(text))


def words(text: str) -> list[str]:
    """Return the words of a text, lower-cased, in order; digits and signs are left out."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def canonical(text: str) -> str:
    """Return the form in which two quotations are compared: NFKC, straight quotes, single spaces."""
    text = unicodedata.normalize("NFKC", text)
    text = text.translate(_STRAIGHT)
    return re.sub(r"\s+", " ", text).strip()


def quotes_exactly(quote: str, text: str) -> bool:
    """Tell whether a quotation stands word for word in a text, after NFKC and white space; a cut word does not."""
    return place_of(quote, text) is not None


def place_of(quote: str, text: str) -> tuple[int, int] | None:
    """Return where a quotation begins and ends in the canonical form of a text; None where it does not stand there."""
    quote = canonical(quote)
    begins, ends = (r"\b" if re.match(r"\w", sign) else "" for sign in (quote[:1], quote[-1:]))
    match = re.search(begins + re.escape(quote) + ends, canonical(text)) if quote else None
    return match.span() if match else None


def stems(text: str) -> list[str]:
    """Return the English Snowball stems of the content words of a text, in order."""
    return [
        _stem(word) if len(word) <= _LONGEST_KEPT else _stemmer().stemWord(word)
        for word in words(text)
        if word not in FUNCTION_WORDS and len(word) > 1
    ]


@lru_cache(maxsize=_MOST_KEPT)
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


def _stemmer() -> snowballstemmer.stemmer:
    """Return the stemmer of this thread: it works on itself, and two threads in one stem each other's words."""
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = snowballstemmer.stemmer("english")
    return _of_thread.stemmer


# English function words: they carry no topic, and tell that a text is English.
FUNCTION_WORDS = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been before being below
    between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each
    even ever every few for from further get gets getting got had hadn't has hasn't have haven't having he he'd
    he'll he's her here here's hers herself him himself his how how's i i'd i'll i'm i've if in into is isn't it
    it's its itself just let's like me more most mustn't my myself no nor not now of off on once only or other
    ought our ours ourselves out over own really same shan't she she'd she'll she's should shouldn't so some
    such than that that's the their theirs them themselves then there there's these they they'd they'll they're
    they've this those through to too u under until up us very was wasn't we we'd we'll we're we've were weren't
    what what's when when's where where's which while who who's whom why why's will with won't would wouldn't
    you you'd you'll you're you've your yours yourself yourselves""".split()
)
