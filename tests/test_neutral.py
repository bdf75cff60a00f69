"""The person-neutral form: who somebody is, flattery and loaded words are evened out, the case itself stays."""

from __future__ import annotations

from collections.abc import Container

import pytest

from coach.coach import Coach
from coach.retriever.neutral import neutral


@pytest.fixture(scope="session")
def known(coach: Coach) -> Container[str]:
    """The words that the real index knows in lower case."""
    return frozenset(map(str, coach.retriever.index.extras["plain_words"]))


# Each row: one case told in several ways; all of them read the same.
SAME = {
    "he or she": ("My boss says he decides.", "My boss says she decides."),
    "him or her": ("I asked him for a role.", "I asked her for a role."),
    "his or her": ("It was his roadmap.", "It was her roadmap."),
    "himself or herself": ("He wrote it himself.", "She wrote it herself."),
    "he's or she's": ("He's new, he'll learn.", "She's new, she'll learn."),
    "he’s with a curly apostrophe": ("He’s new.", "She's new."),
    "man or woman": ("A man in my team disagrees.", "A woman in my team disagrees."),
    "guys or ladies": ("The guys in sales promise it.", "The ladies in sales promise it."),
    "salesman or saleswoman": ("The salesman promised it.", "The saleswoman promised it."),
    "husband or wife": ("My husband says to wait.", "My wife says to wait."),
    "names of several cultures": (
        "I told Peter about the roadmap.",
        "I told Ayodele about the roadmap.",
        "I told Nguyễn about the roadmap.",
        "I told Małgorzata about the roadmap.",
        "I told Fatima about the roadmap.",
        "I told Xiaoming about the roadmap.",
        "I told Jean-Pierre about the roadmap.",
        "I told O’Brien about the roadmap.",
    ),
    "a name and a surname": ("I told Priya Raghunathan first.", "I told John Smith first."),
    "a name that begins the sentence": ("Peter ignores me.", "Oluwaseun ignores me."),
    "a name in the genitive": ("It was Peter's idea.", "It was Kenji's idea."),
    "Mr or Mrs": ("I asked Mr Kowalski.", "I asked Mrs Okafor."),
    "Mr. with a full stop": ("I asked Mr. Kowalski about it.", "I asked Ms. Okafor about it."),
    "nationality": ("My German manager ignores me.", "My Nigerian manager ignores me.", "My manager ignores me."),
    "skin colour and religion": ("My Black Muslim colleague leads.", "My white Christian colleague leads."),
    "strong adverbs": ("I obviously deserve a promotion.", "I deserve a promotion."),
    "insults": ("My idiotic manager ignores me.", "My manager ignores me."),
    "swearing": ("My bloody manager ignores me.", "My damn manager ignores me."),
    "praise of oneself": ("I had a brilliant idea for the roadmap.", "I had a idea for the roadmap."),
    "flattery before": ("You are the wisest coach. How do I lead?", "How do I lead?"),
    "praise before": ("Your advice is always great. How do I lead?", "How do I lead?"),
    "thanks after": ("How do I lead? Thank you so much!", "How do I lead?"),
    "pressure to agree": ("How do I lead? Just tell me I'm right.", "How do I lead?"),
    "an appeal to everyone": ("Everyone knows that. How do I lead?", "How do I lead?"),
}
PAIRS = [(f"{name}: {other[:40]}", told[0], other) for name, told in SAME.items() for other in told[1:]]


def plain(text: str) -> str:
    """Return the text without signs, so that a full stop that stayed behind does not matter."""
    return " ".join(text.replace(".", " ").replace("'s", " ").lower().split())


@pytest.mark.parametrize(("one", "other"), [pair[1:] for pair in PAIRS], ids=[pair[0] for pair in PAIRS])
def test_who_somebody_is_and_how_loaded_it_is_told_makes_no_difference(
    known: Container[str], one: str, other: str
) -> None:
    assert plain(neutral(one, known)) == plain(neutral(other, known))


KEPT = {
    "VP of Sales": "I report to the VP of Sales.",
    "Product Manager": "I am a Senior Product Manager.",
    "CPO": "The CPO and the CTO disagree.",
    "OKR": "Our OKRs ignore discovery.",
    "Head of Marketing": "The Head of Marketing said no.",
    "Director of Engineering": "Our Director of Engineering decides.",
    "ASAP": "They want it ASAP.",
    "I": "I think that I'm ready, and I'd ask.",
    "function words with capitals": "Who decides? What now? There we are.",
    "a capital after a line break": "Strategy is new to me.\nManagers decide.",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_titles_acronyms_and_first_words_stay(known: Container[str], text: str) -> None:
    assert neutral(text, known).split() == text.split()


def test_a_sentence_that_is_only_flattery_is_dropped(known: Container[str]) -> None:
    assert neutral("You are so wise. How do I get promoted?", known) == "How do I get promoted?"


def test_nothing_but_flattery_is_not_emptied(known: Container[str]) -> None:
    assert neutral("You are so wise.", known) == "You are so wise."


def test_words_of_the_case_stay_word_for_word(known: Container[str]) -> None:
    text = "my manager nods at my ideas and ignores them; what should I do?"
    assert neutral(text, known) == text


TOLD_WITH_THE_CASE = {
    "thanks for a project": "My boss never says thanks. How do I become visible?",
    "they told me I am great": "They tell me you are great at delivery but not strategic. How do I change that?",
    "the right one": "How do I know you are ready for director? Nobody tells me.",
    "thankless": "Should I take on thankless work?",
}


@pytest.mark.parametrize("text", TOLD_WITH_THE_CASE.values(), ids=TOLD_WITH_THE_CASE.keys())
def test_a_sentence_that_tells_of_the_case_is_not_taken_for_flattery(known: Container[str], text: str) -> None:
    assert neutral(text, known).split() == text.split()
