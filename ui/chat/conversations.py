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
_DOOMED = "conversation-to-delete"  # in the session: the conversation of which it is asked whether to delete it


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
    key = f"menu-{conversation.id}"
    if st.session_state.pop(_DOOMED, "") == conversation.id:
        _confirm(conversation)
    with st.container(horizontal=True, key="open-conversation", gap="xsmall", vertical_alignment="center", wrap=False):
        st.markdown(f":material/chevron_right: **{safe.one_line(conversation.title, _TITLE)}**")
        menu = st.popover(
            "Rename, export or delete",
            icon=":material/more_horiz:",
            type="tertiary",
            key=key,
            on_change="rerun",
        )
        if menu.open:
            with menu:
                _more(conversation, place, key)


def _more(conversation: Conversation, place: Here, menu: str) -> None:
    key = f"{_RENAMED}-{conversation.id}"
    st.text_input(
        "Title", value=conversation.title, max_chars=120, key=key, on_change=_rename, args=(conversation.id, key)
    )
    name = safe.file_name(conversation.title)
    messages = opened.store().messages(place.owner, conversation.id)
    for label, end, mime, written in (
        ("Export as Markdown", "md", "text/markdown", as_markdown),
        ("Export as JSON", "json", "application/json", as_json),
    ):
        st.download_button(
            label,
            data=written(conversation, messages),
            file_name=f"{name}.{end}",
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
        args=(conversation.id, menu),
    )


@st.dialog("Delete this conversation?", icon=":material/delete:")
def _confirm(conversation: Conversation) -> None:
    st.markdown(f"“{safe.one_line(conversation.title)}”")
    st.markdown("Its questions and answers, the steps you planned in it and what you thought of it are gone for good.")
    with st.container(horizontal=True, gap="small"):
        if st.button("Delete it", type="primary", key="delete-it"):
            _delete(conversation.id)
            st.rerun()
        if st.button("Keep it", key="keep-it"):
            st.rerun()


def _ask_first(conversation_id: str, menu: str) -> None:
    """Let it be asked whether to delete a conversation; its menu would stay open before the question."""
    st.session_state[_DOOMED] = conversation_id
    st.session_state[menu] = False


@told_later
def _rename(conversation_id: str, key: str) -> None:
    title = str(st.session_state.get(key) or "").strip()
    if title:
        opened.store().rename(who().id, conversation_id, title)


@told_later
def _delete(conversation_id: str) -> None:
    place = here.now()
    opened.store().delete(place.owner, conversation_id)
    if place.conversation is not None and place.conversation.id == conversation_id:
        here.go_to("")


def _show_all() -> None:
    st.session_state[_ALL] = True
