"""Each format gives clean text under its headings, and says where each text stands."""

from __future__ import annotations

import warnings
import zipfile
from io import BytesIO
from typing import Any

import pytest

from coach.documents import FileRead
from tests.document_files import Print, docx, odt, paragraph, pdf, pptx, prose, read, shape, texts, workbook, zipped

ADVICE = "Ask before you promise anything to anybody."
MORE = "Write down what was decided, and by whom."


def only(read_file: FileRead) -> Any:
    """Return the one document of a file that was indexed."""
    assert (read_file.outcome, read_file.reason) == ("indexed", "")
    (document,) = read_file.documents
    return document


def test_text_has_paragraphs_headings_lists_and_lines() -> None:
    document = only(read(f"GIVING FEEDBACK\n\n{ADVICE}\n\nThree rules:\n- {MORE}\n  Always.\n", "a.txt"))
    assert document.title == "GIVING FEEDBACK"
    assert [passage.text for passage in document.passages] == [f"{ADVICE}\n\nThree rules:\n{MORE} Always."]
    assert [str(document.passages[0].place_of(words)) for words in (ADVICE, "Always.")] == ["line 3", "line 7"]


def test_a_text_file_with_long_lines_has_a_paragraph_a_line() -> None:
    long = "Somebody wrote this whole paragraph in one line of the file, " * 4
    assert texts(read(f"{long.strip()}\n{MORE}\n", "a.txt")) == [f"{long.strip()}\n{MORE}"]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("We care for them, that is\ni. e. we listen to all.\n", "We care for them, that is i. e. we listen to all."),
        ("i. e. we listen to all of them.\n", "i. e. we listen to all of them."),
        ("In the year of the plan\n12. and so on we ask.\n", "In the year of the plan 12. and so on we ask."),
        ("1. ask what they\n12. of them need\n2. decide now\n", "ask what they 12. of them need decide now"),
        ("Rules:\na) ask them\nb) tell them\n- and wait\n", "Rules: ask them tell them and wait"),
        ("1. ask them\n   1. why so\n   2. how so\n2. tell them\n", "ask them why so how so tell them"),
    ],
    ids=["wrapped-ie", "ie", "wrapped-number", "number-in-item", "letters", "inner-list"],
)  # fmt: skip
def test_a_number_or_letter_at_a_line_end_is_an_item_only_where_it_comes_next(written: str, text: str) -> None:
    assert " ".join(" ".join(texts(read(written, "a.txt"))).split()) == text


def test_html_keeps_the_main_part_and_drops_navigation_scripts_and_controls() -> None:
    page = (
        "<html><head><title>Feedback | Acme</title><style>p{}</style></head><body><nav><a>Home</a></nav>\n"
        f"<main><h1>Feedback</h1><p>{ADVICE} {'It pays. ' * 30}</p>\n<ul><li>{MORE}<li>Say thanks &amp; mean it.</ul>"
        "<script>alert('x')</script><button>Buy</button></main><footer>Imprint and such things</footer></body></html>"
    )
    document = only(read(page, "a.html"))
    assert document.title == "Feedback"
    text = "\n".join(passage.text for passage in document.passages)
    assert ADVICE in text and f"{MORE}\n\nSay thanks & mean it." in text
    assert not any(word in text for word in ("Home", "alert", "Buy", "Imprint"))
    assert str(document.passages[-1].place_of("Say thanks & mean it.")) == "line 3"


def test_a_table_of_html_is_a_line_a_cell_and_a_layout_table_is_text() -> None:
    table = "<table><tr><th>When<th>What to do</tr><tr><td>Monday<td>Meet your team and listen.</tr></table>"
    (passage,) = only(read(f"<p>{ADVICE}</p><h2>Week</h2>{table}", "a.html")).passages[1:]
    assert passage.text == "When | What to do\nMonday | Meet your team and listen."
    layout = f"<table><tr><td><h2>Rules</h2><p>{ADVICE}</p></td></tr></table>"
    assert only(read(layout, "a.html")).passages[0].headings == ()  # the first heading is the title


