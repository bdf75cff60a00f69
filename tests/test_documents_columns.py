"""Which column holds what: as the user says it, in tables that have that column; else as its name says it."""

from __future__ import annotations

import json

import pytest

from coach.composer.quoting import telling_words
from coach.documents import FileRead
from tests.document_files import read, texts, workbook

ASK = "Ask your people what they need before you decide anything."
TELL = "Tell them what was decided and why it was decided so."
SHORT = "Assume good intent"


def ids(found: FileRead) -> list[str]:
    return [document.id for document in found.documents]


def quotable(found: FileRead) -> list[str]:
    return [one.text for document in found.documents for one in document.passages if not one.no_advice]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f"id,title,text\nP1,Ask,{ASK}\nP2,Tell,{TELL}\n"),
        ("a.json", json.dumps([{"id": "P1", "text": ASK}, {"id": "P2", "text": TELL}])),
    ],
)
def test_a_table_without_the_chosen_column_is_read_by_the_usual_names_and_says_so(name: str, content: str) -> None:
    found = read(content, name, columns={"text": "House rule"})
    assert (ids(found), texts(found)) == ([f"{name}#P1", f"{name}#P2"], [ASK, TELL])
    assert found.remarks == ("No column 'House rule' for text: the usual names were taken.",)


def test_each_sheet_of_a_workbook_is_read_by_the_chosen_column_where_it_has_that() -> None:
    rules, more = [["No.", "House rule"], [1, ASK]], [["id", "text"], ["P2", TELL]]
    found = read(workbook(Rules=rules, More=more), "a.xlsx", columns={"text": "House rule"})
    assert (texts(found), ids(found)[1]) == ([ASK, TELL], "a.xlsx#P2")
    assert "More: no column 'House rule' for text: the usual names were taken." in found.remarks


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f"id,text\nP1,{SHORT}\nP2,Stay calm\n"),
        ("a.json", json.dumps([{"id": "P1", "text": SHORT}, {"id": "P2", "text": "Stay calm"}])),
    ],
)
def test_a_chosen_column_holds_principles_however_short_they_are(name: str, content: str) -> None:
    found = read(content, name, columns={"text": "text"})
    assert (ids(found), quotable(found)) == ([f"{name}#P1", f"{name}#P2"], [SHORT, "Stay calm"])
    assert found.remarks == ()


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_a_chosen_column_holds_principles_that_are_figures(name: str) -> None:
    rows = [{"id": "P1", "rule": "70/20/10"}, {"id": "P2", "rule": "Listen"}]
    table = "id,rule\n" + "".join(f"{row['id']},{row['rule']}\n" for row in rows)
    found = read(table if name == "a.csv" else json.dumps(rows), name, columns={"text": "rule"})
    assert quotable(found) == ["70/20/10", "Listen"]


def test_a_column_that_is_chosen_for_the_text_is_not_taken_for_the_title_by_its_name() -> None:
    found = read(f"id,name,topic\nP1,{ASK},Asking\n", "a.csv", columns={"text": "name"})
    assert (texts(found), found.documents[0].title) == ([ASK], "Asking")


def test_a_chosen_column_may_be_the_only_one() -> None:
    assert texts(read(f"House rule\n{ASK}\n{TELL}\n", "a.csv", columns={"text": "House rule"})) == [ASK, TELL]


def test_a_chosen_column_may_be_the_only_one_though_a_comma_parts_a_row() -> None:
    found = read(
        f"Our rules\nHouse rule\n{ASK}\nAsk first, then act\n{TELL}\n", "a.csv", columns={"text": "House rule"}
    )
    assert (texts(found), found.remarks) == ([ASK, TELL], ("line 4: 2 cells where 1 is named, left out.",))


def test_a_table_with_neither_the_chosen_column_nor_a_usual_one_says_so() -> None:
    found = read(f"ref,how we do it\nA,{ASK}\nB,{TELL}\n", "a.csv", columns={"text": "House rule", "id": "ref"})
    assert found.remarks[0] == "No column 'House rule' for text: the usual names were taken."
    assert found.remarks[1].startswith("No column is known to hold principles")
    found = read(workbook(More=[["ref", "how we do it"], ["A", ASK]]), "a.xlsx", columns={"text": "House rule"})
    assert found.remarks[0] == "More: no column 'House rule' for text: the usual names were taken."


def test_a_title_that_is_called_as_the_chosen_column_is_not_taken_for_it() -> None:
    found = read(f"Advice\nid,Advice\nP1,{ASK}\nP2,{TELL}\n", "a.csv", columns={"text": "Advice"})
    assert (ids(found), texts(found)) == (["a.csv#P1", "a.csv#P2"], [ASK, TELL])


