"""Barriers: axe-core and a ruler on every page and in every state that a person can bring it to.

Light and dark, on a desk and on a phone (390 px). What axe-core calls serious or critical is a failure, and so is what
sticks out sideways on a phone (WCAG 2.2, 1.4.10 Reflow). Each journey goes on after a find and names all of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ui_parts import Served, needs_browser, served
from ui_people import (
    FOUNDER,
    HARASSED,
    PHONE,
    TENSE,
    UNCOVERED,
    arrived,
    ask,
    fill_in,
    go,
    idle,
    keep,
    main,
    new_cookie,
    open_menu,
    press,
    send,
    side,
    sideways,
    sql,
    tab,
    visit,
    write_corpus,
)
from ui_runs_parts import on, with_values, write

from coach.coach import Coach
from ui.store import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, needs_browser]
DESK: Mapping[str, Any] = {"viewport": {"width": 1280, "height": 900}}
# Between them every state is seen by day and by night, wide and narrow; by night on a desk: test_ui_pages_browser.py.
LOOKS = [
    pytest.param({**DESK, "color_scheme": "light"}, id="light-desk"),
    pytest.param({**PHONE, "color_scheme": "dark"}, id="dark-phone"),
]
_STYLES = """async () => {
  const told = (one) => { const s = getComputedStyle(one);
    return [s.outline, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration, s.color].join("|"); };
  const around = []; let one = document.activeElement;
  for (let up = 0; one && up < 6; up++, one = one.parentElement) around.push(one);
  const before = around.map(told); document.activeElement.blur();
  await new Promise(requestAnimationFrame); const after = around.map(told);
  around[0]?.focus({focusVisible: true, preventScroll: true});
  return [around[0]?.outerHTML.slice(0, 160) ?? "", before.some((style, up) => style !== after[up])];
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, coach: Coach) -> Iterator[Served]:
    """The page with everything that it can show: two corpora, uploads, questions that were not covered, feedback."""
    folder = tmp_path_factory.mktemp("site")
    garden = {"id": "G1", "title": "Water in the morning", "text": "Water the plants in the morning."}
    other = write_corpus(folder / "garden", "The garden", garden)
    with served(folder, "--corpus", "product-leadership", "--corpus", str(other), "--allow-upload") as site:
        store = open_store(site.data / "coach.sqlite")
        for number in range(12):
            store.keep_gap("product-leadership", f"Which laptop should I buy, and why number {number}?", "P7")
        store.close()
        yield site


class Finds:
    """The barriers found on one journey.

    Args:
        page: Where it goes.
        is_phone: Whether the window is narrow.
    """

    def __init__(self, page: Page, is_phone: bool) -> None:
        self.all: list[str] = []
        self._page = page
        self._is_phone = is_phone

    def look(self, state: str) -> None:
        """Look at the page as it is just now."""
        from axe_playwright_python.sync_playwright import Axe

        idle(self._page)
        self._page.wait_for_timeout(350)  # what fades in or slides is there
        for one in Axe().run(self._page).response["violations"]:
            if one["impact"] in ("serious", "critical"):
                nodes = one["nodes"]
                self.all.append(f"{state}: {one['id']}, {len(nodes)} times, first {nodes[0]['html'][:160]}")
        if self._is_phone:
            self.all += [f"{state}: {what} sticks out sideways" for what in sideways(self._page)[:3]]


def show_side(page: Page) -> None:
    """Bring the side to the front, where it is folded away."""
    if side(page).get_attribute("data-collapsed") == "true":
        page.get_by_test_id("stExpandSidebarButton").click()
        page.wait_for_timeout(400)


def hide_side(page: Page, is_phone: bool) -> None:
    """Fold the side away again on a phone."""
    if is_phone and side(page).get_attribute("data-collapsed") == "false":
        page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
        page.wait_for_timeout(400)


def is_phone(look: Mapping[str, Any]) -> bool:
    return bool(look["viewport"]["width"] < 600)


@pytest.mark.parametrize("look", LOOKS)
def test_no_answer_and_nothing_that_is_done_with_one_has_a_serious_barrier(
    chromium: Browser, site: Served, look: Mapping[str, Any]
) -> None:
    with visit(chromium, site, **look) as page:
        finds = Finds(page, is_phone(look))
        finds.look("the empty page")
        send(page, "   .")
        finds.look("a text that is no question")
        said = ask(page, TENSE)
        finds.look("an answer")
        for closed in said.locator("summary").all():
            closed.click()
        finds.look("principles in full, and why they were chosen")
        press(page, "Copy", said)
        finds.look("an answer to be copied")
        page.keyboard.press("Escape")
        press(page, "I will do this")
        page.get_by_role("radio", name="Thumbs down").click()
        finds.look("a planned step, and a thumb with its reason")
        press(page, "Edit")
        finds.look("a question that is being mended")
        press(page, "Leave it")
        ask(page, UNCOVERED)
        finds.look("not covered, under a shortened answer")
        ask(page, HARASSED)
        finds.look("a hand-off")
    assert "\n".join(finds.all) == ""


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_around_the_conversations_has_a_serious_barrier(
    chromium: Browser, site: Served, coach: Coach, look: Mapping[str, Any]
) -> None:
    cookie = new_cookie()
    address = keep(site, cookie, coach, *[FOUNDER, UNCOVERED, TENSE] * 2)
    _leave_unanswered(site, cookie, address)
    _plan_a_step(site, cookie)
    with visit(chromium, site, cookie, **look) as page:
        finds = Finds(page, is_phone(look))
        page.goto(address)
        arrived(page)
        finds.look("a long conversation, and a question that was not answered")
        show_side(page)
        for name in ("About you (optional)", "Corpus and chat model", "1 planned step"):
            side(page).get_by_text(name, exact=True).click()
            idle(page)
        finds.look("who asks, what is asked, and what is planned")
        fill_in(page, "Search conversations", "nothing like it")
        finds.look("a search that finds nothing")
        fill_in(page, "Search conversations", "")
        open_menu(page)
        finds.look("the menu of a conversation")
        press(page, "Delete", page.get_by_role("dialog"))
        finds.look("the question whether to delete it")
        press(page, "Keep it")
        page.goto(f"{site.url}/?c=there-is-none")
        arrived(page)
        hide_side(page, is_phone(look))
        finds.look("a conversation that is not there")
        page.goto(site.url)
        arrived(page)
        page.get_by_text("How did it go?").wait_for()
        finds.look("a step of last week")
    assert "\n".join(finds.all) == ""


