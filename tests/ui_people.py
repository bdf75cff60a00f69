"""What people do on the page, step by step, in Debian's Chromium; shared by the tests that look at whole visits."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ui_parts import Served, listen

from coach.coach import Coach
from coach.records import Question
from ui.chat.words import as_text
from ui.store import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

FOUNDER = "My founder nods at my strategy ideas and ignores them"
TENSE = "Everyone on the steering committee wants something else, and my team is stuck waiting"
UNCOVERED = "Which tool is best for drawing a product roadmap?"
HARASSED = "My manager keeps touching my shoulder and I do not know what to do"
_ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
PHONE: Mapping[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "user_agent": _ANDROID,  # Streamlit folds its side away after a choice where it knows a phone
}
_SLOW_MS = 60_000  # more than anything takes, on a machine that others use as well
# The last question on the page is this one, and the answer under it has its row of buttons.
_ANSWERED = """(text) => {
  const said = [...document.querySelectorAll("[data-testid=stChatMessage]")], thumbs = said.at(-1)?.querySelector(".stFeedback");
  const words = (one) => one.innerText.replace(/\\s+/g, " ");
  return said.length > 1 && words(said.at(-2)).includes(text) && thumbs && !thumbs.closest("[data-stale=true]");
}"""  # noqa: E501
_SIDEWAYS = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  const scrolls = "[role=tablist], [data-testid=stTable], [data-testid=stDataFrame], pre";
  const cut = "[data-collapsed=true], .st-key-open-conversation p, :has(> .stHtml), .stHtml";
  return box.width && one.checkVisibility({visibilityProperty: true}) && !one.closest(scrolls) && !one.closest(cut)
    && (box.right > innerWidth + 1 || (box.left < -1 && box.right > 0));
}).map((one) => `${one.tagName} ${one.dataset.testid ?? ""} ${one.innerText?.slice(0, 40) ?? ""}`)"""


# ---------------------------------------------------------------------------------------------------------- a visit


@contextmanager
def visit(chromium: Browser, site: Served, cookie: str = "", **options: Any) -> Iterator[Page]:
    """Open the page in a browser of its own; whatever is done there, no other host may be asked for anything.

    Args:
        chromium: The program.
        site: The page.
        cookie: By which the browser is known already; empty for one that was never here.
        options: Of the browser: ``viewport``, ``color_scheme`` and so on.
    """
    if cookie:
        options["storage_state"] = {"cookies": [{"name": "coach_visitor", "value": cookie, "url": site.url}]}
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    try:
        page = context.new_page()
        page.set_default_timeout(20_000)
        heard = listen(page, site.url)
        page.goto(site.url)
        arrived(page)
        yield page
        assert heard.foreign == []
    finally:
        context.close()


def arrived(page: Page) -> None:
    """Wait until the chat page is there."""
    chat_input(page).wait_for(timeout=_SLOW_MS)
    idle(page)


def idle(page: Page) -> None:
    """Wait until the script has ended and all that it drew is there."""
    page.wait_for_timeout(150)  # what was pressed has to reach the server
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=_SLOW_MS)
    skeletons = page.locator("[data-testid=stSkeleton]:visible")
    while skeletons.count():
        skeletons.first.wait_for(state="detached", timeout=_SLOW_MS)


def chat_input(page: Page) -> Locator:
    return page.get_by_test_id("stChatInputTextArea")


def main(page: Page) -> Locator:
    """Return the page without its side."""
    return page.get_by_test_id("stMainBlockContainer")


