"""What all visitors share: opened once a process, with nothing in it that belongs to one of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from coach.errors import EnvironmentFault
from coach.settings import data_folder, from_environment
from ui import options as settings_of_the_page
from ui.limits import Limiter
from ui.options import Options
from ui.preparation import Preparation
from ui.shelf import News, Shelf
from ui.turns import AT_ONCE_WITH_MODEL, Turns
from ui.visitor import BROWSERS, address

if TYPE_CHECKING:
    from ui.store import Store

_LOOK_S = 0.1
_QUIET_S = 0.3  # what takes less is not worth a flicker


@st.cache_resource(show_spinner=False)
def options() -> Options:
    """Return how the page was started."""
    return settings_of_the_page.from_environment()


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """Return the shelf; nothing is open on it yet."""
    return Shelf(from_environment())


@st.cache_resource(show_spinner=False)
def limiter() -> Limiter:
    """Return what counts each visitor's questions."""
    return Limiter(options().rate, address=address)


@st.cache_resource(show_spinner=False)
def turns(has_model: bool) -> Turns:
    """Return whose turn it is to be answered, with and without a chat model."""
    return Turns(AT_ONCE_WITH_MODEL) if has_model else Turns()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Return what is kept: conversations, next steps, feedback.

    Raises:
        CoachError: it cannot be opened, or its folder cannot be written.
    """
    from ui.store import open_store

    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise EnvironmentFault(
            f"{folder} cannot be written: {error.strerror or error}", "Set COACH_DATA to a folder that can be written."
        ) from error
    return open_store(folder / "coach.sqlite")


@st.cache_resource(show_spinner=False, ttl=timedelta(days=1))
def tidied() -> int:
    """Delete, once a day, what nobody can reach any more: conversations of browsers that asked nothing for long.

    Raises:
        CoachError: the store cannot be written.
    """
    days = options().keep_days
    return store().forget(BROWSERS, datetime.now(UTC) - timedelta(days=days)) if days else 0


@st.cache_resource(show_spinner=False)
def preparation() -> Preparation:
    """Return what opens the default corpus; the server begins it, or the first run of the script."""
    return Preparation(shelf(), options())


def wait_until_ready() -> None:
    """Hold the page until Coach can answer, showing what is being prepared.

    Raises:
        CoachError: it cannot be opened; the next run tries again.
    """
    opening = preparation()
    if not opening.is_done(_QUIET_S):
        place, shown = st.empty(), None
        while not opening.is_done(_LOOK_S):
            if (news := shelf().news) != shown:
                shown = news
                with place.container():
                    _show(news)
        place.empty()
    if opening.error is not None:
        preparation.clear()
        raise opening.error


def _show(news: News) -> None:
    st.markdown("**Coach is getting ready.** The first time, this takes about a minute.")
    st.progress(news.done / news.total if news.total else 0.0)
    st.text(news.text or "Opening the corpus")
