"""Which titles tell nobody what a text is about, and what may stand in the place of one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from coach import words
from coach.enrich.lines import key, one_line
from coach.records import Principle
from coach.verification.clauses import roots
from coach.verification.orders import instructions

# Words that say where something stands or what kind of thing it is, never what it is about.
_UNTELLING = frozenset(
    """appendix article attachment bookmark chapter contents copy default doc document draft edition faq fifth file
    final first foreword fourth general home image img index info information intro introduction learn main misc
    miscellaneous new note notes other overview page part preface presentation read readme scan second section sheet
    slide summary table template test text third title toc unnamed untitled us version welcome""".split()
)
_ENDING = re.compile(
    r"\.(?:docx?|pdf|md|html?|txt|odt|pptx?|xlsx?|csv|indd|tmp)\W*$|^microsoft (?:word|powerpoint)\b", re.I
)
_MARKUP = re.compile(r"[#*_`<>|{}\[\]\\=~^]|\s/\s")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=\S )[A-Z][\w’'-]*")  # within a title in sentence case: a name, or a title in capitals
# Source: 233 titles that the authors of a handbook gave, and as many of its other documents, taken for drafts where
# each document was called "Page n". Of the right ones 126 hold (41 are shorter or longer, 35 lead elsewhere, 24 say
# what the text does not), of the wrong ones 1. With such names its document MRR is 0.56, with its own 0.66.
FEWEST, MOST = 8, 80
_FEWEST_WORDS, _MOST_WORDS = 2, 14
_STANDING = 2 / 3


def untelling(principles: Iterable[Principle]) -> dict[str, str]:
    """Return by id why the title of a principle or document is not telling; those with a telling one are left out.

    Args:
        principles: All that can be found: a title is to tell them apart.
    """
    principles = list(principles)
    times = Counter(key(one.title) for one in principles)
    found = {
        one.id: why_untelling(one) or ("another has it too" if times[key(one.title)] > 1 else "") for one in principles
    }
    return {id_: why for id_, why in found.items() if why}


def why_untelling(principle: Principle) -> str:
    """Return why a title by itself says nothing of the text; empty where it says something."""
    title = principle.title.strip()
    if not any(sign.isalpha() for sign in title):
        return "there is none"
    if title == next(iter(words.sentences(principle.text)), ""):
        return "it is the first sentence"
    if _ENDING.search(title) or title in _names_of(principle.source or principle.id):
        return "it is the name of a file"
    said = [word for word in words.words(title) if len(word) > 1 and word not in words.FUNCTION_WORDS]
    return "it does not say what the text is about" if title.isascii() and _UNTELLING.issuperset(said) else ""


def title_fault(text: str, principle: Principle, headings: str = "") -> str:
    """Return why a drafted title is not kept; empty where nothing is wrong with it.

    Args:
        text: As it was written.
        principle: It is to name.
        headings: What else the document's authors wrote and cannot be quoted.
    """
    if words.has_control_characters(text) or "\n" in text.strip():
        return "not one line"
    title = one_line(text)
    if not FEWEST <= len(title) <= MOST or not _FEWEST_WORDS <= len(title.split()) <= _MOST_WORDS:
        return "too short or too long for a title"
    if _MARKUP.search(title) or title.endswith((".", ":", ",", ";")):
        return "markup, or a stop at its end"
    if next(instructions(title), None):
        return "an order, a link or code"
    return _invented(title, f"{principle.text}\n{principle.title}\n{headings}")


def _invented(title: str, said: str) -> str:
    """Return what a title says that its text does not: a number, a name, or more than a third of its words."""
    if set(_NUMBER.findall(title)) - set(_NUMBER.findall(said)):
        return "a number that is not in the text"
    have, wanted = roots(said), roots(title)
    names = [name for name in _NAME.findall(title) if not title.istitle()]
    if any(not roots(name) <= have for name in names):
        return "a name that is not in the text"
    return "" if len(wanted & have) >= _STANDING * len(wanted) else "words that are not in the text"


def _names_of(path: str) -> set[str]:
    """Return the titles that a path gives: ``a/giving-feedback.md`` is "giving feedback", with and without its end."""
    pure = PurePosixPath(path.partition("#")[0])
    names = {pure.name, pure.stem, pure.parent.name}
    return names | {re.sub(r"[-_\s]+", " ", name).strip() for name in names} | {path}