def side(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar")


def send(page: Page, text: str) -> None:
    """Type a question and press Enter; the answer may still be coming."""
    chat_input(page).fill(text)
    chat_input(page).press("Enter")


def ask(page: Page, text: str) -> Locator:
    """Ask in the chat input, and return the answer."""
    send(page, text)
    return answer_to(page, text)


def answer_to(page: Page, text: str) -> Locator:
    """Wait for the answer to the question that was asked last, and return it."""
    page.wait_for_function(_ANSWERED, arg=" ".join(text.split()), timeout=_SLOW_MS)
    idle(page)
    return page.get_by_test_id("stChatMessage").last


def press(page: Page, name: str, within: Locator | None = None) -> None:
    """Press the button of this name, and wait for what it does."""
    (within or page).get_by_role("button", name=name, exact=True).click()
    idle(page)


def unfold(page: Page, name: str) -> None:
    """Open a part of the side."""
    side(page).get_by_text(name, exact=True).click()
    idle(page)


def open_menu(page: Page) -> Locator:
    """Open what can be done with the conversation that is open, and return it."""
    page.get_by_role("button", name="Rename, export or delete").click()
    menu = page.get_by_role("dialog")
    menu.get_by_role("button", name="Delete", exact=True).wait_for()
    idle(page)
    return menu


def fill_in(page: Page, label: str, text: str) -> None:
    """Type into a field and press Enter."""
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")
    idle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box."""
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=option).first.click()
    idle(page)


def go(page: Page, name: str) -> None:
    """Go to another page by the side, which is folded away on a phone."""
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=name)
    if side(page).get_attribute("data-collapsed") == "true":
        page.get_by_test_id("stExpandSidebarButton").click()
        page.wait_for_timeout(400)
    link.click()
    idle(page)


def tab(page: Page, name: str) -> Locator:
    """Open a tab, and return what it shows."""
    page.get_by_role("tab", name=name, exact=True).click()
    idle(page)
    return page.get_by_role("tabpanel")


def saved(page: Page, name: str) -> tuple[str, str]:
    """Press a button that downloads a file; return the file's name and what is in it."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_text(encoding="utf-8")


def seen(found: Locator) -> str:
    """Return what a person reads in an element, white space folded."""
    return " ".join(found.inner_text().split())


def sideways(page: Page) -> list[str]:
    """Return what sticks out of the window to the left or right."""
    return page.evaluate(_SIDEWAYS)  # type: ignore[no-any-return]


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on what is wanted.

    Args:
        page: The page.
        wanted: A JavaScript expression over ``one``, the element that has the focus.
    """
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate(f"(one => Boolean({wanted}))(document.activeElement)"):
            return
    pytest.fail(f"Tab never came to {wanted}")


# -------------------------------------------------------------------------------------------------- what is kept


def new_cookie() -> str:
    """Return a name for a browser, as the page gives them."""
    return secrets.token_urlsafe(16)


def keep(site: Served, cookie: str, coach: Coach, *questions: str) -> str:
    """Keep a conversation of a browser with the answers of Coach, and return its address."""
    owner, store = f"browser:{cookie}", open_store(site.data / "coach.sqlite")
    conversation = store.start(owner, "product-leadership", questions[0])
    for text in questions:
        found = coach.ask(Question(text))
        store.add_question(owner, conversation.id, text)
        store.add_answer(owner, conversation.id, found, as_text(found))
    store.close()
    return f"{site.url}/?c={conversation.id}"


def sql(site: Served, statement: str, *values: str) -> list[tuple[Any, ...]]:
    """Run a statement on the file of what is kept, as somebody with `sqlite3` would."""
    with closing(sqlite3.connect(site.data / "coach.sqlite", timeout=10)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def conversation_of(page: Page) -> str:
    """Return the id of the conversation that is open."""
    return page.url.partition("?c=")[2]


# ----------------------------------------------------------------------------------------------------------- corpora


def write_corpus(folder: Path, title: str, *principles: Mapping[str, str], **others: Any) -> Path:
    """Write a corpus folder and return it.

    Args:
        folder: Made where there is none.
        title: Of the corpus.
        principles: Each with ``id``, ``text`` and what else its file may say; ``situations`` one a line.
        others: For ``corpus.yaml``.
    """
    for part in ("principles", "situations"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    facts = {"title": title, **others}
    (folder / "corpus.yaml").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    for number, principle in enumerate(principles, start=1):
        header = "\n".join(
            f"{name}: {json.dumps(said, ensure_ascii=False)}"
            for name, said in principle.items()
            if name not in ("text", "situations")
        )
        path = folder / "principles" / f"{number:02d}.md"
        path.write_text(f"---\n{header}\n---\n\n{principle['text']}\n", encoding="utf-8")
        (folder / "situations" / f"{number:02d}.txt").write_text(principle.get("situations", ""), encoding="utf-8")
    return folder
