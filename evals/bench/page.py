"""How fast the page is, in a real browser: run as ``python -m evals.bench.page [--visitors N] [--json FILE]``.

Three measurements, each with its bar: from the start of the server to a page that takes a question, beside an empty
Streamlit app that has nothing but a place to ask, in turns; from Enter to the end of an answer, warm, without a model;
and many visitors at once, who read for some seconds between their questions (`evals.bench.visitors`: they speak the
page's protocol, since twenty browsers on the server's own cores would measure the browsers). Exits with 5 where a bar
is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from playwright.async_api import Browser, Page, async_playwright

from coach.errors import EnvironmentFault
from evals.bench.visitors import Visit, crowd
from evals.questions import DEVELOPMENT, read_questions

MAX_START_S, MAX_ANSWER_MS, MAX_CROWD_P95_MS = 3.0, 400.0, 2000.0
PAIRS, ANSWERS, VISITORS, EACH = 5, 10, 20, 10
MISSED = 5  # exit code of a missed bar, as of `coach eval`
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
_EMPTY = "import streamlit as st\nst.chat_input('Ask')\n"
_INPUT = "[data-testid=stChatInputTextArea]"
# An answer is there when the message behind its question ends with the version of the corpus, and nothing is stale.
_ANSWERED = """asked => {
  const messages = [...document.querySelectorAll('[data-testid=stChatMessage]')];
  const place = messages.findLastIndex(message => message.innerText.includes(asked));
  return place >= 0 && !!messages[place + 1] && messages[place + 1].innerText.includes('Corpus version')
    && !document.querySelector('[data-stale=true]');
}"""


def browser_path() -> str:
    """Return where Chromium is.

    Raises:
        EnvironmentFault: it is not installed.
    """
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    if not found:
        raise EnvironmentFault("Chromium is not installed", "Run: apt-get install chromium")
    return found


@contextmanager
def serving(command: Sequence[str], folder: Path) -> Iterator[None]:
    """Run a server in a data folder of its own; it is stopped by its own pid."""
    environment = {**os.environ, "COACH_DATA": str(folder / "data"), "HOME": str(folder)}
    environment |= {"COACH_CACHE": os.environ.get("COACH_CACHE", str(Path("~/.cache/coach").expanduser()))}
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=environment)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def coach_ui(port: int) -> list[str]:
    """Return the command of the page."""
    return [sys.executable, "-m", "coach", "ui", "--port", str(port), "--no-open"]


def empty_app(port: int, folder: Path) -> list[str]:
    """Return the command of a Streamlit app with nothing in it but a place to ask."""
    script = folder / "empty.py"
    script.write_text(_EMPTY, encoding="utf-8")
    flags = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    return [sys.executable, "-m", "streamlit", "run", str(script), "--server.address", "127.0.0.1", *flags]


def free_port() -> int:
    """Return a port on loopback that is free just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def seconds_to_usable(browser: Browser, command: Sequence[str], port: int, folder: Path) -> float:
    """Return the seconds from the start of a server until its page takes a question."""
    page = await browser.new_page()
    begun = time.perf_counter()
    with serving(command, folder):
        while not _listens(port):
            if time.perf_counter() - begun > 120:
                raise EnvironmentFault(f"{command[2]} did not start", f"See {folder / 'server.log'}.")
            await asyncio.sleep(0.02)
        await page.goto(f"http://127.0.0.1:{port}", wait_until="commit")
        await page.wait_for_selector(f"{_INPUT}:enabled", timeout=120_000)
        taken = time.perf_counter() - begun
        await page.close()
    return taken


async def ask(page: Page, question: str) -> float:
    """Type a question, press Enter, and return the milliseconds until the whole answer stands on the page."""
    field = page.locator(_INPUT)
    await field.fill(question)
    begun = time.perf_counter()
    await field.press("Enter")
    await page.wait_for_function(_ANSWERED, arg=question.split("\n")[0][:80], timeout=60_000)
    return (time.perf_counter() - begun) * 1000


