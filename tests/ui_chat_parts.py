"""The chat page without a browser: real Coach, real store, real script; and what people do there and read."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from coach.settings import data_folder
from ui import opened
from ui.store import Store, open_store

APP = Path(__file__).resolve().parent.parent / "ui" / "app.py"
FOUNDER = "My founder nods at my strategy ideas and ignores them"
BREAD = "How do I bake sourdough bread?"
UNCOVERED = "Which tool is best for drawing a product roadmap?"
HARASSED = "My manager keeps touching my shoulder and I do not know what to do"
PROMOTED = "How do I get promoted to the next level?"
Open = Callable[..., AppTest]


@contextmanager
def chatting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Give what opens the page in a window of its own; all windows of a test share what is kept."""
    for name in [name for name in os.environ if name.startswith("COACH_UI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))

    def start(conversation: str = "", visitor: str = "") -> AppTest:
        page = AppTest.from_file(APP, default_timeout=30)
        if visitor:
            page.session_state["visitor_window"] = visitor
        if conversation:
            page.query_params["c"] = conversation
        return page.run()

    forget_options()
    yield start
    forget_options()


def forget_options() -> None:
    """Let the page read its settings anew, and count anew."""
    for shared in (opened.options, opened.limiter, opened.store, opened.tidied):
        shared.clear()


@contextmanager
def kept_beside() -> Iterator[Store]:
    """Give what the page keeps, opened beside it."""
    data_folder().mkdir(parents=True, exist_ok=True)
    store = open_store(data_folder() / "coach.sqlite")
    yield store
    store.close()


def ask(page: AppTest, text: str) -> AppTest:
    """Ask as a person does."""
    return page.chat_input[0].set_value(text).run()


def read(page: AppTest) -> str:
    """Return what a person reads in the main part of the page."""
    return readable([*page.main.markdown, *page.main.caption, *page.main.info, *page.main.warning, *page.main.error])


def readable(found: Any) -> str:
    """Return the texts of elements without their marks."""
    texts = "\n".join(element.value for element in found).replace("\\\n", "\n").replace("**", "")
    return html.unescape(re.sub(r":[a-z-]+\[(.*?)\]", r"\1", texts))


def changed(page: AppTest) -> AppTest:
    """Change who asks, so that an answer may be made again."""
    page.session_state["profile"] = True
    page.run()
    return page.text_input(key="profile-role").set_value("engineer").run()


def button(page: AppTest, label: str) -> Any:
    """Return the button with this label."""
    return next(one for one in page.button if html.unescape(one.label) == label)


def labels(page: AppTest) -> list[str]:
    """Return the labels of all buttons."""
    return [html.unescape(one.label) for one in page.button]


def where(page: AppTest) -> str:
    """Return the id of the conversation that the address names."""
    return str(page.query_params.get("c", ""))


def visitor(page: AppTest) -> str:
    """Return the visitor's window, to open the page as the same visitor again."""
    return str(page.session_state["visitor_window"])


def visitor_id(page: AppTest) -> str:
    """Return whose conversations those of a window are."""
    return f"window:{visitor(page)}"
