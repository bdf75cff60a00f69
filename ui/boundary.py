"""Where errors become words: a sentence and an id for the browser, the stack under that id for the log.

No log line holds what a person wrote. Of a bug only the exception's type and the stack are logged: a message may carry
the text that caused it, the lines of a stack are those of the program.
"""

from __future__ import annotations

import functools
import logging
import os
import secrets
import sqlite3
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import FragmentHandledException

from coach import errors
from coach.errors import (
    CoachError,
    CorpusError,
    EncoderError,
    EnvironmentFault,
    IndexDamaged,
    IndexStale,
    QuestionError,
    SettingsError,
)
from ui import safe
from ui.limits import TooMany
from ui.turns import Busy
from ui.visitor import knows_the_machine

LOG = logging.getLogger("ui")
_LARGEST_BYTES, _OLDER_FILES = 1_000_000, 3
# Their messages name files, fields and limits; those of other errors (a provider's, say) may repeat a question.
_SPEAKABLE = tuple(kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CoachError))
# Nothing that a visitor could mend, and their messages name the folders and settings of this machine.
_OF_THE_MACHINE = (CorpusError, EncoderError, EnvironmentFault, IndexDamaged, IndexStale, SettingsError)
_EVERYDAY = (QuestionError, TooMany, Busy)  # not worth a line of the log, which anybody could fill with them


def guarded(page: Callable[[], None]) -> Callable[[], None]:
    """Return a page that tells of its errors instead of raising them.

    Streamlit's own ways to end a run early (``st.stop``, ``st.rerun``) pass.
    """

    @functools.wraps(page)
    def run() -> None:
        try:
            page()
        except FragmentHandledException:  # told already, inside the fragment
            raise
        except Exception as error:
            on_error(error)

    return run


def on_error(error: Exception) -> bool:
    """Tell of any error where the page is just now; true, for Streamlit is not to show it as well."""
    if isinstance(error, CoachError):
        tell(error)
        return True
    error_id = note(error)
    st.error(
        f"Something went wrong (error id {error_id}). If it happens again, give this id to whoever runs this page: the "
        "log explains it.",
        icon=":material/error:",
    )
    st.button("Try again", key=f"try_again_{error_id}")  # any press runs the page anew
    return True


def tell(error: CoachError) -> None:
    """Show an expected error: what happened, and what to do next; to a visitor from elsewhere no folder of ours."""
    if isinstance(error, _OF_THE_MACHINE) and not _knows_the_machine():
        error_id = secrets.token_hex(4)
        LOG.warning("error %s: %s", error_id, _named(error))
        message = f"Coach cannot do this just now (error id {error_id})."
        hint = "Try again in a moment. If it stays so, give this id to whoever runs this page: the log explains it."
    else:
        if not isinstance(error, _EVERYDAY):
            LOG.warning("%s", _named(error))
        message, hint = error.message, error.hint
    st.warning("\n\n".join(safe.markdown(text) for text in (message, hint) if text), icon=":material/info:")


def note(error: BaseException) -> str:
    """Write a bug to the log; return the id under which it stands there, eight hexadecimal digits."""
    error_id = secrets.token_hex(4)
    LOG.error("error %s: %s", error_id, stack(error))
    return error_id


def stack(error: BaseException) -> str:
    """Return an exception's type and where it was raised, and the same of what led to it; never words of people."""
    return "\n".join(_stack(error))


def _stack(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield ("" if current is error else "which came from ") + type(current).__name__ + _harmless(current)
        yield "".join(traceback.format_tb(current.__traceback__)).rstrip("\n")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _harmless(error: BaseException) -> str:
    """Return what the machine or Python itself says, which is never what somebody wrote."""
    if isinstance(error, ImportError | sqlite3.Error):
        return f": {error}"
    return f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""


def _knows_the_machine() -> bool:
    try:
        return knows_the_machine()
    except CoachError:  # a setting is wrong, perhaps the one that says so
        return False


def _named(error: CoachError) -> str:
    is_speakable = type(error) in _SPEAKABLE or isinstance(error, EnvironmentFault)  # what our own store says, too
    return f"{type(error).__name__}: {error.message}" if is_speakable else type(error).__name__


# ---------------------------------------------------------------------------------------------------------- the log


def start_log(path: Path) -> None:
    """Let all of this process log to standard error, and Coach's page to a file too; without what people wrote.

    Args:
        path: The file; only this account may read it. It is kept below 4 MB, older lines in files beside it.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = _OwnersFile(path, maxBytes=_LARGEST_BYTES, backupCount=_OLDER_FILES, encoding="utf-8")
    except OSError as error:
        raise EnvironmentFault(
            f"{path.parent} cannot be written: {error.strerror or error}",
            "Set COACH_DATA to a folder that can be written.",
        ) from error
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    shown = logging.StreamHandler(sys.stderr)
    shown.setFormatter(logging.Formatter("… %(message)s"))
    LOG.handlers[:] = [file, shown]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    logging.setLogRecordFactory(functools.partial(_wordless, logging.getLogRecordFactory()))
    logging.getLogger("streamlit.error_util").addFilter(_is_not_ours)
    threading.excepthook = _on_thread_end


class _OwnersFile(RotatingFileHandler):
    """A log file that only its owner may read, also after it was begun anew."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.fchmod(descriptor, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding)


def _wordless(make: Callable[..., logging.LogRecord], *args: Any, **named: Any) -> logging.LogRecord:
    """Make a log record whose exception is only its type and stack, whichever library logs it."""
    record = make(*args, **named)
    if record.exc_info and record.exc_info[1] is not None:
        record.exc_text, record.exc_info = stack(record.exc_info[1]), None
    return record


def _on_thread_end(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        note(ended.exc_value)


def _is_not_ours(record: logging.LogRecord) -> bool:
    """Tell whether Streamlit logs something else than the error that ``on_error`` is about to log under an id."""
    return record.getMessage() != "Uncaught app execution"
