"""A dry run on the page: what would change, or what has to be mended first."""

from __future__ import annotations

import streamlit as st

from coach.errors import CoachError
from coach.records import Principle
from ui import safe
from ui.corpus.changes import Changed, Changes
from ui.corpus.trial import Trial

_MOST_LISTED = 50
_WORDS = {"title": "title", "text": "text", "question": "question", "next_step": "next step", "audience": "audience"}


def refused(error: CoachError) -> None:
    """Say why an upload was not taken in."""
    with st.container(border=True, gap="xsmall", key="upload-refused"):
        st.markdown(f":red[:material/block:] **Not taken in.** {safe.one_line(error.message, 400)}.")
        st.markdown(safe.markdown(error.hint))


def draw(trial: Trial) -> None:
    """Draw what a dry run found."""
    if trial.faults:
        n = len(trial.faults)
        st.markdown(f"##### :material/rule: {n} {'mistake' if n == 1 else 'mistakes'} to mend first")
        for fault in trial.faults:
            st.markdown(f"- **{safe.one_line(fault.message, 400)}**. {safe.one_line(fault.hint, 300)}")
        st.caption("Nothing was published.")
    if trial.changes is not None:
        _changes(trial.changes)
    if trial.left_out:
        listed = ", ".join(safe.one_line(name, 80) for name in trial.left_out[:10])
        more = f" and {len(trial.left_out) - 10:,} more" if len(trial.left_out) > 10 else ""
        st.caption(f":material/filter_alt_off: Left out, because they belong to no corpus: {listed}{more}")


def _changes(found: Changes) -> None:
    n = len(found.added)
    adds = f"adds {n:,} {'principle' if n == 1 else 'principles'}"
    title = f"Dry run: {adds}, changes {len(found.changed):,}, removes {len(found.removed):,}"
    st.markdown(f"##### :material/preview: {title}")
    if found.is_nothing:
        st.markdown("Everything in it is there already, word for word.")
    listed = [f":material/add: adds {_name(one)}" for one in found.added]
    listed += [f":material/edit: changes {_name(one.now)}: {_fields(one)}" for one in found.changed]
    listed += [f":material/remove: removes {_name(one)}" for one in found.removed]
    if listed:
        st.markdown("\n".join(f"- {line}" for line in listed[:_MOST_LISTED]))
    if len(listed) > _MOST_LISTED:
        st.caption(f"… and {len(listed) - _MOST_LISTED:,} more.")
    others = [f"{one.kind}: {one.added:,} added, {one.removed:,} removed" for one in found.others]
    same = (
        f"{found.same:,} {'principle stays' if found.same == 1 else 'principles stay'} as they are"
        if found.same
        else ""
    )
    if told := "; ".join(filter(None, (*others, same))):
        st.caption(f"{told[0].upper()}{told[1:]}.")


def _name(principle: Principle) -> str:
    return f"**{safe.one_line(principle.id)}** {safe.one_line(principle.title, 120)}"


def _fields(changed: Changed) -> str:
    return ", ".join(_WORDS[name] for name in changed.fields)
