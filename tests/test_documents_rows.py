"""Rows of tables, list items and sentences are quoted whole, never glued to the next, and what is left out is told."""

from __future__ import annotations

from typing import Any

import pytest

from coach.composer import telling_words
from coach.documents import FileRead
from tests.document_files import docx, odt, paragraph, pptx, read, shape, texts, workbook

ASK = "Ask your people what they need before you decide anything."
WHY = "Who was not asked carries nothing of what was decided."
TELL = "Tell them what was decided and why it was decided so."


def quotable(found: FileRead) -> list[str]:
    return [one.text for document in found.documents for one in document.passages if not one.no_advice]


def word_table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def test_every_row_of_short_cells_is_quoted_with_its_header() -> None:
    table = "| Time with us | Notice |\n|---|---|\n| up to 2 years | 4 weeks |\n| up to 5 years | 2 months |\n"
    found = read(f"# Leave\n\n{table}", "a.md")
    header = "Time with us | Notice"
    assert quotable(found) == [f"{header}\nup to 2 years | 4 weeks", f"{header} …\nup to 5 years | 2 months"]
    one = found.documents[0].passages[1]
    assert one.context == "Leave."
    assert str(one.place_of(one.text)) == "lines 3-6"
    assert str(one.place_of("up to 5 years | 2 months")) == "line 6"
    assert found.remarks == ()


def test_rows_that_are_never_quoted_are_counted() -> None:
    found = read("| a | b |\n|---|---|\n| 2024 | 17 |\n| 2025 | 18 |\n| Ann | |\n| Ask them | first |\n", "a.md")
    assert quotable(found) == ["a | b …\nAsk them | first"]
    assert found.remarks == ("Rows of tables that are never quoted: 3 (2 figures, 1 labels).",)


def test_a_word_table_without_a_header_keeps_its_first_row() -> None:
    found = read(docx(word_table(("Salary", "Nobody decides alone"), ("Holidays", TELL))), "a.docx")
    assert quotable(found) == ["Salary | Nobody decides alone", f"Holidays | {TELL}"]
    found = read(docx(paragraph(ASK) + word_table(("Laptop", "IT"), ("Desk", "Facilities"))), "a.docx")
    assert "Laptop | IT" in texts(found)


def test_a_word_table_under_names_of_columns_is_quoted_with_these() -> None:
    found = read(docx(word_table(("Topic", "Rule"), ("Pay", ASK), ("News", TELL))), "a.docx")
    assert quotable(found) == [f"Topic | Rule\nPay | {ASK}", f"Topic | Rule …\nNews | {TELL}"]
    assert texts(found)[0] == "Topic | Rule"


def test_a_sheet_of_unknown_columns_is_a_row_a_passage_and_says_how_to_map_it() -> None:
    rows: list[list[Any]] = [
        ["Lfd. Nr.", "Wirkprinzip", "Warum so?", "Zielgruppe"],
        [1, ASK, WHY, "managers"],
        [2, TELL, "", "all"],
    ]
    found = read(workbook(Rules=rows), "a.xlsx")
    assert quotable(found) == [f"Wirkprinzip | Warum so? …\n{ASK} | {WHY}", f"Wirkprinzip …\n{TELL}"]
    first = found.documents[0].passages[0]
    assert first.context == "a. Rules. Lfd. Nr.: 1, managers."
    assert str(first.place_of(ASK)) == "Rules, row 2"
    assert found.remarks == (
        "Rules: no column is known to hold principles (found: 'Lfd. Nr.', 'Wirkprinzip', 'Warum so?', 'Zielgruppe'); "
        "each row is one passage, quoted from 'Wirkprinzip', 'Warum so?' "
        "(the cells of 'Lfd. Nr.', 'Zielgruppe' are searched and never quoted). "
        "To make each row a principle: --column text=Wirkprinzip.",
    )


def test_a_row_keeps_the_label_in_front_of_its_text() -> None:
    found = read(f'#,Our value,What it means\nV1,Candour,"{ASK}"\nV2,Calm,"{TELL}"\n', "a.csv")
    header = "Our value | What it means …"
    assert quotable(found) == [f"{header}\nCandour | {ASK}", f"{header}\nCalm | {TELL}"]
    assert '--column "text=What it means"' in found.remarks[0]


def test_a_principle_is_quoted_with_its_rationale_and_other_columns_are_told() -> None:
    found = read(f'id,text,rationale,owner\nP1,"{ASK}","{WHY}",HR\nP2,"{TELL}",,\n', "a.csv")
    assert texts(found) == [f"{ASK}\n{WHY}", TELL]
    assert str(found.documents[0].passages[0].place_of(WHY)) == "line 2"
    assert found.remarks == ("Columns left out, with their cells: 'owner' (1).",)


@pytest.mark.parametrize(
    "items",
    [
        f"- **Calm.** {ASK}\n- **Inclusivity.** {TELL}\n",
        f"- **Calm.**\n\n  {ASK}\n- **Inclusivity.**\n\n  {TELL}\n",
        f"<ul><li><b>Calm.</b> {ASK}</li>\n<li><p><b>Inclusivity.</b></p><p>{TELL}</p></li></ul>\n",
    ],
    ids=["inline", "loose", "html"],
)
def test_a_quotation_from_a_list_item_never_takes_the_next_label_along(items: str) -> None:
    text = texts(read(items, "a.md"))[0]
    assert telling_words(text, ASK) == ASK
    assert telling_words(text, "Calm.") == f"Calm. {ASK}"
    assert telling_words(text, TELL) == TELL


