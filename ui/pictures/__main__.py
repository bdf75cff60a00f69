"""Takes the pictures of the page for README.md and ui/README.md: ``python -m ui.pictures [FOLDER]`` writes them anew.

The real page, served by `coach ui` in a folder of its own, asked the same questions each time, in Debian's Chromium.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from coach.errors import EnvironmentFault

HERE = Path(__file__).parent
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
_INPUT = "[data-testid=stChatInputTextArea]"
_TORN = "Everyone on the steering committee wants something else, and my team is stuck waiting"
_IGNORED = "My founder nods at my strategy ideas and ignores them"
_EARNED = "Earn credibility before strategy"
_STEP = "I will do this"
_ELSEWHERE = "Should I take the offer from the competitor?"
_THUMB = "A thumb shows this question and answer"  # the note that ends an answer
# What has a frame: cards, quotations, what can be opened, and the chart.
_FRAMED = "[class*=st-key-tension], [class*=st-key-step], [class*=st-key-handoff], blockquote, details, canvas"
_LOWER_EDGE = "(document.querySelector('[data-testid=stBottom]')?.getBoundingClientRect().top ?? innerHeight)"
_AIR = 8  # CSS pixels at least below a frame


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to take.

    Attributes:
        name: Of its file, without ``.png``.
        scheme: What the browser asks for.
        width: Of the window, in CSS pixels.
        height: Of the window, in CSS pixels.
        go: What a person does before.
    """

    name: str
    scheme: Literal["light", "dark"]
    width: int
    height: int
    go: Callable[[Page], None]


def ask(question: str, *shows: str) -> Callable[[Page], None]:
    """Return what asks a question.

    Args:
        question: What is asked.
        shows: Words of the answer, which have to be on the picture beside the question.
    """

    def go(page: Page) -> None:
        page.locator(_INPUT).fill(question)
        page.locator(_INPUT).press("Enter")
        page.locator(".st-key-actions-1").wait_for(timeout=60_000)
        _settle(page)
        _expect(page, question, *shows)

    return go


def _settle(page: Page) -> None:
    """Wait until the script has ended, and what it drew stands still."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)
    page.wait_for_timeout(800)


def _expect(page: Page, *texts: str) -> None:
    """Check that words are on the picture, that no frame is cut at its lower edge, and that nothing still waits.

    Raises:
        EnvironmentFault: the picture would show something else.
    """
    page.mouse.move(5, 5)  # nothing is pointed at
    missing = [text for text in texts if not any(map(_is_in_sight, page.get_by_text(text).all()))]
    if missing or page.get_by_test_id("stSpinner").or_(page.locator(".st-key-waiting")).count():
        raise EnvironmentFault(f"The picture would not show {missing or 'a page at rest'}", "Look at what has changed.")
    if cut := _cut(page):
        raise EnvironmentFault(f"The picture would cut {cut}", "Give its window another height.")


def _cut(page: Page) -> list[str]:
    """Return how what begins on the picture, and ends too low to be seen whole, begins."""
    found: list[str] = (
        page.get_by_test_id("stMain")
        .locator(_FRAMED)
        .evaluate_all(
            f"""(found) => found.filter((one) => {{
              const {{top, bottom}} = one.getBoundingClientRect();
              return top < {_LOWER_EDGE} && bottom > {_LOWER_EDGE} - {_AIR};
            }}).map((one) => one.innerText.slice(0, 60))"""
        )
    )
    return found


def _is_in_sight(found: Locator) -> bool:
    """Tell whether the whole of it is in the window, and not behind the chat input."""
    return found.is_visible() and found.evaluate(
        f"""(one) => {{
          const {{top, bottom}} = one.getBoundingClientRect();
          return top >= 0 && bottom <= {_LOWER_EDGE};
        }}"""
    )


def open_map(page: Page) -> None:
    """Ask, then open the corpus page at its map."""
    ask(_IGNORED, _EARNED)(page)
    page.get_by_role("link", name="Corpus").click()
    page.get_by_role("tab", name="Map").click(timeout=60_000)
    page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.wait_for(
        timeout=60_000
    )
    page.get_by_text("Nearest when Coach reads it in full").wait_for(timeout=60_000)
    _settle(page)
    _expect(page, "your last question", "The map in words")


PICTURES = (
    Picture("light", "light", 1280, 1250, ask(_TORN, "The heart of it", _STEP, _THUMB)),
    Picture("dark", "dark", 1280, 900, ask(_ELSEWHERE, "Not covered.", _THUMB)),
    Picture("phone", "light", 390, 1300, ask(_IGNORED, _EARNED, _STEP, _THUMB)),
    Picture("map", "light", 1280, 1250, open_map),
)


def take(folder: Path) -> list[Path]:
    """Take every picture.

    Args:
        folder: Where they are written.

    Returns:
        The files.

    Raises:
        EnvironmentFault: Chromium is missing, or the page did not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, _served(Path(scratch)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(_FLAGS))
        return [_take(browser, url, picture, folder) for picture in PICTURES]


def _take(browser: Browser, url: str, picture: Picture, folder: Path) -> Path:
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(viewport=size, color_scheme=picture.scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(_INPUT, timeout=60_000)
    picture.go(page)
    path = folder / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve the page with nothing kept from before; stopped by its own pid."""
    command = [sys.executable, "-m", "coach", "ui", "--port", "0", "--no-open"]
    environment = {**os.environ, "COACH_DATA": str(folder / "data")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    try:
        url = process.stdout.readline().strip() if process.stdout else ""
        if not url:
            raise EnvironmentFault("The page did not start", "Its message stands above.")
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    if not found:
        raise EnvironmentFault("Chromium is not installed", "Run: apt-get install chromium")
    return found


if __name__ == "__main__":
    for written in take(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(written)
