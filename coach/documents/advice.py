"""What holds no advice, so that it is never offered as some: each rule names what it looks at.

The rules are about form and about what headings say of themselves, never about a handbook's subject. What they leave
out of the handbooks at hand is counted in ``tests/test_documents_corpora.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from coach import words
from coach.documents.blocks import Block
from coach.documents.joined import lacks_lead
from coach.documents.tables import BETWEEN_CELLS

_CASES = re.compile(
    r"\b(?:case stud(?:y|ies)|scenarios?|reflection questions?|questions? for (?:reflection|discussion)|reflections?|"
    r"discussion questions?|(?<!the )exercises?(?! of| and)|quiz|practice cases?|fallstudien?|études? de cas)\b|"
    r"ケーススタディ|演習問題|クイズ",
    re.IGNORECASE,
)
_BACK_MATTER = re.compile(
    r"(?:copyright|colophon|contributors?|licen[cs]e|acknowledge?ments?|change ?log|release notes|credits|imprint|"
    r"legal notice|(?:about )?the (?:authors?|contributors?|editors?)|references|bibliography|works cited|"
    r"index|impressum|"
    r"変更履歴|改訂履歴|謝辞|参考文献)",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:table of )?contents|on this page|in this section|目次|inhalt(?:sverzeichnis)?|sommaire", re.IGNORECASE
)
_MOVED = re.compile(
    r"\b(?:redirect(?:ing|ed)?|(?:has|have|was|were|is) (?:been )?moved|moved to|page not found|404|"
    r"no longer (?:maintained|here))\b|"
    r"移動しました|移転しました|リダイレクト",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\[[^\[\]\n]{2,40}\]|<[A-Za-z][\w ]{1,30}>|\{[A-Za-z][\w ]{1,30}\}|_{3,}|\bx{2,}[/-]x{2,}|"
    r"\bTBD\b|\bTODO\b|lorem ipsum",
    re.IGNORECASE,
)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LEADS_IN = re.compile(r"[:：]\W*$")
_GROUP = r"(?:(?:your|a|the) )?(?:small )?(?:groups?|partners?|pairs?|neighbou?rs?|tables?|team|peers?)"
_DISCUSS = re.compile(
    r"\b(?:discuss|debate|talk (?:about|over|it over|this over))\b"
    rf"(?! (?:\w+ ){{0,4}}with (?!{_GROUP}\b|each|one another))|"
    rf"\b(?:reflect on|compare your|write down your|role-?play|in {_GROUP}|with {_GROUP}|think about (?:it|this|your)|"
    r"share your (?:answers?|thoughts?|ideas?|findings|experiences?|stor(?:y|ies))|take (?:\w+ ){1,2}minutes)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]\W*$")
# Asks whether the reader wants to know more, and not about a case.
_OFFERS = re.compile(
    r"(?:^|[.!?。]\W+)(?:(?:do you )?have )?(?:any|more|still|further|other|not)?\W*(?:questions?|comments?|doubts?|"
    r"unsure|not sure|sure|in doubt|stuck|lost|confused|unclear|need (?:more |any )?help)"
    r"(?: about [^.?!]{1,40})?\?\W*$",
    re.IGNORECASE,
)
PROSE = frozenset({"", "text", "txt", "plain", "plaintext", "markdown", "md", "email", "quote"})  # names of no code
_LONGEST_OFFER = 100  # characters
_LINKED_SHARE = 0.8
TOO_SHORT = "too short"
LONG_LEAD = "long lead-in"
FIGURES = "figures"
_FEWEST_WORDS = 5  # "Acme, 2nd floor" and "July 2017" are no advice; "Ask before you delegate anything." is
_FEWEST_CELL_WORDS = 3  # "Salary | Nobody decides alone" may be quoted, "V2 | Jane Doe" says nothing
_WORDS_A_PLACEHOLDER = 12
_LETTER_SHARE = 0.5
_MOVED_WORDS = 60


def why_no_advice(blocks: Sequence[Block], headings: Sequence[str]) -> str:
    """Return why a passage holds no advice; empty where it may.

    - ``footnote``: a footnote.
    - ``long lead-in``: what introduces it stands elsewhere and is too long to be put in front of it.
    - ``contents`` / ``back matter``: the heading says so (table of contents, references, copyright, contributors).
    - ``case study``: a heading speaks of case studies, reflection, exercises, and the passage ends by asking: an answer
      does not follow, though it may say who is to talk about it.
    - ``links``: at least 80 % of its characters stand in links.
    - ``template``: one placeholder (``[Name]``, ``____``, ``TBD``) or more in twelve words.
    - ``figures``: less than half of what is printed are letters; of a row whose columns have names, none.
    - ``labels``: rows of a table whose columns have no names, without a cell of three words.
    - ``lead-in``: one sentence that ends with a colon: what it introduces was a picture, a listing, another heading.
    - ``too short``: fewer than five words (ten signs of Japanese or Chinese), but for a row whose columns have names:
      "up to 2 years | 4 weeks" is all that a table says of it.
    """
    text = "\n".join(block.text for block in blocks)
    if any(block.kind == "note" for block in blocks):
        return "footnote"
    if lacks_lead(blocks):
        return LONG_LEAD
    if headings and _CONTENTS.fullmatch(headings[-1].strip(" :*")):
        return "contents"
    if headings and _BACK_MATTER.fullmatch(headings[-1].strip(" :*")):
        return "back matter"
    if any(_CASES.search(heading) for heading in headings) and _only_asks(blocks):
        return "case study"
    if sum(block.linked for block in blocks) >= _LINKED_SHARE * len(text):
        return "links"
    count = _count(text)
    if len(_PLACEHOLDER.findall(text)) * _WORDS_A_PLACEHOLDER >= max(1, count):
        return "template"
    return _why_no_row(text, blocks) if all(block.kind == "row" for block in blocks) else _why_no_prose(text, blocks)


def _why_no_row(text: str, rows: Sequence[Block]) -> str:
    """Return why rows of a table hold no advice; where their columns have names, any words beside another cell may."""
    if all(BETWEEN_CELLS in row.text and any(lead.kind == "row" for lead in row.leads) for row in rows):
        return "" if any(map(str.isalpha, text)) else FIGURES
    if _are_figures(text):
        return FIGURES
    cells = [cell for line in text.split("\n") for cell in line.split(BETWEEN_CELLS)]
    return "labels" if all(_count(cell) < _FEWEST_CELL_WORDS for cell in cells) else ""


def _why_no_prose(text: str, blocks: Sequence[Block]) -> str:
    if _are_figures(text):
        return FIGURES
    if _count(text) < _FEWEST_WORDS:
        return TOO_SHORT
    if len(blocks) == 1 and _LEADS_IN.search(text) and len(words.sentences(text)) == 1:
        return "lead-in"
    return ""


def _are_figures(text: str) -> bool:
    printed = [sign for sign in text if not sign.isspace() and sign != "|"]
    return sum(map(str.isalpha, printed)) < _LETTER_SHARE * len(printed)


def why_no_document(title: str, facts: Mapping[str, str], found: Sequence[tuple[str, str]]) -> str:
    """Return why a whole document holds no advice.

    - ``redirect``: it has less than sixty words and says that it sends its reader elsewhere, there or in front matter.
    - ``navigation``: its title says that it is a table of contents.
    - ``back matter``: its title says so.
    - otherwise the reason that all of its passages share most, where all have one; ``navigation`` for ``links``.

    Args:
        title: The document's.
        facts: Its front matter.
        found: Text and reason of each passage.
    """
    text = "\n".join(text for text, _ in found)
    moved = any(name in facts for name in ("redirect_to", "redirect", "redirectTo"))
    if _count(text) < _MOVED_WORDS and (moved or _MOVED.search(f"{title}\n{text}")):
        return "redirect"
    if _CONTENTS.fullmatch(title.strip()):
        return "navigation"
    if _BACK_MATTER.fullmatch(title.strip()):
        return "back matter"
    reasons = [reason for _, reason in found]
    if not reasons or not all(reasons):
        return ""
    most = max(reasons, key=reasons.count)
    return "navigation" if most in ("links", "contents") else most


def _only_asks(blocks: Sequence[Block]) -> bool:
    """Tell whether blocks ask and nothing below the last question answers; what is above it is the case asked about."""
    asks = [
        place
        for place, block in enumerate(blocks)
        if _QUESTION.search(block.text) and not _OFFERS.search(block.text[-_LONGEST_OFFER:])
    ]
    return bool(asks) and not any(map(_may_answer, blocks[asks[-1] + 1 :]))


def _may_answer(block: Block) -> bool:
    """Tell whether what stands below a question may answer it; who is to talk about it, and for how long, does not."""
    return not _DISCUSS.search(block.text) and _count(block.text) >= _FEWEST_WORDS


def _count(text: str) -> int:
    """Return how many words a text has; two signs of Japanese or Chinese count as one."""
    return len(words.words(_WIDE.sub(" ", text))) + len(_WIDE.findall(text)) // 2


def is_prose(listing: str, language: str = "") -> bool:
    """Tell whether a code listing holds a text, as templates of e-mails do, rather than code.

    Args:
        listing: Its lines.
        language: What its author says it is in; empty where nothing is said.
    """
    if language.lower() not in PROSE:
        return False
    printed = [sign for sign in listing if not sign.isspace()]
    letters = sum(sign.isalpha() or sign in ",.'’!?" for sign in printed)
    return _count(listing) >= 8 and letters >= 0.9 * len(printed) and bool(re.search(r"\w[.!?。](?:\s|$)", listing))
