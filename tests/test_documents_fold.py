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


def test_a_small_change_of_words_is_still_the_same() -> None:
    assert folded(RULE, RULE.replace("begin each time", "start each time")).kept_for == {"b": "a"}


@pytest.mark.parametrize(
    ("was", "becomes", "differs"),
    [
        ("a one-to-one with", "a weekly one-to-one with", "weekly"),
        ("Keep notes", "Never keep notes", "never"),
        ("both of you", "3 of you", "3"),
        ("each member of your team", "each member of Legal", "Legal"),
    ],
)
def test_a_number_a_name_or_a_negation_makes_two_of_one(was: str, becomes: str, differs: str) -> None:
    folds = folded(RULE, RULE.replace(was, becomes))
    assert folds.kept_for == {}
    (near,) = folds.near
    assert (near.passage, near.other) == ("b", "a")
    assert differs.casefold() in [word.casefold() for word in near.differs]


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
    assert folded(text, text.replace("できるだけ", "なるべく")).kept_for in ({"b": "a"}, {})
    assert folded(text, text + " ").kept_for == {"b": "a"}


def test_text_is_preferred_to_layout_and_shallow_to_deep() -> None:
    names = [("pdf", "a.pdf"), ("md", "x/y/a.md"), ("md", "z.md"), ("odt", "a.odt"), ("html", "a.html")]
    assert sorted(names, key=lambda name: preference(*name)) == [
        ("md", "z.md"), ("md", "x/y/a.md"), ("html", "a.html"), ("odt", "a.odt"), ("pdf", "a.pdf"),
    ]  # fmt: skip


def test_nothing_is_folded_of_nothing() -> None:
    assert folded().kept_for == {}
    assert folded("", "").kept_for == {}
