"""Uploading a private corpus: files in, a dry run, and only then a version that Coach answers from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from coach.errors import CoachError
from coach.settings import from_environment
from ui import boundary, opened, safe
from ui.corpus import publish, removal, trial_view
from ui.corpus.documents import FORMATS, Documents, taken_in
from ui.corpus.intake import Given, Intake
from ui.corpus.private import NAME, NotAllowed, check_may_upload, private_corpora, short_name, versions_in_use
from ui.corpus.trial import Trial, dry_run
from ui.trouble import told_later
from ui.visitor import Visitor, who

_NEW = ""
_BEGUN = "corpus_uploads"  # in the session: how many uploads were finished; a new number is an empty file field
_DONE = "corpus_published"  # ... what was published last, to be told once


@dataclass(frozen=True, slots=True)
class Target:
    """Which corpus an upload is for.

    Attributes:
        name: Its short name; empty where none that can be used was given.
        title: What to call it where it does not say so itself.
        base: The folder of the version before; None for a new one.
    """

    name: str
    title: str
    base: Path | None


def draw(visitor: Visitor) -> None:
    """Draw where files are uploaded, what they would change, and the button that publishes them."""
    try:
        check_may_upload(visitor)
    except NotAllowed as error:
        boundary.tell(error)
        return
    _tell_done()
    st.markdown(
        "A corpus of your own: Coach then answers from it, and nobody else can see it. Upload documents (PDF, Word, "
        "PowerPoint, Excel, HTML, Markdown, text, a `.zip` of these), or principles: files with an id, or a whole "
        "corpus folder as one `.zip`. Nothing changes before you press Publish."
    )
    target = _target(versions_in_use(visitor))
    with st.expander("What a principle file looks like", icon=":material/description:", key="upload-example"):
        st.code(_EXAMPLE, language=None, wrap_lines=True)
        st.caption(
            "Only the id and the text are needed. CONTRIBUTING.md, “A corpus folder”, describes the whole folder."
        )
    files = st.file_uploader(
        "Files",
        type=FORMATS,
        accept_multiple_files=True,
        max_upload_size=5,
        key=f"upload-{st.session_state.get(_BEGUN, 0)}",
    )
    if files:
        _try([Given(file.name, file.getvalue()) for file in files], target, visitor)
    if target.base is not None:
        removal.draw(target.name)


def _target(known: dict[str, Path]) -> Target:
    options = [_NEW, *known]
    if known:
        into = st.selectbox("Into", options, format_func=lambda name: name or "A new corpus", key="upload-into")
        if into != _NEW and into in known:
            return Target(into, into, known[into])
    number = st.session_state.get(_BEGUN, 0)
    title = st.text_input(
        "What shall it be called?", max_chars=60, placeholder="Team handbook", key=f"upload-title-{number}"
    ).strip()
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-")
    if title and not NAME.fullmatch(name):
        st.caption("Use some letters from a to z in the name.")
    elif name in known:
        st.caption(f":material/edit: {safe.one_line(name)} is there already; this upload changes it.")
    return Target(name if NAME.fullmatch(name) else "", title, known.get(name))


def _try(files: Sequence[Given], target: Target, visitor: Visitor) -> None:
    """Draw the dry run, and the button where nothing is wrong."""
    try:
        intake = taken_in(files, target.base)
        trial = _tried(intake, target)
    except CoachError as error:
        trial_view.refused(error)
        return
    with st.container(border=True, gap="small", key="dry-run"):
        trial_view.draw(trial)
        if trial.faults:
            return
        if not target.name:
            st.markdown(":material/edit: Give it a name above, then it can be published.")
        st.button(
            "Publish",
            type="primary",
            icon=":material/publish:",
            key="publish",
            disabled=not target.name or not trial.is_publishable,
            on_click=_wish,
        )
        if st.session_state.pop(_WISH, False) and target.name:
            _publish(target, intake, visitor)


def _tried(intake: Intake | Documents, target: Target) -> Trial:
    """Return a dry run; documents take seconds to read, so what was found is kept while they stay in the field.

    Raises:
        CoachError: nothing of the upload can be used.
    """
    kept = st.session_state.get(_TRIED)
    if kept is None or kept[0] != (intake, target.base):
        with st.spinner("Reading the documents" if isinstance(intake, Documents) else "Reading the principles"):
            kept = ((intake, target.base), dry_run(intake, target.base, target.title or "My corpus"))
        st.session_state[_TRIED] = kept
    found: Trial = kept[1]
    return found


_TRIED = "corpus_tried"  # in the session: the upload that was tried last, and what was found
_WISH = "corpus_publish"  # in the session: Publish was pressed, and this run carries it out


def _wish() -> None:
    st.session_state[_WISH] = True


def _publish(target: Target, intake: Intake | Documents, visitor: Visitor) -> None:
    bar = st.progress(0.0, text="Reading the corpus")

    def on_progress(done: int, total: int) -> None:
        bar.progress(done / total if total else 1.0, text=f"Reading the corpus: {done:,} of {total:,} texts")

    try:
        workshop = publish.Workshop(opened.shelf().encoder(), from_environment(), on_progress)
        publish.publish(visitor, target.name, target.title, intake, workshop)
    except CoachError as error:
        bar.empty()
        boundary.tell(error)
        if target.base:
            st.caption("The version before is in use as it was.")
        return
    bar.empty()
    st.session_state[_DONE] = target.name
    st.session_state.pop(_TRIED, None)
    st.session_state[_BEGUN] = st.session_state.get(_BEGUN, 0) + 1
    st.rerun()


def _tell_done() -> None:
    done = st.session_state.pop(_DONE, "")
    if done:
        st.success(
            f"**{safe.one_line(done)}** is published; you can ask it from now on.", icon=":material/check_circle:"
        )
        st.button("Choose it", icon=":material/menu_book:", key="choose-published", on_click=_choose, args=(done,))


@told_later
def _choose(name: str) -> None:
    """Make a private corpus the one that its owner asks."""
    visitor = who()
    mine = next((corpus for corpus in private_corpora(visitor) if short_name(corpus) == name), None)
    if mine:
        opened.store().keep_preference(visitor.id, "corpus", mine)


_EXAMPLE = """---
id: T1
title: Say no with a reason
question: How do I turn down work without a quarrel?
next_step: Write the reason in one sentence before you answer.
---

Say no early, and give the reason. People forgive a no that they can explain to somebody else.
"""
