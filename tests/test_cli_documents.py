"""What `coach corpus` says of a corpus of documents: the same numbers everywhere, and the way out of each mistake."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from eval_parts import write_lines
from sync_parts import added, handbook, read
from typer.testing import CliRunner

from coach.cli.main import app, main
from coach.corpus import find_corpus, read_corpus
from coach.enrich.faq import Asked, match
from coach.errors import CoachError
from coach.sync import collection_of, record
from evals.cases import CaseError, read_cases

LONG = "feedback/how-we-give-each-other-feedback-in-writing-and-by-word-of-mouth.md"
TABLE = """id,title,text
P1,Delegating,"Delegate the outcome and never the steps, and say what done looks like."
P2,Resting,"Rest on Sundays, and say so to the whole team so that they may rest as well."
"""
TWIN = "# One-on-ones, again\n\nHold a one-on-one with each person every week. It belongs to them, not to you.\n"
CASES = (
    {"id": "a", "question": "How do I delegate?", "expected": ["P1"]},
    {"id": "b", "question": "When do I rest?", "expected": ["rules.csv#P2"]},
    {"id": "c", "question": "How often do we meet?", "expected": ["one-on-ones.md", "gone.md"]},
)


def write_handbook(folder: Path) -> Path:
    """Write a handbook with a table of principles, a document said twice, one of links only, and a picture."""
    handbook(folder)
    (folder / LONG).write_text(f"# {'Feedback in writing and by word of mouth ' * 3}\n\nSend it the same day.\n")
    (folder / "rules.csv").write_text(TABLE)
    (folder / "twin.md").write_text(TWIN)
    (folder / "links.md").write_text("# Links\n\n- [Elsewhere](https://example.org)\n")
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a corpus that was read and not indexed, with evaluation cases of its own."""
    home = tmp_path_factory.mktemp("machine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_DATA", str(home))
        collection = added(home, write_handbook(home / "handbook"))
        prepared = read(collection)
        assert prepared is not None
        record(collection, prepared)
        (collection.folder / "evals").mkdir()
        write_lines(collection.folder / "evals" / "cases.jsonl", CASES)
        yield collection.folder


