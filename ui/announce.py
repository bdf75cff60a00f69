"""What `coach ui` says while it starts: what is being prepared, and then where the page is."""

from __future__ import annotations

import os
import sys
import time
import webbrowser
from contextlib import ExitStack

import uvicorn
from rich.console import Console
from rich.progress import Progress

from ui import opened
from ui.boundary import LOG, note
from ui.preparation import Preparation

TERMINAL = Console(stderr=True)
_LOOK_S = 0.05


def announce(server: uvicorn.Server, url: str, is_opened: bool | None) -> None:
    """Say where the page is, once it answers at once; stop the server where Coach cannot be opened.

    Args:
        server: It may still be starting.
        url: Where the page is.
        is_opened: Whether to open a browser; None for where a person sits at a desktop.
    """
    LOG.info("Opening Coach")
    opening = opened.preparation()
    _show_progress(opening)
    if opening.error is not None:
        server.should_exit = True
        return
    _import_page()
    while not server.started:
        time.sleep(_LOOK_S)
    LOG.info("Coach is ready. Open this address in a browser; Ctrl-C stops it.")
    print(url, flush=True)
    if _has_desktop() if is_opened is None else is_opened:
        webbrowser.open(url)


def _import_page() -> None:
    """Import what the first visitor would wait for."""
    try:
        import ui.chat.page  # noqa: F401
    except Exception as error:  # a bug in there is told where the page is opened; the others work
        note(error)


def _show_progress(opening: Preparation) -> None:
    """Draw on a terminal how much of the corpus has been read, until Coach is open."""
    with ExitStack() as drawn:
        bar, task = Progress(console=TERMINAL, transient=True, disable=not TERMINAL.is_terminal), None
        while not opening.is_done(_LOOK_S):
            news = opened.shelf().news
            if news.total and task is None:
                task = drawn.enter_context(bar).add_task("Reading the corpus", total=news.total)
            if news.total and task is not None:
                bar.update(task, completed=news.done)


def _has_desktop() -> bool:
    """Tell whether a person sits here: a browser opened on a server would be one in the terminal."""
    if not sys.stdout.isatty() or os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
