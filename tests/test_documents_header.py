"""A table whose header does not fit its rows loses none of them, and nothing is quoted under another column's name."""

from __future__ import annotations

import pytest

from tests.document_files import read, texts, workbook
from tests.test_documents_columns import ids, quotable

LEAVE = "Ask your manager two weeks before you take your leave."
SICK = "Call your manager before nine when you are ill."
PAY = "Ask the finance team about your payslip."
ROWS = f"Leave,HR,{LEAVE}\nSick,HR,{SICK}\nPay,Finance,{PAY}\n"
NAMED = f"Topic,Who,What we do\n{ROWS}"
QUOTED = [
    f"Who | What we do …\nHR | {LEAVE}", f"Who | What we do …\nHR | {SICK}", f"Who | What we do …\nFinance | {PAY}",
]  # fmt: skip


def numbered(rows: str) -> str:
    return "".join(f"{number},{row}\n" for number, row in enumerate(rows.splitlines(), start=1))


@pytest.mark.parametrize("title", ["Handbook,2024\n", "Handbook,2024,\n", "Handbook,2024\n\n"])
def test_a_title_of_two_cells_is_not_taken_for_the_header(title: str) -> None:
    found = read(title + NAMED, "a.csv")
    assert quotable(found) == QUOTED
    assert "Handbook | 2024" in texts(found)


def test_a_title_of_two_cells_above_figures_is_not_taken_for_the_header() -> None:
    found = read("Handbook,2024\nYears,Notice,Who\n2,4 weeks,HR\n5,2 months,HR\n", "a.csv")
    assert quotable(found) == ["Years | Notice | Who\n2 | 4 weeks | HR", "Years | Notice | Who …\n5 | 2 months | HR"]


def test_a_header_that_does_not_name_the_numbers_of_the_rows_names_the_others() -> None:
    found = read(f"Topic,Who,What we do\n{numbered(ROWS)}", "a.csv")
    assert quotable(found) == QUOTED
    assert found.remarks[1:] == (
        "line 1: 3 columns are named where most rows have 4; the first, which counts the rows, has no name.",
    )
    found = read(f"topic,owner,text\n{numbered(ROWS)}", "a.csv")
    assert (ids(found), texts(found)) == (["a.csv#leave", "a.csv#sick", "a.csv#pay"], [LEAVE, SICK, PAY])


@pytest.mark.parametrize(
    ("table", "quoted"),
    [
        (
            "Situation,What helps\nLate,Call,Anna\nIll,Stay at home,Bob\n",
            ["Situation | What helps\nLate | Call | Anna", "Situation | What helps …\nIll | Stay at home | Bob"],
        ),
        ("Topic,Rule\nPay,Ask first, then act upon it.\n", ["Topic | Rule\nPay | Ask first | then act upon it."]),
        ("id,text\nP1,Ask first, then act upon it.\n", ["id | text\nP1 | Ask first | then act upon it."]),
    ],
    ids=["last column", "torn", "torn principles"],
)
def test_where_most_rows_have_more_cells_than_are_named_each_is_quoted_whole(table: str, quoted: list[str]) -> None:
    found = read(table, "a.csv")
    assert quotable(found) == quoted
    assert found.remarks[-1] == (
        "line 1: 2 columns are named where most rows have 3; each row stands as a whole. "
        "Name every column, and put texts with a comma in quotation marks."
    )


def test_a_workbook_whose_last_column_has_no_name_keeps_its_principles() -> None:
    found = read(workbook(S=[["topic", "text"], ["Leave", LEAVE, "HR"], ["Pay", PAY, "HR"]]), "a.xlsx")
    assert texts(found) == [LEAVE, PAY]
    assert found.remarks == (
        "row 1: 2 columns are named where most rows have 3.", "S: columns left out, with their cells: 'column 3' (2).",
    )  # fmt: skip


@pytest.mark.parametrize("years", [1, 6])
def test_a_second_wider_table_has_its_own_header_whichever_is_longer(years: int) -> None:
    notice = "".join(f"{year},{year} weeks\n" for year in range(years))
    found = read(f"Years,Notice\n{notice}\n{NAMED}", "a.csv")
    assert len(quotable(found)) == years + 3
    assert quotable(found)[years:] == QUOTED


def test_rows_with_fewer_cells_than_are_named_are_left_out_where_they_are_few_and_told_in_any_case() -> None:
    few = read(f"id,text,owner\nP1,{LEAVE},HR\nP2,{SICK}\nP3,{PAY},HR\n", "a.csv")
    assert (ids(few), few.remarks[1:]) == (["a.csv#P1", "a.csv#P3"], ("line 3: 2 cells where 3 are named, left out.",))
    most = read(f"id,text,owner\nP1,{LEAVE},HR\nP2,{SICK}\nP3,{PAY}\n", "a.csv")
    assert ids(most) == ["a.csv#P1", "a.csv#P2", "a.csv#P3"]
    assert most.remarks[1:] == (
        "line 3: 2 cells where 3 are named, read as they stand.",
        "line 4: 2 cells where 3 are named, read as they stand.",
    )
