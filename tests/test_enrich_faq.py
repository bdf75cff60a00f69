"""Questions of an FAQ: which principle each belongs to, where it is written, and which are not written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from enrich_parts import MODEL, kitchen, lines, run

from coach.corpus import read_corpus
from coach.encoder import Encoder
from coach.enrich.draft_file import Draft, write_draft
from coach.enrich.faq import Asked, read_faq
from coach.enrich.plan import plan_of
from coach.errors import SettingsError

TABLE = """question,principle,answer
Is it normal that we all yell?,K1,
Who teaches our new boy?,apprentices,
How do I know what a plate costs?,,Weigh what is thrown away and work out the cost of each plate.
When do we clean?,,"Wipe the board and wash the knife, every time before you begin the next task."
Which wine goes with fish?,,A dry white wine from the Moselle.
Where is the key?,K99,
Is this answered?,,
?,K1,
Is it normal that WE ALL yell,K1,
"""


@pytest.fixture
def folder(tmp_path: Path, encoder: Encoder) -> Path:
    return kitchen(tmp_path / "kitchen")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "asked.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path / "asked.csv"


def test_questions_stand_with_the_principle_that_is_named_or_says_their_answer(folder: Path, table: Path) -> None:
    done = run(folder, "--faq", str(table), model="")
    assert done.exit_code == 0, done.output
    assert {one.text: one.principle for one in read_corpus(folder).situations} == {
        "Is it normal that we all yell?": "K1",
        "Who teaches our new boy?": "K3",
        "How do I know what a plate costs?": "K2",
        "When do we clean?": "K5",
    }
    assert (folder / "situations" / "calm.txt").read_text().startswith("# Draft by the questions of asked.csv on 20")
    assert done.output.startswith("4 situations for 4 of 6.\n")


def test_every_question_that_is_not_written_is_listed_with_its_line_and_the_reason(folder: Path, table: Path) -> None:
    done = run(folder, "--faq", str(table), model="")
    listed = [line for line in done.output.splitlines() if line.startswith("  Not written:")]
    assert [line.split(": ", 2)[1].split(",")[0] for line in listed] == [
        "line 6",
        "line 7",
        "line 8",
        "line 9",
        "line 10",
    ]
    for line, why in zip(listed, ("no text says its answer", "there is no 'K99'", "it names no principle", "too short",
                                  "it stands in the corpus already"), strict=True):  # fmt: skip
        assert why in line
    assert not (folder / "beyond").exists()


def test_unmatched_questions_go_beyond_the_corpus_when_asked_for_and_mistakes_never_do(
    folder: Path, table: Path
) -> None:
    done = run(folder, "--faq", str(table), "--unmatched-beyond", model="")
    assert lines(folder, "faq", "beyond") == ["Which wine goes with fish?"]
    assert "1 question as beyond the corpus" in done.output
    assert [one.text for one in read_corpus(folder).beyond] == ["Which wine goes with fish?"]


def test_a_dry_run_says_what_would_come_of_it_and_writes_nothing(folder: Path, table: Path) -> None:
    done = run(folder, "--faq", str(table), "--dry-run", model="")
    assert "9 questions in asked.csv: 5 have a principle. Nothing was written." in done.output
    assert not (folder / "situations").exists()


def test_what_a_person_reviewed_stays_and_the_question_is_listed(folder: Path, table: Path) -> None:
    (folder / "situations").mkdir()
    (folder / "situations" / "calm.txt").write_text("We all scream in here\n")
    done = run(folder, "--faq", str(table), model="")
    assert (folder / "situations" / "calm.txt").read_text() == "We all scream in here\n"
    assert "situations/calm.txt was reviewed: add it there yourself" in done.output


def test_questions_join_a_models_draft_and_outlive_its_next_one(folder: Path, table: Path) -> None:
    path = folder / "situations" / "calm.txt"
    write_draft(path, Draft(MODEL, ("We scream in the kitchen",)), "K1", date(2026, 3, 1))
    run(folder, "--faq", str(table), model="")
    assert lines(folder, "calm") == ["We scream in the kitchen", "Is it normal that we all yell?"]
    assert path.read_text().startswith(f"# Draft by {MODEL} on ")
    plan = plan_of(read_corpus(folder))
    assert plan.drafted == ("K1",) and "K3" in {task.principle.id for task in plan.tasks}  # K3 has people's ones only


def test_the_same_table_twice_changes_nothing(folder: Path, table: Path) -> None:
    run(folder, "--faq", str(table), model="")
    before = {path: path.read_bytes() for path in folder.rglob("*.txt")}
    assert run(folder, "--faq", str(table), model="").output.startswith("0 situations for 0 of 6.")
    assert {path: path.read_bytes() for path in folder.rglob("*.txt")} == before


def test_an_answer_that_stands_in_one_text_belongs_to_it_however_little_it_resembles_the_whole(
    folder: Path, tmp_path: Path
) -> None:
    page = folder / "principles" / "suppliers.md"
    page.write_text(page.read_text() + "Ring the bell twice, then wait by the green door.\n")
    table = tmp_path / "asked.csv"
    table.write_text("question,answer\nHow do I get in there?,ring the bell\nWhere do I wait?,wait by the green door\n")
    run(folder, "--faq", str(table), model="")
    assert lines(folder, "suppliers") == ["Where do I wait?"]


@pytest.mark.parametrize(
    "content",
    [
        b"Question;Answer\nWhy do we shout?;Because.\n",
        b"\xef\xbb\xbfquestion\tanswer\r\nWhy do we shout?\tBecause.\r\n",
        'answer,"question"\nBecause.,"Why do\nwe shout?"\n'.encode("utf-16"),
    ],
    ids=["semicolons", "tabs, BOM, CRLF", "UTF-16, other order, line break"],
)
def test_tables_as_offices_save_them_are_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    (row,) = read_faq(tmp_path / "a.csv")
    assert (row.line, " ".join(row.question.split()), row.answer) == (2, "Why do we shout?", "Because.")


def test_a_row_that_ends_early_has_no_answer_and_one_without_a_question_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("question,answer\nWhy?\n,Because.\n\n")
    assert read_faq(tmp_path / "a.csv") == [Asked(2, "Why?")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\n", "cannot be read: no text"),
        (b"Why?,Because.\n", "has no column named question"),
        (b"question,topic\nWhy?,life\n", "says of no question what answers it"),
        (b'question,answer\n"Why?,Because.\n', "is no table"),
        (b"\x00\x01\x02\x03" * 50, "cannot be read|has no column"),
    ],
    ids=["empty", "no header", "no answer", "open quotation mark", "no text"],
)
def test_what_is_no_such_table_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(SettingsError, match=said):
        read_faq(tmp_path / "a.csv")


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        read_faq(tmp_path / "none.csv")


def test_a_row_is_told_by_the_line_of_the_file_on_which_it_begins(tmp_path: Path) -> None:
    table = tmp_path / "asked.csv"
    table.write_bytes(
        b'question,principle,answer\r\n\r\nWhy?,K1,"One\r\nand\r\ntwo"\r\n"How\r\nso?",K2,\r\nWhen?,K3,\r\n'
    )
    assert [(row.line, row.principle) for row in read_faq(table)] == [(3, "K1"), (6, "K2"), (8, "K3")]


def test_a_quotation_mark_that_is_never_closed_is_told_with_the_line_on_which_it_opens(tmp_path: Path) -> None:
    table = tmp_path / "asked.csv"
    table.write_text('question,principle\n"Why\nso?",K1\n"How?,K2\nWhen?,K3\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="in what begins on line 4"):
        read_faq(table)
