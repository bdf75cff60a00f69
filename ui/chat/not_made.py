"""Why an answer that was asked for was not made: told where it would stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from coach.errors import CoachError
from coach.records import NOTE, Answer
from ui import boundary

_KEPT = "chat_not_made"  # in the session: the conversation, and why


class StaysAsItWas(CoachError):
    """The new answer is worse than the one that stands, through no fault of the question."""


def check_no_loss(old: Answer | None, found: Answer) -> None:
    """Refuse to replace an answer by one for which a chat model failed.

    Args:
        old: The answer that stands; None where it cannot be read.
        found: The new one.

    Raises:
        StaysAsItWas: no chat model failed for the one that stands.
    """
    if not found.fault or old is None or old.fault:
        return
    said = next((remark.removeprefix(NOTE) for remark in found.remarks if remark.startswith(NOTE)), "")
    why, _, others = said.partition(", so ")
    why = f"{why[:1].upper()}{why[1:]}" or "The chat model failed"
    raise StaysAsItWas(f"{why}, so the answer from before stays", others.partition(". ")[2])


@contextmanager
def told_there(conversation: str) -> Iterator[None]:
    """Keep an error until `tell`.

    Args:
        conversation: Its id.
    """
    try:
        yield
    except Exception as error:
        keep(conversation, error)


def keep(conversation: str, error: Exception) -> None:
    """Keep why a question of a conversation was not answered."""
    st.session_state[_KEPT] = (conversation, error)


def tell(conversation: str) -> None:
    """Tell it, once, where the page is drawn just now."""
    kept = st.session_state.get(_KEPT)
    if kept is not None and kept[0] == conversation:
        del st.session_state[_KEPT]
        boundary.on_error(kept[1])