@pytest.mark.parametrize("look", LOOKS[1:])  # on a desk: test_ui_pages_browser.py
def test_no_tab_of_the_corpus_page_has_a_serious_barrier_on_a_phone(
    chromium: Browser, site: Served, look: Mapping[str, Any]
) -> None:
    with visit(chromium, site, **look) as page:
        finds = Finds(page, is_phone(look))
        ask(page, FOUNDER)
        page.get_by_role("radio", name="Thumbs up").click()
        go(page, "Corpus")
        hide_side(page, is_phone(look))
        main(page).locator("summary").first.click()
        finds.look("Principles, the first one open")
        fill_in(page, "Search", "credibility")
        finds.look("principles that were found")
        fill_in(page, "Search", "zzzz")
        finds.look("a search that finds nothing")
        for name in ("Map", "What is used", "What to write next", "Upload"):
            shown = tab(page, name)
            for closed in shown.locator("summary").all():
                closed.click()
            finds.look(name)
        field = page.locator("input[type=file]")
        field.set_input_files([{"name": "evil.md", "mimeType": "text/plain", "buffer": b"MZ\x90\x00\x03\x00"}])
        page.locator(".st-key-upload-refused").wait_for()
        finds.look("an upload that was refused")
        page.get_by_test_id("stFileChipDeleteBtn").first.locator("button").click()
        fill_in(page, "What shall it be called?", "Mine")
        field.set_input_files([{"name": "one.md", "mimeType": "text/plain", "buffer": b"Say no early, with a reason."}])
        page.locator(".st-key-dry-run, .st-key-upload-refused").wait_for()
        finds.look("what an upload would change")
    assert "\n".join(finds.all) == ""


@pytest.mark.parametrize("look", LOOKS[1:])  # on a desk: test_ui_pages_browser.py
def test_the_evals_page_has_no_serious_barrier_empty_and_with_runs(
    chromium: Browser, site: Served, look: Mapping[str, Any]
) -> None:
    runs: Path = site.data / "runs"
    shutil.rmtree(runs, ignore_errors=True)
    with visit(chromium, site, **look) as page:
        finds = Finds(page, is_phone(look))
        go(page, "Evals")
        hide_side(page, is_phone(look))
        finds.look("no run yet")
        write(site.data, [on(1), on(2, answered_by="ollama:llama3.1"), with_values(on(3), "hit_at_1", {"right": 0.0})])
        (runs / "tiny" / "29991231T000000Z-broken.json").write_text("{")
        page.reload()
        page.get_by_role("tab", name="Thresholds").wait_for()
        for name in ("Thresholds", "Failing cases", "Over time", "Two runs"):
            tab(page, name)
            for closed in main(page).locator("summary").all()[:4]:
                closed.click()
            finds.look(name)
    assert "\n".join(finds.all) == ""


def test_every_stop_of_the_tab_key_shows_where_it_is(chromium: Browser, site: Served) -> None:
    with visit(chromium, site) as page:
        page.add_style_tag(content="* { transition: none !important; }")  # rings and borders fade
        ask(page, UNCOVERED)
        ask(page, TENSE)
        unseen, stops = [], set()
        for _ in range(60):
            page.keyboard.press("Tab")
            what, is_seen = page.evaluate(_STYLES)
            if what.startswith(("<body", "<main")):  # the page as a whole: the arrow keys scroll it
                continue
            stops.add(what)
            if not is_seen:
                unseen.append(what)
        assert len(stops) > 15
        assert sorted(set(unseen)) == []


def _leave_unanswered(site: Served, cookie: str, address: str) -> None:
    store = open_store(site.data / "coach.sqlite")
    store.add_question(f"browser:{cookie}", address.partition("?c=")[2], "And what about this one?")
    store.close()


def _plan_a_step(site: Served, cookie: str) -> None:
    """Keep a step that was planned a week ago."""
    (conversation,) = sql(site, "SELECT id FROM conversations WHERE owner = ?", f"browser:{cookie}")[0]
    columns = "id, conversation, owner, text, principle, quote, due, accepted"
    sql(
        site,
        f"INSERT INTO steps ({columns}) VALUES (?, ?, ?, 'Write one page', 'P10', 'q', NULL, date('now', '-7 days'))",
        new_cookie(),
        conversation,
        f"browser:{cookie}",
    )
