"""Passages are whole sentences of the right size, have ids that last, and say when they hold no advice."""

from __future__ import annotations

import random

import pytest

from coach.documents.blocks import Block
from coach.documents.language import language_of
from coach.documents.sizes import ENOUGH, LIMIT, tokens
from coach.documents.split import split
from coach.words import sentences
from tests.document_files import read, texts

WORDS = "ask team goal plan talk time work lead help rule week idea note test step".split()


def sentence(seed: int, words: int = 12) -> str:
    """Return a made-up sentence of its own."""
    draw = random.Random(seed)
    return f"{' '.join(draw.choice(WORDS) for _ in range(words)).capitalize()} {seed}."


def prose(first: int, count: int) -> str:
    return " ".join(sentence(number) for number in range(first, first + count))


def ids(page: str, name: str = "a.md") -> list[str]:
    return [passage.id for document in read(page, name).documents for passage in document.passages]


def test_passages_hold_whole_sentences_and_fit_the_window() -> None:
    page = f"# Ask\n\n{prose(0, 40)}\n\n{prose(40, 3)}\n"
    found = texts(read(page, "a.md"))
    assert [part for text in found for part in sentences(text)] == [sentence(number) for number in range(43)]
    assert all(tokens(text) <= LIMIT for text in found)
    assert sum(tokens(text) for text in found[:-1]) / len(found[:-1]) >= ENOUGH


def test_only_a_sentence_longer_than_the_window_is_cut_at_a_comma_and_says_so() -> None:
    endless = ", ".join(f"{word} and more of it number {place}" for place, word in enumerate(WORDS * 4)) + "."
    passages = read(f"{endless}\n\n{sentence(1)}\n", "a.md").documents[0].passages
    assert [passage.is_cut for passage in passages] == [True] * (len(passages) - 1) + [False]
    assert " ".join(passage.text for passage in passages[:-1]) == endless
    assert all(passage.text.endswith((",", ".")) for passage in passages)


def test_japanese_without_spaces_is_split_at_its_full_stops() -> None:
    text = "".join(
        f"私たちは第{number}のミーティングをできるだけ避け、書いて伝えるようにしています。" for number in range(60)
    )
    found = texts(read(text, "a.md"))
    assert len(found) > 10
    assert all(passage.endswith("。") and tokens(passage) <= LIMIT for passage in found)
    assert "".join(found) == text


def test_a_list_stays_with_its_lead_in_where_both_fit() -> None:
    items = [Block("item", sentence(number), ((0, number),), level=1) for number in range(9)]
    lead = Block("paragraph", "Do this in order:", ((0, 1),))
    before = Block("paragraph", prose(20, 9), ((0, 1),))
    pieces = split([before, lead, *items])
    assert [piece.blocks for piece in pieces] == [[before], [lead, *items]]


def test_a_long_list_is_split_between_items_and_its_parts_are_told_what_introduces_them() -> None:
    items = "".join(f"- {sentence(number)}\n  - {sentence(number + 100)}\n" for number in range(20))
    passages = read(f"# Ask\n\nIt is long. Do this in order:\n\n{items}", "a.md").documents[0].passages
    assert passages[0].text.startswith("It is long. Do this in order:\n")
    assert all(passage.text.startswith("Do this in order: …\n") for passage in passages[1:])
    for passage in passages:  # an item and what is below it stay together
        _, *items_of_it = passage.text.split("\n")
        assert len(items_of_it) % 2 == 0


def test_title_and_headings_are_embedded_and_never_quoted() -> None:
    page = f"# Feedback\n\n## Giving\n\n### Early\n\n{sentence(1)}\n"
    (passage,) = read(page, "a.md").documents[0].passages
    assert passage.headings == ("Giving", "Early")
    assert passage.embedded == f"Feedback. Giving. Early.\n{sentence(1)}"
    assert passage.place_of("Giving") is None


def test_ids_survive_edits_elsewhere_line_ends_and_wrapping() -> None:
    page = f"# Ask\n\n## One\n\n{prose(0, 5)}\n\n## Two\n\n{prose(10, 5)}\n"
    first, second = ids(page)
    assert ids(page.replace(sentence(0), "Something else entirely, told anew."))[1] == second
    assert ids(f"---\ntitle: Another\n---\n{page}") == [first, second]
    assert ids(page.replace("\n", "\r\n")) == ids(page.replace("\n", "\r")) == [first, second]
    assert ids(page.replace(". ", ".\n")) == [first, second]
    assert ids(page, "b.md") != [first, second]
    assert ids(page.replace("## Two", "## Three"))[0] == first


def test_a_paragraph_put_into_a_long_section_changes_few_ids() -> None:
    paragraphs = [prose(10 * number, 2 + number % 4) for number in range(40)]
    before = set(ids("\n\n".join(paragraphs)))
    after = set(ids("\n\n".join([*paragraphs[:5], prose(900, 2), *paragraphs[5:]])))
    assert len(before - after) <= 0.25 * len(before)


