"""Many threads and processes at one file, killed in the middle of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from ui_store_parts import ANA, HOUSE, RICH, begun, by_hand

from ui.store import (
    Store,
    open_store,
)

# ------------------------------------------------------------------------------------------ many at once


def talk_of(store: Store, owner: str) -> str:
    """Ask ten questions as one visitor."""
    id = store.start(owner, "c", f"{owner} talks").id
    for number in range(10):
        place = store.add_question(owner, id, f"{owner} asks {number}").place
        store.add_answer(owner, id, replace(RICH, opening=f"{owner} hears {number}"), f"{owner} {number}", to=place)
        store.count_uses("c", ["P1"])
        assert all(talk.title == f"{owner} talks" for talk in store.conversations(owner))
    return id


def test_twenty_threads_at_once_mix_nothing_up(path: Path) -> None:
    store = open_store(path)
    owners = [f"browser:{number}" for number in range(20)]
    together = threading.Barrier(20)

    def visit(owner: str) -> str:
        together.wait()
        return talk_of(store, owner)

    with ThreadPoolExecutor(20) as pool:
        ids = list(pool.map(visit, owners))
    for owner, id in zip(owners, ids, strict=True):
        assert [message.text for message in store.messages(owner, id)] == [
            text for number in range(10) for text in (f"{owner} asks {number}", f"{owner} {number}")
        ]
        answers = [message.answer for message in store.messages(owner, id) if message.answer]
        assert [answer.opening for answer in answers] == [f"{owner} hears {number}" for number in range(10)]
    assert store.uses("c") == {"P1": 200}
    store.close()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted in /proc")
def test_threads_that_come_and_go_leave_no_connection_open(store: Store, path: Path) -> None:
    def open_files() -> int:
        links = (os.path.realpath(link) for link in Path("/proc/self/fd").iterdir())
        return sum(link.startswith(str(path)) for link in links)

    id = begun(store)
    before = open_files()
    for _ in range(50):
        thread = threading.Thread(target=lambda: (store.messages(ANA, id), store.add_question(ANA, id, "x")))
        thread.start()
        thread.join()
    assert len(store.messages(ANA, id)) == 52 and open_files() == before < 10


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a process that runs code of its own against a store."""
    begin = (
        "import sys; from pathlib import Path; from ui_store_parts import *; from test_ui_store_many import *; "
        "path = Path(sys.argv[1])\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", begin + code, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (HOUSE, HOUSE / "tests", Path(__file__).parent)))},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_that_begin_and_fill_one_file_lose_nothing(path: Path) -> None:
    code = "store = open_store(path); [talk_of(store, sys.argv[2] + str(n)) for n in range(5)]; store.close()"
    children = [child(code, path, name) for name in ("a", "b")]
    assert [process.wait(60) for process in children] == [0, 0]
    for process in children:
        assert process.stdout is not None
        process.stdout.close()
    store = open_store(path)
    for owner in ("a0", "a4", "b0", "b4"):
        (talk,) = store.conversations(owner)
        assert len(store.messages(owner, talk.id)) == 20
    assert store.uses("c") == {"P1": 100}
    store.close()


WRITER = """
store = open_store(path)
id = store.start(ANA, "c", "t").id
print(id, flush=True)
for number in range(100_000):
    store.add_question(ANA, id, f"Question {number} " + "x" * 3000)
    print(2 * number + 1, flush=True)
    store.add_answer(ANA, id, RICH, f"Answer {number}")
    print(2 * number + 2, flush=True)
"""


@pytest.mark.slow
def test_a_process_killed_while_it_writes_loses_at_most_the_message_being_written(path: Path) -> None:
    for messages in (1, 2, 7, 40, 151):
        process = child(WRITER, path)
        assert process.stdout is not None
        id = process.stdout.readline().strip()
        for line in process.stdout:
            if int(line) >= messages:
                break
        process.send_signal(signal.SIGKILL)
        told = [int(line) for line in process.stdout]  # what was still on its way
        process.wait(10)
        process.stdout.close()
        acknowledged = max([messages, *told])
        store = open_store(path)
        found = store.messages(ANA, id)
        assert acknowledged <= len(found) <= acknowledged + 1
        for number, message in enumerate(found):
            start = f"Question {number // 2} x" if number % 2 == 0 else f"Answer {number // 2}"
            assert message.text.startswith(start) and (message.answer == RICH) == bool(number % 2)
        store.add_question(ANA, id, "Goes on")
        store.close()
    assert by_hand(path, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.slow
def test_a_process_killed_while_it_begins_the_file_leaves_one_that_can_be_begun(path: Path) -> None:
    for wait_s in (0, 0.002, 0.005, 0.01, 0.02):
        process = child(
            "print('ready', flush=True); store = open_store(path); print('open', flush=True); input()", path
        )
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
        store = open_store(path)
        assert store.conversations(ANA) == ()
        store.close()
        shutil.rmtree(path.parent)
