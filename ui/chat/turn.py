"""One message of a conversation on the page: in full, or an older one in few elements."""

from __future__ import annotations

import streamlit as st

from coach.lead_ins import lead_in
from coach.records import Answer, Corpus
from ui import fold, safe
from ui.chat import asking, followups, step, words
from ui.chat.answer import HANDOFF_ICON, Drawn, point_markdown, uncovered_markdown
from ui.store.records import Message

YOU, COACH = ":material/person:", ":material/forum:"
UNFOLDED = "chat_unfolded"  # in the session: the conversation and the places of older answers that are drawn in full
_STOPPED = ":material/stop_circle: Stopped. What was checked by then is kept."


def question(message: Message, conversation: str, is_last: bool) -> None:
    """Draw a question; the last one can be mended.

    Args:
        message: The question.
        conversation: The conversation's id.
        is_last: Whether no question follows it.
    """
    with st.chat_message("user", avatar=YOU):
        if is_last and st.session_state.get(asking.EDITED) == (conversation, message.place):
            _mend(message, conversation)
            return
        if not is_last:
            st.markdown(safe.markdown(message.text))
            return
        key = f"{fold.QUESTION}{conversation}-{message.place}-{asking.attempts(conversation, message.place)}"
        with st.container(horizontal=True, wrap=False, gap="small", key=key):
            st.markdown(safe.markdown(message.text))
            st.button(
                "Edit",
                icon=":material/edit:",
                type="tertiary",
                key=f"edit-{conversation}-{message.place}",
                on_click=_begin_to_mend,
                args=(conversation, message.place),
            )


def answer(message: Message, conversation: str, corpus: Corpus | None, is_last: bool) -> None:
    """Draw an answer in full.

    Args:
        message: The answer.
        conversation: The conversation's id.
        corpus: Where its principles stand; None where it cannot be read.
        is_last: Whether it is the last one, about which something can be done.
    """
    found = message.answer
    with st.chat_message("assistant", avatar=COACH):
        if found is None:  # kept by another version of Coach
            st.markdown(safe.markdown(message.text))
            return
        with st.container(gap="small"):
            drawn = Drawn(message.place, corpus)
            drawn.finish(found)
            rest(found, conversation, message.place, message.state == "stopped")
        st.empty()  # where it says what is happening while an answer is made
        if is_last:
            followups.actions(message, conversation)


def rest(found: Answer, conversation: str, place: int, is_stopped: bool) -> None:
    """Draw what follows the points of an answer.

    Args:
        found: The answer.
        conversation: The conversation's id.
        place: Of the answer in it.
        is_stopped: Whether it was cut short.
    """
    if found.next_step:
        step.draw(found.next_step, conversation, place)
    if found.nearby:
        followups.nearby(found.nearby, place)
    if found.status != "handoff":
        for text in words.endings(found):
            st.markdown(safe.markdown(text))
    if is_stopped:
        st.markdown(_STOPPED)
    st.caption("\\\n".join(safe.one_line(remark) for remark in words.on_answer(found)))


def unanswered(conversation: str, place: int) -> None:
    """Say that a question has no answer, and offer to answer it now.

    Args:
        conversation: The conversation's id.
        place: Of the question in it.
    """
    with st.chat_message("assistant", avatar=COACH), st.container(gap="small"):
        offer_answer(conversation, place)


def offer_answer(conversation: str, place: int) -> None:
    """Draw the same where the answer would stand.

    Args:
        conversation: The conversation's id.
        place: Of the question in it.
    """
    st.markdown("This was not answered.")
    st.button(
        "Answer it now",
        icon=":material/play_arrow:",
        key=f"answer-{conversation}-{place}",
        on_click=asking.answer_now,
        args=(conversation, place),
    )


def folded(message: Message, conversation: str) -> None:
    """Draw an older answer as one piece of text, with a button that unfolds it.

    Args:
        message: The answer.
        conversation: The conversation's id; empty where nothing can be unfolded.
    """
    with st.chat_message("assistant", avatar=COACH):
        found = message.answer
        st.markdown(_in_short(found) if found else safe.markdown(message.text))
        if found and found.points and conversation:
            st.button(
                "Show all of it",
                icon=":material/unfold_more:",
                type="tertiary",
                key=f"unfold-{conversation}-{message.place}",
                on_click=_unfold,
                args=(conversation, message.place),
            )


def _in_short(found: Answer) -> str:
    if found.status == "handoff":
        texts = [f"**{HANDOFF_ICON} {safe.one_line(found.opening)}**", *map(safe.markdown, words.endings(found))]
        return "\n\n".join(texts)
    if not found.points:
        return uncovered_markdown(found)
    points = (point_markdown(lead_in(n, found.status), point) for n, point in enumerate(found.points))
    step_line = [f":material/footprint: {safe.one_line(words.step_line(found.next_step))}"] if found.next_step else []
    return "\n\n".join([safe.markdown(found.opening), *points, *step_line])


def _mend(message: Message, conversation: str) -> None:
    key = f"mended-{conversation}-{message.place}"
    st.text_area("Your question", value=message.text, key=key, height="content")
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Ask this",
            type="primary",
            key=f"mend-{conversation}-{message.place}",
            on_click=asking.mend,
            args=(conversation, message, key),
        )
        st.button("Leave it", key=f"leave-{conversation}-{message.place}", on_click=_leave_it)
    st.caption("The answer below is replaced by the answer to your new words.")


def _begin_to_mend(conversation: str, place: int) -> None:
    st.session_state[asking.EDITED] = (conversation, place)


def _leave_it() -> None:
    st.session_state.pop(asking.EDITED, None)


def _unfold(conversation: str, place: int) -> None:
    st.session_state[UNFOLDED] = {*st.session_state.get(UNFOLDED, set()), (conversation, place)}