def test_a_label_in_a_line_of_its_own_is_one_sentence_with_its_item() -> None:
    text = texts(read(f"- **Calm**\n  {ASK}\n- **Inclusivity**\n  {TELL}\n", "a.md"))[0]
    assert text == f"Calm {ASK}\n\nInclusivity {TELL}"


def test_what_introduces_a_list_is_quoted_with_an_item_or_not_at_all() -> None:
    text = texts(read(f"{WHY} We do it for these reasons:\n\n- {ASK}\n- {TELL}\n", "a.md"))[0]
    assert text == f"{WHY} We do it for these reasons:\n{ASK}\n{TELL}"
    assert telling_words(text, TELL) == f"We do it for these reasons:\n{ASK}\n{TELL}"
    assert telling_words(text, WHY, at_most=0) == WHY
    alone = texts(read(f"{WHY} We do it for these reasons:\n\n![a chart](a.png)\n", "a.md"))[0]
    assert telling_words(alone, WHY) == WHY


def test_items_below_an_item_and_what_follows_them_stand_below_it() -> None:
    item = "Then do this, and in this order:"
    (text,) = texts(read(f"- {item}\n  - {ASK}\n  - {TELL}\n\n  {WHY}\n", "a.md"))
    assert text == f"{item}\n{ASK}\n{TELL}\n{WHY}"
    body = "".join(
        f"<text:list-item><text:p>{one}</text:p><text:p>{WHY}</text:p></text:list-item>" for one in (ASK, TELL)
    )
    (text,) = texts(read(odt(f"<text:list>{body}</text:list>"), "a.odt"))
    assert text == f"{ASK} {WHY}\n\n{TELL} {WHY}"


@pytest.mark.parametrize(
    "sentence",
    [
        "Everybody at {{ site.company }} may work from home.",
        "{{ site.company }} lets everybody work from home.",
        "We are {{< count-people >}} people in all of this house.",
        "Everybody at\n{{ site.company }}\nmay work from home.",
    ],
    ids=["inside", "begins", "counts", "own-line"],
)
@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_a_sentence_that_lacks_the_words_of_a_template_tag_is_left_out_and_told(sentence: str, name: str) -> None:
    found = read(f"{ASK} {sentence} {TELL}\n", name)
    (text,) = texts(found)
    assert text == f"{ASK}\n\n{TELL}"
    assert found.remarks == ("Sentences left out, for a template tag stood for some of their words: 1.",)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("{% if a %}Ask your people before you decide.{% endif %}", "Ask your people before you decide."),
        ("Ask [your people]({{ site.url }}/people) before you decide.", "Ask your people before you decide."),
        ('Ask <a href="{{ url }}">your people</a> before you decide.', "Ask your people before you decide."),
        ('{{< icon "hand" >}} Ask your people before you decide.', "Ask your people before you decide."),
        ("{{ content }}\n\nAsk your people before you decide.", "Ask your people before you decide."),
    ],
    ids=["condition", "target", "attribute", "icon", "alone"],
)
def test_a_tag_that_stands_for_no_words_leaves_its_sentence(written: str, clean: str) -> None:
    found = read(f"{written}\n", "a.md")
    assert (texts(found), found.remarks) == ([clean], ())


def test_a_printed_table_of_contents_is_left_out_and_told() -> None:
    contents = "".join(map(paragraph, ["Contents", "The week before ........ 1", "The first day ........ 2"]))
    found = read(docx(contents + paragraph("The first day", "berschrift1") + paragraph(ASK)), "a.docx")
    assert texts(found) == [ASK]
    assert found.remarks == ("A table of contents was left out: 2 lines.",)


def test_stage_directions_in_notes_are_left_out_and_told_but_what_is_to_be_said_stays() -> None:
    slides = [shape("One", "title") + shape(ASK), shape("Two", "title") + shape(TELL)]
    found = read(pptx(slides, notes={1: "Speaker: pause here", 2: WHY}), "a.pptx")
    assert texts(found) == [ASK, f"{TELL}\n\n{WHY}"]
    assert found.remarks == ("Stage directions in the notes were left out: 1.",)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Conflicts in the team | Acme Intranet", "Conflicts in the team"),
        ("Acme Intranet | First talk", "First talk"),
        ("Either-or", "Either-or"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_page_title(title: str, shown: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><h2>First talk</h2><p>{ASK}</p></body></html>"
    assert read(page, "a.html").documents[0].title == shown


def test_the_column_that_a_remark_names_can_be_mapped_as_it_is_spelled() -> None:
    table = f'Nr.,Our How-to.\n1,"{ASK}"\n2,"{TELL}"\n'
    assert '--column "text=Our How-to."' in read(table, "a.csv").remarks[0]
    found = read(table, "a.csv", columns={"text": "Our How-to."})
    assert [document.passages[0].text for document in found.documents if document.principle] == [ASK, TELL]
