"""Every file of a folder is named once, in order, read or with the reason why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from sync_parts import added
from sync_parts import read as read_anew

from coach.documents import FileRead, Options, compare, read_folder
from coach.errors import CorpusError
from coach.sync.files import read_files

ADVICE = "Ask before you promise anything to anybody."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a little of everything."""
    for name in ("b.md", "a/z.md", "a/.hidden.md", "c.txt", ".git/config.md", "node_modules/x/readme.md", "~$b.docx",
                 "logo.png", "code.py", "empty.md", "Makefile", "drafts/d.md"):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("" if name == "empty.md" else ADVICE)
    return tmp_path


def test_every_file_is_told_in_order(folder: Path) -> None:
    told = {found.path: found.reason for found in read_folder(folder)}
    assert told == {
        ".git/": "hidden",
        "Makefile": "",
        "a/.hidden.md": "hidden",
        "a/z.md": "",
        "b.md": "",
        "c.txt": "",
        "code.py": "no format that is read (.py)",
        "drafts/d.md": "",
        "empty.md": "empty",
        "logo.png": "no format that is read (.png)",
        "node_modules/": "no folder of documents",
        "~$b.docx": "a lock of an Office program",
    }
    assert list(told) == sorted(told)


def test_the_order_is_the_same_whatever_the_number_of_processes(folder: Path) -> None:
    runs = [[found.path for found in read_folder(folder, Options(workers=count))] for count in (1, 4)]
    assert runs[0] == runs[1]


def test_patterns_leave_files_and_folders_out(folder: Path) -> None:
    told = {found.path: found.reason for found in read_folder(folder, Options(exclude=("drafts/*", "*.txt")))}
    assert (told["drafts/"], told["c.txt"], told["b.md"]) == ("excluded", "excluded", "")


def test_each_file_is_told_as_it_is_yielded(folder: Path) -> None:
    told: list[FileRead] = []
    for number, found in enumerate(read_folder(folder, on_file=told.append), start=1):
        assert len(told) == number and told[-1] is found


def test_a_passage_can_be_found_again_in_its_file(folder: Path) -> None:
    for found in read_folder(folder):
        for document in found.documents:
            for passage in document.passages:
                assert (folder / document.id).read_text().count(passage.text) == 1


@pytest.mark.parametrize("variable", ["COACH_DATA", "COACH_CACHE"])
def test_what_coach_keeps_is_not_read_where_it_lies_inside_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    kept = folder / "a" / "kept"
    (kept / "corpora" / "acme").mkdir(parents=True)
    (kept / "corpora" / "acme" / "documents.jsonl").write_text(f'{{"id": "P1", "text": "{ADVICE}"}}')
    (folder / "link").symlink_to(kept)
    monkeypatch.setenv(variable, str(folder / "link"))
    told = {found.path: (found.outcome, found.reason) for found in read_folder(folder)}
    assert told["a/kept/"] == ("skipped", "where Coach keeps its own files")
    assert not any(path.startswith("a/kept/c") for path in told)
    with pytest.raises(CorpusError, match="keeps its own files"):
        list(read_folder(kept))


def test_a_name_in_two_spellings_is_read_once_and_the_other_has_a_path_of_its_own(tmp_path: Path) -> None:
    composed, apart = "caf\u00e9", "cafe\u0301"
    for name in (f"{composed}.md", f"{apart}.md", f"{composed}/in.md", f"{apart}/in.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ADVICE)
    found = {read.path: read.outcome for read in read_folder(tmp_path)}
    assert found == {
        rf"{apart[:4]}\u0301.md": "failed", rf"{apart[:4]}\u0301/": "failed",
        f"{composed}.md": "indexed", f"{composed}/in.md": "indexed",
    }  # fmt: skip


def test_two_spellings_of_one_name_leave_a_folder_in_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    (tmp_path / "docs").mkdir()
    for name in ("caf\u00e9.md", "cafe\u0301.md"):
        (tmp_path / "docs" / name).write_text(ADVICE)
    prepared = read_anew(added(tmp_path / "data", tmp_path / "docs"))
    assert prepared is not None
    difference = prepared.difference
    assert (difference.documents, difference.passages, difference.folded) == (1, 1, 0)
    assert [path for path, _, _ in difference.failed] == [r"cafe\u0301.md"]
    assert sum(difference.files.values()) == 2
    before = {path: file.stamp for path, file in read_files(prepared.snapshot).items() if file.stamp}
    assert not compare(before, tmp_path / "docs")