async def start_times(browser: Browser, folder: Path) -> dict[str, list[float]]:
    """Start both servers in turns."""
    taken: dict[str, list[float]] = {"coach": [], "empty": []}
    for _ in range(PAIRS):
        port = free_port()
        taken["empty"].append(await seconds_to_usable(browser, empty_app(port, folder), port, folder))
        port = free_port()
        taken["coach"].append(await seconds_to_usable(browser, coach_ui(port), port, folder))
    return taken


async def warm_answers(browser: Browser, url: str, questions: Sequence[str]) -> list[float]:
    """Ask one after another in one conversation; the first answer warms up and does not count."""
    page = await browser.new_page()
    await page.goto(url)
    await page.wait_for_selector(f"{_INPUT}:enabled")
    taken = [await ask(page, question) for question in questions]
    await page.close()
    return taken[1:]


def _listens(port: int) -> bool:
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0


async def measure(visitors: int) -> dict[str, Any]:
    """Measure everything; see the module."""
    questions = [labelled.question for labelled in read_questions(DEVELOPMENT) if len(labelled.question) < 300]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=list(_FLAGS))
        with tempfile.TemporaryDirectory(prefix="coach-page-") as scratch:
            folder = Path(scratch)
            starts = await start_times(browser, folder)
            port = free_port()
            with serving(coach_ui(port), folder):
                url = f"http://127.0.0.1:{port}"
                await seconds_until_listening(port)
                answers = await warm_answers(browser, url, questions[: ANSWERS + 1])
                await browser.close()  # it would take the server's processor
                visits = await crowd(url, questions, visitors, EACH)
    extra = median(ours - theirs for ours, theirs in zip(starts["coach"], starts["empty"], strict=True))
    return {"starts_s": starts, "extra_s": extra, "answers_ms": answers, **_together(visits)}


def _together(visits: Sequence[Visit]) -> dict[str, Any]:
    return {
        "taken_ms": [taken for visit in visits for taken in visit.taken_ms],
        "problems": [problem for visit in visits for problem in visit.problems],
    }


async def seconds_until_listening(port: int) -> None:
    """Wait until a server takes connections."""
    while not _listens(port):
        await asyncio.sleep(0.05)


def show(found: dict[str, Any]) -> bool:
    """Print the figures with their bars; tell whether all are met."""
    taken = found["taken_ms"] or [float("nan")]
    answer, p95 = median(found["answers_ms"]), float(np.percentile(taken, 95))
    empty, ours = median(found["starts_s"]["empty"]), median(found["starts_s"]["coach"])
    lines = [
        (f"start to a page that takes a question ({PAIRS} pairs)", f"{ours:.1f} s, empty app {empty:.1f} s",
         f"{found['extra_s']:.1f} s more", f"<= {MAX_START_S:.0f} s more", found["extra_s"] <= MAX_START_S),
        (f"Enter to the whole answer, warm (median of {ANSWERS})", f"{answer:.0f} ms", "",
         f"<= {MAX_ANSWER_MS:.0f} ms", answer <= MAX_ANSWER_MS),
        (f"visitors at once, {len(taken)} answers", f"p50 {np.percentile(taken, 50):.0f} ms", f"p95 {p95:.0f} ms",
         f"p95 <= {MAX_CROWD_P95_MS:.0f} ms", p95 <= MAX_CROWD_P95_MS),
        ("errors, or messages in the wrong window", str(len(found["problems"])), "", "0", not found["problems"]),
    ]  # fmt: skip
    for measure_, figure, more, bar, is_met in lines:
        print(f"{measure_:<58} {figure:<26} {more:<14} {bar:<16} {'ok' if is_met else 'MISSED'}")
    for problem in found["problems"][:10]:
        print(f"  {problem}")
    return all(is_met for *_, is_met in lines)


def main() -> None:
    """Measure, show, and write the figures where asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.page", description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=VISITORS, help=f"how many at once ({VISITORS} unless told)")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    options = parser.parse_args()
    found = asyncio.run(measure(options.visitors))
    is_met = show(found)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    if not is_met:
        sys.exit(MISSED)


if __name__ == "__main__":
    main()