def test_rows_that_do_not_fit_the_header_are_told_by_their_line_also_where_no_column_holds_principles() -> None:
    torn = "R2,Joy,Eat, drink and be merry before you all go home."
    found = read(f"ref,topic,house rule\nR1,Ask,{ASK}\n{torn}\nR3,Six\nR4,Tell,{TELL}\n", "a.csv")
    assert quotable(found) == [
        f"topic | house rule …\nAsk | {ASK}", "ref | topic …\nR3 | Six", f"topic | house rule …\nTell | {TELL}",
    ]  # fmt: skip
    assert found.remarks[1:] == (
        "line 3: 4 cells where 3 are named, left out.",
        "line 4: 2 cells where 3 are named, read as they stand.",
    )


def test_rows_of_figures_that_do_not_fit_the_header_are_told_too() -> None:
    found = read("Years,Notice\n2,4 weeks\n5,2 months,or 3\n9,3 months\n", "a.csv")
    assert found.remarks[1:] == ("line 3: 3 cells where 2 are named, left out.",)
    assert not any("2 months" in text for text in texts(found))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f"id,text,Applies to,Exceptions\nP1,{ASK},Directors only,On call\nP2,{TELL},,none\n"),
        ("a.json", json.dumps([
            {"id": "P1", "text": ASK, "Applies_to": ["Directors only"], "exceptions": "On call"},
            {"id": "P2", "text": TELL, "exceptions": "n/a"},
        ])),
    ],
)  # fmt: skip
def test_whom_and_when_a_principle_is_for_stands_above_it_in_every_quotation(name: str, content: str) -> None:
    first, second = texts(read(content, name))
    exceptions = "Exceptions" if name == "a.csv" else "exceptions"
    assert first == f"Applies to: Directors only …\n{exceptions}: On call …\n{ASK}"
    assert telling_words(first, ASK, is_document=True) == first
    assert second == TELL


@pytest.mark.parametrize("at_most", [0, 45])
def test_a_limit_of_several_sentences_is_quoted_whole(at_most: int) -> None:
    limit = "Not during somebody's first week. A mentor talks to them then."
    (text,) = texts(read(json.dumps([{"text": ASK, "exceptions": limit}]), "a.json"))
    for is_document in (True, False):
        assert telling_words(text, ASK, at_most, is_document) == f"exceptions: {limit} …\n{ASK}"


def test_a_limit_that_is_told_by_parts_is_quoted_part_by_part() -> None:
    found = read(json.dumps([{"text": ASK, "applies_to": {"roles": ["directors", "VPs"], "site": "Bonn"}}]), "a.json")
    assert texts(found) == [f"applies to: roles: directors, VPs; site: Bonn …\n{ASK}"]


def test_a_rule_that_applies_to_none_says_so() -> None:
    found = read(f"id,text,Applies,Exceptions\nP1,{ASK},No,No\nP2,{TELL},Yes,\n", "a.csv")
    assert texts(found)[0] == f"Applies: No …\n{ASK}"


def test_a_row_whose_limit_is_too_long_to_be_quoted_with_it_is_never_quoted_and_told() -> None:
    found = read(
        f"id,text,Applies to\nP1,{ASK},{'everybody who works in Bonn or in Berlin ' * 6}\nP2,{TELL},\n", "a.csv"
    )
    assert quotable(found) == [TELL]
    assert found.remarks == ("line 2: never quoted, for what limits it is too long to stand above.",)


def test_the_column_that_limits_is_not_proposed_for_the_principles() -> None:
    found = read(f"Region,House policy,Exceptions\nEU,{ASK},{TELL}\nUS,{TELL},{ASK}\n", "a.csv")
    assert found.remarks[0].endswith('--column "text=House policy".')


def test_whom_a_row_is_for_is_quoted_with_it_and_who_wrote_it_is_not() -> None:
    found = read(f"House rule,Applies to,Owner\n{ASK},Directors,Ann\n{TELL},Everybody,Bob\n", "a.csv")
    assert texts(found)[0] == f"House rule | Applies to …\n{ASK} | Directors"


def test_the_situation_beside_an_advice_is_its_title() -> None:
    found = read(f"Situation,Advice\nA report cries,{ASK}\nSomebody is late,{TELL}\n", "a.csv")
    assert [document.title for document in found.documents] == ["A report cries", "Somebody is late"]
    numbered = read(f"Case,Advice\n12,{ASK}\n13,{TELL}\n", "a.csv")
    assert [document.title for document in numbered.documents] == [ASK, TELL]
    assert ids(numbered)[0].startswith("a.csv#t")  # what its text is named after, as without that column
