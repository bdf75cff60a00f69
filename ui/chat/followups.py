"""What may be done with the last answer: ask something near it, have it again, copy it, say what one thinks of it."""

from __future__ import annotations

import streamlit as st

from coach.lead_ins import NEARBY
from coach.records import Nearby
from ui import aloud, opened, safe
from ui.chat import asking, here, profile, words
from ui.store.records import Message, Thumb
from ui.trouble import told_later
from ui.visitor import who

COMPOSER = "composer"  # who answered, where no chat model did
_REASON = 500  # characters
_WHO_READS_IT = (
    "A thumb shows this question and answer to those who improve Coach, earlier ones only where the question leans on "
    "them, and never your name."
)
_THUMBS: dict[int | None, Thumb] = {0: "down", 1: "up"}  # as `st.feedback` counts them


def nearby(found: tuple[Nearby, ...], place: int) -> None:
    """Draw questions that the corpus does answer, as buttons that ask them.

    Args:
        found: The questions.
        place: Of the answer in the conversation.
    """
    with st.container(key=f"nearby-{place}", gap="xsmall"):
        st.markdown(NEARBY)
        for number, near in enumerate(found):
            st.button(
                safe.one_line(near.question),
                key=f"near-{place}-{number}",
                icon=":material/arrow_forward:",
                on_click=asking.ask,
                args=(near.question,),
            )


def actions(message: Message, conversation: str) -> None:
    """Draw the row under an answer: copy, answer again, thumbs; and a line for the reason once a thumb was given.

    Args:
        message: An answer that can be read.
        conversation: Its conversation's id.
    """
    assert message.answer is not None
    place, name = message.place, _name(message, conversation)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"actions-{place}"):
        aloud.mark(place // 2 + asking.attempts(conversation, place - 1))
        if st.button("Copy", icon=":material/content_copy:", type="tertiary", key=f"copy-{name}"):
            _copy(words.as_text(message.answer))
        if _may_differ(message):
            st.button(
                "Answer again",
                icon=":material/refresh:",
                type="tertiary",
                key=f"again-{name}",
                on_click=asking.answer_again,
                args=(conversation, place - 1),
            )
        given = opened.store().rating(who().id, conversation, place)
        st.feedback(
            "thumbs",
            key=f"thumb-{name}",
            default=next((value for value, thumb in _THUMBS.items() if given and thumb == given[0]), None),
            on_change=_rate,
            args=(message, conversation),
        )
    st.caption(_WHO_READS_IT)
    if given:
        asked = "What helped?" if given[0] == "up" else "What was wrong with it?"
        st.text_input(
            f"{asked} Optional.",
            value=given[1],
            max_chars=_REASON,
            key=f"reason-{name}-{given[0]}",
            on_change=_rate,
            args=(message, conversation),
        )


@st.dialog("Copy this answer", width="medium", icon=":material/content_copy:")
def _copy(text: str) -> None:
    """Show an answer as text; a browser lets a page copy by itself only at https addresses and on its own machine."""
    st.caption("The button in the corner copies all of it; or mark what you need.")
    with st.container(key="to-copy"):
        st.code(text, language=None, wrap_lines=True)


def _may_differ(message: Message) -> bool:
    """Tell whether the same question may be answered otherwise now: the principles alone give the same answer twice."""
    assert message.answer is not None
    by_model = message.answer.answered_by != COMPOSER or bool(here.now().model)
    told = st.session_state.get(profile.CHANGED)
    return by_model or message.state == "stopped" or (told is not None and message.created < told)


@told_later
def _rate(message: Message, conversation: str) -> None:
    """Keep what somebody thinks of an answer; a thumb that is pressed again is taken back."""
    name = _name(message, conversation)
    thumb = _THUMBS.get(st.session_state.get(f"thumb-{name}"))
    reason = st.session_state.get(f"reason-{name}-{thumb}") or ""
    opened.store().rate(who().id, conversation, message.place, thumb, reason)


def _name(message: Message, conversation: str) -> str:
    """Return a name for what belongs to this answer, and not to another one made in its place."""
    return f"{conversation}-{message.place}-{message.created:%Y%m%d%H%M%S%f}"
