"""What is in view, and within reach: on a desk and on a phone, with much or little on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from ui_parts import Served, needs_browser, served
from ui_people import (
    FOUNDER,
    PHONE,
    TENSE,
    arrived,
    ask,
    idle,
    keep,
    main,
    new_cookie,
    open_menu,
    press,
    side,
    unfold,
    visit,
)

from coach.coach import Coach

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.slow, needs_browser]
DESK = {"viewport": {"width": 1280, "height": 900}}
LOW = {"viewport": {"width": 1280, "height": 640}}
BOTH = pytest.mark.parametrize("look", [DESK, PHONE], ids=["desk", "phone"])
# What of some elements is outside the window, or under something else.
_HIDDEN = """(found) => found.filter((one) => {
  const {left, right, top, bottom} = one.getBoundingClientRect();
  const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight || !(one.contains(there) || there?.contains(one));
}).map((one) => one.innerText || one.ariaLabel)"""  # noqa: E501
_SCROLLS_IN_ITSELF = """(found) => found.filter((one) => {
  const {overflowX, overflowY} = getComputedStyle(one);
  const [wide, high] = [one.scrollWidth > one.clientWidth, one.scrollHeight > one.clientHeight];
  return (/auto|scroll/.test(overflowX) && wide) || (/auto|scroll/.test(overflowY) && high);
}).map((one) => one.className)"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, coach: Coach) -> Iterator[Served]:
    """The page without a chat model."""
    with served(tmp_path_factory.mktemp("site")) as site:
        yield site


def hidden(found: Locator) -> list[str]:
    """Return what cannot be seen or pressed just now; there must be something at all."""
    assert found.count()
    return found.evaluate_all(_HIDDEN)  # type: ignore[no-any-return]


def show_side(page: Page) -> None:
    if side(page).get_attribute("data-collapsed") == "true":
        page.get_by_test_id("stExpandSidebarButton").click()
        page.wait_for_timeout(400)


def is_at_the_top(page: Page, question: str) -> bool:
    """Tell whether a question stands at the top of the window, below its bar."""
    asked = page.get_by_test_id("stChatMessage").filter(has_text=question).last
    return bool(40 <= asked.evaluate("(one) => one.getBoundingClientRect().top") <= 110)


# ------------------------------------------------------------------------------------------------- the last question


@BOTH
def test_when_the_answer_is_there_the_question_and_the_heart_of_it_are_in_view(
    chromium: Browser, site: Served, look: Mapping[str, Any]
) -> None:
    with visit(chromium, site, **look) as page:
        for question in (TENSE, FOUNDER):  # the first one of a conversation, and a later one
            said = ask(page, question)
            assert is_at_the_top(page, question)
            assert hidden(said.get_by_text("The heart of it:")) == []


def test_a_conversation_opens_at_its_last_question(chromium: Browser, site: Served, coach: Coach) -> None:
    cookie = new_cookie()
    address = keep(site, cookie, coach, FOUNDER, TENSE)
    with visit(chromium, site, cookie, **PHONE) as page:
        page.goto(address)
        arrived(page)
        for _ in range(20):  # a busy machine draws the messages one by one
            page.wait_for_timeout(300)
            if is_at_the_top(page, TENSE):
                break
        assert is_at_the_top(page, TENSE)


def test_nothing_but_a_new_question_moves_the_page(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, **LOW) as page:
        ask(page, FOUNDER)
        said = ask(page, TENSE)
        said.get_by_role("radio", name="Thumbs up").click()
        idle(page)
        before = said.evaluate("(one) => one.getBoundingClientRect().top")
        press(page, "I will do this")
        page.wait_for_timeout(500)
        assert said.evaluate("(one) => one.getBoundingClientRect().top") == before < 0


# ------------------------------------------------------------------------------------------------------ within reach


@BOTH
def test_all_that_can_be_done_with_a_conversation_is_within_reach(
    chromium: Browser, site: Served, coach: Coach, look: Mapping[str, Any]
) -> None:
    cookie = new_cookie()
    keep(site, cookie, coach, FOUNDER)  # the oldest one, last in the list
    for number in range(14):
        keep(site, cookie, coach, f"{TENSE}, number {number}")
    with visit(chromium, site, cookie, **look) as page:
        show_side(page)
        side(page).get_by_role("button", name=FOUNDER).click()
        idle(page)
        page.wait_for_timeout(600)
        show_side(page)
        menu = open_menu(page)
        page.wait_for_timeout(500)
        assert hidden(menu.get_by_role("button")) == []
        press(page, "Delete", menu)
        page.wait_for_timeout(300)
        assert hidden(menu.get_by_role("button")) == []


@BOTH
def test_an_answer_is_copied_by_a_button_that_is_in_view(
    chromium: Browser, site: Served, look: Mapping[str, Any]
) -> None:
    with visit(chromium, site, permissions=["clipboard-read", "clipboard-write"], **look) as page:
        press(page, "Copy", ask(page, TENSE))
        copy = page.get_by_role("dialog").get_by_role("button", name="Copy to clipboard")
        page.wait_for_timeout(500)
        assert hidden(copy) == []
        copy.click()
        page.get_by_role("dialog").get_by_role("button", name="Copied").wait_for()
        assert "Create clarity out of conflict and chaos [P10]" in page.evaluate("navigator.clipboard.readText()")


def test_a_planned_step_is_found_at_the_side_and_taken_back(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, **PHONE) as page:
        ask(page, FOUNDER)
        press(page, "I will do this")
        show_side(page)
        press(page, "New conversation")
        page.wait_for_timeout(600)
        show_side(page)
        unfold(page, "1 planned step")
        side(page).locator(".st-key-planned-steps button").click()
        idle(page)
        page.wait_for_timeout(600)  # the side moves away
        press(page, "Not after all")
        assert main(page).get_by_role("button", name="I will do this").is_visible()


# -------------------------------------------------------------------------------------------------------- no surplus


def test_no_row_can_be_scrolled_in_itself(chromium: Browser, site: Served) -> None:
    with visit(chromium, site) as page:
        ask(page, TENSE)
        rows = page.get_by_test_id("stHorizontalBlock")
        assert rows.count() and rows.evaluate_all(_SCROLLS_IN_ITSELF) == []


def test_starter_questions_are_read_whole_on_a_phone(chromium: Browser, site: Served) -> None:
    with visit(chromium, site, **PHONE) as page:
        words = main(page).get_by_test_id("stButtonGroup").locator("button p")
        cut = "(found) => found.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.innerText)"
        assert words.count() == 5 and words.evaluate_all(cut) == []
