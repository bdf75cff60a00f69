"""The conversations so far: found, opened, renamed, taken along, deleted."""

from __future__ import annotations

import streamlit as st

from ui import opened, safe
from ui.chat import here
from ui.chat.here import Here
from ui.store.export import as_json, as_markdown
from ui.store.records import Conversation
from ui.trouble import told_later
from ui.visitor import who

_LISTED = 30  # at first
_TITLE = 120  # characters of a title in the list; what is wider than the list is cut there
_SEARCH, _ALL, _RENAMED = "conversations-search", "conversations-all", "conversation-title"
_DOOMED = "conversation-to-delete"  # in the session: the one of which its dialog asks whether to delete it


def draw(place: Here) -> None:
    """Draw the list, newest first."""
    store = opened.store()
    search = str(st.session_state.get(_SEARCH) or "").strip()
    found = store.conversations(place.owner, search)
    if not found and not search:
        return
    st.subheader("Conversations", anchor=False)
    st.text_input(
        "Search conversations",
        key=_SEARCH,
        type="search",
        placeholder="Search titles and questions",
        label_visibility="collapsed",
    )
    if not found:
        st.caption("None of your conversations holds these words.")
    shown = found if st.session_state.get(_ALL) else found[:_LISTED]
    with st.container(key="conversations", gap=None):
        for conversation in shown:
            _row(conversation, place)
    if len(shown) < len(found):
        st.button(f"Show {len(found) - len(shown)} older ones", key="conversations-more", on_click=_show_all)


def _row(conversation: Conversation, place: Here) -> None:
    is_open = place.conversation is not None and conversation.id == place.conversation.id
    if not is_open:
        st.button(
            safe.one_line(conversation.title, _TITLE),
            key=f"open-{conversation.id}",
            type="tertiary",
            width="stretch",
            on_click=here.go_to,
            args=(conversation.id,),
        )
        return
    with st.container(horizontal=True, key="open-conversation", gap="xsmall", vertical_alignment="center", wrap=False):
        st.markdown(f":material/chevron_right: **{safe.one_line(conversation.title, _TITLE)}**")
        if st.button(
            "Rename, export or delete", icon=":material/more_horiz:", type="tertiary", key=f"menu-{conversation.id}"
        ):
            st.session_state.pop(_DOOMED, None)
            _more(conversation)


@st.dialog("This conversation", icon=":material/forum:")
def _more(conversation: Conversation) -> None:
    """Draw what can be done with a conversation: in the middle of the window, however full the side is."""
    if st.session_state.get(_DOOMED) == conversation.id:
        _confirm(conversation)
        return
    key = f"{_RENAMED}-{conversation.id}"
    title = st.text_input("Title", value=conversation.title, max_chars=120, key=key).strip()
    if title and title != conversation.title:
        _rename(conversation.id, title)
        st.rerun()
    messages = opened.store().messages(who().id, conversation.id)
    for label, end, mime, written in _EXPORTS:
        st.download_button(
            label,
            # Made here and not when it is asked for: Streamlit disables the button meanwhile, the focus falls out of
            # the dialog, and Escape no longer closes it.
            data=written(conversation, messages),
            file_name=f"{safe.file_name(conversation.title)}.{end}",
            mime=mime,
            icon=":material/download:",
            key=f"export-{end}-{conversation.id}",
            on_click="ignore",
            width="stretch",
        )
    st.button(
        "Delete",
        icon=":material/delete:",
        key=f"delete-{conversation.id}",
        width="stretch",
        on_click=_ask_first,
        args=(conversation.id,),
    )


_EXPORTS = (
    ("Export as Markdown", "md", "text/markdown", as_markdown),
    ("Export as JSON", "json", "application/json", as_json),
)


def _confirm(conversation: Conversation) -> None:
    st.markdown(f"**Delete it?** “{safe.one_line(conversation.title)}”")
    st.markdown("Its questions and answers, the steps you planned in it and what you thought of it are gone for good.")
    with st.container(horizontal=True, gap="small"):
        if st.button("Delete it", icon=":material/delete:", key="danger-delete-it"):
            _delete(conversation.id)
            st.rerun()
        if st.button("Keep it", key="keep-it"):
            st.rerun()


def _ask_first(conversation_id: str) -> None:
    st.session_state[_DOOMED] = conversation_id


@told_later
def _rename(conversation_id: str, title: str) -> None:
    opened.store().rename(who().id, conversation_id, title)


@told_later
def _delete(conversation_id: str) -> None:
    place = here.now()
    opened.store().delete(place.owner, conversation_id)
    if place.conversation is not None and place.conversation.id == conversation_id:
        here.go_to("")


def _show_all() -> None:
    st.session_state[_ALL] = True
