"""A file that is slow, huge or deadly costs itself only: its process is ended and replaced, the others are read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from coach.documents import FileRead, Limits, Options, read_folder
from coach.documents.pool import Readers
from tests.document_files import docx, paragraph, read, texts, zipped

ADVICE = "Ask before you promise anything to anybody."
SLOW = "<a " * 60_000  # Python's HTML parser looks for the end of each tag anew: half a minute


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[Readers]:
    """One reading process, in a folder with a page."""
    (tmp_path / "a.md").write_text(ADVICE)
    with Readers(Options(), 1) as pool:
        yield pool


def workers_of(parent: int) -> set[int]:
    """Return the reading processes of `parent` that are alive."""
    found: set[int] = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # any process may end while it is looked at
            ancestor = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if ancestor == parent and b"coach.documents.worker" in (process / "cmdline").read_bytes():
                found.add(int(process.name))
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs: a dead one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def comes(holds: Callable[[], bool], within_s: float) -> bool:
    """Whether a condition holds at some moment of the next `within_s` seconds."""
    end = time.monotonic() + within_s
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.05)
    return held


def reasons(folder: Path, limits: Limits) -> dict[str, str]:
    return {found.path: found.reason for found in read_folder(folder, Options(limits=limits, workers=1))}


@pytest.mark.slow
def test_a_file_that_takes_too_long_fails_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(SLOW)
    (tmp_path / "b.md").write_text(ADVICE)
    assert reasons(tmp_path, Limits(time_s=3)) == {"a.html": "it took longer than 3 s", "b.md": ""}


@pytest.mark.slow
def test_a_file_that_takes_too_much_memory_fails_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx("<w:p><w:r/></w:p>" * 600_000))
    (tmp_path / "b.md").write_text(ADVICE)
    limits = Limits(memory_mb=150, ratio=100_000)
    assert reasons(tmp_path, limits) == {"a.docx": "more than 150 MB of memory", "b.md": ""}


def test_a_process_that_was_killed_is_replaced(readers: Readers, tmp_path: Path) -> None:
    page = str(tmp_path / "a.md")
    assert texts(readers.read(page, "a.md")) == [ADVICE]
    (first,) = readers.pids
    os.kill(first, signal.SIGKILL)
    assert texts(readers.read(page, "a.md")) == [ADVICE]
    (second,) = readers.pids
    assert second != first


def test_a_process_killed_while_it_reads_costs_one_more_attempt(readers: Readers, tmp_path: Path) -> None:
    (tmp_path / "slow.html").write_text("<a " * 12_000 + f"<p>{ADVICE}</p>")  # a second or two
    readers.read(str(tmp_path / "a.md"), "a.md")
    found: list[FileRead] = []
    at_work = threading.Thread(target=lambda: found.append(readers.read(str(tmp_path / "slow.html"), "slow.html")))
    at_work.start()
    time.sleep(0.2)
    for pid in readers.pids:
        os.kill(pid, signal.SIGKILL)
    at_work.join()
    assert (found[0].outcome, found[0].reason) == ("indexed", "")


def test_a_file_whose_process_is_killed_every_time_fails(readers: Readers, tmp_path: Path) -> None:
    (tmp_path / "deadly.html").write_text(SLOW)
    ended = threading.Event()

    def kill() -> None:
        while not ended.wait(0.1):
            for pid in readers.pids:
                os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        found = readers.read(str(tmp_path / "deadly.html"), "deadly.html")
    finally:
        ended.set()
        killer.join()
    assert (found.outcome, found.reason) == ("failed", "its parser crashed (signal SIGKILL)")
    assert texts(readers.read(str(tmp_path / "a.md"), "a.md")) == [ADVICE]


def test_whoever_stops_listening_leaves_no_process_behind(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.md").write_text(ADVICE)
    before = workers_of(os.getpid())
    reads = read_folder(tmp_path, Options(workers=2))
    next(reads)
    assert workers_of(os.getpid()) - before
    reads.close()  # type: ignore[attr-defined]  # a generator
    assert workers_of(os.getpid()) <= before


def test_ctrl_c_ends_the_parent_and_its_processes(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(SLOW)
    parent = subprocess.Popen(
        [sys.executable, "-m", "coach.documents", str(tmp_path), "--workers", "1"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert comes(lambda: bool(workers_of(parent.pid)), 20)
    workers = workers_of(parent.pid)
    time.sleep(0.5)
    os.killpg(parent.pid, signal.SIGINT)
    assert parent.wait(timeout=20) != 0
    assert comes(lambda: not any(is_alive(pid) for pid in workers), 5), "a reading process is still there"


def test_a_reading_process_knows_no_keys(readers: Readers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    readers.read(str(tmp_path / "a.md"), "a.md")
    assert b"sk-canary" not in Path(f"/proc/{readers.pids[0]}/environ").read_bytes()


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = docx(paragraph("a" * 60_000_000))
    assert len(bomb) < 500_000
    found = read(bomb, "a.docx")
    assert found.outcome == "failed" and found.reason.startswith("compressed ") and found.remedy
    many = zipped({f"{number}.md": "a " * 200_000 for number in range(200)})
    assert read(many, "a.zip", Limits(unpacked_mb=50)).reason == "more than 50 MB unpacked (80 MB)"


def test_what_comes_out_is_limited_too() -> None:
    assert read(f"{ADVICE}\n\n" * 100, "a.md", Limits(characters=1_000)).reason == "more than 1,000 characters of text"
    archive = zipped({f"{number}.md": f"{ADVICE} " * 20 for number in range(9)})
    assert read(archive, "a.zip", Limits(characters=2_000)).reason == "more than 2,000 characters of text"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", "[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ("a.json", '{"a":' * 300 + "1" + "}" * 300, "nested more than 200 deep"),
        ("a.yaml", "a: " + "[" * 5_000 + "]" * 5_000, "bad YAML: not valid YAML"),
        ("a.docx", docx("<w:sdt>" * 500 + "</w:sdt>" * 500), "nested more than 200 deep (word/document.xml)"),
        ("a.csv", "a,b\n" + "1,2\n" * 40, "more than 50 cells"),
    ],
)
def test_depth_and_size_are_limited(name: str, content: str | bytes, reason: str) -> None:
    assert read(content, name, Limits(cells=50)).reason == reason


def test_a_fault_of_a_parser_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(
        docx(paragraph(ADVICE).replace("</w:pPr>", '<w:numPr><w:ilvl w:val="x"/></w:numPr></w:pPr>'))
    )
    (found,) = read_folder(tmp_path)
    assert (found.outcome, found.reason.partition(",")[0]) == ("failed", "it could not be parsed (ValueError")
