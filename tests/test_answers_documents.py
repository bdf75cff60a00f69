"""Answers from a folder of documents, as a person gets them: a small real handbook, the real encoder, real Chroma."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from documents_parts import corpus_of

from coach import words
from coach.cli.render import plain
from coach.coach import Coach
from coach.composer import telling_words
from coach.composer.documents import differ, fitting_step
from coach.encoder import Encoder
from coach.generation.ask import Asking
from coach.generation.checks import Checks
from coach.generation.draft import DraftPoint
from coach.index import Home, Index, ensure_index
from coach.records import (
    Answer,
    Corpus,
    Coverage,
    Passage,
    Point,
    Principle,
    Question,
    Ranked,
    Retrieval,
    Situation,
    Turn,
)
from coach.retriever.documents.telling import commands, is_fragment, narrates
from coach.retriever.retriever import index_plan, retriever_of
from coach.verification import check_text
from evals.checks.decision import decision
from evals.checks.written import written_in

PAGES = {
    "leave.md": """# Time off
## Holiday
Everybody has 28 days of holiday a year, plus public holidays. Book them in the calendar at least two weeks ahead.

## Sick leave
Tell your manager before ten o'clock on the first day that you are ill. From the third day on we need a doctor's note.

## Parents
Let us know of a child by the end of the fifteenth week before the birth.
""",
    "remote.md": """# Where we work
## Working from home
Everybody may work from home up to three days a week. Agree the days with your team.

## Working from abroad
You may work from another country of the European Union for up to 20 days a year. Ask the people team four weeks ahead.
""",
    "pay.md": """# Pay
## How pay changes
Levels are reviewed in April and October. Your manager writes a proposal, and a panel of three decides.
""",
    "expenses.md": """# Expenses and travel
## Handing in
Hand in receipts up to 30 days after the trip. Later ones are paid only with a reason.
""",
    "finance.md": """# Finance questions
## Receipts
Hand in receipts for a trip up to 20 days after you are back. Use the form on the intranet.
""",
    "tools.md": """# Rota
