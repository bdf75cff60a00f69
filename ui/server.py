"""The page being served: from the command to its last request.

Not by ``st.App.run``: it puts the folder of the command, ``coach``, first on Python's path, where
``coach/langchain`` would stand in for LangChain; it watches the person's own settings files; it exits by itself
with code 1 on a taken port; and it waits without end for open pages when it is stopped. What it does besides is done
here: the same settings, the same server.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from socket import socket as Socket
from types import FrameType

import streamlit.config
import uvicorn
from starlette.middleware import Middleware
from streamlit.starlette import App

from coach.corpus.find import find_corpus, named_corpora
from coach.errors import SettingsError
from coach.settings import data_folder
from ui import opened, sign_in
from ui.address import check_reach, listen, page_url, resolve
from ui.announce import TERMINAL, announce
from ui.boundary import on_error, start_log
from ui.config import allowed_names, configure, hosts_for_streamlit
from ui.middleware import Marked, OwnPagesOnly
from ui.options import Options
from ui.sessions import UPLOADING

SCRIPT = Path(__file__).with_name("app.py")
_GRACE_S = 1.0  # for open pages to hear that the server stops
_END_S = 1.8  # after which it ends whatever is still going on
_STOPPED = 130
_PING_S = 30.0
_MOST_MESSAGE_BYTES = 4 * 1024 * 1024  # from the browser; an upload comes another way


def serve(options: Options, port: int, is_opened: bool | None = None, script: Path = SCRIPT) -> None:
    """Serve the page until it is stopped; the process ends with it.

    Args:
        options: How it was asked for.
        port: Where to listen; 0 for any port that is free.
        is_opened: Whether to open a browser; None for where a person sits at a desktop.
        script: What Streamlit runs.

    Raises:
        CoachError: a setting cannot be used, the port is taken, or Coach cannot be opened.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    options = replace(options, host=resolve(options.host), corpora=tuple(dict.fromkeys(map(_named, options.corpora))))
    check_reach(options)
    for corpus in options.corpora:
        find_corpus(corpus)
        if os.pathsep in corpus:
            raise SettingsError(
                f"The folder {corpus} has a “{os.pathsep}” in its name", "Give the folder another name."
            )
    os.environ.update(options.as_environment())  # every run of the script reads them there
    socket = listen(options.host, port)
    port = socket.getsockname()[1]
    start_log(data_folder() / "ui.log")
    configure(options, port)
    public = sign_in.check() if options.has_sign_in else ""
    names = allowed_names(options, sign_in.host_of(public))
    streamlit.config.set_option("server.allowedHosts", hosts_for_streamlit(names))
    server = _Server(_app(script, names))
    announcing = (server, public or page_url(options.host, port), is_opened)
    threading.Thread(target=announce, args=announcing, name="announce", daemon=True).start()
    _run(server, socket)


def _named(corpus: str) -> str:
    """Return the name of a corpus, or where its folder is: what is kept under it is found again from anywhere."""
    folder = Path(corpus).expanduser()
    return corpus if corpus in named_corpora() or not folder.is_dir() else os.path.abspath(folder)


def _app(script: Path, names: list[str]) -> App:
    return App(
        script,
        middleware=[
            Middleware(Marked),
            Middleware(OwnPagesOnly, names=names, uploading=UPLOADING),
        ],
        on_script_error=on_error,
    )


class _Server(uvicorn.Server):
    """Uvicorn as Streamlit runs it, but that it ends in time."""

    def __init__(self, app: App) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,  # type: ignore[arg-type]  # asyncio takes parts of a second
                ws="websockets-sansio",
                ws_max_size=_MOST_MESSAGE_BYTES,
                ws_per_message_deflate=False,
                ws_ping_interval=_PING_S,
                ws_ping_timeout=_PING_S,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop, and see to it that nothing makes it last."""
        if not self.should_exit:
            last = threading.Timer(_END_S, _end, [_STOPPED if sig == signal.SIGINT else 0])
            last.daemon = True
            last.start()
        super().handle_exit(sig, frame)


def _run(server: _Server, socket: Socket) -> None:
    """Serve until a signal comes or Coach turns out not to open; uvicorn raises the signal again when it has stopped.

    Raises:
        CoachError: Coach cannot be opened.
    """
    code: object = 0
    try:
        server.run(sockets=[socket])
    except KeyboardInterrupt:
        code = _STOPPED
    except SystemExit as stopped:
        code = stopped.code
    failed = opened.preparation().error
    if failed is not None and not code:
        raise failed
    _end(code if isinstance(code, int) else 0)


def _end(code: int) -> None:
    """End the process now: threads may be deep in a model, and Python would wait for some of them.

    Nothing is lost: what is kept is written in SQLite's transactions, and an index is published only when it is whole.
    """
    logging.shutdown()
    TERMINAL.show_cursor(True)  # a bar may have hidden it
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