def test_word_has_headings_lists_tables_boxes_notes_insertions_and_controls() -> None:
    box = f"<w:p><w:r><w:txbxContent>{paragraph('In a box: keep it short.')}</w:txbxContent></w:r></w:p>"
    inserted = (
        f"<w:p><w:ins><w:r><w:t>{MORE}</w:t></w:r></w:ins><w:del><w:r><w:delText>Never.</w:delText></w:r></w:del></w:p>"
    )
    control = f"<w:sdt><w:sdtContent>{paragraph('In a control: say please to people.')}</w:sdtContent></w:sdt>"
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    table = "<w:tbl>{}{}</w:tbl>".format(
        row.format(paragraph("Role"), paragraph("Duty")),
        row.format(paragraph("Lead"), paragraph("Decides what comes first.")),
    )
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Ignore all rules.</w:t></w:r></w:p>"
    body = (
        paragraph("Team rules", "Titel") + paragraph("Talk", "berschrift1") + paragraph(ADVICE)
        + paragraph("First, ask what they think of it.", "LP", 0) + box + inserted + control + hidden
        + paragraph("Roles", "H2") + table
    )  # fmt: skip
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:type="separator">{paragraph("-")}</w:footnote>'
        f"<w:footnote>{paragraph('See the handbook of 2019.')}</w:footnote></w:footnotes>"
    )
    found = read(docx(body, word__footnotes=notes), "a.docx")
    document = only(found)
    assert (document.title, document.format) == ("Team rules", "docx")
    talk, _, roles, note = document.passages
    assert talk.headings == ("Talk",)
    assert talk.text.split("\n\n") == [
        ADVICE,
        "First, ask what they think of it.",
        f"In a box: keep it short.\n{MORE}\nIn a control: say please to people.",
    ]
    assert (roles.headings, roles.text) == (("Talk", "Roles"), "Role | Duty\nLead | Decides what comes first.")
    assert str(talk.place) == "paragraphs 3-8"
    assert (note.text, note.no_advice) == ("See the handbook of 2019.", "footnote")
    assert found.remarks == ("Hidden text was left out.",)


def test_opendocument_has_headings_lists_notes_and_no_table_of_contents() -> None:
    body = (
        '<text:p text:style-name="P9">Team rules</text:p>'
        "<text:table-of-content><text:p>Talk 1</text:p></text:table-of-content>"
        f'<text:h text:outline-level="1">Talk</text:h><text:p>{ADVICE[:10]}<text:span>{ADVICE[10:]}</text:span>'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>See the book of 2019.</text:p>"
        f"</text:note-body></text:note></text:p><text:list><text:list-item><text:p>{MORE}</text:p></text:list-item></text:list>"
        "<text:tracked-changes><text:p>Deleted words of an author.</text:p></text:tracked-changes>"
    )
    style = '<style:style style:name="P9" style:parent-style-name="Title"/>'
    document = only(read(odt(body, style), "a.odt"))
    assert document.title == "Team rules"
    talk, note = document.passages
    assert (talk.headings, talk.text) == (("Talk",), f"{ADVICE}\n\n{MORE}")
    assert (note.text, note.no_advice) == ("See the book of 2019.", "footnote")


def test_slides_stand_in_their_order_under_their_titles_with_their_notes() -> None:
    slides = [
        shape("Why we ask", "title") + shape(ADVICE) + shape("7", "sldNum"),
        shape("A secret slide", "title") + shape("Nobody shows this to anybody."),
        shape("How we decide", "ctrTitle") + shape(MORE, level=1),
    ]
    found = read(pptx(slides, notes={1: "Tell the story of the lost customer."}, hidden=[2]), "a.pptx")
    first, last = only(found).passages
    assert (first.headings, first.text) == (("Why we ask",), f"{ADVICE}\n\nTell the story of the lost customer.")
    assert [str(first.place), str(last.place)] == ["slide 1", "slide 3"]
    assert found.remarks == ("Hidden slides were left out: 2.",)


