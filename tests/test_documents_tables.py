"""Tables and lists of principles: every row has an id that lasts, or a reason; nothing is passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from sync_parts import added
from sync_parts import read as read_anew

from coach.corpus import read_corpus
from coach.corpus.snapshot import aliases, read_collected
from coach.documents import Document, FileRead
from coach.errors import CorpusError
from tests.document_files import read, texts, workbook

ASK = "Ask your people what they need before you decide anything."
NEVER = "Never dismiss anybody without talking to them in person first."
TELL = "Tell them what was decided and why it was decided so."


def ids(found: FileRead) -> list[str]:
    return [document.id for document in found.documents]


def by_text(found: FileRead) -> dict[str, Document]:
    return {document.passages[0].text: document for document in found.documents}


@pytest.mark.parametrize("is_reversed", [False, True], ids=["above", "below"])
def test_an_id_that_was_given_is_never_taken_by_a_title(is_reversed: bool) -> None:
    rows = [f",Ask first,{ASK}", f"ask-first,Other,{NEVER}"]
    found = read("\n".join(["id,title,text", *(reversed(rows) if is_reversed else rows)]), "a.csv")
    assert len(set(ids(found))) == 2
    assert by_text(found)[NEVER].id == "a.csv#ask-first"
    assert by_text(found)[ASK].id.startswith("a.csv#ask-first-")


def test_an_id_that_stands_on_two_sheets_is_told_and_never_lost_in_silence() -> None:
    found = read(
        workbook(One=[["id", "text"], ["P1", ASK]], Two=[["id", "text"], ["P1", NEVER], ["P2", TELL]]), "a.xlsx"
    )
    assert ids(found) == ["a.xlsx#P1", "a.xlsx#P2"]
    assert found.remarks == ("Two, row 2: the id P1 is taken by One, row 2.",)


def test_sheets_with_rows_of_the_same_title_give_each_an_id() -> None:
    found = read(workbook(One=[["title", "text"], ["Ask", ASK]], Two=[["title", "text"], ["Ask", NEVER]]), "a.xlsx")
    assert len(set(ids(found))) == 2 == len(found.documents)


def test_a_row_of_the_same_title_above_takes_over_no_id() -> None:
    before = read(f"title,text\nFeedback,{ASK}\nHiring,{TELL}\n", "a.csv")
    after = read(f"title,text\nFeedback,{NEVER}\nFeedback,{ASK}\nHiring,{TELL}\n", "a.csv")
    assert by_text(before)[ASK].id == "a.csv#feedback"
    assert "a.csv#feedback" not in ids(after)  # or what is kept of it would speak for the new row
    assert by_text(after)[TELL].id == by_text(before)[TELL].id
    swapped = read(f"title,text\nFeedback,{ASK}\nFeedback,{NEVER}\n", "a.csv")
    assert {text: one.id for text, one in by_text(swapped).items()} == {
        text: one.id for text, one in by_text(after).items() if text != TELL
    }


def test_the_same_row_twice_has_two_ids() -> None:
    assert len(set(ids(read(f"title,text\nAsk,{ASK}\nAsk,{ASK}\n", "a.csv")))) == 2


def test_a_numbered_faq_is_read_and_its_numbers_are_no_ids() -> None:
    found = read(f'No.,Question,Answer\n1,How do I ask?,"{ASK}"\n2,How do I tell?,"{TELL}"\n', "faq.csv")
    assert ids(found) == ["faq.csv#how-do-i-ask", "faq.csv#how-do-i-tell"]
    assert found.remarks == ("Numbers under 'No.' count the rows; they were not taken for ids.",)
    moved = read(f'No,Question,Answer\n1,How do I tell?,"{TELL}"\n2,How do I ask?,"{ASK}"\n', "faq.csv")
    assert sorted(ids(moved)) == sorted(ids(found))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f"id,text\n1,{ASK}\n2.0,{TELL}\n"),
        ("a.json", f'[{{"id": 1, "text": "{ASK}"}}, {{"id": 2, "text": "{TELL}"}}]'),
    ],
)
def test_ids_that_are_numbers_are_cited_with_letters_in_front(name: str, content: str) -> None:
    found = read(content, name)
    assert ids(found) == [f"{name}#id-1", f"{name}#id-2"]
    assert found.remarks == ("Numbers under 'id' are cited with id- in front of them: 1 is id-1.",)


def test_a_skipped_table_says_what_was_wrong_with_each_row() -> None:
    found = read(f"id,text\nP 1,{ASK}\nP/2,{TELL}\n", "a.csv")
    assert (found.outcome, found.reason, found.documents) == ("skipped", "no entry that can be cited", ())
    assert [remark.split(":")[0] for remark in found.remarks] == ["line 2", "line 3"]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_cells_of_several_lines_hold_a_table_together_whatever_divides_it(sign: str) -> None:
    table = (
        f'id{sign}text\nP1{sign}"Ask first, what they need; all of them.\nListen, to each | of them, and\tdecide."\n'
        f'P2{sign}"Never dismiss, anybody,\nwithout, talking, to them; first."\n'
    )
    found = read(table, "a.csv")
    assert ids(found) == ["a.csv#P1", "a.csv#P2"]
    assert texts(found)[1] == "Never dismiss, anybody,\nwithout, talking, to them; first."


def test_a_title_above_a_table_does_not_hide_what_divides_it() -> None:
    found = read(f"Our rules, as agreed\n\nid;text\nP1;{ASK}\nP2;Ask, wait, and listen, always, to all.\n", "a.csv")
    assert ids(found) == ["a.csv#P1", "a.csv#P2"]


def test_a_quotation_from_a_cell_of_several_lines_stands_on_its_own_line() -> None:
    table = f'id,note,text\nP1,"two\nlines","{ASK}\nThen listen to all of them.\n{NEVER}"\nP2,,{TELL}\n'
    one, other = (document.passages[0] for document in read(table, "a.csv").documents)
    said = [str(one.place_of(words)) for words in (ASK, "Then listen to all of them.", NEVER)]
    assert said == ["line 3", "line 4", "line 5"]
    assert str(other.place_of(TELL)) == "line 6"
    (plain,) = read(f'Risk,Reply to it\nLate,"We call.\n{TELL}"\n', "a.csv").documents
    assert [str(place) for passage in plain.passages if (place := passage.place_of(TELL))] == ["line 3"]


def test_what_is_no_object_is_told_by_its_number() -> None:
    found = read(f'[{{"id": "P1", "text": "{ASK}"}}, 42, ["x"], null]', "a.json")
    assert found.remarks == tuple(f"entry {number}: neither an object nor a text." for number in (2, 3, 4))
    found = read(f"P1: {ASK}\nP2:\n  text: {TELL}\nversion: [3]\n", "a.yaml")
    assert found.remarks == ("entry 3 ('version'): neither an object nor a text.",)


def test_a_list_beside_the_one_that_is_read_is_told() -> None:
    found = read(f'{{"principles": [{{"id": "P1", "text": "{ASK}"}}], "more": [1, 2], "version": 3}}', "a.json")
    assert ids(found) == ["a.json#P1"]
    assert found.remarks == ("'more' was left out (2): only 'principles' is read.",)


def test_the_line_that_is_no_json_is_named() -> None:
    line = f'{{"id": "P1", "text": "{ASK}"}}'
    found = read(f"{line}\n\n{{bad\n", "a.jsonl")
    assert (found.outcome, found.reason.partition(": ")[0]) == ("failed", "bad JSON at line 3")
    assert "at line 2" in read(f'{line}\n{{"a": NaN}}\n', "a.jsonl").reason


def test_a_short_name_is_an_alias_while_it_names_one_principle() -> None:
    assert aliases(["a.csv#P1", "b.csv#P2", "c.md"]) == {"P1": "a.csv#P1", "P2": "b.csv#P2"}
    assert aliases(["a.csv#P1", "b.csv#P1"]) == {}
    assert aliases(["a.csv#P1", "P1"]) == {}


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table of one principle."""
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.csv").write_text(f"id,text\nP1,{ASK}\n")
    return tmp_path / "rules"


