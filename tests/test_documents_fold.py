"""What stands in several places is one passage with all its places; what differs in substance is two."""

from __future__ import annotations

import pytest

from coach.documents import Folds, Sketched, fold, preference
from coach.documents.sketch import sketch
from tests.test_documents_passages import prose

RULE = (
    "Hold a one-to-one with each member of your team and let them bring the agenda, because it is their meeting and "
    "not yours. Keep notes that both of you can read, and begin each time with what was decided the last time."
)


def folded(*texts: str) -> Folds:
    """Fold texts named a, b, c, ... in this order of preference."""
    named = dict(zip("abcdefgh", texts, strict=False))
    return fold([Sketched(name, sketch(text)) for name, text in named.items()], named.__getitem__)


def test_the_same_text_is_kept_once_with_all_its_places() -> None:
    folds = folded(RULE, prose(0, 8), RULE.upper().replace(" ", "  "), RULE)
    assert folds.places() == {"a": ["c", "d"]}


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("it is their meeting", "it's their meeting"),
        ("the agenda", "agenda"),
        ("Keep notes that", "Also keep notes that"),
        ("each time", "eachtime"),
    ],
    ids=["shortened", "dropped", "added", "space"],
)
def test_words_without_a_meaning_and_spaces_are_no_difference(was: str, becomes: str) -> None:
    assert was in RULE and folded(RULE, RULE.replace(was, becomes)).kept_for == {"b": "a"}


@pytest.mark.parametrize(
    ("was", "becomes", "differs"),
    [
        ("a one-to-one with", "a weekly one-to-one with", "weekly"),
        ("Keep notes", "Never keep notes", "never"),
        ("both of you", "3 of you", "3"),
        ("each member of your team", "each member of Legal", "Legal"),
        ("begin each time", "start each time", "start"),
        ("Keep notes that both of you", "Keep notes that none but you", "none"),
        ("begin each time with what was decided the last time", "begin each time before what was decided", "before"),
    ],
)
def test_any_word_with_a_meaning_makes_two_of_one(was: str, becomes: str, differs: str) -> None:
    folds = folded(RULE, RULE.replace(was, becomes))
    assert folds.kept_for == {}
    (near,) = folds.near
    assert (near.passage, near.other) == ("b", "a")
    assert differs.casefold() in near.differs


@pytest.mark.parametrize(
    ("one", "opposite"),
    [("reject", "approve"), ("grant", "deny"), ("encourage", "discourage"), ("praise", "punish"), ("publish", "hide"),
     ("accept", "not accept"), ("forward", "re-open")],
)  # fmt: skip
def test_opposite_advice_is_never_folded(one: str, opposite: str) -> None:
    page = (
        "When somebody in your team asks for a day off in a week that is already full, you {} the request on the same "
        "day, tell them in person why, and write the reason down where both of you can find it again later on."
    )
    folds = folded(page.format(one), page.format(opposite))
    assert folds.kept_for == {}
    assert [(near.passage, near.other) for near in folds.near] == [("b", "a")]


def test_who_comes_first_is_a_difference_though_the_words_are_the_same() -> None:
    page = (
        "Whenever a decision touches the pay of somebody in your team, you talk to {} before you talk to {}, and you "
        "keep to that order also where time is short and everybody would like to hear of it at once."
    )
    assert folded(page.format("Finance", "Legal"), page.format("Legal", "Finance")).kept_for == {}


def test_a_long_exception_inside_a_sentence_is_a_difference_and_a_sentence_more_is_none() -> None:
    within = ", which nobody else in the whole of the company may ever see unless a judge or the police ask for them,"
    assert folded(RULE.replace("Keep notes", f"Keep notes{within}"), RULE).kept_for == {}
    between = " Somebody from another team may come along to it, where all three of you would like that to happen."
    assert folded(RULE.replace("not yours.", f"not yours.{between}"), RULE).kept_for == {"b": "a"}


def test_a_passage_that_stands_in_parts_of_two_is_folded_into_the_one_with_most_of_it() -> None:
    first, second = prose(0, 12), prose(100, 12)
    across = f"{prose(4, 8)} {prose(100, 3)}"
    assert folded(first, second, across).kept_for == {"c": "a"}


def test_texts_of_one_handbook_on_one_subject_are_not_folded() -> None:
    assert (
        folded(RULE, "Hold a one-to-one with your own lead, and bring what worries you most this week.").kept_for == {}
    )


def test_japanese_is_compared_by_its_signs() -> None:
    text = (
        "私たちはミーティングをできるだけ避け、決まったことはその日のうちに書いて残し、全員が読めるようにしています。"
    )
    assert folded(text, text.replace("できるだけ", "なるべく")).kept_for == {}
    assert folded(text, text.replace("書いて", "書かず")).kept_for == {}
    assert folded(text, text + " ").kept_for == {"b": "a"}


def test_text_is_preferred_to_layout_and_shallow_to_deep() -> None:
    names = [("pdf", "a.pdf"), ("md", "x/y/a.md"), ("md", "z.md"), ("odt", "a.odt"), ("html", "a.html")]
    assert sorted(names, key=lambda name: preference(*name)) == [
        ("md", "z.md"), ("md", "x/y/a.md"), ("html", "a.html"), ("odt", "a.odt"), ("pdf", "a.pdf"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "copy",
    ["a/leave (copy).md", "a/leave - Copy (2).md", "a/leave (1).md", "a/Copy of leave.md", "a/x copy.csv#P1"],
)
def test_a_copy_gives_way_to_what_it_was_copied_from(copy: str) -> None:
    assert preference("md", "a/b/leave.md") < preference("md", copy)
    assert preference("md", "a/copywriting.md") < preference("md", "b/photocopy.md") < preference("md", copy)


def test_nothing_is_folded_of_nothing() -> None:
    assert folded().kept_for == {}
    assert folded("", "").kept_for == {}