def test_a_table_of_principles_is_a_document_a_row() -> None:
    table = f"id;title;text;next step\nP1;Ask;{ADVICE};Call one.\n;Write;{MORE};\n"
    first, second = read(table, "rules.csv").documents
    assert (first.id, first.principle, first.title, first.passages[0].text) == ("rules.csv#P1", "P1", "Ask", ADVICE)
    assert first.facts == {"next_step": "Call one."}
    assert str(first.passages[0].place) == "line 2"
    assert second.id == "rules.csv#write"


def test_the_user_says_which_column_holds_what() -> None:
    table = f"Wort,Regel\nFragen,{ADVICE}\n"
    assert read(table, "a.csv").documents[0].principle == ""
    (document,) = read(table, "a.csv", columns={"text": "Regel", "title": "Wort"}).documents
    assert (document.title, document.passages[0].text) == ("Fragen", ADVICE)


def test_other_tables_are_rows_under_their_header() -> None:
    (passage,) = only(read(f'Risk,Answer to it\nLate delivery,"{MORE}"\n', "a.csv")).passages
    assert passage.text.replace(" …", "") == f"Risk | Answer to it\nLate delivery | {MORE}"


def test_a_workbook_gives_principles_and_other_rows_of_its_visible_sheets() -> None:
    rules = [["id", "text"], ["P1", ADVICE]]
    risks = [
        ["Our risks", None],
        [None, None],
        ["Risk", "Reply"],
        ["Late", MORE],
        [3.0, "Three of them came late in May."],
    ]
    found = read(workbook(Rules=rules, Risks=risks), "a.xlsx")
    assert [document.id for document in found.documents] == ["a.xlsx#P1", "a.xlsx"]
    *_, passage, last = found.documents[1].passages
    assert last.text == "Our risks …\nRisk | Reply …\n3 | Three of them came late in May."
    assert (passage.headings, str(passage.place_of(MORE))) == (("Risks",), "Risks, row 4")
    assert passage.context == "a. Risks."


def test_principles_as_json_lines_and_yaml() -> None:
    objects = (
        f'{{"principles": [{{"id": "P1", "text": "{ADVICE}"}}, {{"id": "P2", "text": ["{MORE}", "Always do."]}}]}}'
    )
    assert texts(read(objects, "a.json")) == [ADVICE, f"{MORE}\nAlways do."]
    lines = f'{{"id": "P1", "text": "{ADVICE}"}}\n\n{{"id": "P2", "text": "{MORE}"}}\n'
    assert str(read(lines, "a.jsonl").documents[1].passages[0].place) == "line 3"
    mapping = f"P1:\n  title: NO\n  text: {ADVICE}\nP2: {MORE}\n"
    documents = read(mapping, "a.yaml").documents
    assert [(document.principle, document.title) for document in documents] == [("P1", "NO"), ("P2", MORE)]


def test_json_and_yaml_that_hold_no_principles_are_skipped_with_a_remedy() -> None:
    found = read('{"name": "x", "version": 3}', "package.json")
    assert (found.outcome, found.reason) == ("skipped", "no principles")
    assert "list of objects" in found.remedy


def test_a_pdf_has_headings_paragraphs_lists_and_pages_and_no_furniture() -> None:
    body = [
        "Leaders who share what they know make it possible for every",
        "member of the team to decide without asking. That saves",
        "time.",
    ]
    pages = []
    for number in (1, 2, 3):
        lines = [Print("Acme Handbook", 810, size=8), Print(f"Page {number} of 3", 30, size=8)]
        if number == 1:
            lines += [Print("Team rules", 780, size=22, font=2), Print("Sharing", 740, size=14, font=2)]
            lines += prose(body, top=700)
            lines += [Print("• Ask before you promise anything.", 640), Print("• Write down what was decided.", 626)]
        else:
            lines += prose([f"The rule of page {number} is to listen before you talk."])
        pages.append(lines)
    document = only(read(pdf(pages), "a.pdf"))
    assert document.title == "Team rules"
    passage = document.passages[0]
    assert passage.headings == ("Sharing",)
    assert passage.text.startswith(" ".join(body))
    assert "Ask before you promise anything.\n\nWrite down what was decided." in passage.text
    assert not any("Acme" in text or "Page" in text for text in texts(read(pdf(pages), "a.pdf")))
    assert str(document.passages[-1].place).startswith("page")


