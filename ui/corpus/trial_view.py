"""A dry run on the page: what would change, or what has to be mended first."""

from __future__ import annotations

import streamlit as st

from coach.counted import counted
from coach.errors import CoachError
from coach.records import Principle
from coach.sync import Difference
from ui import safe
from ui.corpus.changes import Changed, Changes
from ui.corpus.trial import Trial

_MOST_LISTED = 50
_NOTHING = "Everything in it is there already, word for word."
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
    elif trial.difference is not None:
        _documents(trial.difference)
    elif not trial.faults:
        st.markdown(_NOTHING)
    if trial.left_out:
        listed = ", ".join(safe.one_line(name, 80) for name in trial.left_out[:10])
        more = f" and {len(trial.left_out) - 10:,} more" if len(trial.left_out) > 10 else ""
        st.caption(f":material/filter_alt_off: Left out, because they belong to no corpus: {listed}{more}")


def _changes(found: Changes) -> None:
    n = len(found.added)
    adds = f"adds {counted(n, 'principle')}"
    title = f"Dry run: {adds}, changes {len(found.changed):,}, removes {len(found.removed):,}"
    st.markdown(f"##### :material/preview: {title}")
    if found.is_nothing:
        st.markdown(_NOTHING)
    listed = [f":material/add: adds {_name(one)}" for one in found.added]
    listed += [f":material/edit: changes {_name(one.now)}: {_fields(one)}" for one in found.changed]
    listed += [f":material/remove: removes {_name(one)}" for one in found.removed]
    _list(listed)
    others = [f"{one.kind}: {one.added:,} added, {one.removed:,} removed" for one in found.others]
    same = (
        f"{found.same:,} {'principle stays' if found.same == 1 else 'principles stay'} as they are"
        if found.same
        else ""
    )
    if told := "; ".join(filter(None, (*others, same))):
        st.caption(f"{told[0].upper()}{told[1:]}.")


def _documents(found: Difference) -> None:
    unread = {path for path, *_ in found.failed}
    added, changed = ([path for path in paths if path not in unread] for paths in (found.added, found.changed))
    n = len(added)
    adds = f"adds {counted(n, 'document')}"
    title = f"Dry run: {adds}, changes {len(changed):,}, removes {len(found.removed):,}"
    st.markdown(f"##### :material/preview: {title}")
    if found.is_same:
        st.markdown(_NOTHING)
    listed = [f":material/add: adds {safe.one_line(path, 120)}" for path in added]
    listed += [f":material/edit: changes {safe.one_line(path, 120)}" for path in changed]
    listed += [f":material/remove: removes {safe.one_line(path, 120)}" for path in found.removed]
    _list(listed)
    if found.failed:
        st.markdown(":material/error: **Could not be read, and is left out:**")
    _list([safe.one_line(f"{path}: {why}. {remedy}", 400) for path, why, remedy in found.failed])
    if found.remarks:
        st.markdown(":material/info: **Left out or guessed:**")
    _list([safe.one_line(remark, 300) for remark in found.remarks])
    st.caption(
        f"{counted(found.passages, 'passage')} to quote and cite. A file of the same "
        "name as one before takes its place."
    )


def _list(lines: list[str]) -> None:
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines[:_MOST_LISTED]))
    if len(lines) > _MOST_LISTED:
        st.caption(f"… and {len(lines) - _MOST_LISTED:,} more.")


def _name(principle: Principle) -> str:
    return f"**{safe.one_line(principle.id)}** {safe.one_line(principle.title, 120)}"


def _fields(changed: Changed) -> str:
    return ", ".join(_WORDS[name] for name in changed.fields)