def test_the_same_text_twice_under_one_heading_has_two_ids() -> None:
    rows = f"| a | b |\n|---|---|\n| Monday is for it | {prose(1, 9)} |\n| Monday is for it | {prose(1, 9)} |\n"
    assert len(set(ids(rows))) == len(ids(rows)) >= 2


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("## Play 7 case studies\n\n- Your team is tired and late. What are your next steps?\n", "case study"),
        ("## Case study\n\nYour team is tired. What to do? Ask them what they would stop.\n", ""),
        ("## Case study\n\nSam does not speak to Alex any more.\n\nWhat should their lead do?\n", "case study"),
        (
            "## Case study\n\nSam is tired.\n\n- Why?\n- What would you do?\n\nDiscuss this in your group.\n",
            "case study",
        ),
        ("## Case study\n\nSam is tired.\n\nWhat would you do?\n\nAsk Sam what could be left undone this week.\n", ""),
        ("## Exercise and wellbeing\n\nSend the invoice of your gym to finance.\n\nAny questions?\n", ""),
        ("## Common scenarios\n\nAsk for a meeting in writing, and propose two dates. Still unsure?\n\nAsk HR.\n", ""),
        ("## Common scenarios\n\nAsk for it in writing before you go. Questions?\n\nSpeak to HR.\n", ""),
        (
            "## Case study\n\nSam is late. What would you do?\n\nDiscuss it with Sam in private, before others know.\n",
            "",
        ),
        (
            "## Case study\n\nSam is late. What would you do?\n\nDiscuss with your group what you would say to Sam.\n",
            "case study",
        ),
        ("## Scenarios\n\nSpeak to Sam first, and listen to Alex after that.\n", ""),
        ("## Choices\n\n- Is there room for mistakes here? Then let somebody learn from it.\n", ""),
        ("- [One page of links](a)\n- [Another page of links](b)\n", "links"),
        ("Dear [Name], we met at [Place] on [Date] about [Subject].\n", "template"),
        ("| Year | Pages |\n|---|---|\n| 2024-01-01 | 3003 |\n", "figures"),
        ("July 2017\n", "too short"),
        ("Here is what to do when it happens:\n\n![a chart](a.png)\n", "lead-in"),
        ("Ask before you promise. Here is what to do:\n\n![a chart](a.png)\n", ""),
        ("Here is what to do when it happens:\n\n- Ask before you promise.\n", ""),
        ("<table><tr><td>Sam Goldstein</td><td>Ops, Berlin</td></tr></table>\n", "labels"),
        ("| Time with us | Notice |\n|---|---|\n| up to 2 years | 4 weeks |\n", ""),
        ("## References\n\nA book about teams, by somebody, of the year 2019.\n", "back matter"),
        ("Ask before you delegate anything.\n", ""),
    ],
)
def test_a_passage_says_why_it_holds_no_advice(page: str, reason: str) -> None:
    document = read(f"# Team\n\n{page}", "a.md").documents[0]
    assert [passage.no_advice for passage in document.passages] == [reason]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("---\ntitle: Leave\nredirect_to: /leave\n---\n\nThis page is elsewhere now, please go there.\n", "redirect"),
        ("# Leave\n\nThis page has moved to the handbook of the house.\n", "redirect"),
        ("# Page not found\n\nThe requested page could not be found, sorry for that.\n", "redirect"),
        ("# Contents\n\n- [How to give feedback](a)\n- What to do on the first day, by Ann\n", "navigation"),
        ("# Start\n\n- [How to give feedback](a)\n- [What to do first](b)\n", "navigation"),
        ("# About the contributors\n\nSam leads the team that writes what customers read.\n", "back matter"),
        ("# Copyright\n\nAll of this may be copied by anybody who says so.\n", "back matter"),
        ("# Feedback\n\nGive it early and in private, always.\n", ""),
    ],
)
def test_a_document_says_why_it_holds_no_advice(page: str, reason: str) -> None:
    document = read(page, "a.md").documents[0]
    assert document.no_advice == reason
    assert all(passage.no_advice == reason or reason == "navigation" for passage in document.passages)


@pytest.mark.parametrize(
    ("text", "usual", "language"),
    [
        ("Ask them what they need before you decide on it.", "und", "en"),
        ("Gib Rückmeldung früh, unter vier Augen, und sag immer auch, was gut gelaufen ist.", "und", "de"),
        ("私たちはミーティングをできるだけ避けます。GitLab の Issue に書きます。", "und", "ja"),
        ("우리는 회의를 가능한 한 피하고 글로 씁니다.", "und", "ko"),
        ("Senior Product Manager", "ja", "en"),
        ("Sam Goldstein", "de", "de"),
        ("第三回会議資料", "ja", "ja"),
        ("2024-01-01", "en", "en"),
    ],
)
def test_the_language_of_a_text(text: str, usual: str, language: str) -> None:
    assert language_of(text, usual) == language
