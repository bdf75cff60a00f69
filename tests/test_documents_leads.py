"""A list keeps what introduces it, and a row its header: a prohibition is never quoted, or offered, as advice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from documents_parts import corpus_of

from coach.coach import Coach
from coach.composer import telling_words
from coach.documents import FileRead
from coach.documents.blocks import Block
from coach.documents.formats.furniture import without_contents
from coach.documents.templates import strip_tags
from coach.documents.torn import TORN
from coach.encoder import Encoder
from coach.index import Home, Index, ensure_index
from coach.records import Answer, Question
from coach.retriever.retriever import index_plan, retriever_of
from coach.words import sentences
from tests.document_files import docx, paragraph, read, texts

LONG = "Hand in whatever you were asked for by the people team before the first of the month, number"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


# Each a page as the reviewer wrote it, what somebody asks, and words that must never stand without those before them.
PAGES: dict[str, str | bytes] = {
    "trips.md": "# Trips\n\nYou may not:\n\n1. Book a hotel above 300 euros a night.\n"
    "2. Take your family along on a business trip at the expense of the company.\n",
    "salaries.md": "# Pay data\n\n## Managers must never\n\n- Ask employees for their passwords.\n"
    "- Share salary figures with colleagues outside of the payroll department.\n",
    "praise.md": "# Praise\n\nIt is wrong to believe that:\n\n* Feedback should be given once a year.\n"
    "* Criticise people in public so that others learn from it.\n",
    "cars.html": "<h1>Cars</h1><p>Employees may never:</p><ul><li>Drive a company car after drinking.</li>"
    "<li>Give the keys of the company car to relatives.</li></ul>",
    "talks.md": "# Talks\n\nHow to talk:\n\n- **In the talk**:\n  - Never:\n    - Compare people with each other.\n"
    "    - Speak about the character of a person.\n  - Say what you saw.\n",
    "trains.txt": "EXPENSES\n\nDo not:\n  - pay for alcohol with the company card\n  - book first class trains\n",
    "cold.md": "# Hot days\n\nAt {{ site.company }} you must never do this on hot days:\n\n"
    "- Leave the oven running without anybody beside it.\n"
    "- Open the windows of the cold store to cool the kitchen.\n\nDrink two litres of water on hot days.\n",
    "ill.md": "# When ill\n\nIf you are ill, {{ site.rule }}:\n\n1. Call your manager before nine in the morning.\n",
    "raise.md": "# Honesty\n\n| Do | Don't |\n|---|---|\n| Ask open questions | Ask why somebody failed |\n"
    "| Thank them for honesty | Promise a raise in the talk |\n",
    "listen.docx": docx(
        table(("Do", "Do not"), ("Write down what you agreed.", "Interrupt the person while they speak."))
    ),
    "notice.md": "# Leaving\n\n| | Interns | Staff |\n|---|---|---|\n| Sick pay | 6 weeks | 8 weeks |\n"
    "| Notice period | 2 weeks | 3 months |\n",
}
ASKED = [
    ("trips.md", "Should I take my family along on a business trip?", "Take your family along", "You may not:"),
    ("salaries.md", "May I share salary figures with colleagues?", "Share salary figures", "Managers must never"),
    ("praise.md", "Should I criticise people in public?", "Criticise people in public", "wrong to believe that:"),
    ("cars.html", "Can I give the keys of the car to my relatives?", "Give the keys", "Employees may never:"),
    ("talks.md", "May I speak about the character of a person?", "Speak about the character", "Never:"),
    ("trains.txt", "Can I book first class trains?", "book first class trains", "Do not:"),
    ("raise.md", "Should I promise a raise in the talk?", "Promise a raise", "Do | Don't"),
    ("listen.docx", "May I interrupt the person while they speak?", "Interrupt the person", "Do | Do not"),
    ("notice.md", "What notice period do staff have?", "3 months", "Interns | Staff"),
]

Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def ask(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("rules")
    for name, content in PAGES.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    corpus = corpus_of(folder)
    index: Index = ensure_index(index_plan(corpus, encoder), encoder, Home(tmp_path_factory.mktemp("home")))
    coach = Coach(corpus, retriever_of(corpus, index, encoder))
    yield lambda text: coach.ask(Question(text))
    index.close()


# ------------------------------------------------------------------------------------------------- as a person asks


@pytest.mark.parametrize(("document", "asked", "item", "lead"), ASKED, ids=[case[0] for case in ASKED])
def test_what_is_forbidden_is_quoted_below_the_words_that_forbid_it_and_is_no_step(
    ask: Ask, document: str, asked: str, item: str, lead: str
) -> None:
    answer = ask(asked)
    quotes = [point.quote for point in answer.points if item in point.quote]
    assert quotes, (answer.opening, answer.points)
    assert all(lead in quote[: quote.index(item)] for quote in quotes)
    assert answer.next_step is None


@pytest.mark.parametrize(
    ("asked", "item"),
    [
        ("Should I open the windows of the cold store on hot days to cool the kitchen?", "Open the windows"),
        ("Should I call my manager before nine in the morning?", "Call your manager"),
    ],
)
def test_a_list_whose_lead_in_a_template_tag_tore_is_not_quoted(ask: Ask, asked: str, item: str) -> None:
    answer = ask(asked)
    assert not any(item in point.quote for point in answer.points)
    assert answer.next_step is None or item not in answer.next_step.text


# --------------------------------------------------------------------------------------------------- as it is read


def quoted(found: FileRead, item: str) -> str:
    """Return the quotation of the sentence that holds these words."""
    text = next(text for text in texts(found) if item in text)
    return telling_words(text, next(one for one in sentences(text) if item in one), is_document=True)


@pytest.mark.parametrize(
    "page",
    [
        "You may not:\n\n- Share the keys.\n- Lend the car to friends.\n",
        "You may not\n\n- share the keys\n- Lend the car to friends\n",
        "Do none of this, ever.\n\n- Share the keys.\n- Lend the car to friends.\n",
        "## What to avoid\n\n- Share the keys.\n- Lend the car to friends.\n",
        "## What to avoid\n\nShare the keys.\n\nLend the car to friends.\n",
        "You may not:\n\nShare the keys.\n\nLend the car to friends.\n",
        "- Rules:\n  - You may not:\n    - Share the keys.\n    - Lend the car to friends.\n",
        "You may not:\n\n| What | Whose |\n|---|---|\n| Share the keys | all |\n| Lend the car to friends | all |\n",
        "<dl><dt>You may not</dt><dd>Share the keys.</dd><dd>Lend the car to friends.</dd></dl>",
        "You may not:\n- Share {{ the }} keys. All of them.\n- Lend the car to friends.\n",
    ],
    ids=["colon", "no sign", "full stop", "heading", "prose", "paragraphs", "nested", "table", "terms", "torn item"],
)
def test_an_item_is_never_quoted_without_what_introduces_it(page: str) -> None:
    lead = page.removeprefix("<dl><dt>").lstrip("# -").partition("\n")[0].partition("<")[0]
    quote = quoted(read(f"# Cars\n\n{page}", "a.md"), "Lend the car")
    assert quote.startswith(lead)
    assert "You may not" in quote or "Rules" not in lead


def test_a_list_in_several_passages_repeats_its_lead_in_and_says_that_something_is_missing() -> None:
    items = "".join(f"- {LONG} {number}.\n" for number in range(20))
    document = read(f"# Papers\n\nNobody has to do any of the following:\n\n{items}", "a.md").documents[0]
    first, *others = document.passages
    assert first.text.startswith("Nobody has to do any of the following:\nHand in")
    assert len(others) > 1
    for passage in others:
        assert passage.text.startswith("Nobody has to do any of the following: …\nHand in")
        assert passage.place.first == 3 and passage.no_advice == ""


def test_what_has_too_long_a_lead_in_to_repeat_is_not_quoted() -> None:
    lead = f"You may not do these things, {', '.join(['nor here'] * 40)}:"
    items = "".join(f"- {LONG} {number}.\n" for number in range(20))
    _, *others = read(f"# Papers\n\n{lead}\n\n{items}", "a.md").documents[0].passages
    assert {passage.no_advice for passage in others if "Hand in" in passage.text} == {"long lead-in"}


def test_a_lead_in_belongs_to_the_list_below_it_and_to_nothing_after_that() -> None:
    page = "You may not:\n\n- Share the keys.\n\n| Who | Phone |\n|---|---|\n| Fleet desk | 200 |\n\nDrive with care.\n"
    found = read(f"# Cars\n\n{page}", "a.md")
    assert quoted(found, "Fleet desk") == "Who | Phone\nFleet desk | 200"
    assert quoted(found, "Drive with care") == "Drive with care."


def test_an_empty_cell_keeps_its_place_below_the_header() -> None:
    found = read("| Do | Don't |\n|---|---|\n| Thank them | |\n| | Promise a raise |\n", "a.md")
    assert texts(found)[1] == "Do | Don't …\n| Promise a raise"


def test_prose_below_a_heading_that_only_denies_something_is_quoted_by_itself() -> None:
    prose = "Feedback takes time. Give it early, and in private, so that somebody can do something about it."
    assert quoted(read(f"# Talks\n\n## Feedback isn't easy\n\n{prose}\n", "a.md"), "Give it") == prose


def test_a_row_that_only_forbids_stands_above_those_below_it_until_the_next_such_row() -> None:
    rows = "| Never | |\n| Lend | the car |\n| Always | |\n| Lock | the car |\n"
    found = read(f"| What | Which |\n|---|---|\n{rows}", "a.md")
    assert quoted(found, "Lend") == "What | Which …\nNever …\nLend | the car"
    assert quoted(found, "Lock") == "What | Which …\nLock | the car"


def test_a_principle_of_several_lines_keeps_its_lead_in() -> None:
    found = read('id,text\nP1,"You may not:\nShare the keys.\nLend the car to friends."\n', "a.csv")
    assert quoted(found, "Lend") == "You may not:\nShare the keys.\nLend the car to friends."


@pytest.mark.parametrize("header", [("Do:", "Don't:"), ("Things to say", "Things not to say")])
def test_a_word_table_whose_first_row_forbids_is_read_below_it(header: tuple[str, str]) -> None:
    found = read(docx(table(header, ("Thank them.", "Promise a raise."))), "a.docx")
    assert quoted(found, "Promise") == f"{' | '.join(header)}\nThank them. | Promise a raise."


@pytest.mark.parametrize("name", ["a.docx", "a.html"])
def test_the_first_row_of_a_table_without_a_header_is_a_row_too(name: str) -> None:
    rows = (("Petrol card", "Fleet desk"), ("Accident", "Call the police first, then the fleet desk"))
    html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    found = read(docx(table(*rows)) if name == "a.docx" else f"<table>{html}</table>", name)
    assert texts(found)[0] == "Petrol card | Fleet desk"


# --------------------------------------------------------------------------------------------------- template tags


def test_what_a_torn_sentence_or_header_introduces_is_left_out_and_told() -> None:
    page = (
        "At {{ site.company }} you must never:\n\n- Open the windows.\n  - Or the doors.\n- Stop the fans.\n\n"
        "Drink enough water on hot days.\n\n| {{ site.a }} | Rule {{ site.b }} |\n|---|---|\n| Sick | Call at nine. |\n"
    )
    found = read(page, "a.md")
    assert texts(found) == ["Drink enough water on hot days."]
    assert found.remarks == (
        "Sentences left out, for a template tag stood for some of their words: 1.",
        "List items, rows and paragraphs left out, for such a sentence or header introduces them: 4.",
    )
    assert all(TORN not in passage.embedded for passage in found.documents[0].passages)


# ------------------------------------------------------------------------------------------------------------ time


@pytest.mark.parametrize(
    "work",
    [
        lambda: without_contents([Block("paragraph", "." * 20_000, ()), Block("paragraph", ". " * 10_000, ())]),
        lambda: strip_tags("{{ a }}\n" + " " * 20_000 + "x"),
        lambda: strip_tags("{{ a }} " * 13_000),
    ],
    ids=["dots", "blanks", "tags"],
)
def test_long_runs_of_one_sign_take_no_time(work: Callable[[], object]) -> None:
    started = time.perf_counter()
    work()
    assert time.perf_counter() - started < 1