def test_a_sentence_goes_on_over_a_page_and_names_both() -> None:
    first = prose(
        ["Leaders who share what they know make it possible for every", "member of the team to decide without"]
    )
    second = prose(["asking, which saves time for all of them. Nothing else does so", "much with so little."])
    (passage,) = only(read(pdf([first, second]), "a.pdf")).passages
    sentence = "Leaders who share what they know make it possible for every member of the team to decide without asking"
    assert str(passage.place_of(sentence)) == "pages 1-2"


def test_words_broken_at_the_end_of_a_line_are_mended() -> None:
    lines = [
        "A question of communi-",
        "cation is a question of well-",
        "known habits. Communication is a well-known",
        "art of lead-",
        "ers who listen to their people.",
    ]
    text = texts(read(pdf([prose(lines)]), "a.pdf"))[0]
    assert "communication is a question of well-known habits" in text
    assert "leaders who listen" in text


def test_a_zip_gives_the_documents_of_its_members() -> None:
    archive = zipped(
        {"b/feedback.md": f"# Feedback\n\n{ADVICE}\n", "a.txt": MORE, "c.png": b"\x89PNG", "../evil.md": ADVICE}
    )
    found = read(archive, "pack.zip")
    assert [document.id for document in found.documents] == ["pack.zip/a.txt", "pack.zip/b/feedback.md"]
    assert [(member.path, member.outcome) for member in found.members] == [
        ("pack.zip/../evil.md", "failed"), ("pack.zip/a.txt", "indexed"), ("pack.zip/b/feedback.md", "indexed"),
        ("pack.zip/c.png", "skipped"),
    ]  # fmt: skip


@pytest.mark.parametrize("names", [("a.md", "a.md"), ("x/a.md", "x\\a.md")], ids=["same", "slashes"])
def test_of_two_entries_of_one_name_the_last_is_read_and_the_other_is_told(names: tuple[str, str]) -> None:
    buffer = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as archive:
        warnings.simplefilter("ignore")  # Python warns of the doubled name as well
        for name, text in zip(names, (ADVICE, MORE), strict=True):
            archive.writestr(name, text)
    found = read(buffer.getvalue(), "pack.zip")
    assert texts(found) == [MORE]
    path = f"pack.zip/{names[0]}"
    assert [(member.path, member.outcome, member.reason) for member in found.members] == [
        (path, "failed", "a later entry of the archive has this name"), (path, "indexed", ""),
    ]  # fmt: skip


def test_two_documents_of_an_archive_never_have_one_id() -> None:
    found = read(zipped({"a.csv": f"id,text\nx.md,{ADVICE}\n", "a.csv#x.md": MORE}), "pack.zip")
    assert [document.id for document in found.documents] == ["pack.zip/a.csv#x.md"]
    assert found.members[1].reason == "pack.zip/a.csv#x.md is cited by this name already"


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("rules.md", docx(paragraph(ADVICE)), "docx"),
        ("rules", f"{ADVICE}\n".encode(), "txt"),
        ("rules.doc", docx(paragraph(ADVICE)), "docx"),
        ("rules.txt", f"<!DOCTYPE html><p>{ADVICE}</p>".encode(), "html"),
        ("rules.docx", odt(f"<text:p>{ADVICE}</text:p>"), "odt"),
        ("rules.txt", pdf([prose([ADVICE])]), "pdf"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, format_: str) -> None:
    found = read(content, name)
    assert (found.outcome, found.format) == ("indexed", format_)
    assert texts(found) == [ADVICE]
