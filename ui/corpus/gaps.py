"""What to write next: questions that were not covered, and what people thought of answers; for editors."""

from __future__ import annotations

import json
from collections.abc import Sequence

import streamlit as st

from coach.counted import counted
from coach.records import Corpus
from ui import opened, paged, safe
from ui.store.errors import NotFound
from ui.store.export import draft_cases
from ui.store.records import Gap
from ui.trouble import told_later
from ui.visitor import Visitor, who

_LONGEST = 400


def draw(corpus_name: str, corpus: Corpus, visitor: Visitor) -> None:
    """Draw the questions that were not covered; to others than editors only how many.

    Args:
        corpus_name: The name by which the page knows the corpus.
        corpus: The corpus.
        visitor: Who looks.
    """
    gaps = opened.store().gaps(corpus_name)
    st.markdown("**Questions that nothing here answered**")
    st.caption("Kept only where people switched that on, without their names. It is the list of what to write next.")
    if not visitor.is_editor:
        st.markdown(f"{counted(len(gaps), 'question')} kept. Editors of this page can read them.")
        return
    if not gaps:
        st.markdown(
            ":material/inbox: **None is kept.** On the Chat page, under “Corpus and chat model”, people can switch on "
            "that such questions are kept."
        )
    else:
        st.download_button(
            f"Export {counted(len(gaps), 'question')}",
            data=lambda: as_jsonl(gaps),
            file_name="not-covered.jsonl",
            mime="application/x-ndjson",
            icon=":material/download:",
            on_click="ignore",
            key="export-gaps",
        )
        titles = {principle.id: principle.title for principle in corpus.principles}
        paged.draw(gaps, lambda gap: _gap(gap, titles), f"gaps-{corpus_name}", at_once=10)
    _feedback(corpus_name)


def as_jsonl(gaps: Sequence[Gap]) -> str:
    """Return the questions as one JSON object a line: ``question``, ``nearest`` (a principle's id or ""), ``asked``."""
    lines = ({"question": gap.question, "nearest": gap.nearest, "asked": gap.created.isoformat()} for gap in gaps)
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def _gap(gap: Gap, titles: dict[str, str]) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"“{safe.one_line(gap.question, _LONGEST)}”")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            near = (
                f"nearest: {safe.one_line(gap.nearest)} {safe.one_line(titles.get(gap.nearest, ''), 60)} · "
                if gap.nearest
                else ""
            )
            st.caption(f"{near}asked on {gap.created.day} {gap.created:%b %Y}", width="content")
            st.button(
                "Delete",
                icon=":material/delete:",
                type="tertiary",
                key=f"drop-gap-{gap.id}",
                on_click=_drop,
                args=(gap.id,),
            )


@told_later
def _drop(gap_id: str) -> None:
    """Delete a question from the list; whether the visitor may is asked again, for a program can press a button."""
    if not who().is_editor:
        return
    try:
        opened.store().drop_gap(gap_id)
    except NotFound:  # another editor was faster
        return


def _feedback(corpus_name: str) -> None:
    feedback = opened.store().feedback(corpus_name)
    st.markdown("**What people thought of answers**")
    if not feedback:
        st.markdown(":material/thumbs_up_down: **No thumbs yet.** People give them below an answer on the Chat page.")
        return
    up = sum(one.thumb == "up" for one in feedback)
    st.markdown(
        f":material/thumb_up: {up} up · :material/thumb_down: {len(feedback) - up} down. Exported, they are draft "
        "cases: label each, take its draft mark away, and `coach eval --cases` measures them from then on."
    )
    st.download_button(
        "Export as draft cases",
        data=lambda: draft_cases(feedback),
        file_name="draft-cases.jsonl",
        mime="application/x-ndjson",
        icon=":material/download:",
        on_click="ignore",
        key="export-feedback",
    )
