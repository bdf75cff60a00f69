"""Every file of a folder is named once, in order, read or with the reason why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.documents import FileRead, Options, read_folder

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