def test_a_principle_keeps_its_id_and_its_reviewed_situations_whatever_other_files_hold(
    rules: Path, tmp_path: Path
) -> None:
    collection = added(tmp_path / "data", rules)
    first = read_anew(collection)
    assert first
    kept = collection.folder / "situations" / "a.csv#P1.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("How do I find out what my people need?\n")
    (kept.parent / "P1.txt").write_text("Whom do I ask before I decide?\n")
    before = read_corpus(collection.folder, first.snapshot)
    assert [one.id for one in before.principles] == ["a.csv#P1"]
    assert {one.text: one.principle for one in before.situations} == {
        "How do I find out what my people need?": "a.csv#P1", "Whom do I ask before I decide?": "a.csv#P1",
    }  # fmt: skip
    (rules / "b.csv").write_text(f"id,text\nP1,{NEVER}\n")
    second = read_anew(collection, is_all=True)
    assert second
    after = read_corpus(collection.folder, second.snapshot)
    assert [one.id for one in after.principles] == ["a.csv#P1", "b.csv#P1"]
    assert [(one.text, one.principle) for one in after.situations] == [
        ("How do I find out what my people need?", "a.csv#P1")
    ]


def test_two_documents_of_one_id_are_refused(rules: Path, tmp_path: Path) -> None:
    (rules / "a.csv").write_text(f"id,text\nx.md,{ASK}\n")
    (rules / "a.csv#x.md").write_text(f"# Other\n\n{NEVER}\n")
    with pytest.raises(CorpusError, match=r"two documents have the id a\.csv#x\.md"):
        read_anew(added(tmp_path / "data", rules))


def test_tensions_may_name_principles_by_their_short_names(rules: Path, tmp_path: Path) -> None:
    (rules / "a.csv").write_text(f"id,text\nP1,{ASK}\nP2,{NEVER}\n")
    collection = added(tmp_path / "data", rules)
    prepared = read_anew(collection)
    assert prepared and len(read_collected(prepared.snapshot).principles) == 2
    facts = collection.folder / "corpus.yaml"
    facts.write_text(
        facts.read_text() + "\ntensions:\n  - between: [P1, a.csv#P2]\n    about: Time\n    decides: Risk\n"
    )
    (tension,) = read_corpus(collection.folder, prepared.snapshot).tensions
    assert tension.between == ("a.csv#P1", "a.csv#P2")