def said(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exception is None, done.exception
    return done.stdout


def refusal(*arguments: str) -> CoachError:
    error = CliRunner().invoke(app, list(arguments)).exception
    assert isinstance(error, CoachError)
    return error


NUMBERS = (
    "8 files: 7 indexed, 1 skipped",
    "6 documents to cite; 1 more says the same as these",
    "7 passages to search",
)


# ------------------------------------------------------------------------------------------------ the same numbers


@pytest.mark.parametrize("command", [("list", "--corpus", "acme"), ("files", "acme"), ("show", "acme")])
def test_every_command_counts_files_documents_and_passages_alike(acme: Path, command: tuple[str, ...]) -> None:
    told = said("corpus", *command)
    assert [number for number in NUMBERS if number in told] == list(NUMBERS)
    assert "1 indexed file holds nothing to quote: links.md" in told


def test_a_dry_run_counts_as_the_commands_do_afterwards(acme: Path) -> None:
    told = said("corpus", "add", str(collection_of("acme").source), "--name", "trial", "--dry-run")
    assert "7 indexed" in told
    assert all(number in told for number in NUMBERS[1:])


def test_a_file_without_anything_to_quote_is_listed_as_such(acme: Path) -> None:
    assert "links.md: 1 passage, none to quote" in said("corpus", "files", "acme")


# ------------------------------------------------------------------------------------------------ list and show


def test_an_id_and_its_title_never_run_together(acme: Path) -> None:
    lines = said("corpus", "list", "--corpus", "acme").splitlines()
    assert max(map(len, lines)) <= 88
    assert lines[lines.index(LONG) + 1].lstrip().startswith("Feedback in writing")
    columns = {match.start(1) for line in lines if (match := re.match(r"\S+ {2,}(\S)", line))}
    assert len(columns) == 1


def test_a_document_that_only_says_what_another_one_says_is_listed_with_that_one(acme: Path) -> None:
    told = " ".join(said("corpus", "list", "--corpus", "acme").split())
    assert "One-on-ones, again (says what one-on-ones.md says)" in told


def test_a_document_is_shown_under_its_headings_without_empty_lines_of_facts(acme: Path) -> None:
    told = said("corpus", "show", "feedback/giving.md", "--corpus", "acme")
    assert re.search(r"In private  \(line 8\)\n  Give critical feedback in private", told)
    assert "situation" not in told
    assert "Audience" not in told


@pytest.mark.parametrize("name", ["P1", "p1", "rules.csv#P1", "RULES.CSV#p1"])
def test_a_row_of_a_table_is_shown_by_its_short_id_in_any_case(acme: Path, name: str) -> None:
    assert said("corpus", "show", name, "--corpus", "acme").startswith("rules.csv#P1  Delegating")


def test_a_document_that_is_not_there_is_refused_with_those_that_are_alike(acme: Path) -> None:
    error = refusal("corpus", "show", "giving", "--corpus", "acme")
    assert error.message == "acme has no document 'giving'"
    assert error.hint == "It has feedback/giving.md …. All of them: coach corpus list --corpus acme"


# ------------------------------------------------------------------------------------------------ ways out


def test_a_corpus_that_nobody_knows_is_refused_with_how_to_make_it(acme: Path) -> None:
    hint = refusal("corpus", "list", "--corpus", "unknown").hint
    assert "acme (coach corpus list shows them)" in hint
    assert "coach corpus add FOLDER --name unknown" in hint


@pytest.mark.parametrize(("name", "kind"), [("page.md", "a file"), ("pages.zip", "a zip file")])
def test_a_file_in_the_place_of_a_folder_is_refused_with_the_way_out(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name).write_text("# Meetings\n")
    error = refusal("corpus", "add", str(tmp_path / name), "--name", "pages")
    assert f"{name} is {kind}, and a corpus is made of a folder" in error.message
    assert "Put it into a folder of its own" in error.hint
    assert "coach corpus add FOLDER --name pages" in error.hint


def test_a_corpus_given_without_its_option_is_refused_with_the_option(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["coach", "corpus", "list", "acme"])
    with pytest.raises(SystemExit):
        main()
    assert "list --corpus NAME" in capsys.readouterr().err


def test_a_question_of_an_faq_may_name_a_row_of_a_table_by_its_short_id(acme: Path) -> None:
    asked = [Asked(2, "How do I hand on work?", "p1"), Asked(3, "When may I rest?", "P9")]
    found = match(asked, read_corpus(find_corpus("acme")), None)  # type: ignore[arg-type]  # no answer is looked for
    assert [(row.line, principle) for row, principle in found.found] == [(2, "rules.csv#P1")]
    assert [row.line for row, _ in found.unusable] == [3]


# ------------------------------------------------------------------------------------------------ evaluation cases


def test_a_sync_names_the_cases_that_expect_what_has_left_before_it_publishes(acme: Path) -> None:
    source = collection_of("acme").source
    (source / "rules.csv").rename(source.parent / "rules.csv")
    try:
        told = said("corpus", "sync", "acme", "--dry-run")
        found = json.loads(said("corpus", "sync", "acme", "--dry-run", "--json"))
    finally:
        (source.parent / "rules.csv").rename(source / "rules.csv")
    assert "3 of 3 evaluation cases would expect what is not in the corpus any more:" in told
    assert "coach eval --corpus acme then names each" in told
    assert found["orphaned_cases"] == {"count": 3, "missing": ["P1", "gone.md", "rules.csv#P2"]}


def test_cases_name_a_row_of_a_table_by_its_short_id_and_what_has_left_is_refused_with_the_way_out(acme: Path) -> None:
    corpus = read_corpus(find_corpus("acme"))
    with pytest.raises(CaseError) as raised:
        read_cases(acme / "evals", corpus)
    assert "cases.jsonl:3: case 'c': the corpus acme has no principle 'gone.md' (has it left?" in raised.value.message
    assert "1 mistake(s)" in raised.value.message
    right = write_lines(acme.parent / "right.jsonl", CASES[:2])
    assert [case.expected for case in read_cases(right, corpus)] == [("rules.csv#P1",), ("rules.csv#P2",)]


def test_a_case_that_names_one_principle_by_both_its_ids_is_refused(acme: Path) -> None:
    twice = write_lines(acme.parent / "twice.jsonl", [CASES[0] | {"expected": ["P1", "rules.csv#P1"]}])
    with pytest.raises(CaseError, match="a principle stands twice"):
        read_cases(twice, read_corpus(find_corpus("acme")))


def test_a_case_that_names_a_document_without_its_folder_is_told_the_whole_id(acme: Path) -> None:
    part = write_lines(acme.parent / "part.jsonl", [CASES[0] | {"expected": ["giving.md"]}])
    with pytest.raises(CaseError, match=r"is it 'feedback/giving\.md'"):
        read_cases(part, read_corpus(find_corpus("acme")))


# ------------------------------------------------------------------------------------------------ coach check


def test_an_answer_may_cite_a_row_of_a_table_by_its_short_id_and_the_whole_one_is_told(
    acme: Path, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.txt"
    answer.write_text("Delegate the outcome and never the steps, and say what done looks like. [P1]")
    found = json.loads(said("check", str(answer), "--corpus", "acme", "--json"))
    assert found["grounded"] is True
    assert found["sentences"][0]["cites"] == ["rules.csv#P1"]
