"""Answers from documents: the place of a quotation opens its surroundings, not the whole book."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from documents_parts import corpus_of
from sync_parts import added, brought_in_step, handbook
from ui_chat_parts import Open, ask, chatting, forget_options, kept_beside, read, readable, visitor, visitor_id, where

from coach.coach import Coach
from ui.chat.source import section

QUESTION = "Should I give critical feedback in private or by chat?"
IN_PRIVATE = "Give critical feedback in private, within two days, and about one thing at a time."


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory, cache: Path, coach: Coach) -> Iterator[Open]:
    """A page that asks a handbook of three documents."""
    folder = tmp_path_factory.mktemp("documents")
    with pytest.MonkeyPatch.context() as patch, chatting(folder, patch) as start:
        brought_in_step(added(folder / "data", handbook(folder / "handbook")), cache)
        patch.setenv("COACH_UI_CORPORA", "acme")
        forget_options()
        yield start


def sources(page: Any) -> list[Any]:
    return [one for one in page.expander if one.label == "Source"]


def test_a_quotation_of_a_document_opens_its_section_with_its_words_marked_and_the_path_of_its_file(chat: Open) -> None:
    page = ask(chat(), QUESTION)
    opened = sources(page)[0]
    (text,) = [html.unescape(one.value) for one in opened.markdown]
    marked = text.partition(":primary-background[**")[2].partition("**]")[0]
    assert marked.startswith(IN_PRIVATE) and "Never send hard feedback" not in text  # which stands in another section
    assert readable(opened.caption) == "feedback/giving.md · In private, line 8"
    assert [one.label for one in page.expander if one.label.endswith("in full")] == []


def test_a_document_that_has_gone_and_words_that_have_changed_are_said(chat: Open) -> None:
    page = ask(chat(), QUESTION)
    owner = visitor_id(page)
    with kept_beside() as kept:
        found = kept.messages(owner, where(page))[1].answer
        assert found is not None
        points = (replace(found.points[0], principle="gone.md"), replace(found.points[0], quote="Shout at them."))
        conversation = kept.start(owner, "acme", "Later")
        kept.add_question(owner, conversation.id, QUESTION)
        kept.add_answer(owner, conversation.id, replace(found, points=points), "as kept")
    again = chat(conversation.id, visitor(page))
    gone, changed = (readable(one.caption) for one in sources(again))
    assert "This document is not in the corpus any more." in gone and "gone.md" in gone
    assert "the quoted words do not stand in it any more" in changed and not again.exception
    assert "Shout at them." in read(again)


def test_of_a_section_as_long_as_a_book_the_surroundings_are_shown(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    lines = [f"Sentence number {n} tells what somebody did on day {n} of the long project." for n in range(400)]
    (folder / "book.md").write_text("# Book\n\n## First\n\n" + "\n\n".join(lines) + "\n\n## Second\n\nThe end of it.\n")
    passages = list(corpus_of(folder).passages)
    middle, last = passages[len(passages) // 2], passages[-1]
    shown = section(passages, middle)
    assert middle.text in shown and len(shown) < 5_000
    assert shown.startswith("…\n\n") and shown.endswith("\n\n…")
    assert section(passages, last) == last.text == "The end of it."
    assert section(passages, passages[0]).startswith("Sentence number 0")