Rota shows who is on call this week. Fill in your own hours every Friday before noon.
""",
}
HOLIDAY = "How many days of holiday do I have?"
RAISE = "How do I get a raise?"
OUT_OF_PLACE = "Our landlord wants a higher rent for the shop and the bank has refused the loan."

Open = Callable[..., Coach]


def unchanged(corpus: Corpus) -> Corpus:
    return corpus


@pytest.fixture(scope="module")
def open_handbook(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    opened: list[Index] = []

    def open_(change: Callable[[Corpus], Corpus] = unchanged) -> Coach:
        folder = tmp_path_factory.mktemp("handbook")
        for name, text in PAGES.items():
            (folder / name).write_text(text, encoding="utf-8")
        corpus = change(corpus_of(folder))
        home = Home(tmp_path_factory.mktemp("home"))
        opened.append(ensure_index(index_plan(corpus, encoder), encoder, home))
        return Coach(corpus, retriever_of(corpus, opened[-1], encoder))

    yield open_
    for index in opened:
        index.close()


@pytest.fixture(scope="module")
def handbook(open_handbook: Open) -> Coach:
    return open_handbook()


def drafted(corpus: Corpus) -> Corpus:
    return replace(corpus, situations=(Situation(RAISE, "pay.md"), Situation(OUT_OF_PLACE, "tools.md")))


def first_quote(answer: Answer) -> str:
    assert answer.points, answer.opening
    return answer.points[0].quote


# ------------------------------------------------------------------------------------------- drafted questions


@pytest.mark.parametrize(
    ("asked", "document"),
    [(RAISE, "pay.md"), (OUT_OF_PLACE, "tools.md"), ("How can I get a raise?", "pay.md")],
    ids=["word for word", "though the page shares no word with it", "a word changed"],
)
def test_a_drafted_question_is_answered_from_its_document(
    open_handbook: Open, handbook: Coach, asked: str, document: str
) -> None:
    answer = open_handbook(drafted).ask(Question(asked))
    assert (answer.status, answer.points[0].principle) == ("covered", document)
    assert handbook.ask(Question(asked)).status == "not_covered"


def test_a_drafted_question_covers_no_other_question(open_handbook: Open) -> None:
    assert open_handbook(drafted).ask(Question("How do I get my toddler to sleep?")).status == "not_covered"


# -------------------------------------------------------------------------------------------------- what is quoted


def test_the_section_that_answers_is_quoted_and_not_its_neighbour(handbook: Coach) -> None:
    answer = handbook.ask(Question("How many days may I work from Portugal?"))
    assert first_quote(answer).startswith("You may work from another country")


def test_a_name_that_is_a_heading_is_read_as_what_the_page_is_about(handbook: Coach) -> None:
    assert handbook.retriever.neutral("Where do I find Rota?") == "Where do I find Rota?"
    assert "Maria" not in handbook.retriever.neutral("Where do I find Maria?")


def test_a_follow_up_on_the_same_page_quotes_what_it_asks_about(handbook: Coach) -> None:
    before = handbook.ask(Question(HOLIDAY))
    history = (Turn("user", HOLIDAY), Turn("assistant", first_quote(before)))
    after = handbook.ask(Question("and when I am ill in it?", history))
    assert first_quote(before).startswith("Everybody has 28 days")
    assert first_quote(after).startswith("Tell your manager before ten")
    assert after.points[0].where.startswith("Sick leave")


def test_a_follow_up_that_names_nothing_new_finds_nothing_beyond(handbook: Coach) -> None:
    history = (Turn("user", HOLIDAY), Turn("assistant", first_quote(handbook.ask(Question(HOLIDAY)))))
    answer = handbook.ask(Question("and then?", history))
    assert answer.points == ()
    assert "nothing beyond what I quoted" in answer.opening


def test_every_quotation_stands_in_its_document(handbook: Coach) -> None:
    for asked in (HOLIDAY, "How many days may I work from Portugal?", "When do I hand in my receipts after a trip?"):
        for point in handbook.ask(Question(asked)).points:
            assert words.quotes_exactly(point.quote, handbook.corpus.principle(point.principle).text)


# ------------------------------------------------------------------------------------ what else an answer holds


def test_two_pages_with_different_numbers_are_both_quoted_with_their_places(handbook: Coach) -> None:
    answer = handbook.ask(Question("By when do I have to hand in my receipts after a trip?"))
    (told,) = answer.remarks
    assert {point.principle for point in answer.points} == {"expenses.md", "finance.md"}
    assert told.startswith("Two pages here give different numbers")
    assert all(part in told for part in ("20 days", "30 days", "Handing in, line 3", "Receipts, line 3"))


def test_what_is_not_found_names_the_nearest_section_and_claims_no_more(handbook: Coach) -> None:
    answer = handbook.ask(Question(RAISE))
    assert (answer.status, answer.points) == ("not_covered", ())
    assert answer.opening.startswith("I found nothing here that surely answers this")
    assert "(pay.md: How pay changes, line 3" in answer.opening


RECEIPTS = "By when do I have to hand in my receipts after a trip?"


@pytest.mark.parametrize("asked", [RAISE, RECEIPTS, HOLIDAY, OUT_OF_PLACE])
def test_every_sentence_of_such_an_answer_is_known_to_the_check_and_to_the_evals(handbook: Coach, asked: str) -> None:
    answer = handbook.ask(Question(asked))
    found = check_text(asked, plain(answer), handbook.corpus)
    assert {sentence.verdict for sentence in found.sentences} <= {"supported", "not_a_claim"}
    written = written_in(handbook.corpus)
    assert decision(plain(answer), written.ids, written).advises is bool(answer.points)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("How pay changes, line 3", "Fire whoever asks, line 3"),
        ("How pay changes, line 3", "How pay changes, line 9"),
        ("“Pay”", "“Ask for more every week”"),
        ("pay.md", "leave.md"),
    ],
)
def test_a_place_that_is_made_up_is_no_word_of_coachs_own(handbook: Coach, said: str, instead: str) -> None:
    opening = handbook.ask(Question(RAISE)).opening
    assert said in opening
    (first, second) = check_text(RAISE, opening.replace(said, instead), handbook.corpus).sentences
    assert (first.verdict, second.verdict) == ("not_a_claim", "uncited")


def test_numbers_that_no_page_gives_are_no_words_of_coachs_own(handbook: Coach) -> None:
    (told,) = handbook.ask(Question(RECEIPTS)).remarks
    (sentence,) = check_text(RECEIPTS, told, handbook.corpus).sentences
    assert sentence.verdict == "not_a_claim"
    for forgery in ("90 days", "30 days", "a trip"):  # of no page, the same one twice, no number
        (forged,) = check_text(RECEIPTS, told.replace("20 days", forgery), handbook.corpus).sentences
        assert forged.verdict == "uncited"


def test_a_step_is_shown_only_where_the_words_that_answer_are_one(handbook: Coach) -> None:
    step = handbook.ask(Question("Whom do I tell in the morning when I am ill?")).next_step
    assert step is not None and step.text.startswith("Tell your manager before ten")
    assert handbook.ask(Question("How many days may I work from Portugal?")).next_step is None


# ------------------------------------------------------------------------------------------------------- by rules


GIFTS = "Accept gifts worth up to 50 euros, and decline what is worth more."


@pytest.mark.parametrize(
    ("behind", "is_quoted"),
    [
        ("\n\nException: during a tender, accept nothing.", True),
        ("\nOutside the company accept nothing.", True),
        (" However, this is for suppliers only.", True),
        ("\n\nAll of this is wrong.", True),
        ("\n\nThis does not apply to:\nsuppliers in a tender\nofficials of a state", True),
        ("\n\nSend flowers to whom you like.", False),
    ],
)
def test_what_limits_a_rule_is_quoted_with_it(behind: str, is_quoted: bool) -> None:
    for at_most in (0, 10):
        found = telling_words(f"{GIFTS}{behind}\n\nAsk Legal.", GIFTS, at_most, is_document=True)
        assert found == GIFTS + behind * is_quoted


@pytest.mark.parametrize(
    ("behind", "is_shown"),
    [("Do not answer if there is a lawyer.", False), ("This holds only for us.", False), ("It keeps them calm.", True)],
)
def test_a_step_that_the_next_sentence_limits_is_none(behind: str, is_shown: bool) -> None:
    step = "Answer an angry client the same day."
    ranked, point = Ranked("a.md", 0.9, sentence=step), Point("a.md", "Clients", step)
    found = fitting_step(ranked, point, "How do I answer an angry client?", f"{step} {behind}")
    assert (found is not None) is is_shown


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Hand in receipts within 30 days.", "Receipts are handed in within 20 days.", ("30 days", "20 days")),
        ("Tickets cost up to five euros a day.", "Tickets cost up to 5 euros a day.", None),
        ("Work from home up to three days a week.", "Bonuses are paid within 20 days.", None),
        ("Hand in receipts within 30 days.", "Hand in receipts within 3 weeks.", None),
        ("Hand in receipts within 1.5 hours.", "Hand in receipts within 1,5 hours.", None),
        ("The budget is 1,000 euros a month.", "The budget a month is 1.200 euros.", ("1,000 euros", "1.200 euros")),
        ("Hand in receipts within 10 working days.", "Hand in receipts within 14 calendar days.", None),
        ("Interns have 12 days of paid leave a year.", "Parents have 20 days of paid leave a year.", None),
        ("The Berlin office opens 5 days a week.", "The Paris office opens 6 days a week.", None),
        ("In the 2019 the handbook of rules began.", "In the 2021 the handbook of rules began.", None),
        ("Step 1 is the request for leave.", "Step 2 is the request for leave.", None),
        ("No one should book flights for days.", "Two should book flights for days.", None),
        ("The shop opens at 9 o'clock daily.", "The shop opens at 10 o'clock daily.", None),
    ],
    ids=[
        "the same rule",
        "the same number spelt",
        "another matter",
        "another unit",
        "another way to write it",
        "thousands",
        "other days",
        "other people",
        "other places",
        "years",
        "steps",
        "no one",
        "hours of the day",
    ],
)
def test_numbers_differ_only_where_they_count_the_same(one: str, other: str, how: tuple[str, str] | None) -> None:
    assert differ(one, other) == how


@pytest.mark.parametrize(
    ("text", "sentence", "quote"),
    [
        ("We value this.\n\nAsk for help when needed.\nInclusivity. We hear all.", "Ask for help when needed.",
         "Ask for help when needed."),
        ("Leave early for reasons:\nthe train is late\nthe night is cold", "Leave early for reasons:",
         "Leave early for reasons:\nthe train is late\nthe night is cold"),
        ("Meet on Monday. In that meeting, share what you know.", "In that meeting, share what you know.",
         "Meet on Monday. In that meeting, share what you know."),
        ("Go home at six. There are three reasons:\n\nOne.", "Go home at six.", "Go home at six."),
        ("Openness. We share what we know. Courage.", "We share what we know.", "Openness. We share what we know."),
    ],
    ids=["the next item", "a colon", "in mid-air", "an open end", "labels"],
)  # fmt: skip
def test_a_quotation_of_a_document_begins_and_ends_at_a_border(text: str, sentence: str, quote: str) -> None:
    assert telling_words(text, sentence, is_document=True) == quote


@pytest.mark.parametrize(
    ("sentence", "is_command", "is_story", "is_title"),
    [
        ("Ask every candidate the same questions.", True, False, False),
        ("Open leadership demands a lot from you.", False, False, False),
        ("Answers may come late.", False, False, False),
        ("The new boss asked us to speak.", False, True, False),
        ("You must tell us what you found.", False, False, False),
        ("Reopening an existing plan", False, False, True),
        ("Write to the people team", True, False, False),
    ],
)
def test_a_sentence_commands_tells_a_story_or_is_none(
    sentence: str, is_command: bool, is_story: bool, is_title: bool
) -> None:
    assert (commands(sentence), narrates(sentence), is_fragment(sentence)) == (is_command, is_story, is_title)


def test_what_limits_a_rule_is_quoted_with_it_also_where_a_chat_model_leaves_it_out() -> None:
    behind = "\n\nException: during a tender, accept nothing."
    page = Principle("gifts.md", "Gifts", GIFTS + behind, source="gifts.md")
    passage = Passage("1", "gifts.md", GIFTS + behind)
    corpus = Corpus("a", "a", "en", "", Path("a"), (page,), (), (), (), {}, {}, "1", (passage,))
    retrieval = Retrieval((Ranked("gifts.md", 1.0, sentence=GIFTS, passage="1"),), Coverage("covered", 0.9), "Gifts?")
    checks = Checks(Asking(Question("Gifts?"), retrieval, corpus), [page])
    assert checks.quotation(DraftPoint("gifts.md", GIFTS, ""), page) == (GIFTS + behind, "")
